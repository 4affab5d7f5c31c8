"""The exchange as two machines in the real world of ``premises.sim``: the contestant that is ours.

Machines like any other, under the real contract: nothing in them or in the world knows that it is timed.
"""

from collections.abc import Hashable

from benchmarks.exchange import BLOCK, LATENCY, Exchange, Fetched, Run, answer, answers, question
from premises.faults.air import LinkPlan
from premises.faults.impairments.burst import GilbertElliott
from premises.faults.impairments.impairment import Impairment, Loss
from premises.faults.impairments.latency import Latency
from premises.identity import Name
from premises.machine.effects import NOTHING, Effects, Kept, Machine, Maker, Send
from premises.quantity import Duration, Instant, seconds
from premises.sim.world import Record, World
from premises.wire.message import Frame, Medium
from premises.wire.picture import Picture

LONG_ENOUGH = seconds(31_536_000)
"""Premises time after which nothing can be under way: a year."""


def ours(exchange: Exchange, seed: int, record: Record | None = None) -> Run:
    """Give the exchange, ready to be run in our world."""
    plans = plans_of(exchange)
    makers: dict[Name, Maker] = {}
    for asker, answerer in exchange.names:
        makers[asker] = _asks(asker, answerer, exchange)
        makers[answerer] = _answers(answerer, exchange)
    world = World(makers, plans, seed, record)

    def run() -> tuple[Fetched, ...]:
        world.start()
        world.run(Instant(LONG_ENOUGH))
        return tuple(_fetched(world.machine(asker)) for asker, _ in exchange.names)

    return run


def plans_of(exchange: Exchange) -> tuple[LinkPlan, ...]:
    """Give the links of the exchange, one a pair, the same both ways."""
    way: tuple[Impairment, ...] = (Latency(LATENCY, exchange.jitter),)
    if exchange.loss:
        way = (*way, Loss(exchange.loss))
    if exchange.burst is not None:
        way = (*way, GilbertElliott(*exchange.burst))
    return tuple(
        LinkPlan(Name(f"link-{number}"), Medium.RADIO, ends, way, way) for number, ends in enumerate(exchange.names)
    )


class Asker:
    """Asks for block after block; ``state`` is (offset, questions asked, when to ask again, when it was over)."""

    __slots__ = ("_answerer", "_patience", "_size", "_who", "asked", "deadline", "ended_at", "offset")

    def __init__(self, who: Name, answerer: Name, size: int, patience: Duration | None) -> None:
        self._who = who
        self._answerer = answerer
        self._size = size
        self._patience = patience
        self.offset = 0
        self.asked = 0
        self.deadline: Instant | None = None
        self.ended_at: Instant | None = None

    @property
    def state(self) -> Hashable:
        """All that can differ between two moments."""
        return self.offset, self.asked, self.deadline, self.ended_at

    @state.setter
    def state(self, value: Hashable) -> None:
        self.offset, self.asked, self.deadline, self.ended_at = value  # type: ignore[misc]  # by the getter

    @property
    def picture(self) -> Picture:
        """How far it is."""
        activity = "idle" if self.ended_at is not None else "downloading"
        return Picture(self._who, None, activity, None, self.offset, self._size)

    def start(self, now: Instant) -> Effects:
        """Ask the first question."""
        return self._ask(now)

    def receive(self, frame: Frame, now: Instant) -> Effects:
        """Take the block that was asked for, and ask for the next."""
        if self.ended_at is not None or not answers(frame, self.offset):
            return NOTHING
        self.offset += BLOCK
        if self.offset < self._size:
            return self._ask(now)
        self.deadline, self.ended_at = None, now
        return NOTHING

    def wake(self, now: Instant) -> Effects:
        """Ask again."""
        if self.deadline is None or self.deadline > now:
            return NOTHING
        return self._ask(now)

    def _ask(self, now: Instant) -> Effects:
        self.asked += 1
        if self._patience is not None:
            self.deadline = Instant(now + self._patience)
        return (Send(self._answerer, question(self._who, self._answerer, self.offset, self.asked)),)


class Answerer:
    """Answers every question; it has no state."""

    __slots__ = ("_image", "_who", "state")

    deadline = None

    def __init__(self, who: Name, image: bytes) -> None:
        self._who = who
        self._image = image
        self.state: Hashable = None

    @property
    def picture(self) -> Picture:
        """That it is there."""
        return Picture(self._who, None, "idle")

    def start(self, now: Instant) -> Effects:
        """Nothing until it is asked."""
        return NOTHING

    def receive(self, frame: Frame, now: Instant) -> Effects:
        """Answer."""
        return (Send(frame.source, answer(frame, self._image)),)

    def wake(self, now: Instant) -> Effects:
        """Nothing is ever due."""
        return NOTHING


def _asks(who: Name, answerer: Name, exchange: Exchange) -> Maker:
    def make(kept: Kept) -> Machine:  # noqa: ARG001 - a maker is given what was kept
        return Asker(who, answerer, exchange.size, exchange.patience)

    return make


def _answers(who: Name, exchange: Exchange) -> Maker:
    image = bytes(exchange.size)

    def make(kept: Kept) -> Machine:  # noqa: ARG001 - a maker is given what was kept
        return Answerer(who, image)

    return make


def _fetched(machine: Machine) -> Fetched:
    assert isinstance(machine, Asker), f"{machine} asks nothing"
    assert machine.ended_at is not None, "the exchange did not end"
    return Fetched(machine.asked, machine.ended_at)
