"""Faults that a person imposes on a running premises, with real processes: what they stop, and that they heal."""

import asyncio
import json
import os
import signal
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from premises.errors import LinkError
from premises.identity import Name
from premises.journey.run_file import read_run
from premises.runtime.mqtt import mqtt_link
from premises.wire.codec import decode
from premises.wire.envelope import FaultsInForce
from premises.wire.field.zcl import ImageBlockRequest
from premises.wire.notes.emulator import FaultCleared, FaultImposed
from premises.wire.topics import CONDUCTOR, VIEWER
from tests.live.premises_under_test import (
    B1,
    DONE,
    FAILED,
    USAGE,
    Observer,
    line_of,
    observing,
    premises,
    running_in,
    up,
)

pytestmark = pytest.mark.live

CALLED = "faulty"
B2 = Name("b2")
SITE = """
name = "faulty"

[bridges.b1]
ppmid_variant = "B1"
eui = "90-B3-D5-1F-30-B1-00-01"
image_type = 0x0184
reboot_s = 1.0

[bridges.b2]
ppmid_variant = "B2"
eui = "90-B3-D5-1F-30-B2-00-01"
image_type = 0x0284
behind = "b1"
reboot_s = 1.0
query_every_s = 5.0
start_delay_max_s = 1.0
retry_after_s = 1.0

[links]
wan = { latency_ms = 100.0, jitter_ms = 10.0 }
han = { latency_ms = 50.0, jitter_ms = 5.0, loss = 0.0 }
althan = { latency_ms = 60.0, jitter_ms = 5.0, loss = 0.0 }
"""
SIZE = 6_000
WORDS = "100% loss on althan-b1-b2 toward b2"


@pytest.fixture(scope="module")
def flat(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Give a directory in which one premises runs, for all who leave it as it is."""
    home = tmp_path_factory.mktemp("flat")
    with up(home):
        yield home


def in_force(folder: Path) -> list[dict[str, object]]:
    """Give the faults that ``premises fault list --json`` shows."""
    done = premises(folder, "fault", "list", "--json")
    assert (done.returncode, done.stderr) == (DONE, "")
    faults: list[dict[str, object]] = json.loads(done.stdout)["faults"]
    return faults


def touched(observer: Observer, who: Name) -> int:
    """Give how many flights of ``who`` imposed faults have touched, by its picture."""
    return sum(each.flights for each in observer.pictures[who].touched) if who in observer.pictures else 0


async def kill(folder: Path, observer: Observer, who: Name) -> None:
    """Kill one process, and wait until it is there again."""
    victim = running_in(folder, CALLED).processes[who]
    observer.expect_again(who)
    os.kill(victim, signal.SIGKILL)
    await observer.until_back(who)


async def test_a_fault_stalls_an_update_outlives_kills_and_heals_at_once(tmp_path: Path) -> None:
    (tmp_path / "site.toml").write_text(SITE, encoding="utf-8")
    image = ("--for", "b2", "--size", str(SIZE), "--site", "site.toml")
    assert premises(tmp_path, "image", "make", "b2.ota", *image).returncode == DONE
    with up(tmp_path, "--site", "site.toml", "--speed", "4", called=CALLED) as running:
        async with observing(running) as observer:
            sent = await asyncio.to_thread(premises, tmp_path, "update", "--to", "b2", "--file", "b2.ota")
            await observer.until(lambda: observer.offsets.get(ImageBlockRequest, 0) > SIZE // 8, "a download")
            added = await asyncio.to_thread(premises, tmp_path, "fault", "add", WORDS)
            await observer.until(lambda: touched(observer, B1) > 1, "what b1 says to b2 is lost")
            (listed,) = await asyncio.to_thread(in_force, tmp_path)
            table = await asyncio.to_thread(premises, tmp_path, "fault", "list")
            status = await asyncio.to_thread(premises, tmp_path, "status")
            stuck = observer.offsets[ImageBlockRequest]
            for who in (B1, CONDUCTOR):
                await kill(tmp_path, observer, who)
            observer.pictures.pop(B1)
            await observer.until(lambda: touched(observer, B1) > 1, "what b1 says to b2 is lost after its restart too")
            still = observer.offsets[ImageBlockRequest]
            cleared = await asyncio.to_thread(premises, tmp_path, "fault", "clear", "all")
            await observer.until(lambda: observer.pictures[B2].running == 0x0001_0001, "b2 runs its image")
            after = await asyncio.to_thread(in_force, tmp_path)
    notes = [entry.note for entry in read_run(running.files.record).entries]

    assert (sent.returncode, added.returncode, added.stdout, added.stderr) == (DONE, DONE, "f1\n", "")
    assert (listed["id"], listed["fault"], listed["until_s"]) == ("f1", WORDS, None)
    assert int(str(listed["touched"])) > 0
    assert f"f1  {WORDS}" in table.stdout
    assert f"faults: {WORDS} (f1, until it is cleared)" in status.stdout
    assert still == stuck, "not one block crosses"
    assert (cleared.stdout, after) == ("f1\n", [])
    assert [note.said.partition(" from ")[0] for note in notes if isinstance(note, FaultImposed)] == [WORDS]
    assert [note.id for note in notes if isinstance(note, FaultCleared)] == ["f1"]


async def test_after_the_end_nothing_is_retained_of_faults(tmp_path: Path) -> None:
    with up(tmp_path) as running:
        topic = f"vp/{running.premises}/ctl/faults"
        payloads: list[bytes] = []
        async with mqtt_link(running.address(VIEWER))([topic]) as link:
            payloads.append((await link.next()).payload)
            added = await asyncio.to_thread(premises, tmp_path, "fault", "add", "--kind", "outage", "--link", "wan")
            down = await asyncio.to_thread(premises, tmp_path, "down")
            with suppress(LinkError):
                while True:
                    payloads.append((await link.next()).payload)
    first, second, last = payloads

    assert (added.stdout, down.returncode) == ("f1\n", DONE)
    assert decode(FaultsInForce, first).faults == ()
    assert [fault.id for fault in decode(FaultsInForce, second).faults] == ["f1"]
    assert last == b""


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["add", "40% loss on wam"], "this premises has no such link: did you mean wan?"),
        (["add", "140% loss on wan"], "at '140%': expected 0% to 100%"),
        (["add", "outage on wan for -5s"], "at '-5s': expected 0s or more"),
        (["add", "drop the 2nd ImageBlokRequest"], "no message is called that: did you mean ImageBlockRequest?"),
        (["add", "--kind", "outage", "--link", "wam"], "this premises has no such link: did you mean wan?"),
        (["add", "--kind", "loss", "--chance", "1.4"], "fault: chance = 1.4: expected a number <= 1.0"),
        (["add", "--kind", "outage", "--for", "-5"], "fault: for_s = -5.0: expected a number > 0.0"),
        (["add", "--kind", "los"], "did you mean loss?"),
        (["add", "--kind", "outage", "--until", "1", "--for", "2"], "expected until_s or for_s, not both"),
        (["add", "--kind", "outage", "--from", "31536000"], "expected a number <= 31536000.0"),
        (["add", "--kind", "outage", "--chanse", "1"], "No such option: --chanse (Possible options: --chance"),
        (["add"], "expected a fault, like"),
        (["clear", "f1"], "fault 'f1': no such fault is imposed: none is imposed now"),
        (["clear"], "Missing argument 'faults'"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_wrong_fault_is_usage_and_changes_nothing(words: list[str], said: str, flat: Path) -> None:
    done = premises(flat, "fault", *words)

    assert (done.returncode, done.stdout) == (USAGE, "")
    assert said in line_of(done)
    assert in_force(flat) == []


def test_without_faults_that_is_what_is_said(flat: Path) -> None:
    listed, cleared = premises(flat, "fault", "list"), premises(flat, "fault", "clear", "all")

    assert (listed.returncode, listed.stdout, listed.stderr) == (DONE, "", "no fault is in force\n")
    assert (cleared.returncode, cleared.stdout, cleared.stderr) == (DONE, "", "no fault was imposed\n")


@pytest.mark.parametrize("words", [["add", "outage"], ["list"], ["clear", "all"]], ids=lambda words: str(words[0]))
def test_without_a_premises_each_says_how_to_get_one(words: list[str], tmp_path: Path) -> None:
    done = premises(tmp_path, "fault", *words)

    assert (done.returncode, done.stdout) == (FAILED, "")
    assert line_of(done) == "premises: no premises is running here: start one with `premises up`"


async def test_a_fault_that_a_premises_comes_up_with_counts_and_is_the_sites(tmp_path: Path) -> None:
    with up(tmp_path, "--fault", "100% loss on wan leaving hub", "--speed", "12") as running:
        async with observing(running) as observer:
            sent = await asyncio.to_thread(premises, tmp_path, "update", "--to", "b1")
            await observer.until(lambda: any(each.target == "hub" for each in observer.envelopes), "an offer")
            again = len(observer.envelopes)
            await observer.until(
                lambda: len([each for each in observer.envelopes[again:] if each.target == "hub"]) > 1,
                "it is said again",
            )
            listed = await asyncio.to_thread(in_force, tmp_path)
            refused = await asyncio.to_thread(premises, tmp_path, "fault", "clear", "site")

    assert sent.returncode == DONE
    assert [each for each in observer.envelopes if (each.link, each.source) == ("wan", "hub")] == []
    assert [(each["id"], each["fault"], each["by"]) for each in listed] == [
        (None, "100% loss on wan leaving hub", "site")
    ]
    assert refused.returncode == USAGE


@pytest.mark.parametrize("detach", [[], ["--detach"]], ids=["stays", "detached"])
def test_a_premises_does_not_come_up_with_a_fault_that_is_none(detach: list[str], tmp_path: Path) -> None:
    done = premises(tmp_path, "up", *detach, "--fault", "40% loss on wam")

    assert (done.returncode, done.stdout) == (USAGE, "")
    assert "this premises has no such link: did you mean wan?" in line_of(done)
