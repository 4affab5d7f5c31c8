"""``python -m tests.journey.stalls``: the labelled matrix with several seeds, its evidence, and a thousand clean seeds.

Exit 0 when every bar holds, 1 when one does not. ``--write`` writes the table of docs/stalls.md again.
"""

import argparse
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import replace

from tests.journey.stalls.cases import cases
from tests.journey.stalls.clean import SEEDS, clean, clean_all
from tests.journey.stalls.evidence import shown_without
from tests.journey.stalls.matrix import Row, broken, row_of, summary, tell_case
from tests.journey.stalls.table import write

MATRIX_SEEDS = range(1, 7)
"""The first is the one of the table."""


def main(argv: Sequence[str]) -> int:
    """Do what ``argv`` asks for."""
    parser = argparse.ArgumentParser("python -m tests.journey.stalls", description=__doc__)
    parser.add_argument("--write", action="store_true", help="write the table of docs/stalls.md, and nothing else")
    parser.add_argument("--clean", type=int, nargs=2, metavar=("FIRST", "END"), help="clean seeds here, and no more")
    options = parser.parse_args(argv)
    if options.write:
        write()
        return 0
    if options.clean is not None:
        _say(line for seed in range(*options.clean) for line in clean(seed))
        return 0
    wrong = [*_matrix(), *_clean()]
    _say(f"FAILED {line}" for line in wrong)
    return 1 if wrong else 0


def _matrix() -> list[str]:
    wrong: list[str] = []
    rows: list[Row] = []
    for seed in MATRIX_SEEDS:
        for case in cases():
            told = tell_case(replace(case, seed=seed))
            rows.append(row_of(told))
            if seed == MATRIX_SEEDS[0]:
                wrong += shown_without(told)
        _say([f"seed {seed}: {summary(rows[-len(cases()) :])}"])
    return [*wrong, *broken(rows[: len(cases())]), *broken(rows, wrong_max=len(rows) // 100)]


def _clean() -> list[str]:
    began = time.monotonic()
    wrong = clean_all(0, SEEDS)
    _say([f"{SEEDS} clean seeds in {time.monotonic() - began:.0f} s: {len(wrong)} false findings"])
    return list(wrong)


def _say(lines: Iterable[str]) -> None:
    for line in lines:
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
