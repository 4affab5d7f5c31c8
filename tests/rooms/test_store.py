"""The hub's store: which image may take whose place, as a table, and what becomes of the one that was there."""

import pytest

from hub.store import DeviceType, Held, Store, admits, store_rules, type_of
from premises.identity import Name
from premises.machine.growing import Growing
from premises.quantity import ORIGIN, Instant, in_seconds, seconds
from premises.talk.ota_server import Offer
from premises.wire.field.wan import ImageDiscarded, TransferStatus
from premises.wire.notes.requests import ImageDisplaced, ImageOffered, ImageRemoved, ImageStored
from premises.wire.tables.hub import HubSpec, RanksSpec, SlotSpec, StoreSpec
from tests.machine.reading import noted, sent, sent_of
from tests.rooms.hub_stage import (
    B1,
    B2,
    BRIDGE,
    ESME,
    EUI,
    GSME,
    HCALCS,
    METER,
    NEW,
    NEWER,
    PPMID,
    RULES,
    SLOT,
    bring,
    hub,
    image,
    status_of,
    told,
)

CLASS = ("PPMID", "HCALCS", "bridge")
METERS = ("ESME", "GSME")
TYPES = {"ESME": ESME, "GSME": GSME, "PPMID": PPMID, "HCALCS": HCALCS, "bridge": BRIDGE}

# What becomes of the image held (row) when another (column) comes: beside it, in its place, or turned away.
MATRIX = """
held    ESME      GSME      PPMID     HCALCS    bridge
ESME    displaced beside    beside    beside    beside
GSME    beside    displaced refused   refused   refused
PPMID   beside    displaced displaced displaced displaced
HCALCS  beside    displaced displaced displaced displaced
bridge  beside    displaced displaced displaced displaced
"""
HEAD, *LINES = (line.split() for line in MATRIX.strip().splitlines())
CASES = [(line[0], come, fate) for line in LINES for come, fate in zip(HEAD[1:], line[1:], strict=True)]


HOLD_MAX = RULES.hold_max


def held(image_type: int, *devices: Name, since: Instant = ORIGIN) -> Held:
    """Give an image in its slot."""
    offer = Offer(0xA170, image_type, NEW, 0, 0xFFFF, Growing(b"x").grown(b"octets"))
    return Held(offer, tuple(EUI[device] for device in devices), since, 1)


@pytest.mark.parametrize(("first", "second", "fate"), CASES)
def test_the_overwrite_matrix(first: str, second: str, fate: str) -> None:
    stage = hub()
    bring(stage, image(TYPES[first]), B1)
    effects = bring(stage, image(TYPES[second], NEWER), B2, transfer=2)

    assert status_of(effects) is (TransferStatus.REFUSED_BY_RANK if fate == "refused" else TransferStatus.STORED)
    assert bool(noted(effects, ImageDisplaced)) is (fate == "displaced")
    of_a_meter = first in METERS
    assert (
        told(effects)
        == {
            "beside": [],
            "displaced": [] if of_a_meter else [(EUI[B1], NEW, "image_discarded")],
            "refused": [(EUI[B2], NEWER, "image_discarded")],
        }[fate]
    )
    assert bool(sent_of(effects, ImageDiscarded)) is (of_a_meter and fate == "displaced")


def test_the_matrix_is_complete_and_a_bridge_stands_where_a_ppmid_stands() -> None:
    assert len(CASES) == 25
    assert {RULES.rank_of(TYPES[kind]) for kind in CLASS} == {1}
    assert {RULES.slot_of(TYPES[kind]).name for kind in CLASS} == {"X"}
    assert [row[1:] for row in LINES if row[0] in CLASS] == [LINES[2][1:]] * 3


def test_ranks_are_per_slot_and_gas_goes_before_the_ppmid_class() -> None:
    assert [RULES.slot_of(each).name for each in (ESME, GSME, PPMID)] == ["E", "X", "X"]
    assert RULES.rank_of(GSME) > RULES.rank_of(PPMID)


@pytest.mark.parametrize("image_type", [0x0002, 0x0084, 0x0184, 0x0484, 0xFFFF])
def test_every_other_type_is_of_the_ppmid_class(image_type: int) -> None:
    assert type_of(image_type) is DeviceType.PPMID


def test_a_free_slot_admits_anything() -> None:
    assert all(admits(RULES, Store(), held(image_type).offer) for image_type in TYPES.values())


def test_a_refused_image_disturbs_nothing() -> None:
    stage = hub()
    bring(stage, image(GSME), METER)
    before = stage.machine._store
    effects = bring(stage, image(BRIDGE), B1, transfer=2)

    assert stage.machine._store == before
    assert not noted(effects, ImageStored)
    assert not noted(effects, ImageOffered)


def test_a_displaced_image_is_told_for_every_device_that_waited_for_it() -> None:
    stage = hub()
    bring(stage, image(BRIDGE), B1, B2)
    effects = bring(stage, image(GSME, NEWER), METER, transfer=2)

    assert told(effects) == [(EUI[B1], NEW, "image_discarded"), (EUI[B2], NEW, "image_discarded")]
    assert noted(effects, ImageDisplaced) == [ImageDisplaced("X", BRIDGE, NEW, GSME)]
    assert noted(effects, ImageStored) == [ImageStored("X", 0xA170, GSME, NEWER, 600)]


def test_only_the_slot_that_changes_is_changed() -> None:
    one, other = held(ESME, B1), held(BRIDGE, B2)
    store = Store().with_slot("X", other).with_slot("E", one)

    assert store.by_slot == (("E", one), ("X", other))
    assert store.with_slot("X", None) == Store((("E", one),))
    assert store.with_slot("E", None) == Store((("X", other),))
    assert store.with_slot("E", other) == Store((("E", other), ("X", other)))


def test_a_device_finds_the_image_that_waits_for_it_and_no_other() -> None:
    store = Store((("E", held(ESME, B1)), ("X", held(BRIDGE, B2))))

    assert store.for_device(EUI[B1]) == ("E", store.held("E"))
    assert store.for_device(EUI[B2]) == ("X", store.held("X"))
    assert store.for_device(EUI[METER]) is None


def test_an_image_is_held_for_ten_days_from_when_it_came() -> None:
    store = Store((("E", held(ESME, B1, since=Instant(7))), ("X", held(BRIDGE, B2, since=Instant(3)))))

    assert in_seconds(HOLD_MAX) == 10 * 24 * 3600
    assert Store().deadline(HOLD_MAX) is None
    assert store.deadline(HOLD_MAX) == HOLD_MAX + 3


def test_held_for_too_long_an_image_leaves_and_every_waiting_device_is_told_of() -> None:
    stage = hub()
    stage.wait(seconds(5))
    bring(stage, image(), B1, B2)
    for waiting in stage.machine._alerts.outbox.state:
        stage.machine._alerts.outbox.taken(waiting.alert.originator, waiting.alert.counter)
    effects = stage.wake()

    assert stage.now == HOLD_MAX + seconds(5)
    assert told(effects) == [(EUI[B1], NEW, "image_discarded"), (EUI[B2], NEW, "image_discarded")]
    assert noted(effects, ImageRemoved) == [ImageRemoved("X", BRIDGE, NEW, "held for too long")]
    assert list(stage.shelf.below("store")) == []


def test_the_hold_time_goes_on_through_a_restart() -> None:
    stage = hub()
    bring(stage, image(), B1)
    stage.now = Instant(HOLD_MAX - 1)
    stage.restart()

    assert stage.machine.deadline == Instant(HOLD_MAX)
    assert noted(stage.wake(), ImageRemoved)


@pytest.mark.parametrize(("size", "status"), [(SLOT, TransferStatus.STORED), (SLOT + 1, TransferStatus.TOO_LARGE)])
def test_what_does_not_fit_in_a_slot_never_comes_in(size: int, status: TransferStatus) -> None:
    effects = bring(hub(), image(size=size), B1)

    assert status_of(effects) is status


def test_what_is_no_ota_file_is_not_stored() -> None:
    stage = hub()
    effects = bring(stage, b"no image at all" * 40, B1)

    assert status_of(effects) is TransferStatus.NOT_AN_IMAGE
    assert stage.machine._store == Store()
    assert not any(type(message).__name__ == "ImageNotify" for message in sent(effects))


def test_a_table_of_the_site_decides_which_image_goes_where_and_first() -> None:
    slots = {"A": SlotSpec(RanksSpec(ESME=1, GSME=1, PPMID=3)), "B": SlotSpec(RanksSpec(HCALCS=1), 2048)}
    rules = store_rules(HubSpec(slot_size_max=SLOT, store=StoreSpec(slots, 60.0)))
    stage = hub(rules=rules)
    bring(stage, image(BRIDGE), B1)
    refused = bring(stage, image(ESME), METER, transfer=2)
    beside = bring(stage, image(HCALCS), B2, transfer=3)

    assert status_of(refused) is TransferStatus.REFUSED_BY_RANK
    assert [slot for slot, _ in stage.machine._store.by_slot] == ["A", "B"]
    assert noted(beside, ImageStored) == [ImageStored("B", 0xA170, HCALCS, NEW, 600)]
    assert stage.machine._store.deadline(rules.hold_max) == Instant(seconds(60))


@pytest.mark.parametrize(("size", "status"), [(2048, TransferStatus.STORED), (2049, TransferStatus.TOO_LARGE)])
def test_a_slot_with_a_size_of_its_own_takes_no_more_than_that(size: int, status: TransferStatus) -> None:
    slots = {"A": SlotSpec(RanksSpec(ESME=1, GSME=1, PPMID=3)), "B": SlotSpec(RanksSpec(HCALCS=1), 2048)}
    stage = hub(rules=store_rules(HubSpec(slot_size_max=SLOT, store=StoreSpec(slots))))

    assert status_of(bring(stage, image(HCALCS, size=size), B2)) is status


def test_a_store_that_does_not_survive_a_reboot_says_of_each_image_that_it_is_lost() -> None:
    stage = hub(rules=store_rules(HubSpec(slot_size_max=SLOT, store=StoreSpec(survives_reboot=False))))
    bring(stage, image(BRIDGE), B1, B2)
    bring(stage, image(ESME), METER, transfer=2)
    effects = stage.restart()
    once_more = stage.restart()

    lost = [(EUI[B1], NEW, "image_discarded"), (EUI[B2], NEW, "image_discarded")]
    assert told(effects)[-2:] == lost
    assert noted(effects, ImageRemoved) == [
        ImageRemoved("E", ESME, NEW, "lost in a reboot"),
        ImageRemoved("X", BRIDGE, NEW, "lost in a reboot"),
    ]
    assert [discard.device for discard in sent_of(effects, ImageDiscarded)] == [EUI[METER]]
    assert noted(effects, ImageOffered) == []
    assert noted(once_more, ImageRemoved) == []
    assert list(stage.shelf.below("store")) == []
