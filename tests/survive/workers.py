"""A campaign shared among processes: each takes its part of the events of every story, and of the storms."""

import multiprocessing
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field

from tests.survive.campaign import Found, Share, survive
from tests.survive.planted import BUGS
from tests.survive.stories import STORIES
from tests.survive.storms import storm_over, words_of


@dataclass(frozen=True, slots=True)
class Order:
    """What a campaign is to tell."""

    stories: tuple[str, ...]
    seeds: int | None
    """Of each story from 1 on; what the story itself says when None."""
    storms: int
    planted: bool
    """Whether the planted bugs are looked for too."""


@dataclass
class Storms:
    """What came of the storms."""

    told: int = 0
    explained: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    slowest_s: float = 0.0


@dataclass
class Result:
    """What came of all of it."""

    found: Found = field(default_factory=Found)
    storms: Storms = field(default_factory=Storms)
    bugs: dict[str, tuple[int, int]] = field(default_factory=dict)
    """For each planted bug at how many cut points it was found, and of how many."""
    took_s: float = 0.0
    worked_s: float = 0.0
    """Processor time of all processes: on a machine that has nothing else to do, ``took_s`` is about its half."""

    @property
    def failures(self) -> Iterator[str]:
        """Everything for which a campaign fails, a line each."""
        for violation in self.found.violations:
            yield f"{violation.who or 'calm'}: {violation.what}: python -m tests.survive --repeat {violation.repeat}"
        yield from self.storms.wrong
        for name, (failed, of) in self.bugs.items():
            if not failed:
                yield f"planted bug '{name}' was found at none of {of} cut points"


def run(order: Order, workers: int) -> Result:
    """Tell all of it in ``workers`` processes."""
    began = time.monotonic()
    whole = Result()
    if workers == 1:
        _add(whole, _share(order, 1, 0))
    else:
        with ProcessPoolExecutor(workers, multiprocessing.get_context("spawn")) as pool:
            for part in pool.map(_share, [order] * workers, [workers] * workers, range(workers)):
                _add(whole, part)
    whole.took_s = time.monotonic() - began
    return whole


def _share(order: Order, every: int, rest: int) -> Result:
    result = Result()
    began = time.process_time()
    for name in order.stories:
        story = STORIES[name]
        for seed in range(1, 1 + (story.seeds if order.seeds is None else order.seeds)):
            result.found.add(survive(story, seed, Share(every, rest)))
    for seed in range(rest, order.storms, every):
        _storm(result.storms, seed)
    for name in _mine(tuple(BUGS) if order.planted else (), every, rest):
        found = BUGS[name].found()
        result.bugs[name] = (found.failed, found.total)
    result.worked_s = time.process_time() - began
    return result


def _storm(storms: Storms, seed: int) -> None:
    weather = storm_over(seed)
    storms.told += 1
    storms.explained.update(weather.explained)
    storms.slowest_s = max(storms.slowest_s, weather.took_s)
    faults = "; ".join(words_of(weather.faults))
    again = f"python -m tests.survive --repeat storm:{seed}"
    storms.wrong += [f"storm over {weather.story}: {what} ({faults}): {again}" for what in weather.wrong]


def _mine(names: Sequence[str], every: int, rest: int) -> Sequence[str]:
    return names[rest::every]


def _add(whole: Result, part: Result) -> None:
    whole.found.add(part.found)
    storms, more = whole.storms, part.storms
    storms.told += more.told
    storms.explained += more.explained
    storms.wrong += more.wrong
    storms.slowest_s = max(storms.slowest_s, more.slowest_s)
    whole.bugs |= part.bugs
    whole.worked_s += part.worked_s
