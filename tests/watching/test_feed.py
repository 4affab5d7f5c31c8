"""Notes from a run file and from a live feed: each once, each participant's in its own order, gaps waited for."""

import random

import pytest

from premises.identity import Name
from premises.quantity import Instant
from premises.runtime.looking.feed import HELD_FOR, HELD_MAX, Feed
from premises.wire.notes.emulator import NotesDropped, ParticipantStarted, ParticipantStopped
from premises.wire.notes.vocabulary import Entry
from tests.watching.told import story_of

B1, B2 = Name("b1"), Name("b2")
LATE = Instant(1 << 60)


def note(number: int, boot: int = 1, who: Name = B1) -> Entry:
    return Entry(Instant(10 * boot + number), who, boot, number, ParticipantStarted(boot))


def test_what_the_file_and_the_feed_both_have_counts_once() -> None:
    feed = Feed()
    feed.take([note(0), note(1), note(2)], 0)
    feed.take([note(1), note(2), note(3)], 0)

    assert feed.release(LATE) == [note(0), note(1), note(2), note(3)]
    assert feed.release(LATE) == []
    assert feed.is_complete


@pytest.mark.parametrize("seed", range(20))
def test_batches_in_any_order_and_twice_give_the_story_of_the_run_file(seed: int) -> None:
    _, entries = story_of("crash-mid-download")
    chance, feed = random.Random(seed), Feed()  # noqa: S311 - it shuffles
    batches = [entries[first : first + 7] for first in range(0, len(entries), 7)]
    batches += chance.sample(batches, len(batches) // 3)
    chance.shuffle(batches)
    for batch in batches:
        feed.take(batch, 0)

    assert feed.release(LATE) == list(entries)
    assert feed.is_complete


def test_only_what_was_noted_until_then_is_given() -> None:
    feed = Feed()
    feed.take([note(0), note(1, who=B2), note(1)], 0)

    assert feed.release(Instant(10)) == [note(0)]
    assert feed.release(Instant(11)) == [note(1)]


def test_what_comes_after_a_gap_waits_until_it_is_filled() -> None:
    feed = Feed()
    feed.take([note(0), note(2)], 0)
    before = feed.release(LATE)
    waited, whole = feed.waits, feed.is_complete
    feed.take([note(1)], 0)

    assert (before, waited, whole) == ([note(0)], True, False)
    assert feed.release(LATE) == [note(1), note(2)]
    assert feed.is_complete


def test_a_gap_that_is_not_filled_in_time_is_given_up_and_said() -> None:
    feed = Feed()
    feed.take([note(0), note(2)], 5)
    feed.give_up(5 + HELD_FOR - 1)
    early = feed.release(LATE)
    feed.give_up(5 + HELD_FOR)

    assert early == [note(0)]
    assert feed.release(LATE) == [note(2)]
    assert (feed.given_up, feed.is_complete) == (1, False)


def test_a_gap_that_is_given_up_is_given_once_with_how_many_never_came() -> None:
    feed = Feed()
    feed.take([note(0), note(4), note(5), note(7)], 5)
    waits = feed.gaps()
    feed.give_up(5 + HELD_FOR)

    assert waits == []
    assert [(gap.who, gap.at, gap.count) for gap in feed.gaps()] == [
        (note(4).who, note(4).at, 3), (note(7).who, note(7).at, 1),
    ]  # fmt: skip
    assert feed.gaps() == []


def test_what_comes_behind_a_gap_does_not_make_it_wait_longer() -> None:
    feed = Feed()
    feed.take([note(0), note(2)], 5)
    feed.take([note(3)], HELD_FOR)
    feed.give_up(5 + HELD_FOR)

    assert feed.release(LATE) == [note(0), note(2), note(3)]


def test_a_gap_with_more_than_held_max_behind_it_is_given_up_at_once() -> None:
    feed = Feed()
    feed.take((note(number) for number in range(2, HELD_MAX + 3)), 0)
    feed.give_up(0)

    assert len(feed.release(LATE)) == HELD_MAX + 1


def test_a_killed_boot_leaves_no_gap() -> None:
    feed = Feed()
    feed.take([note(0, boot=3), note(1, boot=3), note(0, boot=4)], 0)

    assert feed.release(LATE) == [note(0, boot=3), note(1, boot=3), note(0, boot=4)]
    assert feed.is_complete


def test_the_next_boot_waits_for_a_gap_in_the_one_before() -> None:
    feed = Feed()
    feed.take([note(0), note(2), note(0, boot=2)], 0)

    assert feed.release(LATE) == [note(0)]


def test_dropped_notes_make_it_incomplete() -> None:
    feed = Feed()
    feed.take([Entry(Instant(0), B1, 1, 0, NotesDropped(3))], 0)

    assert (feed.dropped, feed.is_complete) == (3, False)


def test_who_stopped_and_began_again_has_not_stopped() -> None:
    feed = Feed()
    feed.take([note(0), Entry(Instant(12), B1, 1, 1, ParticipantStopped())], 0)
    stopped = feed.has_stopped(B1)
    feed.take([note(0, boot=2)], 0)

    assert (stopped, feed.has_stopped(B1), feed.has_stopped(B2)) == (True, False, False)


def test_where_nothing_says_what_was_noted_before_it_begins_with_what_is_heard_first() -> None:
    feed = Feed()
    feed.since = Instant(12)
    feed.take([note(7), note(8)], 0)
    feed.take([note(6), note(10)], 0)

    assert feed.release(LATE) == [note(7), note(8)]
    assert feed.waits, "a gap after the beginning is one"
