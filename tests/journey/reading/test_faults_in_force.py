"""Which faults count at a moment: those of the site, and those that somebody imposed on the run."""

from msgspec.structs import replace

from premises.journey.faults import InForce, OfSite, OfSomebody, in_force
from premises.journey.layout import layout_of
from premises.quantity import NEVER, Instant
from premises.wire.fault import FaultSpec
from premises.wire.notes.emulator import FaultCleared, FaultImposed
from premises.wire.topics import CONDUCTOR
from tests.journey.fold.pages import Page, at
from tests.journey.reading.flat import LAYOUT, flat

BY = "somebody"


def imposed(number: int, begins_s: float, ends_s: float | None = None) -> FaultImposed:
    """Give the note of one fault."""
    ends_at = NEVER if ends_s is None else at(ends_s)
    return FaultImposed(f"f{number}", BY, "40% loss on wan", at(begins_s), ends_at)


def names(found: tuple[InForce, ...]) -> list[str]:
    """Give them by their ids or kinds."""
    return [
        fault.id if isinstance(fault, OfSomebody) else fault.spec.kind
        for fault in found
        if isinstance(fault, OfSomebody | OfSite)
    ]


def at_moments(page: Page, *moments: float) -> list[list[str]]:
    """Give what is in force at each moment."""
    return [names(in_force(page.journey, LAYOUT, at(moment))) for moment in moments]


def test_an_imposed_fault_counts_from_its_first_moment_to_its_last_and_no_longer() -> None:
    page = Page().say(10, CONDUCTOR, imposed(1, 11, 20), imposed(2, 15))

    assert at_moments(page, 10, 11, 15, 19.9, 20, 1e6) == [[], ["f1"], ["f1", "f2"], ["f1", "f2"], ["f2"], ["f2"]]


def test_a_fault_that_was_cleared_counts_no_longer_and_any_number_of_others_do() -> None:
    page = Page().say(1, CONDUCTOR, *(imposed(number, 1) for number in range(40)))
    page.say(2, CONDUCTOR, FaultCleared("f7", BY), FaultCleared("f99", BY))

    assert at_moments(page, 3) == [[f"f{number}" for number in range(40) if number != 7]]


def test_a_fault_that_is_imposed_again_under_its_name_counts_again() -> None:
    page = Page().say(1, CONDUCTOR, imposed(1, 1), FaultCleared("f1", BY), imposed(1, 1))

    assert at_moments(page, 2) == [["f1"]]


def test_an_imposed_fault_says_who_did_it_and_in_which_words() -> None:
    page = Page().say(1, CONDUCTOR, imposed(1, 1, 9))
    (fault,) = in_force(page.journey, LAYOUT)

    assert fault == OfSomebody(at(1), at(9), "f1", BY, "40% loss on wan", page.entries[0])


def test_the_faults_of_the_site_count_in_their_time_and_come_first() -> None:
    faults = [
        FaultSpec("outage", link="wan", from_s=5.0, for_s=10.0),
        FaultSpec("loss", chance=0.1),
        FaultSpec("crash", device="b1", from_s=20.0, takes_s=4.0),
        FaultSpec("crash", device="b3", from_s=20.0),
    ]
    layout = layout_of(replace(flat(), fault=faults))
    journey = Page().say(1, CONDUCTOR, imposed(1, 1)).journey
    seen = [names(in_force(journey, layout, at(moment))) for moment in (4, 5, 15, 23, 24)]

    assert seen == [["loss", "f1"], ["outage", "loss", "f1"], ["loss", "f1"], ["loss", "crash", "f1"], ["loss", "f1"]]
    assert in_force(journey, layout, Instant(0)) == (OfSite(Instant(0), NEVER, faults[1]),)


def test_without_a_moment_it_is_the_newest_one_noted() -> None:
    page = Page().say(1, CONDUCTOR, imposed(1, 1, 5))

    assert names(in_force(page.journey, LAYOUT)) == ["f1"]
    assert names(in_force(page.say(6, CONDUCTOR, FaultCleared("f9", BY)).journey, LAYOUT)) == []
