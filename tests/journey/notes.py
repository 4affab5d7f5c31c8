"""Notes of small made-up runs, for tests of what reads notes."""

from premises.identity import Name
from premises.quantity import Duration, Instant
from premises.wire.notes.emulator import MessageIgnored, ParticipantStarted, ParticipantStopped
from premises.wire.notes.flights import FlightDelivered, FlightLost, FlightMissed, FlightSent
from premises.wire.notes.note import Note
from premises.wire.notes.vocabulary import Entry

HUB, B1, HAN = Name("hub"), Name("b1"), Name("han")


class Pen:
    """Writes entries in order, numbering each boot's."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self._numbers: dict[tuple[Name, int], int] = {}

    def write(self, at: int, who: Name, note: Note, boot: int = 1) -> "Pen":
        """Add one note."""
        number = self._numbers.get((who, boot), 0)
        self._numbers[who, boot] = number + 1
        self.entries.append(Entry(Instant(at), who, boot, number, note))  # type: ignore[arg-type]  # every Note is an AnyNote
        return self

    def sent(self, at: int, sequence: int, offset: int = 0, boot: int = 1) -> "Pen":
        """Let the hub send one block to B1."""
        return self.write(at, HUB, FlightSent(HAN, B1, sequence, sequence + 1, "ImageBlockResponse", offset), boot)

    def delivered(self, at: int, sequence: int, after: int, late: int = 0, boot: int = 1) -> "Pen":
        """Let B1 receive it."""
        note = FlightDelivered(HAN, HUB, boot, sequence, "ImageBlockResponse", 0, Duration(after), late)
        return self.write(at, B1, note)

    def lost(self, at: int, sequence: int, by: str = "loss", boot: int = 1) -> "Pen":
        """Let the air lose it."""
        return self.write(at, HUB, FlightLost(HAN, B1, sequence, "ImageBlockResponse", 0, by), boot)

    def missed(self, at: int, sequence: int, why: str, boot: int = 1) -> "Pen":
        """Let B1 miss it."""
        return self.write(at, B1, FlightMissed(HAN, HUB, boot, sequence, "ImageBlockResponse", 0, why))

    def ignored(self, at: int, who: Name) -> "Pen":
        """Let ``who`` note something at ``at``, so that it is known to have come so far."""
        return self.write(at, who, MessageIgnored(HUB, "ImageNotify", "busy"))

    def started(self, at: int, who: Name, boot: int = 1) -> "Pen":
        """Let ``who`` start."""
        return self.write(at, who, ParticipantStarted(boot), boot)

    def stopped(self, at: int, who: Name) -> "Pen":
        """Let ``who`` stop."""
        return self.write(at, who, ParticipantStopped())
