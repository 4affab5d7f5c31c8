"""Notes folded into packets: each frame that was sent, as it left, and a comment that says what became of it.

The same from a run file and from a premises that runs. Packets come in the order of their moments, always: a note that
was heard too late moves its packet, and the comment says so.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from lab.capture.blamed import Blamed
from lab.capture.flights import Fate, Flights, Kept
from lab.capture.links import Links, as_packet
from lab.capture.packages import Packages
from lab.capture.pcapng import Interface, Packet
from premises.errors import WireError
from premises.faults.wiring import address_book
from premises.identity import Name
from premises.journey.layout import layout_of
from premises.quantity import ORIGIN, Instant, spoken
from premises.wire.field.air_bytes import Hop, from_octets
from premises.wire.notes.flights import NO_OFFSET, FlightDelivered, FlightLost, FlightSent
from premises.wire.notes.vocabulary import Entry
from premises.wire.site import Site

IN_THE_AIR = "in the air when this was written"

MISSES = {
    "deaf": "missed: its radio was off (asleep)",
    "down": "missed: nobody was up",
    "restarted": "missed: it has started again since",
    "damaged": "damaged on the way, and dropped by whoever it reached; here as it was sent",
}
"""What is said of a frame that nobody heard, by why."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which frames a capture is to show."""

    device: Name | None = None
    """Only what it sends, hears, says or is told; None for all."""
    since: Instant | None = None
    """The first moment; None for the beginning."""
    until: Instant | None = None
    """The last moment; None for the end."""

    def shows(self, flight: Kept) -> bool:
        """Say whether it is one of them."""
        sent = flight.sent
        if self.device is not None and self.device not in (flight.who, sent.target, sent.origin, sent.goal):
            return False
        return (self.since is None or flight.at >= self.since) and (self.until is None or flight.at <= self.until)


class Capture:
    """The frames of one premises; ``take`` notes in the order of their moments."""

    def __init__(self, site: Site, seed: int, wanted: Wanted) -> None:
        self._wanted = wanted
        self._links = Links(site)
        self._book = address_book(site, seed)
        self._packages = Packages(layout_of(site).names)
        self._blamed = Blamed(site)
        self._flights = Flights(self._about)
        self._last = ORIGIN

    @property
    def interfaces(self) -> tuple[Interface, ...]:
        """Every link of the premises, in a fixed order."""
        return self._links.interfaces

    @property
    def without(self) -> int:
        """How many frames were sent whose octets nobody kept."""
        return self._flights.without

    def take(self, entries: Iterable[Entry], now: int = 0) -> None:
        """Take notes; ``now`` is wall time."""
        for entry in entries:
            self._packages.take(entry)
            self._blamed.take(entry)
            self._flights.take(entry, now)

    def packets(self, now: int) -> list[Packet]:
        """Give what can be shown at wall time ``now`` and was not given before."""
        return self._packets(self._flights.settled(now))

    def rest(self) -> list[Packet]:
        """Give all that was not given before."""
        return self._packets(self._flights.rest())

    def _packets(self, flights: Iterable[Kept]) -> list[Packet]:
        return [self._packet(flight) for flight in flights if self._wanted.shows(flight)]

    def _packet(self, flight: Kept) -> Packet:
        sent = flight.sent
        plan = self._links.plan_of(sent.link, flight.who, sent.target)
        assert plan is not None, f"octets of {sent.link} were kept"
        words = [*_words(flight), *self._blamed.of(flight, plan)]
        if flight.at < self._last:
            words.append(f"sent at {spoken(flight.at)}, heard of too late")
        self._last = max(self._last, flight.at)
        return Packet(self._last, self._links.place_of(plan), as_packet(sent.frame, plan.medium), "; ".join(words))

    def _about(self, who: Name, sent: FlightSent) -> str:
        plan = self._links.plan_of(sent.link, who, sent.target)
        if plan is None:
            return ""
        try:
            return self._packages.about(from_octets(sent.frame, plan.medium, Hop(who, sent.target), self._book).frame)
        except WireError:
            # Octets that this program does not read are shown all the same.
            return ""


def _words(flight: Kept) -> list[str]:
    sent = flight.sent
    said = sent.kind if sent.offset == NO_OFFSET else f"{sent.kind} offset {sent.offset}"
    way = f"{sent.origin} for {sent.goal}, over {flight.who}>{sent.target}"
    fates = " and ".join(_fate_in_words(fate) for fate in flight.fates) or IN_THE_AIR
    return [*([flight.about] * bool(flight.about)), said, way, fates]


def _fate_in_words(fate: Fate) -> str:
    match fate.note:
        case FlightLost() as note:
            return f"lost by {note.by}"
        case FlightDelivered() as note:
            held = f", and held for {fate.held_for}, who sleeps" if fate.held_for else ""
            held += f", then dropped: {fate.expired}" if fate.expired else ""
            return f"delivered after {round(note.after / 1_000, 1):g} ms{held}"
        case note:
            return MISSES.get(note.why, f"missed: {note.why}")
