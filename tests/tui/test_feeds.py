"""Where notes come from: a run file, a pipe, and a premises that cannot be reached yet; what is wrong is said."""

import asyncio
from io import BytesIO
from pathlib import Path

import pytest

from premises.errors import LinkError, UsageError
from premises.identity import Name
from premises.journey.played.pipe import frames_of
from premises.journey.played.replaying import steps_of
from premises.journey.run_file import How, RunHeader, write_run
from premises.runtime.looking.view import Outlook
from premises.wire.envelope import ENVELOPE_VERSION
from premises.wire.feed.pipe import PipeOpened
from premises.wire.site_text import run_text
from tests.tui.told import AT, FLAT, moment, notes_of, read
from tui.__main__ import main, parting
from tui.feeding import live, piped, run_file
from tui.feeding.session import Session, Source, Standing


def recorded(folder: Path) -> Path:
    scenario, entries = notes_of(FLAT)
    file = folder / "flat.vpr"
    header = RunHeader("flat", Name(scenario.site.name), scenario.spec.seed, run_text(scenario.site), How.VIRTUAL)
    write_run(file, header, entries)
    return file


def piping(begin_s: float, end_s: float) -> bytes:
    scenario, entries = notes_of(FLAT)
    opened = PipeOpened(ENVELOPE_VERSION, "flat", Name(scenario.site.name), 14, run_text(scenario.site))
    return b"".join(frames_of(opened, steps_of(entries, 0, moment(begin_s), moment(end_s)), 0))


def test_a_run_file_is_shown_as_it_stood(tmp_path: Path) -> None:
    session = run_file.opened(recorded(tmp_path), "00:10:40")

    assert session.reader is not None
    assert session.now == moment(AT)
    assert session.reader.picture(session.now) == read().picture(moment(AT))
    assert session.standing.run_id == "flat"


def test_what_is_no_run_file_or_no_moment_of_it_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"no run")

    with pytest.raises(UsageError, match="x"):
        run_file.opened(tmp_path / "x", None)
    with pytest.raises(UsageError, match="the run ends at"):
        run_file.opened(recorded(tmp_path), "99:00:00")


async def test_a_pipe_is_shown_as_far_as_it_came() -> None:
    session = Session(piped.standing_of())

    await piped.follow(session, BytesIO(piping(600, AT)))

    assert session.reader is not None
    assert session.reader.picture(moment(AT)).rows == read().picture(moment(AT)).rows
    assert (session.standing.is_over, session.standing.trouble) == (True, "")


async def test_a_pipe_that_is_cut_or_no_feed_is_said_and_what_came_stays() -> None:
    cut, wrong = Session(piped.standing_of()), Session(piped.standing_of())
    octets = piping(600, AT)

    await piped.follow(cut, BytesIO(octets[: len(octets) - 40]))
    await piped.follow(wrong, BytesIO(b"no feed at all"))

    assert cut.reader is not None
    assert cut.reader.notes > 5_000
    assert "the feed ended in the middle" in cut.standing.trouble
    assert "this is no feed of notes" in wrong.standing.trouble
    assert wrong.reader is None


async def test_a_premises_that_cannot_be_reached_is_tried_again_and_the_screen_says_when() -> None:
    asked = asyncio.Event()

    def nowhere() -> Outlook:
        asked.set()
        raise LinkError("no premises is running here")

    session = Session(live.standing_of("here"))
    following = asyncio.create_task(live.follow(session, nowhere))
    await asked.wait()
    following.cancel()
    await asyncio.gather(following, return_exceptions=True)

    assert session.standing.trouble.startswith("no premises is running here; again in 1 s")
    assert not session.standing.is_up


def test_a_screen_without_a_terminal_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="needs a terminal"):
        main(["--run", str(recorded(tmp_path))], {"PREMISES_PREMISES": "flat"})
    with pytest.raises(UsageError, match="--site"):
        main(["--premises", "flat", "--broker", "mqtt://127.0.0.1:1"], {})
    with pytest.raises(UsageError, match="unknown setting"):
        main(["--run", "x"], {"PREMISES_NOTHING": "1"})


def test_what_is_left_when_the_screen_is_gone_says_where_the_run_is_and_which_commands_were_ended(
    tmp_path: Path,
) -> None:
    record = recorded(tmp_path)
    lives, ran = Standing(Source.LIVE, "broker", record=str(record)), Standing(Source.RUN, "x", record=str(record))

    assert parting((), lives) == [f"run recorded in {record}"]
    assert parting((), Standing(Source.LIVE, "broker", record=str(tmp_path / "none"))) == []
    assert parting(("premises fault clear f1",), ran) == [
        "premises: had not ended when the screen was closed: premises fault clear f1"
    ]
