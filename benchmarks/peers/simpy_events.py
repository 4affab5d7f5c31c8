"""SimPy written well by hand: a Timeout for each hop, an event for each frame that arrives, a process a participant.

No process a frame, no Store, no condition, and the classes themselves instead of the environment's bound ones. This is
the peer that the bars are judged by.
"""

from collections.abc import Generator

from simpy import Environment, Event, Process, Timeout

from benchmarks.exchange import BLOCK, LATENCY, Exchange, Fetched, Run, answer, answers, question
from benchmarks.peers.chance import Chance, Draw
from premises.identity import Name
from premises.quantity import Instant, in_seconds, seconds
from premises.wire.message import Frame


def simpy_events(exchange: Exchange, chance: Chance | None) -> Run:
    """Give the exchange, ready to be run; without ``chance`` each hop takes LATENCY."""
    env = Environment()
    pairs = [_Pair(env, exchange, asker, answerer, chance) for asker, answerer in exchange.names]

    def run() -> tuple[Fetched, ...]:
        env.run()
        return tuple(pair.fetched() for pair in pairs)

    return run


class _Hop:
    """One direction of a link; ``arrival`` is the event of the next frame that comes out of it."""

    __slots__ = ("_draw", "_env", "_span", "arrival")

    def __init__(self, env: Environment, draw: Draw | None) -> None:
        self._env = env
        self._draw = draw
        self._span = in_seconds(LATENCY)
        self.arrival = Event(env)

    def send(self, frame: Frame) -> None:
        span = self._span if self._draw is None else self._draw()
        if span is not None:
            Timeout(self._env, span, frame).callbacks.append(self._arrive)

    def happen(self, frame: Frame | None) -> None:
        """Resume whoever waits; None when they waited long enough."""
        arrival, self.arrival = self.arrival, Event(self._env)
        arrival.succeed(frame)

    def _arrive(self, passed: Event) -> None:
        self.happen(passed.value)


class _Pair:
    """One asker and one answerer."""

    def __init__(
        self, env: Environment, exchange: Exchange, asker: Name, answerer: Name, chance: Chance | None
    ) -> None:
        self._env = env
        self._exchange = exchange
        self._asker, self._answerer = asker, answerer
        self._there = _Hop(env, None if chance is None else chance(asker, answerer))
        self._back = _Hop(env, None if chance is None else chance(answerer, asker))
        self._asked = 0
        self._ended_at: float | None = None
        Process(env, self._ask_all())
        Process(env, self._answer_all())

    def fetched(self) -> Fetched:
        assert self._ended_at is not None, "the exchange did not end"
        return Fetched(self._asked, Instant(seconds(self._ended_at)))

    def _ask_all(self) -> Generator[Event, Frame | None, None]:
        env, back, size, offset = self._env, self._back, self._exchange.size, 0
        waits = None if self._exchange.patience is None else in_seconds(self._exchange.patience)
        while offset < size:
            self._asked += 1
            self._there.send(question(self._asker, self._answerer, offset, self._asked))
            if waits is not None:
                Timeout(env, waits, self._asked).callbacks.append(self._expire)
            frame = yield back.arrival
            while frame is not None and not answers(frame, offset):
                frame = yield back.arrival
            if frame is not None:
                offset += BLOCK
        self._ended_at = env.now

    def _answer_all(self) -> Generator[Event, Frame, None]:
        there, back, image = self._there, self._back, bytes(self._exchange.size)
        while True:
            frame = yield there.arrival
            back.send(answer(frame, image))

    def _expire(self, passed: Event) -> None:
        if passed.value == self._asked and self._ended_at is None:
            self._back.happen(None)
