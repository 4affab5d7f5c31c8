"""The operator's story, in a terminal: update four bridges, spoil a link, see why it stalls, mend it, and go home."""

from pathlib import Path

import pytest

from tests.live.premises_under_test import running_in
from tests.live.terminal import Terminal, line_with, terminal
from tests.tui.stage import SIZES

pytestmark = pytest.mark.live

SITE = """
name = "operated"
shape = "any"

[bridges.b1]
ppmid_variant = "B1"
eui = "90-B3-D5-1F-30-B1-00-01"
image_type = 0x0184
block_size = 63
reboot_s = 2.0

[bridges.b2]
ppmid_variant = "B2"
eui = "90-B3-D5-1F-30-B2-00-01"
image_type = 0x0284
behind = "b1"
block_size = 63
reboot_s = 2.0

[bridges.b3]
ppmid_variant = "B3"
eui = "90-B3-D5-1F-30-B3-00-01"
image_type = 0x0384
block_size = 63
reboot_s = 2.0

[bridges.b4]
ppmid_variant = "B4"
eui = "90-B3-D5-1F-30-B4-00-01"
image_type = 0x0484
behind = "b3"
block_size = 63
reboot_s = 2.0
wake_every_s = 40.0
awake_s = 30.0
poll_every_s = 0.3
"""
OCTETS = "4096"
SPOILT = "40% loss on althan-b1-b2"
WHY = "frames b1-b2 are"


def update_all_four(here: Terminal) -> None:
    here.press("u")
    here.shows("Start a firmware update", "no device is chosen")
    here.press("Space", "Tab", "Tab", "Space", "Tab", "Tab", "Space", "Tab", "Tab", "Space", "Tab", "Tab")
    here.shows("[x] b1", "[x] b2", "[x] b3", "[x] b4")
    here.type(OCTETS)
    here.shows(f"--size {OCTETS}")
    here.press("C-s")
    here.lacks("Start a firmware update")


def spoil(here: Terminal) -> None:
    here.press("f")
    here.shows("Inject a fault", "From now on")
    here.press(*["Tab"] * 9)
    here.press("C-u")
    here.shows("expected a fault")
    here.type(SPOILT)
    here.shows(f"From now on: {SPOILT}.")
    here.press("C-s")
    here.lacks("Inject a fault")


def _names_the_loss(here: Terminal, text: str) -> bool:
    """Say whether the card does; a key goes to the next package that stands still."""
    if "▲ SLOW" in text and WHY in text:
        return True
    here.press("!")
    return False


def test_an_operator_updates_four_bridges_and_finds_the_link_that_holds_one_up(tmp_path: Path) -> None:
    (tmp_path / "site.toml").write_text(SITE, encoding="utf-8")
    with terminal(tmp_path, "up", "--site", "site.toml", "--speed", "8", "--tui", size=SIZES["W"]) as here:
        here.shows("No packages yet. u starts a firmware update.")
        record = running_in(tmp_path, "operated").files.record
        update_all_four(here)
        here.shows("P1")
        spoil(here)
        here.shows("F1")
        stalled = here.until(lambda text: line_with(text, "▲ P2 ", " B2 ", " F1 "), "B2 is slow, and by which fault")
        named = here.until(lambda text: _names_the_loss(here, text), "the loss is named")
        here.press("y")
        here.shows("copied")
        copied = here.tmux("show-buffer")
        here.press("x")
        here.shows("done: premises fault clear f1")
        here.until(lambda text: not line_with(text, "FAULTS") and " F1 " not in text, "F1 is gone")
        done = here.shows("4 done")
        here.press("e")
        here.shows("Export")
        here.press("C-s")
        here.shows("written: ")
        here.press("q")
        left = here.shows("exit ")
        after = {about: here.says(about) for about in ("alternate_on", "cursor_flag", "mouse_any_flag")}

    assert "40% loss on" in stalled
    assert "▲ SLOW" in named
    assert WHY in " ".join(copied.split())
    assert [line_with(done, f"✓ P{number} ", f" B{number} ") != "" for number in (1, 2, 3, 4)] == [True] * 4
    (ladder,) = tmp_path.glob("*-ladder.svg")
    assert ladder.read_text(encoding="utf-8").startswith("<svg")
    assert "exit 0" in left.splitlines()
    assert after == {"alternate_on": "0", "cursor_flag": "1", "mouse_any_flag": "0"}
    assert (tmp_path / "before").read_text() == (tmp_path / "after").read_text()
    assert str(record) in left.replace("\n", "")
    assert record.exists()
