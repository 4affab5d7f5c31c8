"""Notes are numbered, leave in bounded batches, can be had again, and say how many were dropped."""

from hypothesis import given
from hypothesis import strategies as st

from premises.identity import Name
from premises.journey.notebook import (
    BATCH_NOTES_MAX,
    BATCH_SIZE_MAX,
    BATCHES_KEPT_MAX,
    NOTES_WAITING_MAX,
    Notebook,
    in_batches,
)
from premises.quantity import Instant
from premises.wire.codec import encode
from premises.wire.envelope import ENVELOPE_VERSION, NoteBatch, NotesWanted
from premises.wire.notes.emulator import FrameRefused, NotesDropped, ParticipantStarted
from premises.wire.notes.vocabulary import Entry

HUB = Name("hub")


def notebook(boot: int = 1) -> Notebook:
    notes = Notebook(HUB)
    notes.begin(boot)
    return notes


def all_batches(notes: Notebook) -> list[NoteBatch]:
    found = []
    while (batch := notes.batch()) is not None:
        found.append(batch)
    return found


def refused(size: int) -> FrameRefused:
    return FrameRefused("vp/house/air", "x" * size)


def test_an_empty_notebook_has_no_batch() -> None:
    assert notebook().batch() is None


def test_each_note_is_heard_at_once_and_published_later() -> None:
    heard: list[Entry] = []
    notes = Notebook(HUB, heard.append)
    notes.begin(3)
    notes.note(Instant(5), ParticipantStarted(3))
    at_once = list(heard)
    batch = notes.batch()

    assert at_once == [Entry(Instant(5), HUB, 3, 0, ParticipantStarted(3))]
    assert batch == NoteBatch(ENVELOPE_VERSION, HUB, 3, 0, tuple(at_once))
    assert notes.waiting == 0


@given(sizes=st.lists(st.integers(0, 4_000), max_size=60), many=st.integers(0, 2_500))
def test_batches_are_bounded_whole_and_in_order(sizes: list[int], many: int) -> None:
    notes = notebook()
    for size in [*sizes, *[0] * many]:
        notes.note(Instant(1), refused(size))

    batches = all_batches(notes)
    entries = [entry for batch in batches for entry in batch.entries]

    assert [entry.number for entry in entries] == list(range(len(sizes) + many))
    assert [batch.number for batch in batches] == list(range(len(batches)))
    assert all(len(batch.entries) <= BATCH_NOTES_MAX for batch in batches)
    assert all(len(encode(batch)) <= BATCH_SIZE_MAX for batch in batches)


def test_a_note_larger_than_a_batch_travels_alone() -> None:
    notes = notebook()
    for size in (10, BATCH_SIZE_MAX + 1, 10):
        notes.note(Instant(1), refused(size))

    assert [len(batch.entries) for batch in all_batches(notes)] == [1, 1, 1]


def test_the_last_batches_can_be_had_again_and_no_other() -> None:
    notes = notebook()
    for number in range(BATCHES_KEPT_MAX + 10):
        notes.note(Instant(number), ParticipantStarted(1))
        notes.batch()

    again = notes.again(NotesWanted(ENVELOPE_VERSION, 1, 0, 12))

    assert [batch.number for batch in again] == [10, 11, 12]
    assert notes.again(NotesWanted(ENVELOPE_VERSION, 2, 0, 12)) == ()


def test_what_is_dropped_is_counted_and_said_when_there_is_room() -> None:
    notes = notebook()
    for _ in range(NOTES_WAITING_MAX + 7):
        notes.note(Instant(1), ParticipantStarted(1))

    entries = [entry for batch in all_batches(notes) for entry in batch.entries]

    assert entries[-1].note == NotesDropped(7)
    assert [entry.number for entry in entries] == list(range(NOTES_WAITING_MAX + 1))


def test_another_boot_numbers_from_nought() -> None:
    notes = notebook()
    notes.note(Instant(1), ParticipantStarted(1))
    notes.batch()
    notes.begin(2)
    notes.note(Instant(2), ParticipantStarted(2))
    batch = notes.batch()

    assert batch is not None
    assert (batch.boot, batch.number, batch.entries[0].number) == (2, 0, 0)
    assert notes.again(NotesWanted(ENVELOPE_VERSION, 3, 0, 9)) == ()


def test_what_waits_when_a_boot_begins_belongs_to_the_boot_before_and_is_remembered_as_its() -> None:
    notes = notebook()
    notes.note(Instant(1), ParticipantStarted(1))
    notes.begin(2)
    notes.note(Instant(2), ParticipantStarted(2))
    batches = all_batches(notes)

    assert [(batch.boot, batch.number, len(batch.entries)) for batch in batches] == [(1, 0, 1), (2, 0, 1)]
    assert notes.again(NotesWanted(ENVELOPE_VERSION, 1, 0, 9)) == (batches[0],)


def test_a_whole_run_is_put_in_batches_boot_by_boot() -> None:
    entries = [
        Entry(Instant(number), Name(who), boot, number, ParticipantStarted(boot))
        for number in range(BATCH_NOTES_MAX + 1)
        for who in ("hub", "b1")
        for boot in (1, 2)
    ]

    batches = list(in_batches(entries))

    assert [(batch.who, batch.boot, batch.number, len(batch.entries)) for batch in batches] == [
        (who, boot, number, size)
        for who in ("b1", "hub")
        for boot in (1, 2)
        for number, size in ((0, BATCH_NOTES_MAX), (1, 1))
    ]
