"""A note as a log line: its own name and fields, filtered by level, and nothing that is no note."""

import json
from pathlib import Path

import pytest

from premises.errors import LinkError, UsageError
from premises.identity import Name
from premises.quantity import Duration, Instant
from premises.runtime.logging import BROKER_LOST, LEVELS, LogFormat, LogLevel, LogSettings, NoteLog
from premises.wire.notes.emulator import ClockSet, FrameRefused
from premises.wire.notes.flights import FlightDelivered, FlightSent
from premises.wire.notes.note import Note
from premises.wire.notes.vocabulary import NOTES, Entry

HUB, HAN = Name("hub"), Name("han")
FLIGHT = FlightDelivered(HAN, HUB, 1, 3, "ImageNotify", -1, Duration(40_000), 312)


def entry(note: Note) -> Entry:
    return Entry(Instant(1_500_000), HUB, 1, 0, note)  # type: ignore[arg-type]  # every Note is an AnyNote


def lines(path: Path, level: LogLevel, *notes: Note) -> list[dict[str, object]]:
    log = NoteLog(LogSettings(level, LogFormat.JSON, path))
    for note in notes:
        log.hear(entry(note))
    log.close()
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_a_line_has_the_notes_own_name_and_fields(tmp_path: Path) -> None:
    assert lines(tmp_path / "log", LogLevel.DEBUG, FLIGHT) == [
        {
            "event": "flight.delivered", "level": "debug", "at": 1.5, "who": "hub", "link": "han", "source": "hub",
            "boot": 1, "sequence": 3, "kind": "ImageNotify", "offset": -1, "after": 40_000, "late": 312,
        }
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("level", "events"),
    [
        (LogLevel.DEBUG, ["flight.delivered", "clock.set", "frame.refused"]),
        (LogLevel.INFO, ["clock.set", "frame.refused"]),
        (LogLevel.WARNING, ["frame.refused"]),
        (LogLevel.OFF, []),
    ],
)
def test_each_level_shows_what_is_worse(tmp_path: Path, level: LogLevel, events: list[str]) -> None:
    notes = (FLIGHT, ClockSet(1.0, "begun"), FrameRefused("vp/house/air", "damaged"))

    assert [line["event"] for line in lines(tmp_path / "log", level, *notes)] == events


def test_only_flights_of_the_normal_kind_and_what_nobody_waited_for_are_hidden() -> None:
    hidden = sorted(kind.__name__ for kind in NOTES if LEVELS.get(kind) is LogLevel.DEBUG)

    assert hidden == ["FlightDelivered", "FlightLost", "FlightMissed", "FlightSent", "MessageIgnored"]


def test_a_note_has_no_field_that_a_line_needs_for_itself() -> None:
    fields = {field for kind in NOTES for field in kind.__struct_fields__}

    assert fields & {"event", "level", "at", "who"} == set()


def test_a_lost_broker_is_one_line(tmp_path: Path) -> None:
    log = NoteLog(LogSettings(LogLevel.WARNING, LogFormat.JSON, tmp_path / "log"))
    log.broker_lost(HUB, LinkError("broker 127.0.0.1:1: connection refused"))
    log.close()

    line = json.loads((tmp_path / "log").read_text())
    assert (line["event"], line["who"], line["why"]) == (BROKER_LOST, "hub", "broker 127.0.0.1:1: connection refused")


def test_a_person_reads_one_line_on_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    log = NoteLog(LogSettings())
    log.hear(entry(ClockSet(2.0, "viewer asked for it")))
    log.hear(entry(FlightSent(HAN, HUB, 0, 1, "ImageNotify")))
    log.close()
    said = capsys.readouterr()

    assert said.out == ""
    assert len(said.err.splitlines()) == 1
    assert "clock.set" in said.err
    assert "viewer asked for it" in said.err


def test_no_octet_of_a_frame_is_ever_shown(tmp_path: Path) -> None:
    log = NoteLog(LogSettings(LogLevel.DEBUG, LogFormat.JSON, tmp_path / "log"))
    log.hear(entry(FlightSent(HAN, HUB, 0, 1, "ChunkResponse", 640, frame=b"an image")))
    log.close()

    line = json.loads((tmp_path / "log").read_text())
    assert line["offset"] == 640
    assert "frame" not in line


def test_a_log_file_that_cannot_be_opened_is_said_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"log file .*: No such file"):
        NoteLog(LogSettings(file=tmp_path / "nowhere" / "log"))
