"""Who a live participant is, and its frames as publications: what leaves as bytes, and what comes back as a frame.

What becomes of a frame was decided before it comes here, and when it is handed over is the seat's affair.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from premises.errors import WireError
from premises.faults.air import Lane, LinkPlan
from premises.faults.impairments.damage import damaged, mended
from premises.faults.impairments.impairment import LATENCY_MIN
from premises.faults.launched import offset_of
from premises.faults.station import Arrived, Departure
from premises.identity import Name
from premises.machine.effects import Maker
from premises.quantity import Duration, Instant, after
from premises.runtime.link import Arrival
from premises.runtime.shelf import View
from premises.wire.codec import decode, encode
from premises.wire.envelope import ENVELOPE_VERSION, UNTURNED, Envelope
from premises.wire.fault import FaultSpec
from premises.wire.field.air_bytes import AddressBook, from_octets, to_octets
from premises.wire.message import Frame, Medium
from premises.wire.notes.flights import FlightLost
from premises.wire.topics import Topics

BY_BROKER = "broker"
"""What loses a flight that could not be published: no radio would have."""

Overhear = Callable[[Frame, Instant], None]
"""Is told of a frame that leaves over DUIS, and of the moment at which it is due."""


@dataclass(frozen=True, slots=True)
class Cast:
    """Who a participant is and whom it can reach, as the site says."""

    who: Name
    make: Maker
    plans: tuple[LinkPlan, ...]
    """The links of the premises; those of other participants do no harm."""
    book: AddressBook
    seed: int
    faults: tuple[FaultSpec, ...] = ()
    """What the site says is wrong with its devices; what is wrong with its links is in ``plans``."""
    views: tuple[View, ...] = ()
    """What of its shelf a person can read as tables."""

    def soonest(self, otherwise: int) -> int:
        """Give the least latency, in microseconds, of any frame that can come; ``otherwise`` when none can."""
        plans, who = (plan for plan in self.plans if self.who in plan.ends), self.who
        inbound = (plan.there if who == plan.ends[1] else plan.back for plan in plans)
        return min((sum(each.least for each in impairments) for impairments in inbound), default=otherwise)


class Aerial:
    """Frames of one participant as publications, and back."""

    def __init__(self, cast: Cast, topics: Topics) -> None:
        self._who = cast.who
        self._book = cast.book
        self._topics = topics
        self.overhear: Overhear | None = None
        """Told of each frame that leaves whole for a Supplier, before it is published; None for nobody."""
        self._lanes = {topics.air(lane.link, lane.source, lane.target): lane for lane in _lanes_to(cast)}

    @property
    def subscriptions(self) -> tuple[str, ...]:
        """The topics on which frames come, each by its exact name."""
        return tuple(self._lanes)

    def hears(self, topic: str) -> bool:
        """Say whether frames come on ``topic``."""
        return topic in self._lanes

    def publication(self, departure: Departure, boot: int) -> tuple[str, bytes]:
        """Give topic and payload of one flight."""
        lane, flight = departure.lane, departure.flight
        if self.overhear is not None and lane.medium is Medium.DUIS and flight.turned == UNTURNED:
            self.overhear(flight.frame, flight.due_at)
        octets = to_octets(flight.frame, lane.medium, lane.hop, departure.counter, self._book)
        octets, turned = damaged(octets, flight.turned)
        envelope = Envelope(
            ENVELOPE_VERSION, lane.link, lane.source, lane.target, boot, departure.sequence, flight.sent_at,
            flight.due_at, octets, turned,
        )  # fmt: skip
        return self._topics.air(lane.link, lane.source, lane.target), encode(envelope)

    def brought(self, frame: Frame, number: int, now: Instant) -> Arrival:
        """Give how ``frame`` would arrive had its source sent it over DUIS now, as number ``number`` of that moment.

        It takes the least that their link takes, as nobody decides its fate. WireError when there is no such link.
        """
        for topic, lane in self._lanes.items():
            if lane.medium is Medium.DUIS and lane.source == frame.source:
                plan = lane.plan
                inbound = plan.there if lane.source == plan.ends[0] else plan.back
                due = after(now, Duration(sum(each.least for each in inbound)))
                octets = to_octets(frame, lane.medium, lane.hop, number, self._book)
                envelope = Envelope(
                    ENVELOPE_VERSION, lane.link, lane.source, lane.target, now, number, now, due, octets
                )
                return Arrival(topic, encode(envelope), retained=False)
        raise WireError(f"{frame.source} has no DUIS link to {self._who}")

    def arrived(self, arrival: Arrival) -> tuple[Instant, Arrived]:
        """Give when the frame of one arrival is due, and the frame; WireError when it is none of ours."""
        lane = self._lanes[arrival.topic]
        envelope = decode(Envelope, arrival.payload)
        if (envelope.link, envelope.source, envelope.target) != (lane.link, lane.source, self._who):
            raise WireError(f"an envelope for {envelope.link}/{envelope.source}/{envelope.target} on another's topic")
        if envelope.due_at < envelope.sent_at + LATENCY_MIN:
            raise WireError(f"due at {envelope.due_at}, and sent at {envelope.sent_at}")
        octets, is_damaged = mended(envelope.octets, envelope.turned), envelope.turned != UNTURNED
        frame = from_octets(octets, lane.medium, lane.hop, self._book).frame
        arrived = Arrived(lane.link, lane.source, envelope.boot, envelope.sequence, frame, envelope.sent_at, is_damaged)
        return envelope.due_at, arrived


def _lanes_to(cast: Cast) -> Iterable[Lane]:
    """Give the lanes on which ``cast`` hears, for their names and ends: what becomes of a frame its sender decides."""
    for plan in cast.plans:
        if cast.who in plan.ends:
            yield Lane(plan, plan.ends[1] if cast.who == plan.ends[0] else plan.ends[0], cast.seed)


def lost_by_broker(departure: Departure) -> FlightLost:
    """Give what is noted of a flight that could not be published."""
    lane, message = departure.lane, departure.flight.frame.message
    return FlightLost(lane.link, lane.target, departure.sequence, type(message).__name__, offset_of(message), BY_BROKER)
