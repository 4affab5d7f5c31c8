"""An order of a person to the conductor of a running premises, on its way there, and the answer.

It is about faults, about the clock, or about whose customer the premises is.
"""

import asyncio
import getpass
import secrets
import socket
from collections.abc import Sequence

from lab.live.run_directory import Reachable
from premises.errors import LinkError, UsageError
from premises.identity import NAME_LENGTH_MAX
from premises.quantity import Instant
from premises.runtime.link import Link
from premises.runtime.mqtt import mqtt_link
from premises.wire.codec import decode, encode
from premises.wire.envelope import BY_MAX, ENVELOPE_VERSION, ChangeOrder, ClockOrder, FaultOrder, OrderTaken
from premises.wire.fault import FaultSpec
from premises.wire.tables.suppliers import Fuel
from premises.wire.topics import VIEWER, Topics

ANSWERS_WITHIN_S = 10.0
"""Seconds of wall in which the conductor must answer; one that was killed is back in less. Ours."""


_Order = FaultOrder | ClockOrder | ChangeOrder


async def order_faults(running: Reachable, add: Sequence[FaultSpec] = (), clear: Sequence[str] = ()) -> tuple[str, ...]:
    """Impose faults and take others away, and give the ids of all of them.

    UsageError with the conductor's words when it refuses, of which nothing is done then; LinkError when it is silent.
    """
    topics = Topics(running.premises)
    order = FaultOrder(
        ENVELOPE_VERSION, secrets.token_hex(8), topics.replies(VIEWER), who_asks(), tuple(add), tuple(clear)
    )
    return (await answered(running, topics.fault_orders(), order)).faults


async def order_speed(running: Reachable, speed: float) -> None:
    """Have the clock run at ``speed`` premises seconds a wall second, 0 for a pause; errors as of ``order_faults``."""
    topics = Topics(running.premises)
    order = ClockOrder(ENVELOPE_VERSION, secrets.token_hex(8), topics.replies(VIEWER), speed)
    await answered(running, topics.orders(), order)


async def order_change(running: Reachable, fuel: Fuel, to: str) -> Instant:
    """Have the Supplier ``to`` gain the premises for ``fuel``, and give from when on; errors as of ``order_faults``."""
    topics = Topics(running.premises)
    order = ChangeOrder(
        ENVELOPE_VERSION, secrets.token_hex(8), topics.replies(VIEWER), who_asks(), fuel, to[:NAME_LENGTH_MAX]
    )
    since = (await answered(running, topics.change_orders(), order)).since
    assert since is not None, "a change has a moment"
    return since


async def answered(running: Reachable, topic: str, order: _Order) -> OrderTaken:
    """Say ``order`` on ``topic`` and give the conductor's answer; UsageError when it refuses, LinkError when silent."""
    async with mqtt_link(running.address(VIEWER))([order.reply_to]) as link:
        link.publish(topic, encode(order))
        try:
            answer = await asyncio.wait_for(_answer_to(order, link), ANSWERS_WITHIN_S)
        except TimeoutError:
            raise LinkError(
                f"the conductor of {running.premises} does not answer within {ANSWERS_WITHIN_S:g} s: "
                "expected it to be there, see `premises status`"
            ) from None
    if answer.refused:
        raise UsageError(answer.refused)
    return answer


def who_asks() -> str:
    """Give who sits here, like ``user@host``."""
    try:
        user = getpass.getuser()
    except (OSError, KeyError, ImportError):
        # In a container, whose user need not have a name.
        user = "somebody"
    return f"{user}@{socket.gethostname()}"[:BY_MAX]


async def _answer_to(order: _Order, link: Link) -> OrderTaken:
    while True:
        # Other people's answers come here too.
        answer = decode(OrderTaken, (await link.next()).payload)
        if answer.id == order.id:
            return answer
