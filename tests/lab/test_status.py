"""``premises status --json``: one document with the keys of docs/status.md, numbers as numbers."""

import re
from pathlib import Path

from lab.commands.status import FORMAT, document_of
from lab.live.elsewhere import Elsewhere
from lab.live.run_directory import RunDirectory
from lab.live.window import Window
from premises.identity import Eui64, Name
from premises.quantity import Instant
from premises.runtime.clock import SharedClock
from premises.runtime.memory import MemoryBroker
from premises.wire.envelope import ENVELOPE_VERSION, Clock, FaultsInForce, Imposed
from premises.wire.fault import FaultSpec
from premises.wire.picture import Outcome, Picture, Touched
from premises.wire.site import DCC, HUB, Site
from premises.wire.topics import VIEWER, Topics
from tests.runtime.manual_wall import ManualWall

PAGE = Path(__file__).parents[2] / "docs" / "status.md"
BOOT, B1 = "boot", Name("b1")
AT = Elsewhere(Name("flat-14"), RunDirectory(Path("keys")), "mqtt://127.0.0.1:1883")
OUTCOME = Outcome("a:b:7", Eui64("90-B3-D5-1F-30-B1-00-01"), 0x0001_0001, "success", "waiting", "")
LOSS = Imposed(
    "f3", "me@here", Instant(12_000_000), FaultSpec("loss", link="wan", chance=0.4, from_s=12.0, for_s=300.0)
)
PICTURES = (
    Picture(DCC, None, "idle", outcomes=(OUTCOME,), touched=(Touched("f3", 3),)),
    Picture(B1, 0x0001_0000, "downloading", 0x0001_0001, 96, 512, touched=(Touched("f2", 1), Touched("f3", 4))),
)


async def document(*, is_running: bool) -> dict[str, object]:
    """Give what is said of a premises whose hub has said nothing yet."""
    wall = ManualWall()
    async with MemoryBroker().link(VIEWER)([]) as link:
        site = Site(fault=[FaultSpec("loss", link="han", chance=0.01)])
        window = Window(site, Topics(Name("flat-14")), link, SharedClock(wall, BOOT))
        if is_running:
            window.clock.follow(Clock(ENVELOPE_VERSION, BOOT, wall.monotonic(), Instant(16_500_000), 2.0, 1))
        window.pictures = {picture.who: picture for picture in PICTURES}
        window.present = {DCC: True, B1: False}
        window.faults = FaultsInForce(ENVELOPE_VERSION, 2, (LOSS,))
        return document_of(AT, window)


async def test_a_document_has_what_was_seen_and_who_was_not() -> None:
    assert await document(is_running=True) == {
        "format": FORMAT,
        "premises": "flat-14",
        "design": "proposed",
        "broker": "mqtt://127.0.0.1:1883",
        "duis": None,
        "premises_time_s": 16.5,
        "speed": 2.0,
        "participants": [
            {
                "who": "dcc", "here": True, "running": None, "activity": "idle", "version": None, "have": 0, "size": 0,
                "detail": "",
            },
            {
                "who": "b1", "here": False, "running": 65536, "activity": "downloading", "version": 65537, "have": 96,
                "size": 512, "detail": "",
            },
        ],
        "requests": [
            {
                "request": "a:b:7", "device": "b1", "eui": "90-B3-D5-1F-30-B1-00-01", "version": 65537,
                "transfer": "success", "activation": "waiting", "detail": "", "final": False,
                "stage": None, "cause": None, "why": None,
            }
        ],
        "faults": [
            {
                "id": None, "fault": "1% loss on han", "by": "site", "since_s": 0.0, "from_s": 0.0, "until_s": None,
                "touched": None,
            },
            {
                "id": "f3", "fault": "40% loss on wan for 5m", "by": "me@here", "since_s": 12.0, "from_s": 12.0,
                "until_s": 312.0, "touched": 7,
            },
        ],
        "missing": [HUB, "b1"],
    }  # fmt: skip


async def test_before_the_clock_runs_there_is_no_time() -> None:
    early = await document(is_running=False)

    assert (early["premises_time_s"], early["speed"]) == (None, None)


async def test_every_key_is_on_its_page_and_no_other() -> None:
    page = PAGE.read_text(encoding="utf-8")
    shown = await document(is_running=True)
    keys = set(shown)
    for many in ("participants", "requests", "faults"):
        entries = shown[many]
        assert isinstance(entries, list)
        keys |= {f"{many}.{key}" for key in entries[0]}

    assert set(re.findall(r"^\| `([\w.]+)` \|", page, flags=re.MULTILINE)) == keys
