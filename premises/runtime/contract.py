"""What this project relies on in a Link, as checks that every implementation passes.

Shipped with the product, so that a broker of one's own can be tried before a run is trusted to it.
Retained topics are subscribed by exact name only, wildcards serve the unretained ones. Nothing here waits a fixed
time: that something was *not* delivered is shown by what was published after it and has arrived.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from premises.errors import LinkError
from premises.runtime.link import Arrival, Link, OpenLink, Will

WITHIN_S = 30.0
"""How long one arrival may take before the check fails; a whole image through a slow broker takes seconds. Ours."""

BURST = 2_000
"""Publications without a pause: all of a large premises' notes at once. Ours."""

MIB = 1024 * 1024
IMAGE_SIZE = 10 * MIB + MIB // 2
"""A whole firmware image in a service request, and its envelope. Source: docs/sources.md, image sizes."""


@dataclass(frozen=True, slots=True)
class Bench:
    """Two users of one broker, and the topics that the one may say and the other may hear."""

    speaker: OpenLink
    """May publish ``said``, ``kept`` and ``presence``."""
    frail: OpenLink
    """The same user as ``speaker``, over a wire that ``cut`` can cut."""
    cut: Callable[[], None]
    """Loses every socket of ``frail`` at once, without a goodbye."""
    listener: OpenLink
    """May hear the three, and ``said_all``."""
    said: str
    """Never retained."""
    said_all: str
    """A wildcard that hears ``said`` and no retained topic."""
    kept: str
    """Retained, the speaker's own."""
    presence: str
    """Retained, the speaker's own and its will."""


async def check_link(bench: Bench) -> None:
    """Run every check in turn; AssertionError at the first that fails."""
    for check in CHECKS:
        await check(bench)


async def order_is_kept(bench: Bench) -> None:
    """What is published on one topic arrives in that order, by exact name and by wildcard."""
    expected = [b"%d" % number for number in range(200)]
    async with (
        bench.listener([bench.said]) as exact,
        bench.listener([bench.said_all]) as wild,
        bench.speaker([]) as speaker,
    ):
        for payload in expected:
            speaker.publish(bench.said, payload)
        heard = [await _next(exact) for _ in expected]
        also = [await _next(wild) for _ in expected]
    assert heard == also == [Arrival(bench.said, payload, retained=False) for payload in expected], "order was lost"


async def a_retained_topic_is_found_by_exact_name(bench: Bench) -> None:
    """A kept message comes marked as retained to who subscribes later, and a live copy unmarked."""
    async with bench.speaker([]) as speaker:
        await _keep(bench, speaker, b"first")
        async with bench.listener([bench.kept]) as listener:
            found = await _next(listener)
            speaker.publish(bench.kept, b"second", retain=True)
            live = await _next(listener)
        await _keep(bench, speaker, b"")
    assert found == Arrival(bench.kept, b"first", retained=True), f"expected the retained copy, not {found}"
    assert live == Arrival(bench.kept, b"second", retained=False), f"expected the live copy, not {live}"


async def what_is_asked_for_first_and_last_is_found_before_all_else(bench: Bench) -> None:
    """Brokers give what they kept in the order of the subscriptions, or in the reverse; first and last is first."""
    async with bench.speaker([]) as speaker:
        speaker.publish(bench.presence, b"here", retain=True)
        await _keep(bench, speaker, b"shown")
        found = []
        for first, other in [(bench.kept, bench.presence), (bench.presence, bench.kept)] * 5:
            async with bench.listener([first, other, first]) as listener:
                topics = [(await _next(listener)).topic]
                while topics[-1] != other:
                    topics.append((await _next(listener)).topic)
            found.append(topics[0] == first)
        speaker.publish(bench.presence, b"", retain=True)
        await _keep(bench, speaker, b"")
    assert all(found), "another topic came before the one that was asked for first and last"


async def an_empty_payload_clears_a_retained_topic(bench: Bench) -> None:
    """After it a new subscription finds nothing."""
    async with bench.speaker([]) as speaker:
        await _keep(bench, speaker, b"old")
        await _keep(bench, speaker, b"")
        async with bench.listener([bench.kept, bench.said]) as listener:
            speaker.publish(bench.said, b"after")
            found = await _next(listener)
    assert found.payload == b"after", f"a cleared topic still gave {found}"


async def nothing_arrives_that_was_not_subscribed(bench: Bench) -> None:
    """Retained messages of other topics do not leak into a new connection, whoever else subscribed to them."""
    async with bench.speaker([]) as speaker:
        await _keep(bench, speaker, b"not for you")
        async with bench.listener([bench.kept]) as other, bench.listener([bench.said]) as listener:
            assert (await _next(other)).payload == b"not for you"
            speaker.publish(bench.said, b"for you")
            found = await _next(listener)
        await _keep(bench, speaker, b"")
    assert found.topic == bench.said, f"arrived without a subscription: {found.topic}"


async def a_lost_socket_publishes_the_will_and_keeps_it(bench: Bench) -> None:
    """The broker says it live, and to who subscribes later."""
    async with bench.listener([bench.presence]) as listener:
        async with bench.frail([], Will(bench.presence, b"lost")) as speaker:
            bench.cut()
            live = await _next(listener)
            await _is_lost(speaker)
        found = await _first(bench, bench.presence)
        await _clear(bench, bench.presence, listener)
    assert live == Arrival(bench.presence, b"lost", retained=False), f"expected the will, not {live}"
    assert found == Arrival(bench.presence, b"lost", retained=True), f"expected the kept will, not {found}"


async def a_clean_close_publishes_no_will(bench: Bench) -> None:
    """And what was flushed before it arrives."""
    async with bench.listener([bench.presence, bench.said]) as listener:
        async with bench.speaker([], Will(bench.presence, b"lost")) as speaker:
            for number in range(100):
                speaker.publish(bench.said, b"%d" % number)
            await speaker.flush()
        async with bench.speaker([]) as speaker:
            heard = [await _next(listener) for _ in range(100)]
            speaker.publish(bench.said, b"after")
            last = await _next(listener)
    assert [arrival.payload for arrival in heard] == [b"%d" % number for number in range(100)], "the close lost some"
    assert last.payload == b"after", f"a clean close gave {last}"


async def large_payloads_are_unharmed(bench: Bench) -> None:
    """Of 1 MiB, and of a whole firmware image, with every octet value."""
    async with bench.listener([bench.said]) as listener, bench.speaker([]) as speaker:
        for size in (MIB, IMAGE_SIZE):
            payload = bytes(range(256)) * (size // 256)
            speaker.publish(bench.said, payload)
            heard = (await _next(listener)).payload
            assert heard == payload, f"{size} octets came as {len(heard)}, or changed"


async def a_cancelled_next_loses_nothing(bench: Bench) -> None:
    """However often the wait is given up."""
    expected = [b"%d" % number for number in range(100)]
    heard: list[bytes] = []
    async with bench.listener([bench.said]) as listener, bench.speaker([]) as speaker:
        for payload in expected:
            speaker.publish(bench.said, payload)
            waiting = asyncio.create_task(listener.next())
            await asyncio.sleep(0)
            waiting.cancel()
            ended = (await asyncio.gather(waiting, return_exceptions=True))[0]
            if isinstance(ended, Arrival):
                heard.append(ended.payload)
        while len(heard) < len(expected):
            heard.append((await _next(listener)).payload)
    assert heard == expected, "giving up a wait lost an arrival"


async def a_burst_arrives_whole(bench: Bench) -> None:
    """Published without a pause, before anything is taken."""
    async with bench.listener([bench.said]) as listener, bench.speaker([]) as speaker:
        for number in range(BURST):
            speaker.publish(bench.said, b"%d" % number)
        await asyncio.wait_for(speaker.flush(), WITHIN_S)
        heard = [int((await _next(listener)).payload) for _ in range(BURST)]
    assert heard == list(range(BURST)), "a burst lost some or changed their order"


async def a_cut_link_says_so_and_the_next_one_works(bench: Bench) -> None:
    """``next``, ``publish`` and ``flush`` raise LinkError; opening again is all that is needed."""
    async with bench.frail([]) as speaker:
        bench.cut()
        await _is_lost(speaker)
        for refused in (lambda: speaker.publish(bench.said, b"lost"), lambda: asyncio.ensure_future(speaker.flush())):
            await _raises_link_error(refused)
    async with bench.listener([bench.said]) as listener, bench.frail([]) as speaker:
        speaker.publish(bench.said, b"again")
        assert (await _next(listener)).payload == b"again"


CHECKS: tuple[Callable[[Bench], Awaitable[None]], ...] = (
    order_is_kept,
    a_retained_topic_is_found_by_exact_name,
    what_is_asked_for_first_and_last_is_found_before_all_else,
    an_empty_payload_clears_a_retained_topic,
    nothing_arrives_that_was_not_subscribed,
    a_lost_socket_publishes_the_will_and_keeps_it,
    a_clean_close_publishes_no_will,
    large_payloads_are_unharmed,
    a_cancelled_next_loses_nothing,
    a_burst_arrives_whole,
    a_cut_link_says_so_and_the_next_one_works,
)


async def _next(link: Link) -> Arrival:
    return await asyncio.wait_for(link.next(), WITHIN_S)


async def _first(bench: Bench, topic: str) -> Arrival:
    async with bench.listener([topic]) as listener:
        return await _next(listener)


async def _keep(bench: Bench, speaker: Link, payload: bytes) -> None:
    """Publish on ``kept``, and wait until the broker has done so."""
    async with bench.listener([bench.said]) as listener:
        speaker.publish(bench.kept, payload, retain=True)
        speaker.publish(bench.said, b"kept")
        await _next(listener)


async def _clear(bench: Bench, topic: str, listener: Link) -> None:
    async with bench.speaker([]) as speaker:
        speaker.publish(topic, b"", retain=True)
        while (await _next(listener)).payload:
            pass


async def _is_lost(link: Link) -> None:
    try:
        arrival = await _next(link)
    except LinkError:
        return
    raise AssertionError(f"a lost link gave {arrival}")


async def _raises_link_error(refused: Callable[[], Awaitable[None] | None]) -> None:
    try:
        waiting = refused()
        if waiting is not None:
            await waiting
    except LinkError:
        return
    raise AssertionError("a lost link took what was published")
