"""The MQTT link from inside: its sentences, its limits, and that it always closes."""

import asyncio

import pytest

from broker.embedded import embedded_broker
from broker.port import free_port
from broker.process import Kind
from premises.errors import LinkError
from premises.identity import Name
from premises.runtime.link import OUTBOX_MAX, Link, OpenLink
from premises.runtime.mqtt import BrokerAddress, mqtt_link
from premises.wire.topics import CONDUCTOR
from tests.live.brokers import ACCESS, B1, HAN, HUB, TOPICS, start_broker

SAID = TOPICS.air(HAN, B1, HUB)
LOOPBACK = "127.0.0.1"
NO_DESCRIPTOR = 1_000_000
WITHIN_S = 20.0

pytestmark = [pytest.mark.live, pytest.mark.asyncio]


def link(user: Name, port: int) -> OpenLink:
    return mqtt_link(BrokerAddress(LOOPBACK, port, user, ACCESS.passwords[user]))


async def payload(listener: Link) -> bytes:
    return (await asyncio.wait_for(listener.next(), WITHIN_S)).payload


async def flush_until_lost(quiet: Link) -> None:
    async with asyncio.timeout(WITHIN_S):
        while True:
            await quiet.flush()


async def test_a_dead_broker_is_one_sentence() -> None:
    broker = start_broker(Kind.AMQTT)
    sentence = f"^broker 127.0.0.1:{broker.port}: the connection was lost[^\n]*$"
    async with broker.link(B1)([]) as b1, broker.link(CONDUCTOR)([SAID]) as conductor:
        broker.process.kill()
        with pytest.raises(LinkError, match=sentence):
            await payload(conductor)
        with pytest.raises(LinkError, match=sentence):
            await payload(b1)
    broker.process.communicate()


async def test_what_the_library_trips_over_when_a_broker_dies_is_not_reported(caplog: pytest.LogCaptureFixture) -> None:
    loop = asyncio.get_running_loop()
    async with embedded_broker(ACCESS, LOOPBACK, 0) as port, link(B1, port)([]):
        loop.call_soon_threadsafe(loop.add_writer, NO_DESCRIPTOR, print)
        loop.call_soon_threadsafe(int, "no number")
        await asyncio.sleep(0)
        await asyncio.sleep(0)

    assert ["int('no number')" in record.getMessage() for record in caplog.records] == [True]


async def test_a_link_closes_whatever_it_was_doing() -> None:
    async with embedded_broker(ACCESS, LOOPBACK, 0) as port, asyncio.timeout(WITHIN_S):
        for steps in range(60):
            async with link(B1, port)([]) as b1:
                b1.publish(SAID, b"x")
                for _ in range(steps):
                    await asyncio.sleep(0)


async def test_arrivals_that_nobody_takes_end_the_link() -> None:
    async with embedded_broker(ACCESS, LOOPBACK, 0) as port:
        listener = mqtt_link(BrokerAddress(LOOPBACK, port, HUB, ACCESS.passwords[HUB]), inbox_max=10)
        async with listener([SAID]) as hub, link(B1, port)([]) as b1:
            for number in range(11):
                b1.publish(SAID, b"%d" % number)
            with pytest.raises(LinkError, match="10 arrivals are waiting and nobody takes them"):
                await flush_until_lost(hub)
            heard = [await payload(hub) for _ in range(10)]
            for _ in range(2):
                with pytest.raises(LinkError, match="10 arrivals are waiting"):
                    await payload(hub)

    assert heard == [b"%d" % number for number in range(10)]


async def test_publications_that_nobody_sends_are_refused() -> None:
    async with embedded_broker(ACCESS, LOOPBACK, 0) as port, link(B1, port)([]) as b1:
        for _ in range(OUTBOX_MAX):
            b1.publish(SAID, b"x")
        with pytest.raises(LinkError, match=f"{OUTBOX_MAX} publications are already waiting"):
            b1.publish(SAID, b"x")


async def test_a_forbidden_filter_is_refused_by_name() -> None:
    async with embedded_broker(ACCESS, LOOPBACK, 0) as port:
        with pytest.raises(LinkError, match=r"b1 may not subscribe to vp/house/#$"):
            async with link(B1, port)(["vp/house/#"]):
                pass


async def test_nobody_there_is_one_line_that_names_the_place() -> None:
    port = free_port(LOOPBACK)
    with pytest.raises(LinkError, match=f"^broker 127.0.0.1:{port}: connection refused$"):
        async with link(B1, port)([]):
            pass
