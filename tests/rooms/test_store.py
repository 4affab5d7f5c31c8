"""The hub's store: which image may take whose place, as a table, and what becomes of the one that was there."""

import pytest

from hub.store import HOLD_MAX, RANK_ESME, RANK_GSME, RANK_PPMID_CLASS, Held, Slot, Store, admits, rank_of
from premises.identity import Name
from premises.machine.growing import Growing
from premises.quantity import ORIGIN, Instant, in_seconds, seconds
from premises.talk.ota_server import Offer
from premises.wire.field.wan import TransferStatus
from premises.wire.notes.requests import ImageDisplaced, ImageOffered, ImageRemoved, ImageStored
from tests.machine.reading import noted, sent
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
    SLOT,
    bring,
    hub,
    image,
    status_of,
    told,
)

CLASS = ("PPMID", "HCALCS", "bridge")
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


def held(image_type: int, *devices: Name, since: Instant = ORIGIN) -> Held:
    """Give an image in its slot."""
    offer = Offer(0xA170, image_type, NEW, 0, 0xFFFF, Growing(b"x").grown(b"octets"))
    return Held(offer, tuple(EUI[device] for device in devices), since)


@pytest.mark.parametrize(("first", "second", "fate"), CASES)
def test_the_overwrite_matrix(first: str, second: str, fate: str) -> None:
    stage = hub()
    bring(stage, image(TYPES[first]), B1)
    effects = bring(stage, image(TYPES[second], NEWER), B2, transfer=2)

    assert status_of(effects) is (TransferStatus.REFUSED_BY_RANK if fate == "refused" else TransferStatus.STORED)
    assert bool(noted(effects, ImageDisplaced)) is (fate == "displaced")
    assert (
        told(effects)
        == {
            "beside": [],
            "displaced": [(EUI[B1], NEW, "image_discarded")],
            "refused": [(EUI[B2], NEWER, "image_discarded")],
        }[fate]
    )


def test_the_matrix_is_complete_and_a_bridge_stands_where_a_ppmid_stands() -> None:
    assert len(CASES) == 25
    assert {rank_of(TYPES[kind]) for kind in CLASS} == {RANK_PPMID_CLASS}
    assert [row[1:] for row in LINES if row[0] in CLASS] == [LINES[2][1:]] * 3


def test_ranks_are_per_slot_and_gas_goes_before_the_ppmid_class() -> None:
    assert (RANK_ESME.slot, RANK_GSME.slot, RANK_PPMID_CLASS.slot) == (Slot.E, Slot.X, Slot.X)
    assert RANK_GSME.rank > RANK_PPMID_CLASS.rank


@pytest.mark.parametrize("image_type", [0x0002, 0x0084, 0x0184, 0x0484, 0xFFFF])
def test_every_other_type_is_of_the_ppmid_class(image_type: int) -> None:
    assert rank_of(image_type) is RANK_PPMID_CLASS


def test_a_free_slot_admits_anything() -> None:
    assert all(admits(Store(), held(image_type).offer) for image_type in TYPES.values())


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
    store = Store().with_slot(Slot.E, one).with_slot(Slot.X, other)

    assert (store.held(Slot.E), store.held(Slot.X)) == (one, other)
    assert store.with_slot(Slot.X, None) == Store(one, None)
    assert store.with_slot(Slot.E, None) == Store(None, other)


def test_a_device_finds_the_image_that_waits_for_it_and_no_other() -> None:
    store = Store(held(ESME, B1), held(BRIDGE, B2))

    assert store.for_device(EUI[B1]) == (Slot.E, store.e)
    assert store.for_device(EUI[B2]) == (Slot.X, store.x)
    assert store.for_device(EUI[METER]) is None


def test_an_image_is_held_for_ten_days_from_when_it_came() -> None:
    assert in_seconds(HOLD_MAX) == 10 * 24 * 3600
    assert Store().deadline() is None
    assert Store(held(ESME, B1, since=Instant(7)), held(BRIDGE, B2, since=Instant(3))).deadline() == HOLD_MAX + 3


def test_held_for_too_long_an_image_leaves_and_every_waiting_device_is_told_of() -> None:
    stage = hub()
    stage.wait(seconds(5))
    bring(stage, image(), B1, B2)
    for waiting in stage.machine._outbox.state:
        stage.machine._outbox.taken(waiting.alert.originator, waiting.alert.counter)
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
