"""The inputs of a campaign shared among processes, and the report that a person reads at its end."""

import multiprocessing
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

from tests.fuzz.campaign import EPISODE, Campaign, Report
from tests.fuzz.corpus import WHO
from tests.fuzz.door import Fate
from tests.fuzz.smallest import explained

REACHED_MIN = 0.20
"""Share of all inputs that a machine has to be told. Ours."""

GROWN_MAX = 50_000_000
"""Octets by which a process may grow over a campaign. Ours."""


@dataclass(frozen=True, slots=True)
class Told:
    """A report, and what broke in words."""

    report: Report
    broken: tuple[str, ...]


def play_shares(seed: int, inputs: int, workers: int) -> Iterator[Told]:
    """Let the first ``inputs`` inputs of ``seed`` happen in as many processes as there are workers."""
    runs = -(-inputs // EPISODE)
    edges = [runs * share // workers * EPISODE for share in range(workers + 1)]
    with ProcessPoolExecutor(workers, multiprocessing.get_context("spawn")) as pool:
        yield from pool.map(_share, [seed] * workers, edges[:-1], edges[1:])


def play(seed: int, inputs: int, workers: int) -> tuple[Told, float]:
    """Let a campaign happen; give the sum of what became of it, and the seconds it took."""
    began = time.monotonic()
    whole = Report()
    broken: list[str] = []
    for told in play_shares(seed, inputs, workers):
        _add(whole, told.report)
        broken += told.broken
    return Told(whole, tuple(broken)), time.monotonic() - began


def lines_of(told: Told, took: float) -> Iterator[str]:
    """Give the report for a person."""
    report = told.report
    total = max(1, report.inputs)
    yield f"{report.inputs} mutated inputs in {took:.0f} s, {report.inputs / took:.0f} a second"
    yield f"{report.blind / total:.0%} blind; {report.led} true frames between them led on"
    for fate in Fate:
        yield f"{report.fates[fate] / total:7.2%}  {fate.value}"
    yield f"{report.reached:7.2%}  reached a machine (bar: {REACHED_MIN:.0%} or more)"
    yield "reached: " + ", ".join(f"{who} {report.by_who[who]}" for who in WHO)
    yield "noted: " + ", ".join(f"{kind} {count}" for kind, count in sorted(report.noted.items()))
    yield f"memory: {report.grown / 1e6:+.1f} MB in the process that grew most (bar: less than {GROWN_MAX / 1e6:.0f})"
    yield from told.broken
    yield f"{len(told.broken)} failures"


def is_good(told: Told) -> bool:
    """Say whether every bar is met."""
    return not told.broken and told.report.reached >= REACHED_MIN and told.report.grown < GROWN_MAX


def _share(seed: int, first: int, end: int) -> Told:
    campaign = Campaign(seed)
    report = campaign.play(first, end)
    broken = tuple(explained(campaign, failure) for failure in report.failures)
    report.failures.clear()
    return Told(report, broken)


def _add(whole: Report, part: Report) -> None:
    whole.fates += part.fates
    whole.by_who += part.by_who
    whole.noted += part.noted
    whole.blind += part.blind
    whole.led += part.led
    whole.grown = max(whole.grown, part.grown)
