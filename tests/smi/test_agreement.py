"""For how long inventory and device disagree: from the activation to the word of it, and for ever when none comes."""

from lab.story.agreement import Agreement, agreements
from premises.identity import Name, eui64
from premises.quantity import Instant
from premises.wire.notes.downloads import FirmwareActivated
from premises.wire.notes.inventory import InventoryChanged
from premises.wire.notes.note import Note
from premises.wire.notes.vocabulary import Entry
from premises.wire.site import BridgeSpec, Site

B1 = Name("b1")
EUI = eui64(Site().bridges["b1"].eui)
OLD, NEW, NEWER = 0x0001_0000, 0x0001_0001, 0x0001_0002


def story(*told: tuple[int, Note]) -> list[Entry]:
    """Give entries of B1 and of the inventory, by moment."""
    return [Entry(Instant(at), B1, 1, number, note) for number, (at, note) in enumerate(told)]  # type: ignore[arg-type]  # every Note is an AnyNote


def runs(version: int) -> Note:
    """Give B1's activation."""
    return FirmwareActivated(version, OLD)


def said(version: int) -> Note:
    """Give the inventory's change."""
    return InventoryChanged(EUI, "Commissioned", version, "B1", "CS09")


def one(entries: list[Entry], site: Site | None = None) -> Agreement:
    """Give how it stands with B1."""
    (agreement,) = agreements(site or Site(), entries)
    return agreement


def test_it_counts_from_the_activation_to_the_word_of_it() -> None:
    agreement = one(story((100, runs(NEW)), (350, said(NEW))))

    assert (agreement.until(Instant(999)), agreement.times, agreement.is_so) == (250, 1, True)


def test_without_a_word_it_goes_on() -> None:
    agreement = one(story((100, runs(NEW))))

    assert (agreement.until(Instant(999)), agreement.is_so) == (899, False)


def test_a_second_activation_in_between_is_the_same_stretch_and_a_late_word_of_the_first_ends_nothing() -> None:
    agreement = one(story((100, runs(NEW)), (200, runs(NEWER)), (300, said(NEW)), (500, said(NEWER))))

    assert (agreement.until(Instant(999)), agreement.times) == (400, 1)


def test_stretches_add_up() -> None:
    agreement = one(story((100, runs(NEW)), (150, said(NEW)), (300, runs(NEWER)), (310, said(NEWER))))

    assert (agreement.until(Instant(999)), agreement.times) == (60, 2)


def test_an_inventory_that_is_wrong_from_the_beginning_is_wrong_from_the_origin_on() -> None:
    bridge = Site().bridges["b1"]
    wrong = BridgeSpec(bridge.ppmid_variant, bridge.eui, bridge.image_type, inventory_version=NEW)
    agreement = one(story((700, said(OLD))), Site(bridges={"b1": wrong}))

    assert (agreement.until(Instant(999)), agreement.times) == (700, 1)
