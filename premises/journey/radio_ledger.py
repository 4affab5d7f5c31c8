"""An exact account of every radio, folded from notes: frames, octets and air time sent; wakes and time awake.

The same from a live feed, a run file and a virtual world, for it reads nothing but notes, and each participant's own in
their order. An hour is a whole one of premises time. It counts what was sent, whoever heard it, and no acknowledgement.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from premises.identity import Name
from premises.quantity import ORIGIN, Duration, Instant, seconds
from premises.wire.notes.emulator import DeviceFailed, ParticipantStarted
from premises.wire.notes.flights import FlightSent, RadioTurned
from premises.wire.notes.vocabulary import Entry
from premises.wire.radio.band import Band, air_time

HOUR = seconds(3600)
"""What the busiest hour is one of. Source: SLD, an hour."""


@dataclass(frozen=True, slots=True)
class Row:
    """What one participant's radio did."""

    frames: int
    octets: int
    """Check sequences included."""
    air: Duration
    busiest_hour: Duration
    """Air time in the hour of the origin's clock that had most of it."""
    wakes: int
    """How often its receiver went on again after it was off, at a wake or after a reboot."""
    awake: Duration
    """For how long its receiver was on."""
    share_awake: float
    """Of the time since it first started: 0 to 1."""


class RadioLedger:
    """The accounts of a premises as its notes come; ``bands`` has every radio link."""

    def __init__(self, bands: Mapping[Name, Band]) -> None:
        self._bands = bands
        self._open: dict[Name, _Open] = {}

    def take(self, entry: Entry) -> None:
        """Take one note; those of one participant come in their order, others' between them in any."""
        match entry.note:
            case FlightSent(link=link, octets=octets) if link in self._bands:
                self._of(entry).sent(octets, air_time(octets, self._bands[link]), entry.at)
            case RadioTurned(on=on):
                self._of(entry).turned(entry.at, on=on)
            case DeviceFailed():
                self._of(entry).turned(entry.at, on=False)
            case ParticipantStarted():
                self._of(entry).started(entry.at)

    def rows(self, end: Instant) -> dict[Name, Row]:
        """Give the account of everyone who sent anything by radio, by name, as of ``end``, after the last note."""
        return {who: account.row(end) for who, account in sorted(self._open.items()) if account.frames}

    def _of(self, entry: Entry) -> "_Open":
        if entry.who not in self._open:
            self._open[entry.who] = _Open(entry.at)
        return self._open[entry.who]


def ledger_of(entries: Iterable[Entry], bands: Mapping[Name, Band]) -> tuple[dict[Name, Row], Instant]:
    """Give the rows of a whole run, and the moment of its last note, at which they end."""
    ledger, end = RadioLedger(bands), ORIGIN
    for entry in entries:
        ledger.take(entry)
        end = max(end, entry.at)
    return ledger.rows(end), end


class _Open:
    """One account that is still written to."""

    def __init__(self, now: Instant) -> None:
        self.frames = self._octets = self._wakes = 0
        self._hours: dict[int, int] = {}
        """Air time by hour; one entry for each hour of a run in which anything was sent."""
        self._first = now
        self._on_since: Instant | None = now
        self._awake = 0

    def sent(self, octets: int, air: Duration, now: Instant) -> None:
        self.frames += 1
        self._octets += octets
        hour = now // HOUR
        self._hours[hour] = self._hours.get(hour, 0) + air

    def turned(self, now: Instant, *, on: bool) -> None:
        if on and self._on_since is None:
            self._wakes, self._on_since = self._wakes + 1, now
        elif not on and self._on_since is not None:
            self._awake, self._on_since = self._awake + now - self._on_since, None

    def started(self, now: Instant) -> None:
        """Begin a boot with the receiver on; in one that ended unsaid it was on until now, as far as is known."""
        self.turned(now, on=False)
        self._on_since = now

    def row(self, end: Instant) -> Row:
        awake = self._awake + (0 if self._on_since is None else end - self._on_since)
        hours, span = self._hours.values(), end - self._first
        share = awake / span if span else 1.0
        busiest = Duration(max(hours, default=0))
        return Row(self.frames, self._octets, Duration(sum(hours)), busiest, self._wakes, Duration(awake), share)
