"""What was said: the newest of each kind about each thing, bounded; and every kind of note has its place on purpose."""

import pytest

from premises.identity import Eui64, Name
from premises.journey.fold.journey import SAID_MAX, THINGS_MAX
from premises.journey.fold.keys import ABOUT, ABOUT_ITS_AUTHOR, COUNTED
from premises.quantity import ORIGIN, Instant
from premises.wire.notes.downloads import OtaGivenUp, OtaRested, OtaStarted
from premises.wire.notes.emulator import ParticipantStarted
from premises.wire.notes.flights import FlightSent
from premises.wire.notes.note import Note
from premises.wire.notes.requests import AlertReceived, ImageOffered, RequestRefused
from premises.wire.notes.vocabulary import NOTES
from premises.wire.site import DCC
from tests.journey.fold.pages import Page, at
from tests.journey.notes import B1, HUB

B2 = Name("b2")
NEW, NEWER = 0x0001_0001, 0x0001_0002


def refused(number: int, detail: str = "") -> RequestRefused:
    """Give the refusal of one request."""
    return RequestRefused(f"request:{number}", "InvalidImage", detail)


def test_every_kind_of_note_is_counted_or_about_something_or_about_its_author() -> None:
    placed = [*COUNTED, *ABOUT, *ABOUT_ITS_AUTHOR]

    assert sorted(kind.__name__ for kind in placed) == sorted(kind.__name__ for kind in NOTES)


@pytest.mark.parametrize("kind", ABOUT, ids=lambda kind: kind.__name__)
def test_what_a_note_is_about_are_fields_of_it_that_do_not_change_as_it_is_said_again(kind: type[Note]) -> None:
    fields = ABOUT[kind]

    assert set(fields) <= set(kind.__struct_fields__)
    assert not {"tries", "counter", "again_at", "have", "why"} & set(fields)


def test_the_newest_and_the_oldest_of_what_was_said_are_to_be_had() -> None:
    page = Page().say(1, B1, OtaStarted(NEW, 768, 0)).say(5, B1, OtaStarted(NEW, 768, 96))
    page.say(7, B1, OtaStarted(NEWER, 512, 0)).say(9, B2, OtaStarted(NEW, 768, 48))
    journey = page.journey

    assert journey.last(B1, OtaStarted, NEW) == page.entries[1]
    assert journey.first(B1, OtaStarted, NEW) == page.entries[0]
    assert journey.first(B1, OtaStarted, NEW, since=at(2)) == page.entries[1]
    assert journey.first(B1, OtaStarted, NEW, since=at(6)) is None
    assert journey.every(B1, OtaStarted, NEW) == tuple(page.entries[:2])
    assert journey.every(B1, OtaStarted, NEW, since=at(5)) == (page.entries[1],)
    assert journey.last(HUB, OtaStarted, NEW) is journey.last(B1, OtaStarted, 7) is None


def test_of_each_thing_the_newest_is_listed_in_the_order_in_which_it_was_said_last() -> None:
    page = Page().say(1, HUB, ImageOffered(B1, NEW), ImageOffered(B2, NEW)).say(2, HUB, ImageOffered(B1, NEW))

    assert page.journey.of_kind(HUB, ImageOffered) == [page.entries[1], page.entries[2]]
    assert page.journey.of_kind(B1, ImageOffered) == []


def test_now_is_the_newest_moment_that_anything_was_noted_at() -> None:
    assert Page().journey.now == ORIGIN
    assert Page().say(9, HUB, OtaRested(at(10))).say(3, B1, OtaRested(at(4))).journey.now == at(9)


def test_what_is_said_again_and_again_is_remembered_so_often_and_no_more() -> None:
    page = Page()
    for number in range(3 * SAID_MAX):
        page.say(number, B1, OtaRested(Instant(number)))
    told = page.journey.every(B1, OtaRested)

    assert told == tuple(page.entries[-SAID_MAX:])


def test_of_one_thing_too_many_the_one_said_longest_ago_is_forgotten() -> None:
    page = Page()
    for number in range(THINGS_MAX):
        page.say(number, DCC, refused(number))
    page.say(THINGS_MAX, DCC, refused(0, "again"), refused(THINGS_MAX))
    journey = page.journey

    assert len(journey.of_kind(DCC, RequestRefused)) == THINGS_MAX
    assert journey.last(DCC, RequestRefused, "request:1") is None
    assert len(journey.every(DCC, RequestRefused, "request:0")) == 2
    assert journey.last(DCC, RequestRefused, f"request:{THINGS_MAX}") is not None


def test_what_one_says_too_much_costs_nobody_else_a_memory_and_none_of_its_own_of_another_kind() -> None:
    page = Page().say(0, DCC, AlertReceived("CS09", Eui64("90-B3-D5-1F-30-B1-00-01"), NEW, "success"))
    page.say(0, B1, OtaGivenUp(NEW, 48, "silence"))
    for number in range(2 * THINGS_MAX):
        page.say(number, DCC, refused(number))
    journey = page.journey

    assert len(journey.of_kind(DCC, RequestRefused)) == THINGS_MAX
    assert len(journey.of_kind(DCC, AlertReceived)) == 1
    assert journey.last(B1, OtaGivenUp, NEW) is not None


@pytest.mark.parametrize(
    ("kind", "about", "complaint"),
    [
        (OtaStarted, (), "OtaStarted is about"),
        (ParticipantStarted, (1,), "ParticipantStarted is about"),
        (FlightSent, (), "FlightSent is counted"),
    ],
)
def test_who_asks_for_what_is_never_remembered_so_is_told_and_not_given_nothing(
    kind: type[Note], about: tuple[object, ...], complaint: str
) -> None:
    with pytest.raises(AssertionError, match=complaint):
        Page().journey.last(B1, kind, *about)
