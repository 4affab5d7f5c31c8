"""Faults at a time and faults on purpose: a link that is out, and an impairment for some messages alone.

What counts is when a frame was sent, not when anybody heard of the fault: so live and in virtual time the same
frames meet it.
"""

from collections.abc import Hashable
from dataclasses import dataclass
from functools import cache
from typing import get_type_hints

from premises.draws import Draws
from premises.faults.impairments.impairment import Flight, Impairment, check_fraction, check_least
from premises.identity import Eui64, Name
from premises.quantity import ORIGIN, Duration, Instant
from premises.wire.message import Frame, Message


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of premises time."""

    since: Instant = ORIGIN
    """The first moment in it."""
    until: Instant | None = None
    """The first moment after it; None for never."""

    def holds(self, moment: Instant) -> bool:
        """Say whether ``moment`` lies in it."""
        return self.since <= moment and (self.until is None or moment < self.until)


@dataclass(frozen=True, slots=True)
class Outage:
    """Lose every flight that is sent in one of ``windows``."""

    windows: tuple[Window, ...]

    called = "outage"
    fractions = 0
    fresh = None
    least = Duration(0)

    def decide(self, state: Hashable, flight: Flight, draws: Draws, slot: int) -> tuple[Hashable, tuple[Flight, ...]]:
        """Give the flight, or nothing."""
        return state, (() if any(window.holds(flight.sent_at) for window in self.windows) else (flight,))


@dataclass(frozen=True, slots=True)
class About:
    """A device, as messages know it."""

    who: Name
    eui: Eui64 | None = None
    """None for who has none, and is only ever the source or the target."""

    def is_named_in(self, frame: Frame) -> bool:
        """Say whether it says ``frame``, ``frame`` is for it, or its message names it, alone or among others."""
        if self.who in (frame.source, frame.target):
            return True
        message = frame.message
        found = (getattr(message, field) for field in _naming(type(message)))
        return self.eui is not None and any(self.eui in ((each,) if isinstance(each, str) else each) for each in found)


@dataclass(frozen=True, slots=True)
class When:
    """Let ``inner`` decide the flights that are meant; every other passes untouched, and ``inner`` never hears of it.

    A flight matches when its message is one of ``kinds`` and about ``about``, and was sent in ``window``. Of those,
    ``nth`` or ``every`` picks some by their number, counted from 1 a boot of the sender; of these ``share`` picks by
    chance.
    """

    inner: Impairment
    kinds: tuple[str, ...] = ()
    """Messages, each by its class name (``ImageBlockRequest``) or its GBCS use case (``CS09``); none means all.

    A message that crosses in fragments is an ``ApsFragment`` there.
    """
    nth: int = 0
    """Only the match of this number; 0 for all."""
    every: int = 0
    """Only each match whose number this divides; 0 for all."""
    window: Window = Window()
    share: float = 1.0
    """Of those picked so far, 0 to 1."""
    about: About | None = None
    """Only what is about this device; None for all."""

    @property
    def called(self) -> str:
        """That of ``inner``: it is what loses a flight."""
        return self.inner.called

    @property
    def fractions(self) -> int:
        """One for ``share``, and those of ``inner``."""
        return 1 + self.inner.fractions

    @property
    def fresh(self) -> Hashable:
        """No match so far, and ``inner``'s own."""
        return 0, self.inner.fresh

    least = Duration(0)

    def __post_init__(self) -> None:
        check_fraction("share", self.share)
        check_least("nth", self.nth, 0)
        check_least("every", self.every, 0)

    def decide(self, state: Hashable, flight: Flight, draws: Draws, slot: int) -> tuple[Hashable, tuple[Flight, ...]]:
        """Give matches so far and the state of ``inner``, and what it says of this flight if it is meant."""
        assert isinstance(state, tuple), "it counts, and keeps a state"
        count, within = state
        if not self._matches(flight):
            return state, (flight,)
        count += 1
        if not self._picks(count) or draws.fraction(slot) >= self.share:
            return (count, within), (flight,)
        within, onward = self.inner.decide(within, flight, draws, slot + 1)
        return (count, within), onward

    def _matches(self, flight: Flight) -> bool:
        if not self.window.holds(flight.sent_at):
            return False
        if self.kinds and names_of(type(flight.frame.message)).isdisjoint(self.kinds):
            return False
        return self.about is None or self.about.is_named_in(flight.frame)

    def _picks(self, count: int) -> bool:
        return (not self.nth or count == self.nth) and (not self.every or count % self.every == 0)


@cache
def names_of(kind: type[Message]) -> frozenset[str]:
    """Give what ``When`` may call a message: its class name, and the GBCS use case that it has as a tag, if any."""
    tag = kind.__struct_config__.tag
    return frozenset((kind.__name__, tag) if isinstance(tag, str) else (kind.__name__,))


@cache
def _naming(kind: type[Message]) -> tuple[str, ...]:
    """Give the fields in which a message of ``kind`` names devices."""
    hints = get_type_hints(kind)
    return tuple(field for field in kind.__struct_fields__ if hints[field] in (Eui64, tuple[Eui64, ...]))
