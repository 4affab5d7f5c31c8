"""The rules of the table hold on every broker: what is forbidden is never delivered.

How a broker refuses differs: amqtt and mosquitto are silent or refuse the filter, RabbitMQ closes the connection.
"""

import asyncio

import pytest

from broker.process import Kind
from premises.errors import LinkError
from premises.identity import Name
from premises.runtime.link import Arrival, Link, Will
from premises.runtime.mqtt import BrokerAddress, mqtt_link
from premises.wire.topics import CONDUCTOR, SUPPLIER, VIEWER
from tests.live.brokers import ACCESS, B1, B2, DCC, DUIS, HAN, HUB, TOPICS, real_brokers, shared_broker, wire_to

WITHIN_S = 10.0

pytestmark = [pytest.mark.live, pytest.mark.asyncio, real_brokers]


async def arrival(link: Link) -> Arrival:
    return await asyncio.wait_for(link.next(), WITHIN_S)


@pytest.mark.parametrize(
    ("topic", "retain"),
    [
        pytest.param(TOPICS.air(HAN, B2, HUB), False, id="air-of-b2"),
        pytest.param(TOPICS.air(HAN, HUB, B1), False, id="air-to-itself"),
        pytest.param(TOPICS.clock(), True, id="clock"),
        pytest.param(TOPICS.run(), True, id="run"),
        pytest.param(TOPICS.picture(B2), True, id="picture-of-b2"),
        pytest.param(TOPICS.presence(B2), True, id="presence-of-b2"),
        pytest.param(TOPICS.notes(B2), False, id="notes-of-b2"),
        pytest.param(TOPICS.wanted(B2), False, id="wanted-of-b2"),
        pytest.param(TOPICS.orders(), False, id="orders"),
    ],
)
async def test_b1_cannot_say_what_is_not_its_own(kind: Kind, topic: str, retain: bool) -> None:
    broker = shared_broker(kind)
    honest = TOPICS.air(HAN, B1, HUB)
    async with broker.link(VIEWER)([topic, honest]) as viewer:
        async with broker.link(B1)([]) as liar:
            liar.publish(topic, b"forged", retain=retain)
            liar.publish(honest, b"said after it")
            heard = [await heard_before_the_end(viewer, liar)]
        async with broker.link(B1)([]) as b1:
            b1.publish(honest, b"honest")
            heard.append(await arrival(viewer))
    async with broker.link(VIEWER)([topic, honest]) as late, broker.link(B1)([]) as b1:
        b1.publish(honest, b"honest")
        heard.append(await arrival(late))

    assert {found.topic for found in heard if found} == {honest}


@pytest.mark.parametrize(
    "topic",
    [
        pytest.param(TOPICS.air(HAN, HUB, B2), id="air-to-b2"),
        pytest.param(TOPICS.air(HAN, Name("+"), Name("+")), id="all-air"),
        pytest.param("vp/house/#", id="everything"),
        pytest.param("#", id="everything-at-all"),
    ],
)
async def test_b1_cannot_hear_what_is_not_for_it(kind: Kind, topic: str) -> None:
    broker = shared_broker(kind)
    async with broker.link(HUB)([]) as hub:
        try:
            async with broker.link(B1)([topic, TOPICS.air(HAN, HUB, B1)]) as b1:
                hub.publish(TOPICS.air(HAN, HUB, B2), b"for b2")
                hub.publish(TOPICS.air(HAN, HUB, B1), b"for b1")
                heard = (await arrival(b1)).payload
        except LinkError:
            heard = b"refused"

    assert heard in (b"for b1", b"refused")


async def test_a_will_on_a_forbidden_topic_is_never_published(kind: Kind) -> None:
    broker = shared_broker(kind)
    async with (
        wire_to(broker.port) as wire,
        broker.link(CONDUCTOR)([TOPICS.presence(B1)]) as conductor,
        broker.link(B2)([TOPICS.clock(), TOPICS.air(HAN, HUB, B2)]) as b2,
        broker.link(HUB)([]) as hub,
    ):
        frail = mqtt_link(broker.address(B1, wire.port))
        try:
            async with frail([], Will(TOPICS.clock(), b"forged")), frail([], Will(TOPICS.presence(B1), b"lost")):
                wire.cut()
                await arrival(conductor)
        except LinkError:
            pass
        hub.publish(TOPICS.air(HAN, HUB, B2), b"after")
        heard = await arrival(b2)
        async with broker.link(B1)([]) as b1:
            b1.publish(TOPICS.presence(B1), b"", retain=True)
            await b1.flush()

    assert heard.payload == b"after"


@pytest.mark.parametrize("user", [B1, Name("nobody")])
async def test_a_wrong_password_is_refused_in_one_line_that_does_not_tell_it(kind: Kind, user: Name) -> None:
    broker = shared_broker(kind)
    address = BrokerAddress("127.0.0.1", broker.port, user, "wrong-secret")

    with pytest.raises(LinkError, match=f"^broker 127.0.0.1:{broker.port}: .*password.*") as refused:
        async with mqtt_link(address)([]):
            pass

    assert "secret" not in str(refused.value)
    assert "\n" not in str(refused.value)


async def test_what_the_table_gives_is_granted(kind: Kind) -> None:
    broker = shared_broker(kind)
    sayings = [
        (HUB, TOPICS.air(HAN, HUB, B1), B1, TOPICS.air(HAN, HUB, B1)),
        (SUPPLIER, TOPICS.air(DUIS, SUPPLIER, DCC), DCC, TOPICS.air(DUIS, SUPPLIER, DCC)),
        (SUPPLIER, TOPICS.orders(), CONDUCTOR, TOPICS.orders()),
        (VIEWER, TOPICS.orders(), CONDUCTOR, TOPICS.orders()),
        (B1, TOPICS.notes(B1), CONDUCTOR, TOPICS.notes_all()),
        (B1, TOPICS.picture(B1), SUPPLIER, TOPICS.picture(B1)),
        (B1, TOPICS.notes(B1), VIEWER, "vp/house/#"),
        (HUB, TOPICS.air(HAN, HUB, B1), CONDUCTOR, TOPICS.air_all()),
        (CONDUCTOR, TOPICS.clock(), B1, TOPICS.clock()),
        (CONDUCTOR, TOPICS.wanted(B1), B1, TOPICS.wanted(B1)),
        (CONDUCTOR, TOPICS.replies(SUPPLIER), SUPPLIER, TOPICS.replies(SUPPLIER)),
    ]
    heard = []
    for speaker, said, listener, subscribed in sayings:
        async with broker.link(listener)([subscribed]) as ear, broker.link(speaker)([]) as mouth:
            mouth.publish(said, b"granted")
            heard.append((speaker, (await arrival(ear)).topic))

    assert heard == [(speaker, said) for speaker, said, _, _ in sayings]
    assert {speaker for speaker, *_ in sayings} <= set(ACCESS.users())


async def heard_before_the_end(listener: Link, speaker: Link) -> Arrival | None:
    """Give the first arrival of ``listener``, or None when the broker closes on ``speaker`` first."""
    ear = asyncio.create_task(listener.next())
    end = asyncio.create_task(speaker.next())
    try:
        async with asyncio.timeout(WITHIN_S):
            await asyncio.wait((ear, end), return_when=asyncio.FIRST_COMPLETED)
        return ear.result() if ear.done() else None
    finally:
        ear.cancel()
        end.cancel()
        await asyncio.gather(ear, end, return_exceptions=True)
