"""What amqtt does otherwise than we rely on, and that it is mended; each mend has a test that fails without it."""

import asyncio
import socket
import struct
from pathlib import Path

import pytest
from amqtt.broker import Broker

from broker.embedded import BACKLOG_MAX, RoomBroker, embedded_broker
from broker.rules import Gate
from premises.errors import LinkError
from premises.identity import Name
from premises.runtime.contract import nothing_arrives_that_was_not_subscribed
from premises.runtime.link import Link, OpenLink
from premises.runtime.mqtt import BrokerAddress, mqtt_link
from premises.wire.envelope import PAYLOAD_MAX
from premises.wire.topics import VIEWER
from tests.live.brokers import ACCESS, B1, HAN, HUB, TOPICS, bench_of

SAID = TOPICS.air(HAN, B1, HUB)
SUBSCRIBE = b"\x82" + bytes([5 + len(SAID)]) + b"\x00\x01" + len(SAID).to_bytes(2, "big") + SAID.encode() + b"\x02"
LOOPBACK = "127.0.0.1"
WITHIN_S = 10.0

pytestmark = [pytest.mark.live, pytest.mark.asyncio]


def link(user: Name, port: int) -> OpenLink:
    return mqtt_link(BrokerAddress(LOOPBACK, port, user, ACCESS.passwords[user]))


async def payload(listener: Link) -> bytes:
    return (await asyncio.wait_for(listener.next(), WITHIN_S)).payload


async def test_the_library_itself_leaks_retained_messages() -> None:
    broker = Unmended(Gate(ACCESS), LOOPBACK, 0)
    await broker.start()
    async with bench_of(link, broker.port()) as bench:
        with pytest.raises(AssertionError, match="arrived without a subscription"):
            await nothing_arrives_that_was_not_subscribed(bench)
    await broker.shutdown()


async def test_ours_does_not() -> None:
    async with embedded_broker(ACCESS, LOOPBACK, 0) as port, bench_of(link, port) as bench:
        await nothing_arrives_that_was_not_subscribed(bench)


async def test_every_message_arrives_while_others_come_and_go() -> None:
    async with (
        embedded_broker(ACCESS, LOOPBACK, 0) as port,
        link(HUB, port)([SAID]) as hub,
        link(B1, port)([]) as b1,
    ):
        for number in range(500):
            b1.publish(SAID, b"%d" % number)
        for visit in range(10):
            async with link(VIEWER, port)([f"vp/house/+/{visit}", f"vp/house/notes/{visit}"]):
                pass
        heard = [await payload(hub) for _ in range(500)]

    assert heard == [b"%d" % number for number in range(500)]


async def test_who_does_not_read_is_thrown_out_and_others_are_not_held_up() -> None:
    octets = bytes(PAYLOAD_MAX)
    async with embedded_broker(ACCESS, LOOPBACK, 0) as port:
        with await connected(HUB, port) as sleeper:
            sleeper.sendall(SUBSCRIBE)
            async with link(HUB, port)([SAID]) as hub, link(B1, port)([]) as b1:
                # One more for what the sockets themselves take in, and one to find the limit passed.
                for _ in range(BACKLOG_MAX // PAYLOAD_MAX + 2):
                    b1.publish(SAID, octets)
                    assert await payload(hub) == octets
            left = await read_to_the_end(sleeper)

    assert left < BACKLOG_MAX


async def test_a_packet_beyond_the_limit_ends_its_connection() -> None:
    announced = b"\x30\xff\xff\xff\x7f" + bytes(2) + b"t"
    async with embedded_broker(ACCESS, LOOPBACK, 0) as port:
        with await connected(B1, port) as sender:
            sender.sendall(announced)
            left = await read_to_the_end(sender)

    assert left == 0


async def test_who_was_refused_is_forgotten() -> None:
    broker = RoomBroker(Gate(ACCESS), LOOPBACK, 0)
    await broker.start()
    for _ in range(3):
        with pytest.raises(LinkError):
            async with mqtt_link(BrokerAddress(LOOPBACK, broker.port(), B1, "wrong"))([]):
                pass
    async with link(B1, broker.port())([]):
        sessions = len(broker.sessions)
    await broker.shutdown()

    assert sessions == 1


async def test_no_descriptor_is_left_of_connections_that_broke() -> None:
    broken = struct.pack("ii", 1, 0)
    async with embedded_broker(ACCESS, LOOPBACK, 0) as port:
        before = open_descriptors()
        for _ in range(20):
            with await connected(HUB, port) as bare:
                bare.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, broken)
        async with link(HUB, port)([]):
            pass
        after = open_descriptors()

    # The last of them may still be closing.
    assert after - before <= 2


async def test_a_publication_on_a_topic_of_the_brokers_own_ends_the_connection() -> None:
    async with embedded_broker(ACCESS, LOOPBACK, 0) as port, link(B1, port)([]) as b1:
        b1.publish("$SYS/x", b"x")
        with pytest.raises(LinkError):
            await asyncio.wait_for(b1.next(), WITHIN_S)


async def test_all_is_granted_at_qos_0() -> None:
    async with embedded_broker(ACCESS, LOOPBACK, 0) as port:
        with await connected(HUB, port) as subscriber:
            subscriber.sendall(SUBSCRIBE)
            granted = await asyncio.to_thread(subscriber.recv, 5)

    assert granted == b"\x90\x03\x00\x01\x00"


def open_descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


class Unmended(RoomBroker):
    """Ours, with the library's own answer to a new connection."""

    _publish_retained_messages_for_subscription = Broker._publish_retained_messages_for_subscription


async def connected(user: Name, port: int) -> socket.socket:
    """Give a bare socket on which ``user`` is connected; nothing reads it."""
    texts = [user.encode(), ACCESS.passwords[user].encode()]
    body = b"\x00\x04MQTT\x04\xc2\x00\x3c\x00\x00" + b"".join(len(text).to_bytes(2, "big") + text for text in texts)
    bare = socket.create_connection((LOOPBACK, port), WITHIN_S)
    bare.sendall(b"\x10" + bytes([len(body)]) + body)
    assert await asyncio.to_thread(bare.recv, 4) == b"\x20\x02\x00\x00"
    return bare


async def read_to_the_end(bare: socket.socket) -> int:
    """Give how many octets come before the broker ends the connection."""
    return await asyncio.to_thread(_read_to_the_end, bare)


def _read_to_the_end(bare: socket.socket) -> int:
    count = 0
    try:
        while octets := bare.recv(1 << 16):
            count += len(octets)
    except ConnectionError:
        pass
    return count
