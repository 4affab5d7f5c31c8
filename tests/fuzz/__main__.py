"""``python -m tests.fuzz``: a campaign, or one input of one again.

Exit 0 when every bar is met (or the input breaks nothing), 1 when not.
"""

import argparse
import sys
from collections.abc import Sequence

from tests.fuzz.campaign import EPISODE, Campaign, Report
from tests.fuzz.smallest import explained
from tests.fuzz.workers import is_good, lines_of, play

INPUTS = 1_000_000


def main(argv: Sequence[str]) -> int:
    """Do what ``argv`` asks for."""
    parser = argparse.ArgumentParser("python -m tests.fuzz", description="Mutated frames against every door.")
    parser.add_argument("--seed", type=int, default=1, help="equal seeds give equal inputs")
    parser.add_argument("--inputs", type=int, default=INPUTS, help="how many")
    parser.add_argument("--workers", type=int, default=2, help="processes that share them")
    parser.add_argument("--input", type=int, default=None, help="let this one input of the seed happen again")
    options = parser.parse_args(argv)
    if options.input is not None:
        return _again(options.seed, options.input)
    told, took = play(options.seed, options.inputs, options.workers)
    for line in lines_of(told, took):
        sys.stdout.write(line + "\n")
    return 0 if is_good(told) else 1


def _again(seed: int, number: int) -> int:
    campaign = Campaign(seed)
    begin = number - number % EPISODE
    failure = campaign.tell(campaign.run_of(begin), begin, Report())
    said = f"input {number} of seed {seed} breaks nothing" if failure is None else explained(campaign, failure)
    sys.stdout.write(said + "\n")
    return 0 if failure is None else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
