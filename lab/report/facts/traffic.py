"""What crossed each hop, in bins of premises time: frames that left, arrived, were lost or nobody heard, and how fast.

A frame counts in the bin in which its note was made: it left in one, and may arrive in the next.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from lab.report.facts.bins import bin_width
from premises.identity import Name
from premises.quantity import Duration, Instant
from premises.wire.notes.flights import FlightDelivered, FlightLost, FlightMissed, FlightSent
from premises.wire.notes.vocabulary import Entry


@dataclass(slots=True)
class Count:
    """Frames of one direction of one link, in a bin or in all."""

    sent: int = 0
    octets: int = 0
    heard: int = 0
    lost: int = 0
    """On the air, as the sender noted."""
    unheard: int = 0
    """That came to a radio which was off, to who was down or had restarted, or damaged."""
    after: int = 0
    """Microseconds from leaving to arriving, of all that were heard together."""
    longest: Duration = Duration(0)
    """Of all that were heard."""

    @property
    def latency(self) -> Duration | None:
        """From leaving to arriving, on average; None when nothing was heard."""
        return Duration(self.after // self.heard) if self.heard else None


@dataclass(slots=True)
class HopTraffic:
    """One direction of one link."""

    source: Name
    target: Name
    link: Name
    total: Count = field(default_factory=Count)
    bins: dict[int, Count] = field(default_factory=dict)
    """By number, those in which anything was noted; bin 0 begins at the origin."""
    lost_by: dict[str, int] = field(default_factory=dict)
    """Frames that did not arrive, by what it was: an impairment, or why nobody heard them."""

    @property
    def called(self) -> str:
        """The hop as people read it."""
        return f"{self.source} > {self.target}"


@dataclass(frozen=True, slots=True)
class Traffic:
    """Every hop of a run."""

    width: Duration
    """Of a bin."""
    hops: tuple[HopTraffic, ...]
    """In the order of their names."""


def traffic_of(entries: Iterable[Entry], now: Instant) -> Traffic:
    """Give what crossed each hop up to ``now``, in bins.BINS_MAX bins at most."""
    width, hops = bin_width(now), dict[tuple[Name, Name], HopTraffic]()
    for entry in entries:
        match entry.note:
            case FlightSent(link=link, target=target):
                _take(_hop(hops, entry.who, target, link), entry, width)
            case FlightLost(link=link, target=target):
                _take(_hop(hops, entry.who, target, link), entry, width)
            case FlightDelivered(link=link, source=source) | FlightMissed(link=link, source=source):
                _take(_hop(hops, source, entry.who, link), entry, width)
    return Traffic(width, tuple(hops[ends] for ends in sorted(hops)))


def _hop(hops: dict[tuple[Name, Name], HopTraffic], source: Name, target: Name, link: Name) -> HopTraffic:
    hop = hops.get((source, target))
    if hop is None:
        hop = hops[source, target] = HopTraffic(source, target, link)
    return hop


def _take(hop: HopTraffic, entry: Entry, width: Duration) -> None:
    number = entry.at // width
    if number not in hop.bins:
        hop.bins[number] = Count()
    for count in (hop.total, hop.bins[number]):
        _add(count, entry)
    match entry.note:
        case FlightLost(by=why) | FlightMissed(why=why):
            hop.lost_by[why] = hop.lost_by.get(why, 0) + 1


def _add(count: Count, entry: Entry) -> None:
    match entry.note:
        case FlightSent(octets=octets):
            count.sent += 1
            count.octets += octets
        case FlightLost():
            count.lost += 1
        case FlightMissed():
            count.unheard += 1
        case FlightDelivered(after=after):
            count.heard += 1
            count.after += after
            count.longest = max(count.longest, after)
