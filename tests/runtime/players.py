"""Two small participants for tests of the driver: one asks on its own, one answers; and the links between them."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from premises.faults.air import LinkPlan
from premises.faults.impairments.impairment import Impairment, Loss
from premises.faults.impairments.latency import Latency
from premises.identity import Name
from premises.machine.effects import NOTHING, Effects, Keep, Kept, Machine, Maker, Send
from premises.quantity import Duration, Instant
from premises.runtime.aerial import Cast
from premises.wire.fault import FaultSpec
from premises.wire.field.air_bytes import AddressBook
from premises.wire.field.wan import ChunkRequest, ChunkResponse
from premises.wire.message import Frame, Medium
from premises.wire.picture import Picture

HUB, DCC, B1 = Name("hub"), Name("dcc"), Name("b1")
KEY_ASKED = "asked"
BOOK = AddressBook(0x1A62, {}, {})


@dataclass(frozen=True, slots=True)
class Pace:
    """When a pinger asks, and how often."""

    every: Duration
    first_at: Instant = Instant(0)
    count_max: int = 1_000_000


class Pinger:
    """Asks its neighbour for the next offset, at moments of its own; keeps how far it is."""

    def __init__(self, who: Name, to: Name, pace: Pace, kept: Kept) -> None:
        self._who, self._to, self._pace = who, to, pace
        self.asked = int(kept.get(KEY_ASKED) or b"0")
        self.answered = 0
        self._next_at: Instant | None = None

    @property
    def state(self) -> Hashable:
        return self.asked, self.answered, self._next_at

    @state.setter
    def state(self, value: Hashable) -> None:
        self.asked, self.answered, self._next_at = value  # type: ignore[misc]  # a tuple of these, by the getter

    @property
    def deadline(self) -> Instant | None:
        return self._next_at if self.asked < self._pace.count_max else None

    @property
    def picture(self) -> Picture:
        return Picture(self._who, None, "asking", have=self.answered)

    def start(self, now: Instant) -> Effects:
        self._next_at = max(self._pace.first_at, Instant(now + 1))
        return NOTHING

    def receive(self, frame: Frame, now: Instant) -> Effects:
        self.answered += 1
        return NOTHING

    def wake(self, now: Instant) -> Effects:
        if self.deadline is None or now < self.deadline:
            return NOTHING
        question = ChunkRequest(1, self.asked, 64)
        self.asked += 1
        self._next_at = Instant(now + self._pace.every)
        return [
            Keep(KEY_ASKED, b"%d" % self.asked),
            Send(self._to, Frame(self._who, self._to, self.asked & 0xFF, question)),
        ]


class Echo:
    """Answers every question at once, and remembers in which order they came."""

    def __init__(self, who: Name, kept: Kept) -> None:
        self._who = who
        self.heard: tuple[tuple[int, str, int], ...] = ()

    @property
    def state(self) -> Hashable:
        return self.heard

    @state.setter
    def state(self, value: Hashable) -> None:
        self.heard = value  # type: ignore[assignment]  # a tuple of these, by the getter

    @property
    def deadline(self) -> Instant | None:
        return None

    @property
    def picture(self) -> Picture:
        return Picture(self._who, None, "answering", have=len(self.heard))

    def start(self, now: Instant) -> Effects:
        return NOTHING

    def receive(self, frame: Frame, now: Instant) -> Effects:
        question = frame.message
        assert isinstance(question, ChunkRequest), "only questions come here"
        self.heard = (*self.heard[-1_000:], (now, frame.source, question.offset))
        answer = ChunkResponse(1, question.offset, b"x" * question.size_max)
        return [Send(frame.source, Frame(self._who, frame.source, frame.transaction, answer))]

    def wake(self, now: Instant) -> Effects:
        return NOTHING


def link(name: str, ends: tuple[Name, Name], *impairments: Impairment) -> LinkPlan:
    """Give a link that does the same in both directions."""
    return LinkPlan(Name(name), Medium.WAN, ends, impairments, impairments)


def wan(latency: int, jitter: int = 0, loss: float = 0.0) -> LinkPlan:
    """Give a link between DCC and hub; times in microseconds."""
    return link("wan", (DCC, HUB), Latency(Duration(latency), Duration(jitter)), Loss(loss))


def pinger(who: Name, to: Name, pace: Pace) -> Maker:
    """Give the maker of a pinger."""

    def make(kept: Kept) -> Machine:
        return Pinger(who, to, pace, kept)

    return make


def echo(who: Name) -> Maker:
    """Give the maker of an echo."""

    def make(kept: Kept) -> Machine:
        return Echo(who, kept)

    return make


def cast(who: Name, make: Maker, plans: Sequence[LinkPlan], seed: int = 1, faults: Sequence[FaultSpec] = ()) -> Cast:
    """Give a cast with the book of these tests."""
    return Cast(who, make, tuple(plans), BOOK, seed, tuple(faults))
