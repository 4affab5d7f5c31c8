"""What the screen is fed: a story up to a busy moment, then its busy stretch told again and again at any rate.

The notes are a real story's; only their moments are others, so that so many come a second. Values only.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

from lab.story.scenario import load_scenario
from lab.story.virtual import tell
from premises.identity import Name
from premises.quantity import MICROSECONDS_PER_SECOND, Instant, seconds
from premises.wire.notes.downloads import OtaRested, OtaRetried
from premises.wire.notes.flights import FlightDelivered, FlightLost, FlightMissed, FlightSent, FrameHeld, FrameRelayed
from premises.wire.notes.note import Note
from premises.wire.notes.vocabulary import Entry
from premises.wire.site import Site

FILE = Path(__file__).parents[2] / "tests/tui/flat.toml"
"""The story of which the pictures of the screen are made."""

AT_S = 640.0
"""Its busy moment: six packages, each in another state. Ours."""

FROM_S = 300.0
"""From here to its end it is told again and again. Ours."""

AGAIN: tuple[type[Note], ...] = (
    FlightSent, FlightDelivered, FlightLost, FlightMissed, FrameHeld, FrameRelayed, OtaRetried, OtaRested,
)  # fmt: skip
"""What is told again: frames, and what devices make of those that are lost; no package begins or ends by it."""


@dataclass(frozen=True, slots=True)
class Told:
    """A story."""

    site: Site
    seed: int
    past: tuple[Entry, ...]
    """Up to its busy moment."""
    busy: tuple[Entry, ...]
    """What is told again and again."""


def told() -> Told:
    """Tell it."""
    scenario, entries = load_scenario(FILE), list[Entry]()
    tell(scenario, scenario.spec.seed, entries.append)
    entries.sort(key=lambda entry: (entry.at, entry.who, entry.boot, entry.number))
    past = tuple(entry for entry in entries if entry.at <= seconds(AT_S))
    again = [entry for entry in entries if entry.at > seconds(FROM_S) and isinstance(entry.note, AGAIN)]
    busy = tuple(entry for entry in again if entry.who not in scenario.site.suppliers)
    return Told(scenario.site, scenario.spec.seed, past, busy)


class Again:
    """The busy stretch, from wherever it stands on."""

    def __init__(self, story: Told) -> None:
        self._busy: Iterator[Entry] = cycle(story.busy)
        self._numbers: dict[Name, int] = {}
        for entry in story.past:
            self._numbers[entry.who] = entry.number + 1

    def between(self, since: Instant, until: Instant, rate: float) -> list[Entry]:
        """Give the notes of a stretch of premises time, ``rate`` of them a second, evenly."""
        first, last = (int(moment * rate / MICROSECONDS_PER_SECOND) for moment in (since, until))
        return [self._next(Instant(int(number / rate * MICROSECONDS_PER_SECOND))) for number in range(first, last)]

    def _next(self, at: Instant) -> Entry:
        entry = next(self._busy)
        number = self._numbers.get(entry.who, 0)
        self._numbers[entry.who] = number + 1
        return Entry(at, entry.who, 1, number, entry.note)
