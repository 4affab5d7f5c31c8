"""``premises activate``, and ``update`` to meters: 11.1, then 11.3, and the exit code of what came of it."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.live.premises_under_test import DONE, USAGE, line_of, premises, row_of, up

pytestmark = pytest.mark.live

SITE = """
name = "meters"

[bridges.b1]
ppmid_variant = "B1"
eui = "90-B3-D5-1F-30-B1-00-01"
image_type = 0x0184
reboot_s = 1.0
query_every_s = 10.0
start_delay_max_s = 2.0

[meters.gsme]
kind = "GSME"
eui = "00-DB-12-34-56-78-90-A1"
behind = "b1"
wake_every_s = 20.0
awake_s = 15.0
firmware = { reboot_s = 1.0 }

[meters.esme]
kind = "ESME"
eui = "00-DB-12-34-56-78-90-B2"
firmware = { reboot_s = 1.0, query_every_s = 10.0 }

[links]
wan = { latency_ms = 300.0, jitter_ms = 0.0 }
han = { loss = 0.0 }
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Give a directory with a premises of a bridge, a GSME behind it, and an ESME."""
    folder = tmp_path_factory.mktemp("meters")
    (folder / "site.toml").write_text(SITE, encoding="utf-8")
    with up(folder, "--site", "site.toml", "--speed", "10", called="meters"):
        for who in ("esme", "gsme", "b1"):
            words = ("--for", who, "--size", "1500", "--site", "site.toml")
            assert premises(folder, "image", "make", f"{who}.ota", *words).returncode == DONE
        yield folder


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["activate", "--to", "b1"], "b1 is a bridge, which runs a new image by itself and needs no 11.3"),
        (["activate", "--to", "b9"], "unknown device 'b9'"),
        (["activate", "--to", "gsme"], "gsme holds no image that anybody was told of: expected `premises update --to"),
        (["update", "--to", "b1", "--runs-at", "9", "--wait"], "--runs-at 9: nobody of b1 waits for CS06"),
        (["update", "--to", "gsme", "--runs-at", "9"], "--runs-at: 11.3 goes out when the device holds the image"),
    ],
)
def test_what_cannot_be_activated_is_usage_and_one_line(words: list[str], said: str, home: Path) -> None:
    done = premises(home, *words)

    assert (done.returncode, done.stdout) == (USAGE, "")
    assert said in line_of(done)


def test_a_planned_update_sends_11_3_and_waits_for_what_came_of_it(home: Path) -> None:
    files = [word for who in ("gsme", "b1", "esme") for word in ("--file", f"{who}={who}.ota")]
    done = premises(home, "update", "--to", "gsme,b1,esme", "--planned", "--wait", *files)

    assert done.returncode == DONE, done.stderr
    assert re.search(r"B1 +TURN +waits for the answer to CS06 of GSME \(planned\)", done.stdout)
    assert re.search(r"ESME +0x00010001 +runs 0x00010001", done.stdout)
    assert "and for 11.3 25 h 0 min" in done.stderr


def test_an_image_that_was_left_held_runs_when_a_person_says_so(home: Path) -> None:
    left = premises(home, "update", "--to", "esme")
    held = premises(home, "update", "--to", "b1", "--wait")
    shown = premises(home, "status")
    done = premises(home, "activate", "--to", "esme")
    again = premises(home, "activate", "--to", "esme")

    assert (left.returncode, held.returncode) == (DONE, DONE)
    assert left.stderr == "esme runs it when 11.3 says so: premises activate --to esme\n"
    assert "verified" in row_of(shown, "esme")
    assert (done.returncode, done.stdout[:36]) == (DONE, "esme runs 0x00010002 (CS06), request")
    assert (again.returncode, "runs the new version (CS06)" in line_of(again)) == (USAGE, True)
