"""One contract, four brokers: what a driver relies on holds on each of them."""

from collections.abc import Awaitable, Callable

import pytest

from broker.process import Kind
from premises.identity import Name
from premises.runtime.contract import CHECKS, Bench, check_link
from premises.runtime.memory import MemoryBroker
from premises.runtime.mqtt import mqtt_link
from tests.live.brokers import B1, HAN, HUB, TOPICS, bench_of, real_brokers, shared_broker

each_check = pytest.mark.parametrize("check", CHECKS, ids=[check.__name__ for check in CHECKS])


@pytest.mark.asyncio
async def test_the_contract_holds_in_memory() -> None:
    broker = MemoryBroker()
    frail = Name("b1-frail")
    bench = Bench(
        speaker=broker.link(B1),
        frail=broker.link(frail),
        cut=lambda: broker.cut(frail),
        listener=broker.link(HUB),
        said=TOPICS.air(HAN, B1, HUB),
        said_all=TOPICS.air_all(),
        kept=TOPICS.picture(B1),
        presence=TOPICS.presence(B1),
    )

    await check_link(bench)


@pytest.mark.live
@pytest.mark.asyncio
@real_brokers
@each_check
async def test_the_contract_holds_on_a_real_broker(kind: Kind, check: Callable[[Bench], Awaitable[None]]) -> None:
    broker = shared_broker(kind)

    async with bench_of(lambda user, port: mqtt_link(broker.address(user, port)), broker.port) as bench:
        await check(bench)
