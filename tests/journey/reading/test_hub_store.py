"""What the hub's store holds, and which devices still wait for it."""

from premises.identity import Name
from premises.journey.store import HubSlot, slots_of
from premises.wire.notes.requests import AlertSent, ImageDisplaced, ImageRemoved, ImageStored
from premises.wire.site import HUB
from tests.journey.fold.pages import Page, folded
from tests.journey.fold.stories import telling
from tests.journey.reading.flat import B1, B2, B3, EUI, LAYOUT, MAKER, NEW, NEWER, SIZE, TYPE, Update

ESME_TYPE = 0x0000


def slot(page: Page, name: str = "X") -> HubSlot:
    """Give one slot."""
    return next(found for found in slots_of(page.journey, LAYOUT) if found.name == name)


def waiting(page: Page) -> tuple[Name, ...]:
    """Give who waits for what slot X holds."""
    image = slot(page).image
    assert image is not None
    return image.waiting


def test_a_hub_that_never_stored_anything_has_no_slot_to_show() -> None:
    assert slots_of(Update().accepted(1).fetched(2).journey, LAYOUT) == ()


def test_a_slot_holds_the_image_that_was_stored_for_the_devices_of_its_request() -> None:
    page = Update().accepted(1, 1, NEW, B3).fetched(2).stored(3)
    image = slot(page).image

    assert image is not None
    assert (image.image_type, image.version, image.size, image.waiting) == (TYPE[B1], NEW, SIZE, (B1, B3))
    assert image.stored.note == ImageStored("X", MAKER, TYPE[B1], NEW, SIZE)
    assert slot(page).entry == image.stored


def test_a_device_of_which_ccs08_was_said_waits_no_longer() -> None:
    page = Update().accepted(1, 1, NEW, B3).fetched(2).stored(3).ccs08(9)

    assert waiting(page) == (B3,)


def test_an_alert_about_another_device_version_or_use_case_ends_no_wait() -> None:
    page = Update().accepted(1, 1, NEW).fetched(2).stored(3)
    page.say(4, HUB, AlertSent("CS09", EUI[B1], NEW, "success", 1, 1), AlertSent("CCS08", EUI[B2], NEW, "ok", 2, 1))
    page.say(4, HUB, AlertSent("CCS08", EUI[B1], NEWER, "success", 3, 1))

    assert waiting(page) == (B1,)


def test_of_the_same_version_sent_twice_the_first_ones_alert_said_again_ends_no_wait() -> None:
    page = Update().accepted(1).fetched(2).stored(3).ccs08(4, "transfer_failure", counter=5)
    page.accepted(10, 2).fetched(11, 2).stored(12, 2)
    page.say(14, HUB, AlertSent("CCS08", EUI[B1], NEW, "transfer_failure", 5, 2))
    still = waiting(page)
    page.ccs08(20, counter=6)

    assert (still, waiting(page)) == ((B1,), ())


def test_who_waits_is_not_known_before_the_dcc_adapters_notes_are_there() -> None:
    page = Update().accepted(1).fetched(2).stored(3)
    hubs = [entry for entry in page.entries if entry.who == HUB]
    (found,) = slots_of(folded(hubs), LAYOUT)

    assert found.image is not None
    assert found.image.waiting == ()


def test_an_image_that_left_leaves_its_slot_empty_and_says_why() -> None:
    page = Update().accepted(1).fetched(2).stored(3)
    page.say(9, HUB, ImageRemoved("X", TYPE[B1], NEW, "nobody waits for it"))

    assert (slot(page).image, slot(page).entry) == (None, page.entries[-1])


def test_an_image_that_is_displaced_makes_room_for_the_one_that_took_its_slot() -> None:
    page = Update().accepted(1).fetched(2).stored(3).accepted(4, 2, NEWER).fetched(5, 2)
    page.say(6, HUB, ImageDisplaced("X", TYPE[B1], NEW, TYPE[B1]))
    page.stored(6, 2, NEWER)
    image = slot(page).image

    assert image is not None
    assert (image.version, image.waiting) == (NEWER, (B1,))


def test_the_same_image_stored_again_is_there_again() -> None:
    page = Update().accepted(1).fetched(2).stored(3).say(4, HUB, ImageRemoved("X", TYPE[B1], NEW, "held for too long"))
    page.say(9, HUB, ImageStored("X", MAKER, TYPE[B1], NEW, SIZE))

    assert slot(page).image is not None


def test_each_slot_is_shown_for_itself() -> None:
    page = Update().accepted(1).fetched(2).stored(3).say(4, HUB, ImageStored("E", MAKER, ESME_TYPE, NEW, SIZE))
    page.say(5, HUB, ImageRemoved("X", TYPE[B1], NEW, "nobody waits for it"))

    assert [(found.name, found.image is None) for found in slots_of(page.journey, LAYOUT)] == [
        ("E", False),
        ("X", True),
    ]


def test_in_a_story_the_bridge_waits_from_the_store_to_its_ccs08() -> None:
    told = telling("polite-supplier")
    journey = folded(())
    seen: list[list[tuple[Name, ...] | None]] = []
    for entry in told.entries:
        journey.take(entry)
        now = [found.image.waiting if found.image else None for found in slots_of(journey, told.layout)]
        if seen[-1:] != [now]:
            seen.append(now)

    # An image leaves with the CCS08 of the last one that waits, noted one after the other in one moment.
    assert seen == [[], *([step] for who in ("b1", "b2", "b3", "b4") for step in ((who,), (), None))]
