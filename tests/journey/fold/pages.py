"""Small pages of notes, for tests of what is folded from them: each is written by its author, in its order."""

from collections.abc import Iterable
from typing import Self

from premises.identity import Name
from premises.journey.fold.journey import Journey
from premises.quantity import Duration, Instant, seconds
from premises.wire.notes.flights import FlightDelivered, FlightLost, FlightMissed, FlightSent
from premises.wire.notes.note import Note
from premises.wire.notes.vocabulary import Entry
from tests.journey.notes import B1, HAN, HUB, Pen

BLOCK = "ImageBlockResponse"


class Page(Pen):
    """A pen that writes at seconds, and folds what it wrote."""

    def say(self, at_s: float, who: Name, *notes: Note, boot: int = 1) -> Self:
        """Let ``who`` note all of this at one moment."""
        for note in notes:
            self.write(seconds(at_s), who, note, boot)
        return self

    def send(self, at_s: float, sequence: int, boot: int = 1) -> Self:
        """Let the hub send B1 a frame."""
        return self.say(at_s, HUB, FlightSent(HAN, B1, sequence, sequence + 1, BLOCK, 0, 60, HUB, B1), boot=boot)

    def lose(self, at_s: float, sequence: int, boot: int = 1) -> Self:
        """Let the hub send B1 a frame that is lost on the air."""
        self.send(at_s, sequence, boot)
        return self.say(at_s, HUB, FlightLost(HAN, B1, sequence, BLOCK, 0, "loss"), boot=boot)

    def hear(self, at_s: float, sequence: int, after_s: float = 0.05) -> Self:
        """Let B1 hear it."""
        return self.say(at_s, B1, FlightDelivered(HAN, HUB, 1, sequence, BLOCK, 0, seconds(after_s)))

    def miss(self, at_s: float, sequence: int) -> Self:
        """Let B1 miss it."""
        return self.say(at_s, B1, FlightMissed(HAN, HUB, 1, sequence, BLOCK, 0, "deaf"))

    def ask(self, at_s: float, who: Name, offset: int, origin: Name | None = None) -> Self:
        """Let ``who`` send a request for the octets from ``offset`` on, its own or another's."""
        asked = FlightSent(HAN, HUB, 0, 1, "ImageBlockRequest", offset, 40, origin or who, HUB)
        return self.say(at_s, who, asked)

    @property
    def journey(self) -> Journey:
        """What comes of it."""
        return folded(self.entries)


def folded(entries: Iterable[Entry]) -> Journey:
    """Fold notes."""
    journey = Journey()
    journey.take_all(entries)
    return journey


def at(at_s: float) -> Instant:
    """Give a moment."""
    return Instant(seconds(at_s))


def span(count: float) -> Duration:
    """Give a span."""
    return seconds(count)
