"""``python -m tests.journey.stalls``: the labelled matrix with several seeds, its evidence, and a thousand clean seeds.

Exit 0 when every bar holds, 1 when one does not. ``--write`` writes the table of docs/stalls.md again.
"""

import argparse
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import replace

from premises.wire.design import DESIGNS
from tests.journey.stalls.cases import cases
from tests.journey.stalls.clean import SEEDS, clean, clean_all
from tests.journey.stalls.evidence import shown_without
from tests.journey.stalls.matrix import Row, broken, not_right, row_of, summary, tell_case
from tests.journey.stalls.table import write

CASES = cases()

MATRIX_SEEDS = range(1, 7)
"""The first is the one of the tables."""


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
        for case in CASES:
            told = tell_case(replace(case, seed=seed))
            rows.append(row_of(told))
            if seed == MATRIX_SEEDS[0]:
                wrong += shown_without(told)
        _say(_of_each_design(f"seed {seed}", rows[-len(CASES) :]))
    _say(_of_each_design("all seeds", rows))
    _say(f"seed {row.case.seed}: {line}" for row in rows for line in not_right(row))
    for design in DESIGNS:
        mine = [row for row in rows if row.case.site.design == design]
        first = [row for row in mine if row.case.seed == MATRIX_SEEDS[0]]
        wrong += [f"{design}: {line}" for line in (*broken(first), *broken(mine, wrong_max=len(mine) // 100))]
    return wrong


def _of_each_design(what: str, rows: Sequence[Row]) -> Iterable[str]:
    for design in DESIGNS:
        yield f"{what}, {design}: {summary([row for row in rows if row.case.site.design == design])}"


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
