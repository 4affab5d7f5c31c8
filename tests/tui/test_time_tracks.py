"""What lies below going through time: tapes, tracks with their checkpoints, and the survey of a run."""

import pytest
from msgspec.structs import replace as moved

from premises.errors import UsageError
from premises.quantity import Instant
from premises.wire.notes.vocabulary import Entry
from tests.tui.told import FLAT, moment, notes_of, read
from tui.feeding.session import Session, Source, Standing
from tui.model.values.state import State
from tui.playing import tape as tapes
from tui.playing.survey import Survey
from tui.playing.tape import Tape, tape_of
from tui.playing.track import CHECKPOINT_EVERY, CHECKPOINTS_MAX, Track

FEED = Session(Standing(Source.RUN, "run.vpr"))


def tape(times: int = 1) -> Tape:
    """Give a story, or the same one again and again, each after the last."""
    scenario, entries = notes_of(FLAT)
    span = entries[-1].at + 1
    # Each time the same participants note on: numbers go on.
    more: list[Entry] = [
        moved(entry, at=Instant(entry.at + n * span), number=entry.number + n * len(entries))
        for n in range(times)
        for entry in entries
    ]
    return tape_of(scenario.site, tuple(more), more[-1].at, "flat")


def gone_to(track: Track, at: Instant) -> int:
    """Go there, and give how many slices it took."""
    return sum(1 for _ in track.go(at))


def test_a_track_shows_the_same_whichever_way_it_came() -> None:
    track, moments = Track(tape(), FEED), (600, 60, 640, 639, 0, 300)

    for at_s in moments:
        gone_to(track, moment(at_s))
        assert track.session.reader is not None
        assert track.session.reader.picture(moment(at_s)) == read(FLAT, at_s).picture(moment(at_s))


def test_a_track_that_is_left_on_its_way_goes_on_from_there() -> None:
    track = Track(tape(), FEED)

    next(track.go(moment(640)))
    gone_to(track, moment(640))

    assert track.session.reader is not None
    assert track.session.reader.picture(moment(640)) == read().picture(moment(640))


def test_going_back_folds_from_the_last_copy_and_shows_what_folding_all_shows() -> None:
    long = tape(1 + 3 * CHECKPOINT_EVERY // len(notes_of(FLAT)[1]))
    track = Track(long, FEED)
    gone_to(track, long.ends)
    at = Instant(long.entries[-2].at)

    slices = gone_to(track, at)

    anew = Track(long, FEED)
    gone_to(anew, at)
    assert track.checkpoints >= 3
    assert slices <= 2 + CHECKPOINT_EVERY // 5_000
    assert track.session.reader is not None
    assert anew.session.reader is not None
    assert track.session.reader.picture(at) == anew.session.reader.picture(at)
    assert track.session.reader.notes == anew.session.reader.notes


def test_copies_are_few_however_long_a_run_is() -> None:
    long = tape()
    track = Track(long, FEED, every=100)

    gone_to(track, long.ends)
    at = Instant(long.ends - 1)
    gone_to(track, at)

    assert CHECKPOINTS_MAX // 2 <= track.checkpoints <= CHECKPOINTS_MAX
    assert track.session.reader is not None
    assert track.session.reader.picture(at).rows == read(FLAT, at / 1_000_000).picture(at).rows


def test_who_plays_a_dense_run_is_never_made_to_stand_still() -> None:
    track = Track(tape(3), FEED)

    capped = track.capped(track.tape.ends)

    assert capped < track.tape.ends
    assert gone_to(track, capped) <= 5


def test_a_run_with_too_many_notes_is_not_gone_through() -> None:
    scenario, entries = notes_of(FLAT)
    many = entries * (tapes.TAPE_MAX // len(entries) + 1)

    with pytest.raises(UsageError, match=r"run-1 has 1,0\d\d,\d\d\d notes: .* 1,000,000 at most"):
        tape_of(scenario.site, many, entries[-1].at, "run-1")


def test_a_survey_finds_what_failed_stood_still_and_ended_and_where_to_go_next() -> None:
    survey = Survey(tape(), FEED)
    for _ in survey.look():
        pass
    whole = read(FLAT, survey.tape.ends / 1_000_000).picture(survey.tape.ends)
    states = {tick.state for tick in survey.ticks}

    assert {State.FAILED, State.SLOW, State.DONE} <= states
    failed = [tick for tick in survey.ticks if tick.state is State.FAILED]
    assert {tick.key for tick in failed} == {row.key for row in whole.rows if row.state is State.FAILED}
    first = survey.next_stall(moment(0))
    assert first is not None
    following = survey.next_stall(first.at)
    assert following is not None
    assert following.at > first.at
    assert survey.next_stall(survey.tape.ends) is None
