"""``python -m tests.proof``: every small world searched to its end, and every planted bug looked for.

Exit 0 when every world is exhausted, every rule holds and every bug is found; 1 otherwise, with the shortest story.
``--write-docs`` writes the figures of docs/proof.md again.
"""

import argparse
import json
import multiprocessing
import os
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor

from tests.proof.report import agenda_row, as_json, bug_rows, faults_of, lines_of, write_docs
from tests.proof.worlds import AGENDA

PROCESSES = 2
"""What this proof is to run on. Ours."""


def main(argv: Sequence[str]) -> int:
    """Do what ``argv`` asks for."""
    parser = argparse.ArgumentParser("python -m tests.proof", description=__doc__)
    parser.add_argument("--json", action="store_true", help="say all that was found as one JSON object")
    parser.add_argument("--write-docs", action="store_true", help="write the figures of docs/proof.md again")
    parser.add_argument("--budget-max", type=int, default=3, help="at most so many drops, copies and crashes each")
    options = parser.parse_args(argv)
    began = time.monotonic()
    # Each search has a process of its own, so that what one held is free for the next.
    with ProcessPoolExecutor(PROCESSES, multiprocessing.get_context("spawn"), max_tasks_per_child=1) as pool:
        waiting = [pool.submit(agenda_row, index, options.budget_max) for index in range(len(AGENDA))]
        bugs = bug_rows()
        rows = [each.result() for each in waiting]
    took = time.monotonic() - began
    if options.write_docs:
        write_docs(rows, bugs, _said(took, sum(row.seconds for row in rows)))
    if options.json:
        sys.stdout.write(json.dumps(as_json(rows, bugs, took)) + "\n")
    else:
        sys.stdout.writelines(f"{line}\n" for line in lines_of(rows, bugs, took))
    faults = faults_of(rows, bugs)
    sys.stderr.writelines(f"FAILED {line}\n" for line in faults)
    return 1 if faults else 0


def _said(took: float, processor: float) -> str:
    when, cores, load = time.strftime("%Y-%m-%d"), os.cpu_count(), os.getloadavg()[0]
    where = f"by {PROCESSES} processes on {cores} cores with a load of {load:.0f}"
    return f"Taken on {when} in {took:.0f} s, {processor:.0f} s of processor, {where}."


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
