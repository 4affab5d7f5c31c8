"""Whom a bridge with a bundle waits for, and what of it came to a bad end: from the notes of feeders alone."""

from premises.identity import Name
from premises.journey.feeding import bad_end, waits
from premises.journey.fold.journey import Journey
from premises.quantity import Instant
from premises.wire.notes.bundles import FeedingBegun, FeedingEnded, PartSettled
from premises.wire.notes.note import Note
from tests.journey.notes import Pen

B1, B2, B3, B4 = Name("b1"), Name("b2"), Name("b3"), Name("b4")
ORIGIN = Instant(0)


def journey(*said: tuple[Name, Note]) -> Journey:
    """Give a journey in which these things were noted, a second apart."""
    found, pen = Journey(), Pen()
    for number, (who, note) in enumerate(said, start=1):
        pen.write(number * 1_000_000, who, note)
    for entry in pen.entries:
        found.take(entry)
    return found


def chain(of: Journey, who: Name, since: Instant = ORIGIN) -> list[tuple[Name, Name]]:
    """Give who waits for whom, row by row."""
    return [(wait.feeder, wait.child) for row in waits(of, who, since) for wait in row]


def test_who_has_begun_waits_for_each_that_is_not_done() -> None:
    begun = (B1, FeedingBegun(7, (B2, B3)))

    assert chain(journey(begun), B1) == [(B1, B2), (B1, B3)]
    assert chain(journey(begun, (B1, PartSettled(B2, 7, "taken"))), B1) == [(B1, B2), (B1, B3)]
    assert chain(journey(begun, (B1, PartSettled(B2, 7, "runs"))), B1) == [(B1, B3)]
    assert chain(journey(begun, (B1, PartSettled(B2, 7, "refused"))), B1) == [(B1, B3)]


def test_whom_one_waits_for_may_wait_itself() -> None:
    found = journey((B1, FeedingBegun(7, (B2, B3))), (B3, FeedingBegun(7, (B4,))))

    assert chain(found, B1) == [(B1, B2), (B1, B3), (B3, B4)]
    assert [len(row) for row in waits(found, B1, ORIGIN)] == [1, 2]


def test_who_waits_in_a_circle_is_followed_once_round() -> None:
    found = journey((B1, FeedingBegun(7, (B3,))), (B3, FeedingBegun(7, (B1,))))

    assert chain(found, B1) == [(B1, B3), (B3, B1)]


def test_a_bad_end_is_followed_to_whoever_began_it() -> None:
    found = journey(
        (B1, FeedingBegun(7, (B3,))),
        (B3, FeedingBegun(7, (B4,))),
        (B3, PartSettled(B4, 7, "failed")),
        (B3, FeedingEnded(7, success=False)),
        (B1, PartSettled(B3, 7, "failed")),
        (B1, FeedingEnded(7, success=False)),
    )

    assert [entry.note for entry in bad_end(found, B1, ORIGIN)] == [
        FeedingEnded(7, success=False), PartSettled(B3, 7, "failed"), PartSettled(B4, 7, "failed"),
    ]  # fmt: skip


def test_nobody_waits_who_has_not_begun_or_has_ended() -> None:
    begun, ended = (B3, FeedingBegun(7, (B4,))), (B3, FeedingEnded(7, success=True))

    assert chain(journey(), B3) == []
    assert chain(journey(begun, ended), B3) == []
    assert chain(journey(begun, ended, (B3, FeedingBegun(8, (B4,)))), B3) == [(B3, B4)]


def test_what_was_before_the_request_counts_for_nothing() -> None:
    found = journey(
        (B3, FeedingBegun(7, (B4,))), (B3, PartSettled(B4, 7, "failed")), (B3, FeedingEnded(7, success=False))
    )

    assert chain(found, B3, since=Instant(1_500_000)) == []
    assert bad_end(found, B3, Instant(1_500_000)) == ()


def test_what_was_settled_of_the_bundle_before_says_nothing_of_this_one() -> None:
    found = journey((B3, PartSettled(B4, 6, "runs")), (B3, FeedingBegun(7, (B4,))))

    assert chain(found, B3) == [(B3, B4)]


def test_a_part_that_came_to_a_bad_end_is_named_with_the_end_of_all() -> None:
    found = journey(
        (B1, FeedingBegun(7, (B2, B3))),
        (B1, PartSettled(B2, 7, "runs")),
        (B1, PartSettled(B3, 7, "missing")),
        (B1, FeedingEnded(7, success=False)),
    )
    end = bad_end(found, B1, ORIGIN)

    assert [entry.note for entry in end] == [FeedingEnded(7, success=False), PartSettled(B3, 7, "missing")]


def test_a_good_end_and_no_end_are_no_bad_ones() -> None:
    begun, failed = (B3, FeedingBegun(7, (B4,))), (B3, PartSettled(B4, 7, "failed"))

    assert bad_end(journey(begun, failed), B3, ORIGIN) == ()
    assert (
        bad_end(journey(begun, (B3, PartSettled(B4, 7, "runs")), (B3, FeedingEnded(7, success=True))), B3, ORIGIN) == ()
    )
