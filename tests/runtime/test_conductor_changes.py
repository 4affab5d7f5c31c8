"""A Change of Supplier ordered on a premises that runs, from the conductor's side: checked, dated, kept, published."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from lab.conductor_clock import BEGINS_AFTER
from lab.faults.imposed import HEARD_WITHIN
from premises.identity import Name
from premises.quantity import Instant
from premises.wire.codec import decode, encode
from premises.wire.envelope import ENVELOPE_VERSION, ChangeOrder, ClockOrder, OrderTaken, Run
from premises.wire.notes.emulator import FrameRefused
from premises.wire.notes.inventory import ChangeOrdered
from premises.wire.site import Site
from premises.wire.site_text import run_text, site_of_run
from premises.wire.tables.suppliers import ChangeOfSupplierSpec, Fuel, SupplierSpec
from premises.wire.topics import VIEWER
from tests.runtime.hall import B1, HUB, RUN, Hall
from tests.runtime.manual_wall import settle
from tests.runtime.stage import TOPICS

BY = "me@here"
SITE = Site(name="house", suppliers=Site().suppliers | {"north": SupplierSpec("90-B3-D5-1F-30-01-00-0A", ["GS"])})
BEGUN = replace(RUN, site=run_text(SITE))
NOW = Instant(1_000_000)
"""Premises time of every order here, unless its test says otherwise."""


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    return Hall(tmp_path, run=BEGUN)


async def begin(hall: Hall) -> None:
    """Let everybody come, and a second of premises time pass."""
    hall.come(HUB)
    hall.come(B1)
    await hall.wall.go_on(BEGINS_AFTER + 1_000_000)


async def order(hall: Hall, to: str, fuel: Fuel = "gas") -> OrderTaken:
    """Order a change, and give the answer."""
    hall.say(
        TOPICS.change_orders(), encode(ChangeOrder(ENVELOPE_VERSION, "order", TOPICS.replies(VIEWER), BY, fuel, to))
    )
    await settle()
    return decode(OrderTaken, hall.payloads(TOPICS.replies(VIEWER))[-1])


def agreed(hall: Hall) -> list[Run]:
    """Give every run that was said."""
    return [decode(Run, octets) for octets in hall.payloads(TOPICS.run())]


def changes(run: Run) -> list[ChangeOfSupplierSpec]:
    return site_of_run(run.site).change_of_supplier


async def test_a_change_counts_from_a_little_ahead_is_part_of_the_run_from_then_on_and_is_noted(hall: Hall) -> None:
    async with hall.open():
        await begin(hall)
        answer = await order(hall, "north")
        begun, run = agreed(hall)
    notes = [entry.note for entry in hall.run_file.entries if isinstance(entry.note, ChangeOrdered)]

    since = Instant(NOW + HEARD_WITHIN)
    assert answer == OrderTaken(ENVELOPE_VERSION, "order", "", since=since)
    assert begun == BEGUN
    assert changes(run) == [ChangeOfSupplierSpec(1.1, "gas", "north")]
    assert replace(run, site=BEGUN.site) == BEGUN
    assert notes == [ChangeOrdered("gas", Name("north"), BY, since)]


async def test_the_faster_the_clock_the_further_ahead_and_never_now(hall: Hall) -> None:
    hall.speed = 8.0
    async with hall.open():
        await begin(hall)
        fast = await order(hall, "north")
        hall.say(TOPICS.orders(), encode(ClockOrder(ENVELOPE_VERSION, "pause", TOPICS.replies(VIEWER), 0.0)))
        await settle()
        standing = await order(hall, "north")
        later = await order(hall, "supplier")

    assert fast.since == 8 * (NOW + HEARD_WITHIN)
    assert standing.refused == "", "by now nobody has it from the order that is to come"
    assert standing.since == 8 * NOW + 1
    assert later.since == standing.since


async def test_a_conductor_that_was_killed_says_the_same_again_and_its_run_file_begins_as_before(hall: Hall) -> None:
    async with hall.open(killed=True):
        await begin(hall)
        await order(hall, "north")
    async with hall.open():
        await order(hall, "supplier")
        runs = agreed(hall)

    assert runs[2] == runs[1] != BEGUN, "said at its opening"
    assert [change.to for change in changes(runs[-1])] == ["north", "supplier"]
    assert hall.run_file.header.site == BEGUN.site


@pytest.mark.parametrize(
    ("to", "fuel", "said"),
    [
        ("nroth", "gas", "Supplier 'nroth': did you mean north?"),
        ("north", "electricity", "north cannot gain electricity: expected a Supplier with the role IS"),
        ("supplier", "gas", "supplier has the premises' gas already: expected another Supplier"),
    ],
)
async def test_what_cannot_be_is_refused_in_words_and_nothing_is_said_anew(
    to: str, fuel: Fuel, said: str, hall: Hall
) -> None:
    async with hall.open():
        await begin(hall)
        answer = await order(hall, to, fuel)
        runs = agreed(hall)

    assert answer == OrderTaken(ENVELOPE_VERSION, "order", said)
    assert runs == [BEGUN]
    assert not any(isinstance(entry.note, ChangeOrdered) for entry in hall.run_file.entries)


async def test_before_everybody_is_there_nobody_gains_anything(hall: Hall) -> None:
    async with hall.open():
        answer = await order(hall, "north")

    assert answer.refused == "the premises has not begun: expected everybody to be there first"


async def test_what_is_no_order_and_an_order_for_nobody_are_noted_and_not_obeyed(hall: Hall) -> None:
    nobody = ChangeOrder(ENVELOPE_VERSION, "order", "vp/other/ctl/replies/viewer", BY, "gas", "north")
    async with hall.open():
        await begin(hall)
        hall.say(TOPICS.change_orders(), b"?")
        hall.say(TOPICS.change_orders(), encode(nobody))
        await settle()
        runs = agreed(hall)
    refused = [entry.note for entry in hall.run_file.entries if isinstance(entry.note, FrameRefused)]

    assert [note.topic for note in refused] == [TOPICS.change_orders()] * 2
    assert runs == [BEGUN]
