"""``premises update`` for several bridges: what is said, what is refused, what is left."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from lab.images import make_image
from premises.journey.run_file import read_run
from premises.wire.notes.requests import RequestAccepted
from tests.live.premises_under_test import (
    DONE,
    FAILED,
    STALLED,
    USAGE,
    line_of,
    premises,
    row_of,
    running_in,
    up,
)

pytestmark = pytest.mark.live

NEW = 0x0001_0001
SITE = """
name = "pair"
shape = "any"

[bridges.b1]
ppmid_variant = "B1"
eui = "90-B3-D5-1F-30-B1-00-01"
image_type = 0x0184
reboot_s = 1.0

[bridges.b3]
ppmid_variant = "B3"
eui = "90-B3-D5-1F-30-B3-00-01"
image_type = 0x0384
reboot_s = 1.0

[links]
wan = { latency_ms = 300.0, jitter_ms = 0.0 }
han = { loss = 0.0 }
"""


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Give a directory with a premises of B1 and B3, and an image for each, for all who leave it as it is."""
    home = tmp_path_factory.mktemp("pair")
    (home / "site.toml").write_text(SITE, encoding="utf-8")
    write_images(home)
    with up(home, "--site", "site.toml", "--speed", "10", called="pair"):
        yield home


def write_images(folder: Path, size: int = 1024) -> None:
    for called, image_type in (("b1", 0x0184), ("b3", 0x0384)):
        (folder / f"{called}.ota").write_bytes(make_image(image_type, NEW, size, manufacturer=0xA170))


def accepted(home: Path) -> int:
    """Give how many requests its DCC adapter took, by its own run file."""
    run = read_run(running_in(home, "pair").files.record)
    return sum(isinstance(entry.note, RequestAccepted) for entry in run.entries)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--to", "b1,b3"], "2 device types, and a polite Supplier .*: expected --wait .* or --naive"),
        (["--to", "B1,b7", "--wait"], "unknown device 'b7': this premises has b1, b3"),
        (["--to", "B1,b1", "--wait"], "device 'b1' is named twice: expected each once"),
        (["--to", "b1,b3", "--naive", "--planned"], "--planned: a naive Supplier waits for nothing"),
        (["--to", "b1,b3", "--naive", "--deadline", "9"], "--deadline: a naive Supplier waits for nothing"),
        (["--to", "b1,b3", "--wait", "--deadline", "0"], "Invalid value for '--deadline'"),
        (["--to", "b1", "--file", "b3=b3.ota"], "--file b3=b3.ota: 'b3' is not in --to: expected one of b1"),
        (
            ["--to", "b1", "--file", "B1=b1.ota", "--file", "b1=b1.ota"],
            "is a file for b1 already: expected each device",
        ),
        (["--to", "b1", "--file", "b1.ota", "--file", "b1.ota"], "is a file for b1 already: expected each device once"),
        (["--to", "b1,b3", "--wait", "--file", "b1.ota"], "2 device types need an image each: expected DEVICE=FILE"),
        (["--to", "b1,b3", "--wait", "--file", "b1=no.ota"], "no.ota: no such file or directory"),
        (["--to", "b1", "--file", "b1="], "b1=: no such file or directory"),
    ],
)
def test_a_mistake_in_a_campaign_is_usage_and_nothing_is_sent(words: list[str], said: str, pair: Path) -> None:
    before = accepted(pair)
    done = premises(pair, "update", *words)

    assert (done.returncode, done.stdout) == (USAGE, "")
    assert re.search(said, line_of(done))
    assert accepted(pair) == before


def test_an_image_for_another_type_stops_the_campaign_before_its_first_request(pair: Path) -> None:
    before = accepted(pair)
    done = premises(pair, "update", "--to", "b1,b3", "--wait", "--file", "b1=b1.ota", "--file", "b3=b1.ota")

    assert (done.returncode, done.stdout) == (FAILED, "")
    assert "b1.ota is for maker 0xa170 type 0x0184, b3 is 0xa170 type 0x0384: nothing was sent" in line_of(done)
    assert accepted(pair) == before


def test_a_polite_campaign_says_what_each_waits_for_and_ends_with_a_row_each(tmp_path: Path) -> None:
    (tmp_path / "site.toml").write_text(SITE, encoding="utf-8")
    write_images(tmp_path)
    with up(tmp_path, "--site", "site.toml", "--speed", "10", called="pair"):
        done = premises(
            tmp_path, "update", "--to", "B1,B3", "--wait", "--file", "B1=b1.ota", "--file", "b3=b3.ota"
        )  # fmt: skip
        late = premises(tmp_path, "update", "--to", "b3,b1", "--wait", "--deadline", "0.001", "--timeout", "2")

    assert done.returncode == DONE
    assert "the next request goes out unheard after B1 6 h 0 min, B3 6 h 0 min" in done.stderr
    assert re.search(r" B3 +TURN +waits for B1's CS09 \(polite\)\n", done.stdout)
    assert re.search(r"^B1 +0x00010001 +runs 0x00010001 since [0-9. a-z]+$", row_of(done, "B1").strip())
    assert "runs 0x00010001 since" in row_of(done, "B3")
    assert late.returncode == STALLED
    assert "no last word by the deadline: " in late.stderr


def test_a_naive_campaign_names_what_was_displaced_and_by_which(tmp_path: Path) -> None:
    (tmp_path / "site.toml").write_text(SITE, encoding="utf-8")
    write_images(tmp_path, size=8192)
    files = ("--file", "b1=b1.ota", "--file", "b3=b3.ota")
    with up(tmp_path, "--site", "site.toml", "--speed", "5", called="pair"):
        done = premises(tmp_path, "update", "--to", "b1,b3", "--naive", "--wait", *files)

    assert done.returncode == FAILED
    assert line_of(done).startswith("premises: b1 does not run 0x00010001: displaced in the hub's slot by b3's image")
    assert "displaced in the hub's slot by b3's image (CCS08 Image Discarded)" in row_of(done, "B1")
    assert "runs 0x00010001 since" in row_of(done, "B3")


def test_who_does_not_stay_gets_an_id_for_each_request_of_a_naive_campaign(tmp_path: Path) -> None:
    (tmp_path / "site.toml").write_text(SITE, encoding="utf-8")
    with up(tmp_path, "--site", "site.toml", called="pair"):
        done = premises(tmp_path, "update", "--to", "b1,b3", "--naive")
        again = premises(tmp_path, "update", "--to", "b1", "--file", _old(tmp_path))

    assert (done.returncode, done.stderr) == (DONE, "")
    assert len(set(done.stdout.split())) == 2
    assert (again.returncode, again.stdout) == (FAILED, "")
    assert "b1 does not run 0x00010000: refused by the DCC adapter (E110401, NotApplicable" in line_of(again)


def _old(folder: Path) -> Path:
    (folder / "old.ota").write_bytes(make_image(0x0184, 0x0001_0000, 1024, manufacturer=0xA170))
    return folder / "old.ota"


def test_a_planned_campaign_lets_the_next_go_when_the_slot_is_free(tmp_path: Path) -> None:
    (tmp_path / "site.toml").write_text(SITE, encoding="utf-8")
    write_images(tmp_path)
    with up(tmp_path, "--site", "site.toml", "--speed", "10", called="pair"):
        shown = premises(tmp_path, "plan", "--to", "b3,b1")
        done = premises(tmp_path, "update", "--to", "b3,b1", "--planned", "--wait")
        waited = premises(tmp_path, "update", "--to", "b3,b1", "--planned")

    assert (shown.returncode, done.returncode) == (DONE, DONE)
    assert re.search(r"^2 +11\.4 +B1 +16,384 +CCS08 of B3 +slot X of the hub", row_of(shown, "2"))
    assert "planned; the next request goes out unheard after B3 6 h 0 min, B1 6 h 0 min" in done.stderr
    assert re.search(r" B1 +TURN +waits for CCS08 of B3 \(planned\)\n", done.stdout)
    assert "runs 0x00010001 since" in row_of(done, "B1")
    assert waited.returncode == USAGE
