"""``python -m tests.storm``: a thousand storms, each told twice. Exit 0 when both tellings are the same, 1 when not."""

import argparse
import sys
import time
from collections.abc import Sequence

from tests.storm.campaign import SEEDS, say, told_twice


def main(argv: Sequence[str]) -> int:
    """Do what ``argv`` asks for."""
    parser = argparse.ArgumentParser("python -m tests.storm", description=__doc__)
    parser.add_argument("--seeds", type=int, default=SEEDS, help="how many, from --first on")
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--tell", type=int, nargs=2, metavar=("FIRST", "END"), help="tell here, once, and say JSON")
    options = parser.parse_args(argv)
    if options.tell is not None:
        sys.stdout.write(say(*options.tell) + "\n")
        return 0
    began = time.monotonic()
    verdict = told_twice(options.first, options.first + options.seeds)
    took = time.monotonic() - began
    for line in verdict.faults:
        sys.stdout.write(f"FAILED {line}\n")
    sys.stdout.write(
        f"{len(verdict.seeds)} storms told twice in {took:.0f} s: {verdict.distinct} different traces, "
        f"{len(verdict.differing)} of them not repeatable; {verdict.found[0].kept} came out as the scenario promises\n"
    )
    return 1 if verdict.faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
