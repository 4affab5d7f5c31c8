"""SimPy with nothing left but its heap: every hop a Timeout whose callback is the receiver, no process, no other event.

Faster than SimPy is meant to be used, and no longer a program of processes: our own machines, on SimPy's scheduler.
"""

from simpy import Environment, Event, Timeout

from benchmarks.exchange import BLOCK, LATENCY, Exchange, Fetched, Run, answer, answers, question
from benchmarks.peers.chance import Chance, Draw
from premises.identity import Name
from premises.quantity import Instant, in_seconds, seconds


def simpy_callbacks(exchange: Exchange, chance: Chance | None) -> Run:
    """Give the exchange, ready to be run; without ``chance`` each hop takes LATENCY."""
    env = Environment()
    askers = [_Asker(env, exchange, asker, answerer, chance) for asker, answerer in exchange.names]

    def run() -> tuple[Fetched, ...]:
        for asker in askers:
            asker.ask()
        env.run()
        return tuple(asker.fetched() for asker in askers)

    return run


class _Answerer:
    __slots__ = ("_draw", "_env", "_image", "_span", "asker")

    def __init__(self, env: Environment, image: bytes, asker: "_Asker", draw: Draw | None) -> None:
        self._env = env
        self._image = image
        self._draw = draw
        self._span = in_seconds(LATENCY)
        self.asker = asker

    def receive(self, passed: Event) -> None:
        span = self._span if self._draw is None else self._draw()
        # A lost answer is made as well: the others make theirs before they know.
        asked = passed.value
        assert asked is not None, "a frame travels"
        frame = answer(asked, self._image)
        if span is not None:
            Timeout(self._env, span, frame).callbacks.append(self.asker.receive)


class _Asker:
    __slots__ = ("_answerer", "_asked", "_draw", "_ended_at", "_env", "_names", "_offset", "_size", "_span", "_waits")

    def __init__(
        self, env: Environment, exchange: Exchange, asker: Name, answerer: Name, chance: Chance | None
    ) -> None:
        self._env = env
        self._names = (asker, answerer)
        self._size = exchange.size
        self._waits = None if exchange.patience is None else in_seconds(exchange.patience)
        self._draw = None if chance is None else chance(asker, answerer)
        self._span = in_seconds(LATENCY)
        back = None if chance is None else chance(answerer, asker)
        self._answerer = _Answerer(env, bytes(exchange.size), self, back)
        self._offset = self._asked = 0
        self._ended_at: float | None = None

    def fetched(self) -> Fetched:
        assert self._ended_at is not None, "the exchange did not end"
        return Fetched(self._asked, Instant(seconds(self._ended_at)))

    def ask(self) -> None:
        self._asked += 1
        frame = question(*self._names, self._offset, self._asked)
        span = self._span if self._draw is None else self._draw()
        if span is not None:
            Timeout(self._env, span, frame).callbacks.append(self._answerer.receive)
        if self._waits is not None:
            Timeout(self._env, self._waits, self._asked).callbacks.append(self._expire)

    def receive(self, passed: Event) -> None:
        frame = passed.value
        assert frame is not None, "a frame travels"
        if self._ended_at is not None or not answers(frame, self._offset):
            return
        self._offset += BLOCK
        if self._offset < self._size:
            self.ask()
        else:
            self._ended_at = self._env.now

    def _expire(self, passed: Event) -> None:
        if passed.value == self._asked and self._ended_at is None:
            self.ask()
