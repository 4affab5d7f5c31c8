"""AltHANCo's register, and the one-off data uplift that is made from it: what it knows, and what it gets wrong."""

import pytest

from dcc_adapter.machine import DccAdapter
from dcc_adapter.plan import dcc_plan
from lab.site import site_of
from premises.machine.effects import Kept
from premises.quantity import ORIGIN, Instant, seconds
from premises.wire.device.register import Installed, register_of
from premises.wire.notes.inventory import InventoryChanged
from premises.wire.site import DCC, Site
from tests.machine.reading import noted
from tests.rooms.attended import Attended

B1, B2 = "90-B3-D5-1F-30-B1-00-01", "90-B3-D5-1F-30-B2-00-01"
PPMID = "90-B3-D5-1F-30-C2-00-01"
VISITED, LATE = 600.0, 1200.0


def site(**keys: object) -> Site:
    """Give a flat with B1, B2 and a PPMID; B2 was visited twice."""
    bridges = {
        "b1": {"ppmid_variant": "B1", "eui": B1, "image_type": 0x0184},
        "b2": {"ppmid_variant": "B2", "eui": B2, "image_type": 0x0284, "behind": "b1"},
    }
    visits = [{"at_s": at, "device": "b2", "version": 0x0001_0005 + index} for index, at in enumerate((VISITED, LATE))]
    meters = {"ppmid": {"kind": "PPMID", "eui": PPMID, "behind": "b2"}}
    return site_of({"bridges": bridges, "meters": meters, "visit": visits, **keys}, "a flat")


@pytest.mark.parametrize(
    ("at_s", "version", "visited_at"),
    [(599.0, 0x0001_0000, 0.0), (600.0, 0x0001_0005, 600.0), (1200.0, 0x0001_0006, 1200.0), (9e5, 0x0001_0006, 1200.0)],
)
def test_it_knows_each_visit_and_nothing_else(at_s: float, version: int, visited_at: float) -> None:
    entries = register_of(site(), Instant(seconds(at_s)))

    assert [entry.device_id for entry in entries] == [B1, B2], "a PPMID is none of AltHANCo's"
    assert (entries[1].firmware_version, entries[1].visited_at) == (version, Instant(seconds(visited_at)))
    assert (entries[0].firmware_version, entries[0].visited_at) == (0x0001_0000, ORIGIN)


def test_what_it_was_not_told_it_does_not_know() -> None:
    stale = register_of(site(register={"as_of_s": 1000.0}), Instant(seconds(9e5)))

    assert (stale[1].firmware_version, stale[1].visited_at) == (0x0001_0005, Instant(seconds(600)))


def test_it_can_be_wrong_in_each_of_its_columns() -> None:
    wrong = [{"device": "b1", "missing": True}, {"device": "b2", "version": 7, "ppmid_variant": "B3"}]
    entries = register_of(site(register={"wrong": wrong}), Instant(seconds(700)))

    assert entries == (Installed(entries[0].name, entries[0].device_id, "B3", 7, Instant(seconds(600))),)


def uplifted(**register: object) -> Attended:
    """Give the adapter of a premises whose SMI is uplifted at 100 s."""
    plan = dcc_plan(site(dcc={"uplift_at_s": 100.0}, register=register), 1)

    def make(kept: Kept) -> DccAdapter:
        return DccAdapter(plan, kept)

    return Attended(DCC, make)


def variants(stage: Attended) -> dict[str, str]:
    """Give the PPMIDVariant of each device that is no hub, by name."""
    return {device.name: device.ppmid_variant for device in stage.machine._ledger.devices[1:]}


def test_the_uplift_labels_each_ppmid_once_and_whoever_is_in_no_register_is_a_plain_one() -> None:
    stage = uplifted()
    before = variants(stage)
    effects = stage.wake()
    after = variants(stage)

    assert stage.now == Instant(seconds(100))
    assert before == {"b1": "", "b2": "", "ppmid": ""}
    assert after == {"b1": "B1", "b2": "B2", "ppmid": "STD"}
    assert {note.why for note in noted(effects, InventoryChanged)} == {"uplift"}
    assert stage.machine.deadline is None
    stage.restart()
    assert (variants(stage), stage.machine.deadline) == (after, None)


def test_a_bridge_that_is_missing_in_the_register_becomes_a_plain_ppmid() -> None:
    stage = uplifted(wrong=[{"device": "b1", "missing": True}, {"device": "b2", "ppmid_variant": "B4"}])
    stage.wake()

    assert variants(stage) == {"b1": "STD", "b2": "B4", "ppmid": "STD"}


def test_an_uplift_that_came_while_the_adapter_was_down_is_made_good() -> None:
    stage = uplifted()
    stage.wait(seconds(200))
    stage.restart()

    assert variants(stage)["b1"] == "B1"
