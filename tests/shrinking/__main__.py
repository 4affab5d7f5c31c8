"""``python -m tests.shrinking``: every planted bug in a storm, shrunk. Exit 0 when the bars are reached, 1 when not."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from premises.faults.said.spoken import words_of
from tests.shrinking.bugs import BUGS
from tests.shrinking.campaign import Result, misses, shrunk


def main(argv: Sequence[str]) -> int:
    """Do what ``argv`` asks for."""
    parser = argparse.ArgumentParser("python -m tests.shrinking", description=__doc__)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write what was found there, too")
    options = parser.parse_args(argv)
    sys.stdout.write(f"{'bug':42} {'seed':>4} {'before':>6} {'after':>5} {'tries':>5} {'seconds':>7}\n")
    results = []
    for name, bug in BUGS.items():
        results.append(result := shrunk(name, bug))
        sys.stdout.write(f"{_row(result)}\n")
        sys.stdout.flush()
    middle = median(result.shrunk.after for result in results)
    missed = list(misses(results))
    sys.stdout.write("".join(f"FAILED {line}\n" for line in missed))
    sys.stdout.write(f"{len(results)} bugs shrunk: {middle:g} faults left in the median\n")
    if options.json is not None:
        options.json.write_text(json.dumps(_document(results, middle, missed), indent=2) + "\n", encoding="utf-8")
    return 1 if missed else 0


def _row(result: Result) -> str:
    left, seed = result.shrunk, result.found.case.seed
    return f"{result.bug:42} {seed:>4} {left.before:>6} {left.after:>5} {left.tries:>5} {left.took_s:>7.1f}"


def _document(results: Sequence[Result], middle: float, missed: Sequence[str]) -> dict[str, object]:
    return {
        "bugs": [
            {
                "bug": result.bug,
                "seed": result.found.case.seed,
                "before": result.shrunk.before,
                "after": result.shrunk.after,
                "tries": result.shrunk.tries,
                "seconds": round(result.shrunk.took_s, 2),
                "is_minimal": result.shrunk.is_minimal,
                "failure": result.found.failure.aim,
                "faults": [words_of(fault) for fault in result.shrunk.case.faults],
            }
            for result in results
        ],
        "median": middle,
        "missed": list(missed),
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
