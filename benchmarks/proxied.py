"""Frames through a TCP delay proxy beside a live premises: same client library, broker, payloads and rate.

``python -m benchmarks.proxied ROLE`` is one process each, as participants have: the proxy, who sends, who receives.
They use the topic of the DCC adapter's answers to a Supplier, which nobody else hears while none is there.
"""

import asyncio
import gc
import json
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

from benchmarks.peers.delay_proxy import delay_proxy
from lab.live.run_directory import Running
from premises.faults.wiring import address_book
from premises.identity import Name
from premises.quantity import MICROSECONDS_PER_SECOND, Duration, Instant
from premises.runtime.clock import LoopWall, until
from premises.runtime.mqtt import BrokerAddress, mqtt_link
from premises.runtime.process import select_loop
from premises.wire.codec import decode, encode
from premises.wire.envelope import ENVELOPE_VERSION, Envelope
from premises.wire.field.air_bytes import Hop, to_octets
from premises.wire.field.zcl import ImageBlockResponse
from premises.wire.message import Frame, Medium
from premises.wire.site import DCC, HUB, SUPPLIER, Site
from premises.wire.topics import Topics

PROXY, SENDER, RECEIVER = "proxy", "sender", "receiver"

SETTLE_S = 1.0
"""Seconds of wall between the first frame and the first that counts: connections and caches are warm then. Ours."""

QUIET_S = 3.0
"""Seconds of wall without a frame after which the receiver takes it that no more come. Ours."""

ROOT = Path(__file__).resolve().parents[1]

_B1, _DUIS = Name("b1"), Name("duis")
_LINE_MAX = 1 << 22


async def proxied(running: Running, rate: float, for_s: float, delay: Duration) -> tuple[Duration, ...]:
    """Send ``rate`` frames a second for a while through the proxy; give how late each came, in microseconds."""
    speaker, hearer = running.address(DCC), running.address(SUPPLIER)
    topic = Topics(running.premises).air(_DUIS, DCC, SUPPLIER)
    async with _child(PROXY, str(speaker.port), str(delay)) as proxy:
        through = replace(speaker, port=int(await _said(proxy)))
        async with _child(RECEIVER, hearer.secret_url(), topic, str(delay)) as receiver:
            await _said(receiver)
            async with _child(SENDER, through.secret_url(), topic, str(rate), str(for_s)) as sender:
                assert await sender.wait() == 0, "who sends through the proxy failed"
            found: list[int] = json.loads(await _said(receiver))
    return tuple(Duration(late) for late in found)


def main(argv: Sequence[str]) -> int:
    """Be one of the three; what it needs first, an address with its password or a port, is a line of standard input."""
    role, *words = argv
    where = sys.stdin.readline().strip()
    # As a participant's process does: see premises.runtime.process.
    gc.freeze()
    with asyncio.Runner(loop_factory=select_loop) as runner:
        match role, words:
            case "proxy", (delay,):
                runner.run(_be_proxy(int(where), int(delay)))
            case "receiver", (topic, delay):
                runner.run(_be_receiver(BrokerAddress.parse(where), topic, int(delay)))
            case "sender", (topic, rate, for_s):
                runner.run(_be_sender(BrokerAddress.parse(where), topic, float(rate), float(for_s)))
    return 0


async def _be_proxy(port: int, delay: int) -> None:
    async with delay_proxy(port, delay / MICROSECONDS_PER_SECOND) as through:
        _say(str(through))
        ended = asyncio.Event()
        asyncio.get_running_loop().add_reader(sys.stdin.fileno(), ended.set)
        await ended.wait()


async def _be_sender(address: BrokerAddress, topic: str, rate: float, for_s: float) -> None:
    wall, every = LoopWall(), round(MICROSECONDS_PER_SECOND / rate)
    octets = _octets()
    async with mqtt_link(address)(()) as link:
        began = wall.monotonic()
        for number in range(round(rate * (SETTLE_S + for_s))):
            await until(wall, began + number * every)
            sent_at = Instant(wall.monotonic())
            envelope = Envelope(ENVELOPE_VERSION, _DUIS, DCC, SUPPLIER, 1, number, sent_at, sent_at, octets)
            link.publish(topic, encode(envelope))
        # What is on its way through the proxy when we go would go with us.
        await until(wall, wall.monotonic() + MICROSECONDS_PER_SECOND)


async def _be_receiver(address: BrokerAddress, topic: str, delay: int) -> None:
    wall = LoopWall()
    came: list[tuple[int, bytes]] = []
    async with mqtt_link(address)((topic,)) as link:
        _say("ready")
        quiet_s = 30.0
        while True:
            try:
                async with asyncio.timeout(quiet_s):
                    arrival = await link.next()
            except TimeoutError:
                break
            came.append((wall.monotonic(), arrival.payload))
            quiet_s = QUIET_S
    sent = [decode(Envelope, payload).sent_at for _, payload in came]
    counts_from = min(sent) + SETTLE_S * MICROSECONDS_PER_SECOND
    late = [at - left - delay for (at, _), left in zip(came, sent, strict=True) if left >= counts_from]
    _say(json.dumps(late))


def _octets() -> bytes:
    """Give a block as it crosses the HAN: what most frames of an update are."""
    site, hop = Site(), Hop(HUB, _B1)
    spec = site.bridges[_B1]
    block = ImageBlockResponse(spec.manufacturer, spec.image_type, spec.running + 1, 0, bytes(spec.block_size))
    return to_octets(Frame(HUB, _B1, 0, block), Medium.RADIO, hop, 1, address_book(site, 0))


@asynccontextmanager
async def _child(role: str, where: str, *words: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run one of the three for the block."""
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benchmarks.proxied", role, *words,
        cwd=ROOT, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, limit=_LINE_MAX,
    )  # fmt: skip
    assert child.stdin is not None, "it was started with a pipe"
    child.stdin.write(f"{where}\n".encode())
    try:
        yield child
    finally:
        child.stdin.close()
        if child.returncode is None:
            child.terminate()
        await child.wait()


async def _said(child: asyncio.subprocess.Process) -> str:
    """Wait for the next line that a child says."""
    assert child.stdout is not None, "it was started with a pipe"
    line = await child.stdout.readline()
    assert line, "one of the three ended before it had said what it found"
    return line.decode().strip()


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
