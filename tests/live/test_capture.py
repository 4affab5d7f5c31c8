"""Frames of a running premises as they are sent: ``premises capture --follow`` and tshark, which reads its pipe."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from lab.live.run_directory import Running
from premises.journey.run_file import read_run
from premises.wire.notes.flights import FlightSent
from tests.judges.captured import Row, faults_of, fields_wanted, is_in_strict_order, row_of, rows_of
from tests.judges.tshark import TSHARK
from tests.live.premises_under_test import DONE, LOOK_EVERY_S, WITHIN_S, premises, up
from tests.live.test_fault import CALLED, SITE, SIZE

pytestmark = [
    pytest.mark.live,
    pytest.mark.judge,
    pytest.mark.skipif(TSHARK is None, reason="tshark is not installed"),
]

OTA = "zbee_zcl_general.ota"
ENDS_WITHIN_S = 10.0
"""Seconds of wall for what ends at the next look, on a machine that has other work."""


@contextmanager
def following(folder: Path, *words: str, stdout: int = subprocess.PIPE) -> Iterator["subprocess.Popen[bytes]"]:
    """Run ``premises capture --follow`` beside the block, which is to wait for its end."""
    command = [sys.executable, "-m", "lab", "capture", "--follow", *words]
    pipe, nothing = subprocess.PIPE, subprocess.DEVNULL
    with subprocess.Popen(command, cwd=folder, stdin=nothing, stdout=stdout, stderr=pipe) as process:
        try:
            yield process
        finally:
            process.kill()


class Reading:
    """tshark at the end of a pipe, and what it has said so far."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process
        self.rows: list[Row] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def until(self, words: str) -> Row:
        """Wait until it has shown a frame whose comment has ``words`` in it, and give that."""
        give_up_at = time.monotonic() + WITHIN_S
        while not (found := [row for row in self.rows if words in row["frame.comment"]]):
            assert time.monotonic() < give_up_at, f"no {words!r} among {len(self.rows)} frames"
            time.sleep(LOOK_EVERY_S)
        return found[0]

    def end(self) -> int:
        """Wait for its end, and give its exit code."""
        code = self.process.wait(WITHIN_S)
        self._reader.join(WITHIN_S)
        return code

    def _read(self) -> None:
        assert self.process.stdout is not None, "it was asked for"
        for line in self.process.stdout:
            self.rows.append(row_of(line.rstrip("\n")))


@contextmanager
def tshark_at(pipe: int, keys: Path) -> Iterator[Reading]:
    """Have tshark read ``pipe`` while it is written, as Wireshark does."""
    assert TSHARK is not None, "tshark is not installed"
    command = [TSHARK, "-l", "-r", "-", "-o", f"uat:zigbee_pc_keys:{keys.read_text().rstrip()}", *fields_wanted()]
    process = subprocess.Popen(command, stdin=pipe, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    with process:
        try:
            yield Reading(process)
        finally:
            process.kill()


@pytest.fixture(scope="module")
def flat(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Running]]:
    """Give a directory in which one premises runs, with an image of some 6 kB for B2."""
    home = tmp_path_factory.mktemp("captured")
    (home / "site.toml").write_text(SITE, encoding="utf-8")
    image = ("--for", "b2", "--size", str(SIZE), "--site", "site.toml")
    assert premises(home, "image", "make", "b2.ota", *image).returncode == DONE
    with up(home, "--site", "site.toml", "--speed", "2", called=CALLED) as running:
        yield home, running


def test_tshark_reads_commands_of_an_update_while_it_goes_on_and_ends_with_the_premises(tmp_path: Path) -> None:
    (tmp_path / "site.toml").write_text(SITE, encoding="utf-8")
    image = ("--for", "b2", "--size", str(SIZE), "--site", "site.toml")
    assert premises(tmp_path, "image", "make", "b2.ota", *image).returncode == DONE
    with (
        up(tmp_path, "--site", "site.toml", "--speed", "4", called=CALLED) as running,
        following(tmp_path, "-o", "-") as follower,
    ):
        assert follower.stdout is not None, "it was asked for"
        with tshark_at(follower.stdout.fileno(), running.files.network_key) as reading:
            follower.stdout.close()
            # The first frame says that the conductor has had frames kept.
            reading.until("over")
            sent = premises(tmp_path, "update", "--to", "b2", "--file", "b2.ota")
            block = reading.until("; ImageBlockResponse offset ")
            is_up = premises(tmp_path, "status").returncode
            down = premises(tmp_path, "down")
            code, tshark_code = follower.wait(WITHIN_S), reading.end()
            said = follower.stderr.read().decode() if follower.stderr is not None else ""
    run = read_run(running.files.record)
    frames = {entry.note.frame for entry in run.entries if isinstance(entry.note, FlightSent)}

    assert [sent.returncode, is_up, down.returncode, code, tshark_code] == [DONE] * 5
    assert block["frame.comment"].startswith("b2@0x00010001 of request ")
    assert block["frame.protocols"].endswith(OTA)
    assert block["frame.interface_name"] in {"han", "althan-b1-b2"}
    assert faults_of(reading.rows) == []
    assert len(frames - {b""}) >= len(reading.rows)
    assert said.startswith("premises: open it with: wireshark -o ")
    assert said.endswith(" -k -i -\n")
    assert said.count("\n") == 1


def test_ctrl_c_leaves_a_whole_file(flat: tuple[Path, Running], tmp_path: Path) -> None:
    home, running = flat
    file = tmp_path / "x.pcapng"
    with following(home, "-o", str(file)) as follower:
        give_up_at = time.monotonic() + WITHIN_S
        while not file.exists() or file.stat().st_size < 4_000:
            assert time.monotonic() < give_up_at, "too few frames"
            time.sleep(LOOK_EVERY_S)
        follower.send_signal(signal.SIGINT)
        _, said = follower.communicate(timeout=ENDS_WITHIN_S)
    rows = rows_of(file, running.files.network_key)

    assert follower.returncode == DONE
    assert b"Traceback" not in said
    assert is_in_strict_order(file)
    assert rows
    assert faults_of(rows) == []


def test_who_reads_no_longer_ends_it(flat: tuple[Path, Running]) -> None:
    home, _ = flat
    with following(home, "-o", "-") as follower:
        assert follower.stdout is not None, "it was asked for"
        os.read(follower.stdout.fileno(), 1)
        follower.stdout.close()
        code = follower.wait(ENDS_WITHIN_S)
        said = follower.stderr.read().decode() if follower.stderr is not None else ""

    assert (code, "Traceback" in said) == (DONE, False), said


def test_a_pipe_that_has_a_name_will_do(flat: tuple[Path, Running], tmp_path: Path) -> None:
    home, running = flat
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with following(home, "-o", str(pipe)) as follower:
        reader = os.open(pipe, os.O_RDONLY)
        with tshark_at(reader, running.files.network_key) as reading:
            os.close(reader)
            reading.until("over")
        code = follower.wait(ENDS_WITHIN_S)
        said = follower.stderr.read().decode() if follower.stderr is not None else ""

    assert (code, "Traceback" in said) == (DONE, False), said
