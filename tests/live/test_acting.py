"""Acts of the screen against a premises that runs: what was ordered holds, and what is refused is one line."""

import asyncio
import json
from pathlib import Path

import pytest

from tests.live.premises_under_test import premises, running_in, up
from tui.acting import deeds
from tui.acting.act import Act, Whereto
from tui.acting.children import ChildCommands
from tui.acting.journal import Ending

pytestmark = pytest.mark.live

CALLED = "acted-on"
SITE = """
name = "acted-on"
shape = "any"

[bridges.b3]
ppmid_variant = "B3"
eui = "90-B3-D5-1F-30-B3-00-01"
image_type = 0x0384

[bridges.b4]
ppmid_variant = "B4"
eui = "90-B3-D5-1F-30-B4-00-01"
image_type = 0x0484
behind = "b3"
wake_every_s = 3600.0
"""


async def test_acts_are_done_changed_and_refused_by_a_premises_that_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "site.toml").write_text(SITE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    commands = ChildCommands(Whereto(CALLED))

    async def done(act: Act) -> Ending:
        return await commands.start(act).over()

    with up(tmp_path, "--site", "site.toml", called=CALLED):
        injected = await done(deeds.inject("40% loss on althan-b3-b4"))
        changed = await done(deeds.change("f1", "60% loss on althan-b3-b4 for 1h"))
        (fault,) = json.loads(premises(tmp_path, "fault", "list", "--json").stdout)["faults"]
        cleared = await done(deeds.clear(("f2",)))
        refused = await done(deeds.clear(("f9",)))
        paused = await done(deeds.pause())
        first = json.loads(premises(tmp_path, "fault", "list", "--json").stdout)["premises_time_s"]
        await asyncio.sleep(0.5)
        stands = json.loads(premises(tmp_path, "fault", "list", "--json").stdout)["premises_time_s"]
        faster = await done(deeds.pace("4"))
        woken = await done(deeds.wake("b4"))
        killed = await done(deeds.kill("b3"))
        again = await done(deeds.restart("b3", killed.said))
        too_fast = await done(deeds.pace("1e9"))
        assert running_in(tmp_path, CALLED).ready
    await commands.close()

    assert [each.code for each in (injected, changed, cleared, paused, faster, woken, killed, again)] == [0] * 8
    assert (injected.said, changed.said, cleared.said) == ("f1", "f2", "f2")
    assert (fault["id"], fault["fault"]) == ("f2", "60% loss on althan-b3-b4 for 1h")
    assert (refused.code, "f9" in refused.said) == (2, True)
    assert first == stands
    assert too_fast == Ending(2, "speed 1e+09: expected 0 (a pause) to 1e+06")
