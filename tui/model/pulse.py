"""What crossed each link second by second, of the last few: what sparklines and moving frames are made of."""

from dataclasses import dataclass, field

from premises.identity import Name
from premises.quantity import MICROSECONDS_PER_SECOND, Instant
from premises.wire.notes.flights import FlightDelivered, FlightLost, FlightMissed, FlightSent
from premises.wire.notes.vocabulary import Entry

SAMPLES = 20
"""Seconds of a sparkline. Ours."""

KEPT_MAX = 64
"""Seconds that are kept of one lane: notes of two participants may be a little apart. Ours."""

_SENT, _LOST, _HEARD, _AFTER = range(4)


@dataclass(slots=True)
class Beat:
    """One direction of one link, by second: [sent, lost or missed, heard, microseconds of those]."""

    seconds: dict[int, list[int]] = field(default_factory=dict)

    def at(self, moment: Instant) -> list[int]:
        """Give the counts of the second that ``moment`` lies in, and forget the oldest."""
        second = moment // MICROSECONDS_PER_SECOND
        found = self.seconds.get(second)
        if found is None:
            found = self.seconds[second] = [0, 0, 0, 0]
            if len(self.seconds) > KEPT_MAX:
                del self.seconds[min(self.seconds)]
        return found


class Pulse:
    """All links of one premises."""

    def __init__(self) -> None:
        self._beats: dict[tuple[Name, Name], Beat] = {}

    def take(self, entry: Entry) -> None:
        """Take a note of a flight."""
        match entry.note:
            case FlightSent(target=target):
                self._at(entry.who, target, entry.at)[_SENT] += 1
            case FlightDelivered(source=source, after=after):
                counts = self._at(source, entry.who, entry.at)
                counts[_HEARD] += 1
                counts[_AFTER] += after
            case FlightLost(target=target):
                self._at(entry.who, target, entry.at)[_LOST] += 1
            case FlightMissed(source=source):
                self._at(source, entry.who, entry.at)[_LOST] += 1

    def sent(self, source: Name, target: Name, now: Instant, span_s: int) -> int:
        """Give how many frames left in the last ``span_s`` whole seconds and in the one that runs."""
        return self._sum(source, target, now, span_s, _SENT)

    def lost(self, source: Name, target: Name, now: Instant, span_s: int) -> int:
        """Give how many of them did not come."""
        return self._sum(source, target, now, span_s, _LOST)

    def losses(self, first: Name, second: Name, now: Instant) -> tuple[float | None, ...]:
        """Give the share lost, both ways, of each of the last SAMPLES seconds; None where nothing was sent."""
        rows = self._rows(first, second, now)
        return tuple(min(1.0, row[_LOST] / row[_SENT]) if row[_SENT] else None for row in rows)

    def latencies(self, first: Name, second: Name, now: Instant) -> tuple[float | None, ...]:
        """Give the mean time on the way, both ways, of each of the last SAMPLES seconds; None where none was heard."""
        rows = self._rows(first, second, now)
        return tuple(row[_AFTER] / row[_HEARD] if row[_HEARD] else None for row in rows)

    def _rows(self, first: Name, second: Name, now: Instant) -> list[list[int]]:
        beats = [self._beats.get(way) for way in ((first, second), (second, first))]
        last = now // MICROSECONDS_PER_SECOND
        rows = []
        for number in range(last - SAMPLES + 1, last + 1):
            found = [beat.seconds[number] for beat in beats if beat is not None and number in beat.seconds]
            rows.append([sum(each) for each in zip(*found, strict=True)] if found else [0, 0, 0, 0])
        return rows

    def _at(self, source: Name, target: Name, moment: Instant) -> list[int]:
        beat = self._beats.get((source, target))
        if beat is None:
            beat = self._beats[source, target] = Beat()
        return beat.at(moment)

    def _sum(self, source: Name, target: Name, now: Instant, span_s: int, what: int) -> int:
        beat, last = self._beats.get((source, target)), now // MICROSECONDS_PER_SECOND
        if beat is None:
            return 0
        return sum(counts[what] for second, counts in beat.seconds.items() if last - span_s <= second <= last)
