"""Faults imposed on a premises that runs, from the conductor's side: checked, dated, kept, published, taken away."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from lab.conductor_clock import BEGINS_AFTER
from lab.faults.imposed import HEARD_WITHIN, LINGERS, as_said
from premises.quantity import Instant
from premises.wire.codec import decode, encode
from premises.wire.envelope import (
    ENVELOPE_VERSION,
    ClockOrder,
    FaultOrder,
    FaultsInForce,
    Imposed,
    OrderTaken,
)
from premises.wire.fault import FAULTS_MAX, FaultSpec
from premises.wire.notes.emulator import FaultCleared, FaultImposed, FrameRefused
from premises.wire.site import Site
from premises.wire.site_text import run_text
from premises.wire.topics import VIEWER
from tests.runtime.hall import B1, HUB, RUN, Hall
from tests.runtime.manual_wall import settle
from tests.runtime.stage import TOPICS

LOSS = FaultSpec("loss", link="wan", chance=0.4, for_s=300.0)
OUTAGE = FaultSpec("outage", link="han")
BY = "me@here"
NOW = Instant(1_000_000)
"""Premises time of every order here, unless its test says otherwise."""

SINCE = Instant(NOW + HEARD_WITHIN)


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    return Hall(tmp_path, run=replace(RUN, site=run_text(Site(name="house"))))


async def begin(hall: Hall) -> None:
    """Let everybody come, and a second of premises time pass."""
    hall.come(HUB)
    hall.come(B1)
    await hall.wall.go_on(BEGINS_AFTER + 1_000_000)


async def order(hall: Hall, *add: FaultSpec, clear: tuple[str, ...] = (), number: int = 1) -> OrderTaken:
    """Order something of faults, and give the answer."""
    said = FaultOrder(ENVELOPE_VERSION, f"order-{number}", TOPICS.replies(VIEWER), BY, add, clear)
    hall.say(TOPICS.fault_orders(), encode(said))
    await settle()
    return decode(OrderTaken, hall.payloads(TOPICS.replies(VIEWER))[-1])


def published(hall: Hall) -> list[FaultsInForce]:
    """Give every time that the faults in force were said."""
    return [decode(FaultsInForce, octets) for octets in hall.payloads(TOPICS.faults()) if octets]


async def test_a_run_begins_without_faults_and_says_so(hall: Hall) -> None:
    async with hall.open():
        assert published(hall) == [FaultsInForce(ENVELOPE_VERSION, 1)]


async def test_a_fault_is_given_an_id_counts_from_a_little_ahead_and_is_noted(hall: Hall) -> None:
    async with hall.open():
        await begin(hall)
        answer = await order(hall, LOSS)
        last = published(hall)[-1]
    notes = [entry.note for entry in hall.run_file.entries if isinstance(entry.note, FaultImposed)]

    assert answer == OrderTaken(ENVELOPE_VERSION, "order-1", "", ("f1",))
    assert last == FaultsInForce(ENVELOPE_VERSION, 2, (Imposed("f1", BY, SINCE, replace(LOSS, from_s=1.1)),))
    assert notes == [
        FaultImposed("f1", BY, "40% loss on wan from 1100ms for 5m", Instant(1_100_000), Instant(301_100_000))
    ]
    assert as_said(last.faults[0]) == LOSS


async def test_moments_that_a_person_says_count_from_now(hall: Hall) -> None:
    said = FaultSpec("outage", link="wan", from_s=10.0, until_s=60.0)
    async with hall.open():
        await begin(hall)
        await order(hall, said)
        (imposed,) = published(hall)[-1].faults

    assert (imposed.spec.from_s, imposed.spec.until_s, imposed.since) == (11.1, 61.1, SINCE)
    assert as_said(imposed) == said


async def test_the_faster_the_clock_the_further_ahead(hall: Hall) -> None:
    hall.speed = 8.0
    async with hall.open():
        await begin(hall)
        await order(hall, OUTAGE)
        (imposed,) = published(hall)[-1].faults

    assert imposed.since == 8 * SINCE


async def test_on_a_clock_that_stands_a_fault_counts_from_now(hall: Hall) -> None:
    async with hall.open():
        await begin(hall)
        hall.say(TOPICS.orders(), encode(ClockOrder(ENVELOPE_VERSION, "pause", TOPICS.replies(VIEWER), 0.0)))
        await settle()
        await order(hall, OUTAGE)
        (imposed,) = published(hall)[-1].faults

    assert imposed.since == NOW


async def test_an_id_is_never_given_twice(hall: Hall) -> None:
    async with hall.open():
        await begin(hall)
        first = await order(hall, LOSS, OUTAGE)
        cleared = await order(hall, clear=("f2", "f1"))
        second = await order(hall, LOSS)
    async with hall.open():
        third = await order(hall, OUTAGE)

    assert (first.faults, cleared.faults) == (("f1", "f2"), ("f2", "f1"))
    assert (second.faults, third.faults) == (("f3",), ("f4",))


@pytest.mark.parametrize(("clear", "left"), [(("f2",), ["f1", "f3"]), (("all",), []), (("f1", "f1", "f3"), ["f2"])])
async def test_what_is_cleared_is_in_force_no_longer(clear: tuple[str, ...], left: list[str], hall: Hall) -> None:
    async with hall.open():
        await begin(hall)
        await order(hall, LOSS, OUTAGE, LOSS)
        answer = await order(hall, clear=clear)
        last = published(hall)[-1]
    notes = [entry.note for entry in hall.run_file.entries if isinstance(entry.note, FaultCleared)]

    assert [fault.id for fault in last.faults] == left
    assert notes == [FaultCleared(each, BY) for each in answer.faults]
    assert {*answer.faults, *left} == {"f1", "f2", "f3"}


@pytest.mark.parametrize(
    ("add", "clear", "line"),
    [
        (FaultSpec("loss", link="wam", chance=0.4), (), "fault.link = 'wam': this premises has no such link: did"),
        (FaultSpec("loss", link="wan"), (), "fault.chance is missing: loss needs chance"),
        (FaultSpec("outage", until_s=5.0, for_s=5.0), (), "expected until_s or for_s, not both"),
        (FaultSpec("outage", from_s=31_536_000.0), (), "fault: from_s = 31536001.1: expected a number <= 31536000.0"),
        (OUTAGE, ("f9",), "fault 'f9': no such fault is imposed: did you mean f1?"),
        (OUTAGE, ("all", "f1"), "fault 'all': no such fault is imposed: expected f1"),
    ],
)
async def test_an_order_that_cannot_be_obeyed_is_refused_in_words_and_nothing_of_it_is_done(
    add: FaultSpec, clear: tuple[str, ...], line: str, hall: Hall
) -> None:
    async with hall.open():
        await begin(hall)
        await order(hall, LOSS)
        before = published(hall)
        answer = await order(hall, OUTAGE, add, clear=clear)
        after = published(hall)

    assert line in answer.refused
    assert answer.faults == ()
    assert after == before


async def test_without_faults_there_is_none_to_clear(hall: Hall) -> None:
    async with hall.open():
        await begin(hall)
        named = await order(hall, clear=("f1",))
        every = await order(hall, clear=("all",))

    assert named.refused == "fault 'f1': no such fault is imposed: none is imposed now"
    assert (every.refused, every.faults) == ("", ())
    assert {faults.revision for faults in published(hall)} == {1}, "nothing has changed"


async def test_no_more_faults_than_the_limit_are_in_force(hall: Hall) -> None:
    async with hall.open():
        await begin(hall)
        full = await order(hall, *[LOSS] * FAULTS_MAX)
        more = await order(hall, OUTAGE)
        instead = await order(hall, OUTAGE, clear=("f1",))

    assert (len(full.faults), instead.faults) == (FAULTS_MAX, ("f1", f"f{FAULTS_MAX + 1}"))
    assert more.refused == f"{FAULTS_MAX + 1} faults: expected at most {FAULTS_MAX} at once"


async def test_a_fault_that_is_over_goes_away_by_itself_and_only_then(hall: Hall) -> None:
    async with hall.open():
        await begin(hall)
        await order(hall, FaultSpec("outage", link="wan", for_s=5.0), OUTAGE)
        await hall.wall.go_on(HEARD_WITHIN + 5_000_000 + LINGERS - 300_000)
        before = published(hall)[-1]
        await hall.wall.go_on(600_000)
        after = published(hall)[-1]

    assert [fault.id for fault in before.faults] == ["f1", "f2"]
    assert [fault.id for fault in after.faults] == ["f2"]


async def test_a_killed_conductor_says_the_same_faults_again(hall: Hall) -> None:
    async with hall.open(killed=True):
        await begin(hall)
        await order(hall, LOSS, OUTAGE)
        before = published(hall)[-1]
    hall.broker.publish(TOPICS.faults(), b"", retain=True)
    hall.arrivals.clear()
    async with hall.open():
        after = published(hall)

    assert after == [before]
    assert len(before.faults) == 2


async def test_nothing_is_retained_of_faults_after_a_good_end(hall: Hall) -> None:
    async with hall.open():
        await begin(hall)
        await order(hall, OUTAGE)

    assert hall.payloads(TOPICS.faults())[-1] == b""


async def test_the_faults_of_another_run_are_taken_back_before_this_run_is_said(hall: Hall) -> None:
    stale = encode(FaultsInForce(ENVELOPE_VERSION, 99, (Imposed("f1", BY, NOW, OUTAGE),)))
    hall.broker.publish(TOPICS.faults(), stale, retain=True)
    async with hall.open():
        topics = [arrival.topic for arrival in hall.arrivals]

    assert [faults.faults for faults in published(hall)[1:]] == [()]
    assert topics.index(TOPICS.run()) > max(at for at, topic in enumerate(topics[:6]) if topic == TOPICS.faults())


async def test_an_order_that_wants_its_answer_elsewhere_is_noted_and_not_obeyed(hall: Hall) -> None:
    async with hall.open():
        await begin(hall)
        said = FaultOrder(ENVELOPE_VERSION, "order-1", TOPICS.clock(), BY, (OUTAGE,))
        hall.say(TOPICS.fault_orders(), encode(said))
        await hall.wall.go_on(250_000)
        last = published(hall)[-1]

    assert last.faults == ()
    assert [e.note.topic for e in hall.run_file.entries if isinstance(e.note, FrameRefused)] == [TOPICS.fault_orders()]
