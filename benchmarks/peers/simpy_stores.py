"""SimPy as its manual writes programs: a Store for each inbox, a process for each frame under way.

An answer is awaited together with a timeout, ``get | timeout``, where the exchange has patience.
"""

from collections.abc import Generator

from simpy import Environment, Event, Store

from benchmarks.exchange import BLOCK, Exchange, Fetched, Run, answer, answers, question
from benchmarks.peers.chance import Chance, Draw, constant
from premises.identity import Name
from premises.quantity import Instant, in_seconds, seconds
from premises.wire.message import Frame


def simpy_stores(exchange: Exchange, chance: Chance | None) -> Run:
    """Give the exchange, ready to be run; without ``chance`` each hop takes LATENCY."""
    env = Environment()
    luck = constant if chance is None else chance
    pairs = [_Pair(env, exchange, asker, answerer, luck) for asker, answerer in exchange.names]

    def run() -> tuple[Fetched, ...]:
        env.run()
        return tuple(pair.fetched() for pair in pairs)

    return run


class _Pair:
    """One asker and one answerer."""

    def __init__(self, env: Environment, exchange: Exchange, asker: Name, answerer: Name, chance: Chance) -> None:
        self._env = env
        self._exchange = exchange
        self._asker, self._answerer = asker, answerer
        self._questions, self._answers = Store(env), Store(env)
        self._there, self._back = chance(asker, answerer), chance(answerer, asker)
        self._asked = 0
        self._ended_at: float | None = None
        env.process(self._ask_all())
        env.process(self._answer_all())

    def fetched(self) -> Fetched:
        assert self._ended_at is not None, "the exchange did not end"
        return Fetched(self._asked, Instant(seconds(self._ended_at)))

    def _ask_all(self) -> Generator[Event, Frame, None]:
        size, offset = self._exchange.size, 0
        while offset < size:
            self._asked += 1
            frame = question(self._asker, self._answerer, offset, self._asked)
            self._env.process(self._travel(frame, self._there, self._questions))
            if (yield from self._is_answered(offset)):
                offset += BLOCK
        self._ended_at = self._env.now

    def _is_answered(self, offset: int) -> Generator[Event, Frame, bool]:
        """Wait for the block at ``offset``; False when it takes longer than there is patience."""
        patience = self._exchange.patience
        over = self._env.event() if patience is None else self._env.timeout(in_seconds(patience))
        while True:
            arrival = self._answers.get()
            yield arrival if patience is None else arrival | over
            if not arrival.triggered:
                arrival.cancel()
                return False
            frame = arrival.value
            if frame is not None and answers(frame, offset):
                return True

    def _answer_all(self) -> Generator[Event, Frame, None]:
        image = bytes(self._exchange.size)
        while True:
            frame = yield self._questions.get()
            self._env.process(self._travel(answer(frame, image), self._back, self._answers))

    def _travel(self, frame: Frame, draw: Draw, inbox: Store) -> Generator[Event, Frame, None]:
        span = draw()
        if span is not None:
            yield self._env.timeout(span)
            yield inbox.put(frame)
