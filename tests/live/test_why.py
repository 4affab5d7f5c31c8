"""Why a package waits, asked of a running premises by the real commands, while a fault comes and goes."""

import asyncio
import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from lab.commands.looking.watch import document_of
from lab.live.run_directory import Running
from lab.watching.story import Story
from premises.identity import Name
from premises.journey.run_file import read_run
from premises.wire.field.zcl import ImageBlockRequest
from premises.wire.site_text import site_of_run
from tests.live.premises_under_test import (
    DONE,
    STALLED,
    USAGE,
    WITHIN_S,
    line_of,
    observing,
    premises,
    up,
)
from tests.live.test_fault import CALLED, SITE, SIZE

pytestmark = pytest.mark.live

B2 = Name("b2")
OUTAGE = "outage on althan-b1-b2"


@contextmanager
def watching(folder: Path, *words: str) -> Iterator["subprocess.Popen[str]"]:
    """Run ``premises watch`` beside the block, which is to wait for its end."""
    command = [sys.executable, "-m", "lab", "watch", *words]
    with subprocess.Popen(
        command, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def asked(folder: Path, code: int) -> tuple[str, list[str]]:
    """Ask why until the answer has that exit code; give the code of the cause and where it holds, if there is one."""
    give_up_at = time.monotonic() + WITHIN_S
    while True:
        done = premises(folder, "why", "b2", "--json")
        if done.returncode == code:
            cause = json.loads(done.stdout)["packages"][0]["cause"] or {"code": "", "at": []}
            return cause["code"], cause["at"]
        assert time.monotonic() < give_up_at, f"exit {done.returncode}: {done.stdout}{done.stderr}"


def stages_for(folder: Path, *parties: str) -> list[str]:
    """Give where each party holds the one package to be: a Supplier hears nothing between acceptance and CCS08."""
    shown = [premises(folder, "status", "--as", party, "--json").stdout for party in parties]
    return [json.loads(each)["packages"][0]["stage"] for each in shown]


def desk_of(folder: Path) -> tuple[list[str], int, list[str], list[str]]:
    """Give where the package is to a Supplier and in truth, why --as, and what the Supplier said and was told."""
    blame = premises(folder, "why", "--as", "supplier", "--json")
    rows = premises(folder, "ladder", "--about", "supplier").stdout.splitlines()[1:]
    words = [row.rsplit("  ", 1)[-1] for row in rows if "fault imposed" not in row]
    suspects: list[str] = json.loads(blame.stdout)["packages"][0]["suspects"]
    return stages_for(folder, "supplier", "truth"), blame.returncode, suspects, words


ASKED = ["UpdatePPMIDFirmware: 0x00010001 for b2", "ServiceResponse: I99 acknowledged"]
TAKEN = "CommsHubAlert: CCS08 success for b2, acknowledged"


def rows_of(folder: Path, running: Running) -> str:
    """Give what the Supplier said and was told, from the run file that a premises left."""
    return premises(folder, "ladder", running.files.record, "--about", "supplier").stdout


def recorded_by(running: Running) -> list[object]:
    """Give what ``watch --json`` tells of the run file that it left."""
    run = read_run(running.files.record)
    story, end = Story(site_of_run(run.header.site)), run.entries[-1].at
    changes = [*story.tell(run.entries, end), *story.end(end)]
    return [json.loads(json.dumps(document_of(change))) for change in changes]


async def test_an_outage_is_named_with_its_hop_and_is_over_when_it_is_cleared(tmp_path: Path) -> None:
    (tmp_path / "site.toml").write_text(SITE, encoding="utf-8")
    image = ("--for", "b2", "--size", str(SIZE), "--site", "site.toml")
    assert premises(tmp_path, "image", "make", "b2.ota", *image).returncode == DONE
    with up(tmp_path, "--site", "site.toml", "--speed", "4", called=CALLED) as running, watching(tmp_path) as plain:
        async with observing(running) as observer:
            empty = await asyncio.to_thread(premises, tmp_path, "why")
            sent = await asyncio.to_thread(premises, tmp_path, "update", "--to", "b2", "--file", "b2.ota")
            await observer.until(lambda: observer.offsets.get(ImageBlockRequest, 0) > SIZE // 8, "a download")
            added = await asyncio.to_thread(premises, tmp_path, "fault", "add", OUTAGE)
            code, at = await asyncio.to_thread(asked, tmp_path, STALLED)
            page = await asyncio.to_thread(premises, tmp_path, "why")
            status = await asyncio.to_thread(premises, tmp_path, "status", "--json")
            unknown = await asyncio.to_thread(premises, tmp_path, "why", "b7")
            desk = await asyncio.to_thread(desk_of, tmp_path)
            with watching(tmp_path, "--json") as late:
                cleared = await asyncio.to_thread(premises, tmp_path, "fault", "clear", "all")
                await asyncio.to_thread(asked, tmp_path, DONE)
                await observer.until(lambda: observer.pictures[B2].running == 0x0001_0001, "b2 runs its image")
                down = await asyncio.to_thread(premises, tmp_path, "down")
                told_late, _ = await asyncio.to_thread(late.communicate, timeout=WITHIN_S)
        told, said = await asyncio.to_thread(plain.communicate, timeout=WITHIN_S)

    assert (empty.returncode, empty.stderr) == (DONE, "premises: no request was accepted yet\n")
    assert [done.returncode for done in (sent, added, cleared, down)] == [DONE] * 4
    assert (code, sorted(at)) == ("LINK_DOWN", ["b1", "b2"])
    assert (page.returncode, "LINK_DOWN" in page.stdout) == (STALLED, True)
    assert json.loads(status.stdout)["requests"][0]["cause"] == "LINK_DOWN"
    assert (unknown.returncode, line_of(unknown)) == (USAGE, "premises: package 'b7': did you mean b2?")
    assert (desk, TAKEN in rows_of(tmp_path, running)) == ((["accepted", "ALT"], DONE, ["b2"], ASKED), True)
    assert (plain.returncode, late.returncode, said) == (DONE, DONE, "")
    lines = told.splitlines()
    order = [number for word in ("imposed by", "LINK_DOWN: ", "cleared by", "LINK_DOWN ended", "reached ACTIVE")
             for number, line in enumerate(lines) if word in line]  # fmt: skip
    assert order == sorted(order)
    assert len(order) == 5, told
    assert lines[-1].endswith("ends: 1 of 1 packages done, 0 stalled")
    # Who came late was told the whole story, and the run file tells the same.
    assert [json.loads(line) for line in told_late.splitlines()] == recorded_by(running)


def test_ctrl_c_is_how_watching_ends_well(tmp_path: Path) -> None:
    with up(tmp_path, "--fault", "40% loss on wan"), watching(tmp_path, "--plain") as watch:
        assert watch.stdout is not None, "it was asked for"
        first = watch.stdout.readline()
        watch.send_signal(signal.SIGINT)
        _, said = watch.communicate(timeout=WITHIN_S)

    assert "begins: 40% loss on wan" in first
    assert (watch.returncode, said) == (DONE, "")


@pytest.mark.parametrize("words", [["why"], ["watch"]], ids=lambda words: str(words[0]))
def test_without_a_premises_each_says_how_to_get_one(words: list[str], tmp_path: Path) -> None:
    done = premises(tmp_path, *words)

    assert (done.returncode, done.stdout) == (USAGE, "")
    expected = "premises: no premises is running here: start one with `premises up`, or give a run file with --run"
    assert line_of(done) == expected


def test_where_the_run_file_is_elsewhere_it_is_said_and_nobody_is_called_done(tmp_path: Path) -> None:
    with up(tmp_path) as running:
        keys = tmp_path / "keys"
        keys.mkdir()
        (keys / "site.json").write_bytes(running.files.site.read_bytes())
        (keys / "secrets").symlink_to(running.files.secrets.absolute())
        at = ("--keys", keys, "--broker", running.broker)
        why = premises(tmp_path, "why", *at)
        status = premises(tmp_path, "status", "--json", *at)
        with watching(tmp_path, "--keys", str(keys), "--broker", running.broker) as watch:
            assert watch.stderr is not None, "it was asked for"
            caveat = watch.stderr.readline()

    assert (why.returncode, why.stdout) == (1, "")
    assert "expected --run FILE, or `premises watch`" in line_of(why)
    assert status.returncode == DONE
    assert caveat.startswith("premises: looks since ")
