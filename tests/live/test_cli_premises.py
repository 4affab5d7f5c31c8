"""A premises as a person has it: begun in mid-story, spread over processes, looked at by programs, ended by Ctrl-C."""

import json
import os
import re
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from broker.port import free_port
from premises.journey.run_file import read_run
from premises.wire.notes.emulator import ParticipantStarted
from premises.wire.notes.flights import FlightSent
from premises.wire.site import DCC, HUB
from premises.wire.topics import CONDUCTOR
from tests.live.premises_under_test import (
    B1,
    BROKER,
    DONE,
    DOWN_WITHIN_S,
    FAILED,
    census,
    line_of,
    premises,
    running_in,
    up,
)

pytestmark = pytest.mark.live

CUT = """
name = "cut"
seed = 3

[bridges.b1]
ppmid_variant = "B1"
eui = "90-B3-D5-1F-30-B1-00-01"
image_type = 0x0184
reboot_s = 1.0
query_every_s = 5.0
start_delay_max_s = 5.0

[links]
wan = { latency_ms = 200.0, jitter_ms = 80.0 }
han = { latency_ms = 50.0, loss = 0.0 }

[before]
until_s = 12.0

[[before.update]]
at_s = 0.5
to = ["b1"]
size = 4096
"""


@pytest.fixture(scope="module")
def flat(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Give a directory in which one premises of two crews runs, for all who leave it as it is."""
    home = tmp_path_factory.mktemp("flat")
    with up(home, "--processes", "2"):
        yield home


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize(("count", "crews"), [("1", ["crew"]), ("2", ["crew-1", "crew-2"])])
def test_ctrl_c_and_a_polite_end_leave_no_process(
    count: str, crews: list[str], number: signal.Signals, tmp_path: Path
) -> None:
    with up(tmp_path, "--processes", count) as running, census() as processes:
        processes.add(running.processes.values())
        os.kill(running.supervisor, number)
        left = processes.left(within_s=DOWN_WITHIN_S)
    run = read_run(running.files.record)

    assert left == []
    assert list(running.processes) == [BROKER, CONDUCTOR, *crews]
    assert run.complete
    assert not (tmp_path / ".premises" / "flat-14.json").exists()


def test_a_premises_comes_up_as_after_a_power_cut_in_mid_update(tmp_path: Path) -> None:
    (tmp_path / "cut.toml").write_text(CUT, encoding="utf-8")
    with up(tmp_path, "--site", "cut.toml", "--speed", "5", called="cut") as running:
        shown = json.loads(premises(tmp_path, "status", "--json").stdout)
        sent = premises(tmp_path, "update", "--to", "b1", "--wait")
        after = json.loads(premises(tmp_path, "status", "--json").stdout)
    run = read_run(running.files.record)
    entries = [entry for entry in run.entries if entry.who in (B1, DCC, HUB)]
    started = {(entry.at, entry.boot) for entry in entries if isinstance(entry.note, ParticipantStarted)}
    counters = [entry.note.counter for entry in entries if isinstance(entry.note, FlightSent) and entry.who == HUB]

    assert shown["premises_time_s"] > 12.0
    assert [request["version"] for request in shown["requests"]] == [0x0001_0001]
    assert (sent.returncode, run.header.seed) == (DONE, 3)
    assert [request["activation"] for request in after["requests"]][-1] == "success"
    assert started == {(12_000_000, 2)}
    assert min(counters) > 1024, "what the past had promised is skipped"


def test_a_program_reads_what_a_person_reads_here_and_by_keys(flat: Path) -> None:
    running = running_in(flat, "flat-14")
    here = premises(flat, "status", "--json")
    there = premises(flat, "status", "--json", "--keys", running.directory, "--broker", running.broker)
    shown, again = json.loads(here.stdout), json.loads(there.stdout)

    assert (here.returncode, here.stderr, there.returncode) == (DONE, "", DONE)
    assert [who["who"] for who in shown["participants"]] == ["dcc", "hub", "b1"]
    assert (shown["missing"], shown["speed"], shown["participants"][2]["running"]) == ([], 1.0, 0x0001_0000)
    assert again["premises_time_s"] >= shown["premises_time_s"]
    assert {**again, "premises_time_s": 0} == {**shown, "premises_time_s": 0}


def test_a_doctor_beside_a_running_premises_measures_its_clock(flat: Path) -> None:
    done = premises(flat, "doctor")

    assert (done.returncode, done.stderr) == (DONE, "")
    assert "fine   clock of flat-14: it was set " in done.stdout
    assert "fine   .premises/flat-14.json: flat-14 runs, supervisor " in done.stdout


def test_a_doctor_finds_its_port_taken_and_its_password_refused(flat: Path) -> None:
    place = running_in(flat, "flat-14").broker.removeprefix("mqtt://")
    port = premises(flat, "doctor", "--port", place.rpartition(":")[2])
    password = premises(flat, "doctor", "--broker", f"mqtt://viewer:secret@{place}")

    assert (port.returncode, password.returncode) == (FAILED, FAILED)
    assert "address already in use (expected a free one); choose another with --port" in port.stdout
    assert f"wrong  broker {place}: user 'viewer' is not authorised, or the password is wrong" in password.stdout
    assert "secret" not in password.stdout + password.stderr


@pytest.mark.parametrize("detach", [[], ["--detach"]], ids=["stays", "detached"])
def test_an_error_of_up_begins_like_every_other(detach: list[str], flat: Path, tmp_path: Path) -> None:
    port = running_in(flat, "flat-14").broker.rpartition(":")[2]
    done = premises(tmp_path, "up", "--port", port, *detach)

    assert done.returncode == FAILED
    assert line_of(done).startswith("premises: broker did not come up: ")


@pytest.mark.parametrize("detach", [[], ["--detach"]], ids=["stays", "detached"])
def test_a_home_that_cannot_be_written_is_one_line(detach: list[str], tmp_path: Path) -> None:
    (tmp_path / ".premises").write_text("", encoding="utf-8")
    done = premises(tmp_path, "up", *detach)

    assert done.returncode == FAILED
    assert line_of(done) == (
        f"premises: {tmp_path}/.premises: file exists: expected a directory that can be written, see `premises doctor`"
    )


def test_an_error_of_the_demonstration_begins_like_every_other_too(tmp_path: Path) -> None:
    done = premises(tmp_path, "demo", "--broker", f"mqtt://somebody:secret@127.0.0.1:{free_port('127.0.0.1')}")

    assert done.returncode == FAILED
    assert re.fullmatch(r"premises: .*: connection refused", done.stderr.splitlines()[-1])
    assert "secret" not in done.stderr
