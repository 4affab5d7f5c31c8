"""Notes become rungs: what was said, what became of it, and what happened beside it."""

import random
from typing import get_type_hints

import pytest

from premises.identity import Eui64, Name
from premises.journey.ladder.happenings import WORDS, happenings_of
from premises.journey.ladder.ladder import LAST_MAX, ladder_of
from premises.journey.ladder.repeats import EXCHANGES, REPEATS_MIN
from premises.journey.ladder.rung import Happened, Ladder, Repeated, Said
from premises.journey.ladder.wanted import Wanted
from premises.journey.ladder.whos import Whos
from premises.journey.ladder.words import words_of
from premises.journey.trace import NOBODY_THERE, FateKind
from premises.quantity import Duration, Instant
from premises.wire.field import metering, zcl
from premises.wire.field.wan import ChunkRequest, ChunkResponse
from premises.wire.message import Message
from premises.wire.notes.downloads import ImageVerified
from premises.wire.notes.emulator import DeviceFailed, FaultImposed
from premises.wire.notes.flights import FlightDelivered, FlightLost, FlightMissed, FlightSent, FrameExpired
from premises.wire.notes.vocabulary import Entry
from premises.wire.radio.mac import DataRequest
from premises.wire.topics import CONDUCTOR
from tests.journey.fold.stories import telling
from tests.journey.notes import B1, HAN, HUB, Pen

B2, B3, B4 = Name("b2"), Name("b3"), Name("b4")
BLOCK = 48


class Download(Pen):
    """B1 fetches blocks from the hub, one exchange in 100 microseconds."""

    def __init__(self, blocks: int = 0) -> None:
        super().__init__()
        self._flights = 0
        self.blocks(range(blocks))

    def blocks(self, numbers: range) -> "Download":
        """Ask for blocks and get them."""
        for number in numbers:
            self.asks(number).answers(number)
        return self

    def asks(self, number: int) -> "Download":
        """Ask for one block."""
        return self._flight(number * 100, B1, HUB, "ImageBlockRequest", number * BLOCK)

    def answers(self, number: int) -> "Download":
        """Answer it."""
        return self._flight(number * 100 + 50, HUB, B1, "ImageBlockResponse", number * BLOCK)

    def loses(self, number: int) -> "Download":
        """Answer it, and lose that."""
        return self._flight(number * 100 + 50, HUB, B1, "ImageBlockResponse", number * BLOCK, lost=True)

    def _flight(self, at: int, who: Name, to: Name, kind: str, offset: int, *, lost: bool = False) -> "Download":
        flight = self._flights = self._flights + 1
        self.write(at, who, FlightSent(HAN, to, flight, flight, kind, offset, 60, who, to))
        if lost:
            self.write(at, who, FlightLost(HAN, to, flight, kind, offset, "loss"))
        else:
            self.write(at + 10, to, FlightDelivered(HAN, who, 1, flight, kind, offset, Duration(10)))
        return self


def flights(ladder: Ladder) -> list[Said]:
    return [rung for rung in ladder.rungs if isinstance(rung, Said)]


def folds(ladder: Ladder) -> list[Repeated]:
    return [rung for rung in ladder.rungs if isinstance(rung, Repeated)]


def test_a_flight_is_one_rung_at_the_moment_it_left_with_its_fate() -> None:
    (said,) = flights(ladder_of(Pen().sent(100, 0, 48).lost(100, 0, "burst").entries))

    assert (said.at, said.source, said.target, said.kind, said.offset) == (100, HUB, B1, "ImageBlockResponse", 48)
    assert [(fate.kind, fate.why) for fate in said.fates] == [(FateKind.LOST, "burst")]
    assert not said.came


def test_a_flight_that_nobody_heard_says_why() -> None:
    (said,) = flights(ladder_of(Pen().sent(100, 0).missed(150, 0, "deaf").entries))

    assert [(fate.kind, fate.why) for fate in said.fates] == [(FateKind.MISSED, "deaf")]
    assert not said.came


def test_what_happened_has_a_rung_between_what_was_said() -> None:
    pen = Pen().sent(100, 0).delivered(150, 0, 50).write(160, B1, ImageVerified(0x0001_0001)).sent(200, 1)

    kinds = [type(rung) for rung in ladder_of(pen.entries).rungs]
    assert kinds == [Said, Happened, Said]


def test_a_first_start_has_no_rung_and_the_next_one_has() -> None:
    pen = Pen().started(0, B1).write(5, B1, DeviceFailed("crash")).started(10, B1, boot=2)

    rungs = ladder_of(pen.entries).rungs
    assert rungs == (
        Happened(Instant(5), B1, "down: crash", B1),
        Happened(Instant(10), B1, "starts again, boot 2", B1),
    )


@pytest.mark.parametrize("blocks", range(1, 2 + REPEATS_MIN + 3))
def test_blocks_that_merely_went_on_fold_behind_the_first(blocks: int) -> None:
    ladder = ladder_of(Download(blocks).entries)

    if blocks <= REPEATS_MIN:
        assert len(flights(ladder)) == 2 * blocks
        assert folds(ladder) == []
        return
    assert [said.offset for said in flights(ladder)] == [0, 0]
    (fold,) = folds(ladder)
    assert (fold.count, fold.first, fold.last) == (blocks - 1, BLOCK, (blocks - 1) * BLOCK)
    assert (fold.source, fold.target, fold.what) == (B1, HUB, "blocks")
    assert (fold.at, fold.until) == (100, (blocks - 1) * 100 + 50)


def test_a_lost_block_is_counted_with_what_lost_it_and_does_not_part_the_fold() -> None:
    pen = Download(5).asks(5).loses(5).blocks(range(6, 12))

    ladder = ladder_of(pen.asks(5).answers(5).entries)
    (fold,) = folds(ladder)
    assert (fold.count, fold.first, fold.last, fold.again) == (11, 48, 11 * 48, 2)
    assert fold.lost == (("lost by loss", 1),)
    assert words_of(fold) == "… 11 more blocks, 48 to 528, until 00:00:00.001, 2 said again, 1 lost by loss"


def test_a_block_that_never_came_is_counted_as_not_answered() -> None:
    (fold,) = folds(ladder_of(Download(5).asks(5).blocks(range(6, 12)).entries))

    assert fold.lost == (("not answered", 1),)


def test_with_every_rung_nothing_is_folded() -> None:
    pen = Download(5).asks(5).loses(5).blocks(range(6, 12))

    ladder = ladder_of(pen.entries, every=True)
    assert len(flights(ladder)) == len(ladder.rungs) == 24
    assert [said.offset for said in flights(ladder) if not said.came] == [5 * BLOCK]


def test_a_question_that_was_never_answered_is_never_folded_away() -> None:
    ladder = ladder_of(Download(5).asks(5).entries)

    assert flights(ladder)[-1].offset == 5 * BLOCK
    assert folds(ladder)[0].last == 4 * BLOCK


def test_a_question_asked_twice_is_counted_as_said_again() -> None:
    (fold,) = folds(ladder_of(Download(5).asks(5).asks(5).answers(5).entries))

    assert (fold.count, fold.again, fold.lost) == (5, 1, ())


@pytest.mark.parametrize(
    ("who", "note"),
    [(B1, DeviceFailed("crash")), (HUB, DeviceFailed("crash")), (CONDUCTOR, FaultImposed("f1", "cli", "no wan"))],
)
def test_what_happens_to_either_end_stands_between_two_folds(who: Name, note: DeviceFailed | FaultImposed) -> None:
    pen = Download(6)
    pen.write(590, who, note)
    ladder = ladder_of(pen.blocks(range(6, 12)).entries)

    kinds = [type(rung) for rung in ladder.rungs]
    assert kinds == [Said, Said, Repeated, Happened, Said, Said, Repeated]


def test_what_happens_to_another_does_not_break_a_fold() -> None:
    pen = Download(6)
    pen.write(590, B2, DeviceFailed("crash"))

    assert len(folds(ladder_of(pen.blocks(range(6, 12)).entries))) == 1


def test_the_last_rungs_are_the_newest_and_the_others_are_counted() -> None:
    pen = Pen()
    for number in range(30):
        pen.sent(number * 10, number)

    ladder = ladder_of(pen.entries, last=4, every=True)
    assert [rung.at for rung in ladder.rungs] == [260, 270, 280, 290]
    assert ladder.left_off == 26


@pytest.mark.parametrize("last", [0, LAST_MAX + 1])
def test_how_many_rungs_can_be_asked_for_is_bounded(last: int) -> None:
    with pytest.raises(AssertionError, match="expected 1 to"):
        ladder_of((), last=last)


def test_about_a_device_is_all_that_it_says_or_is_told_over_every_hop() -> None:
    ladder = ladder_of(telling("overslept").entries, wanted=Wanted(about=(B4,)), every=True)

    assert {(said.source, said.target) for said in flights(ladder)} == {(B4, B3), (B3, B4), (B3, HUB), (HUB, B3)}
    assert all(B4 in (said.origin, said.goal) for said in flights(ladder))
    assert ladder.lanes == (HUB, B3, B4)


def test_a_frame_dropped_for_a_child_is_about_the_child() -> None:
    pen = Pen().write(5, B3, FrameExpired(B4, "ImageNotify", "too old")).write(6, B3, ImageVerified(1))

    (rung,) = ladder_of(pen.entries, wanted=Wanted(about=(B4,))).rungs
    assert rung == Happened(Instant(5), B3, "drops ImageNotify for b4: too old", B4)


def test_lanes_stand_down_the_way_from_the_supplier() -> None:
    lanes = ladder_of(telling("storm").entries).lanes

    assert lanes == ("supplier", "dcc", HUB, B1, B2, B3, B4)


@pytest.mark.parametrize("name", ["storm", "cut-off", "crash-mid-download"])
def test_the_ladder_is_the_same_however_notes_of_participants_are_mixed(name: str) -> None:
    entries = telling(name).entries
    queues: dict[Name, list[Entry]] = {}
    for entry in entries:
        queues.setdefault(entry.who, []).append(entry)
    chance = random.Random(7)  # noqa: S311 - which mixture is tried
    mixed = []
    while queues:
        who = chance.choice(sorted(queues))
        mixed.append(queues[who].pop(0))
        if not queues[who]:
            del queues[who]

    assert mixed != list(entries)
    assert ladder_of(mixed) == ladder_of(entries)


@pytest.mark.parametrize("name", ["storm", "cut-off", "overslept", "doubled-alert", "notify-storm-after-a-power-cut"])
def test_a_fold_counts_all_that_it_hides(name: str) -> None:
    entries = telling(name).entries
    troubled = sum(map(_is_trouble, entries))

    ladder = ladder_of(entries)
    shown = sum(fate.kind in _TROUBLE for said in flights(ladder) for fate in said.fates)
    counted = sum(count for fold in folds(ladder) for how, count in fold.lost if how != "not answered")
    assert shown + counted == troubled
    assert len(ladder.rungs) < len(ladder_of(entries, every=True).rungs)


def test_every_question_that_folds_is_a_message_there_is() -> None:
    kinds: tuple[type[Message], ...] = (
        zcl.ImageBlockRequest, zcl.ImageBlockResponse, zcl.QueryNextImageRequest, zcl.QueryNextImageRefusal,
        ChunkRequest, ChunkResponse, DataRequest, metering.ReadAttributes, metering.ReadAttributesResponse,
    )  # fmt: skip
    named = {*EXCHANGES, *(exchange.answer for exchange in EXCHANGES.values())} - {""}

    assert named == {kind.__name__ for kind in kinds}


def test_the_words_of_every_happening_name_fields_it_has() -> None:
    for kind in WORDS:
        hints = get_type_hints(kind)
        filled = {field: _EXAMPLES.get(hint, 7) for field, hint in hints.items()}

        entries = Pen().write(0, B1, kind(**filled)).entries
        rungs = [*happenings_of(entries, Whos())]
        assert all("{" not in rung.words for rung in rungs), kind
        assert len(rungs) == 1, kind


_EXAMPLES = {str: "x", Name: Name("x"), Eui64: Eui64("x"), tuple[Name, ...]: (B2, B3)}
_TROUBLE = (FateKind.LOST, FateKind.MISSED)


def _is_trouble(entry: Entry) -> bool:
    note = entry.note
    return isinstance(note, FlightLost) or (isinstance(note, FlightMissed) and note.why not in NOBODY_THERE)
