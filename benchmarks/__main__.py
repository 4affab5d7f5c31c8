"""``python -m benchmarks``: every bar of speed in one run, in under five minutes.

Exit code 0 whatever comes out; with ``--strict`` 1 when a bar is not met. CI never gates on it: the machine is noisy.
"""

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.comparisons import PAIRS, Kind, pairs_in_words
from benchmarks.contests import contest, impaired
from benchmarks.figure import Figure, not_met
from benchmarks.journeys.folding import foldings
from benchmarks.lateness import lateness
from benchmarks.long_stories import long_stories
from benchmarks.page import (
    document,
    lines,
    machine_in_words,
    read_baseline,
    remarks,
    verdict,
    write_baseline,
    write_page,
)
from benchmarks.rounds import ROUNDS, calibration, interleaved
from benchmarks.starting import starting_live, starting_virtual
from benchmarks.update import updates


def main(argv: Sequence[str]) -> int:
    """Measure, print, and write what ``argv`` asks for."""
    parser = argparse.ArgumentParser("python -m benchmarks", description="Every bar of speed, measured.")
    parser.add_argument("--strict", action="store_true", help="exit 1 when a bar is not met")
    parts = parser.add_mutually_exclusive_group()
    parts.add_argument("--no-live", action="store_true", help="leave the live premises out")
    parts.add_argument("--only-live", action="store_true", help="measure the live premises alone")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every figure, for a program")
    parser.add_argument("--write-docs", action="store_true", help="write docs/figures.md")
    parser.add_argument("--write-baseline", action="store_true", help="make these ratios the baseline")
    options = parser.parse_args(argv)
    began = time.monotonic()
    figures = [] if options.only_live else list(_measured())
    if not options.no_live:
        _say("measuring: live premises ...")
        figures += [*starting_live(), *lateness(_say)]
    worth = interleaved({"calibration": calibration}, ROUNDS)["calibration"].median
    baseline = read_baseline()
    for line in (*lines(figures, baseline), "", machine_in_words(worth), *remarks(figures, baseline)):
        _say(line)
    _say(verdict(figures, baseline))
    _say(f"{len(not_met(figures))} bars are not met; it took {time.monotonic() - began:.0f} s")
    if options.json is not None:
        options.json.write_text(document(figures, machine_in_words(worth)), encoding="utf-8")
    if options.write_docs:
        write_page(figures, machine_in_words(worth))
    if options.write_baseline:
        write_baseline(figures)
    return 1 if options.strict and not_met(figures) else 0


def _measured() -> Iterator[Figure]:
    for kind in Kind:
        for pairs in PAIRS:
            _say(f"measuring: {kind.value}, {pairs_in_words(pairs)} ...")
            yield from contest(kind, pairs)
    _say("measuring: links with impairments ...")
    yield from impaired()
    _say("measuring: whole updates ...")
    yield from updates()
    _say("measuring: four bridges, and ten days ...")
    yield from long_stories()
    _say("measuring: folding, and why it waits ...")
    yield from foldings()
    _say("measuring: how long a test waits for its premises ...")
    yield from starting_virtual()


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
