"""looptime: the exchange as asyncio coroutines with a queue for each inbox and a sleep for each hop.

The loop is looptime's own, whose time jumps; the coroutines are what anyone would write. No patience, no luck.
"""

import asyncio

import looptime

from benchmarks.exchange import BLOCK, LATENCY, Exchange, Fetched, Run, answer, answers, question
from premises.identity import Name
from premises.quantity import Instant, in_seconds, seconds
from premises.wire.message import Frame

_SPAN = in_seconds(LATENCY)


def looptime_queues(exchange: Exchange) -> Run:
    """Give the exchange, ready to be run."""
    assert exchange == Exchange(exchange.pairs, exchange.blocks), "only the bare exchange is written here"

    def run() -> tuple[Fetched, ...]:
        with asyncio.Runner(loop_factory=lambda: looptime.new_event_loop(start=0)) as runner:
            return runner.run(_all(exchange))

    return run


async def _all(exchange: Exchange) -> tuple[Fetched, ...]:
    return tuple(await asyncio.gather(*(_pair(exchange, *names) for names in exchange.names)))


async def _pair(exchange: Exchange, asker: Name, answerer: Name) -> Fetched:
    questions: asyncio.Queue[Frame] = asyncio.Queue()
    responses: asyncio.Queue[Frame] = asyncio.Queue()
    answering = asyncio.create_task(_answer_all(bytes(exchange.size), questions, responses))
    offset = asked = 0
    while offset < exchange.size:
        asked += 1
        await _travel(question(asker, answerer, offset, asked), questions)
        if answers(await responses.get(), offset):
            offset += BLOCK
    answering.cancel()
    return Fetched(asked, Instant(seconds(asyncio.get_running_loop().time())))


async def _answer_all(image: bytes, questions: asyncio.Queue[Frame], responses: asyncio.Queue[Frame]) -> None:
    while True:
        await _travel(answer(await questions.get(), image), responses)


async def _travel(frame: Frame, inbox: asyncio.Queue[Frame]) -> None:
    await asyncio.sleep(_SPAN)
    inbox.put_nowait(frame)
