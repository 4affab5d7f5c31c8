"""Rounds: every contestant once in each, in turn, so that noise of the machine falls on all of them alike.

CPU time of this process, never wall. Whoever measures says what a sample is.
"""

import gc
import time
from collections.abc import Callable, Mapping
from heapq import heappop, heappush

from benchmarks.figure import Samples

ROUNDS = 5
"""Rounds of what takes seconds; a median of fewer says little. Ours."""

ROUNDS_OF_CONTESTS = 21
"""Rounds of what takes a tenth of one. Ours."""

_TURNS = 100_000

Measure = Callable[[], float]
"""Does the work once, and gives the sample."""


def interleaved(contestants: Mapping[str, Measure], rounds: int) -> dict[str, Samples]:
    """Give the samples of each contestant."""
    samples: dict[str, list[float]] = {who: [] for who in contestants}
    for _ in range(rounds):
        for who, measure in contestants.items():
            gc.collect()
            samples[who].append(measure())
    return {who: Samples(tuple(values)) for who, values in samples.items()}


def cpu_seconds(work: Callable[[], object]) -> float:
    """Give the CPU seconds that ``work`` takes, in this process."""
    began = time.process_time()
    work()
    return time.process_time() - began


def calibration() -> float:
    """Give the nanoseconds of one turn of a small fixed loop: what this machine is worth today."""
    return cpu_seconds(_turn_over) / _TURNS * 1e9


def _turn_over() -> None:
    heap: list[tuple[int, str, bytes]] = []
    for turn in range(_TURNS):
        heappush(heap, (turn * 7919 % 1009, "name", turn.to_bytes(4, "big")))
        if len(heap) > 32:
            heappop(heap)
