"""All four bridges, a PPMID and a GSME as processes of their own: they come up, and their traffic goes all the way."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from premises.identity import Name
from premises.wire.field.metering import ReadAttributes, ReadAttributesResponse, ReportAttributes
from premises.wire.field.zcl import DefaultResponse
from premises.wire.message import Message
from premises.wire.site import HUB
from tests.live.premises_under_test import DONE, USAGE, Observer, line_of, observing, premises, row_of, running_in, up

pytestmark = pytest.mark.live

SITE = Path(__file__).parents[2] / "sites" / "four-bridges.toml"
CALLED = "four-bridges"
B1, B2, B3, B4, PPMID, GSME = (Name(who) for who in ("b1", "b2", "b3", "b4", "ppmid", "gsme"))
SPEED = 20


def hops(observer: Observer, kind: type[Message], end: Name) -> set[tuple[Name, Name]]:
    """Give the hops on which messages of one kind, to or from ``end``, were heard so far."""
    return {
        (envelope.source, envelope.target)
        for envelope, heard in zip(observer.envelopes, observer.frames, strict=True)
        if isinstance(heard.frame.message, kind) and end in (heard.frame.source, heard.frame.target)
    }


def back(way: set[tuple[Name, Name]]) -> set[tuple[Name, Name]]:
    """Give the hops of the way back."""
    return {(target, source) for source, target in way}


@pytest.fixture(scope="module")
def flat(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Give a directory in which the premises runs, its sleepers awake every three minutes."""
    home = tmp_path_factory.mktemp("flat")
    text = SITE.read_text(encoding="utf-8").replace("wake_every_s = 1800.0", "wake_every_s = 180.0")
    (home / "site.toml").write_text(text, encoding="utf-8")
    with up(home, "--site", "site.toml", "--speed", str(SPEED), called=CALLED):
        yield home


def test_every_bridge_and_every_meter_is_a_process(flat: Path) -> None:
    shown = premises(flat, "status")

    assert {B1, B2, B3, B4, PPMID, GSME} <= set(running_in(flat, CALLED).processes)
    assert (shown.returncode, row_of(shown, PPMID).split()[:2]) == (DONE, ["ppmid", "showing"])
    assert row_of(shown, GSME).split()[1] in ("awake", "asleep")


async def test_questions_and_reports_go_all_the_way_and_are_answered(flat: Path) -> None:
    asked = {(PPMID, B2), (B2, B1), (B1, HUB)}
    reported = {(GSME, B4), (B4, B3), (B3, HUB)}
    async with observing(running_in(flat, CALLED)) as observer:
        await observer.until(lambda: hops(observer, ReportAttributes, GSME) == reported, "a report goes up")
        await observer.until(lambda: hops(observer, DefaultResponse, GSME) == back(reported), "it is taken")
        await observer.until(lambda: hops(observer, ReadAttributes, PPMID) == asked, "a question goes up")
        await observer.until(lambda: hops(observer, ReadAttributesResponse, PPMID) == back(asked), "it is answered")
        await observer.until(lambda: "dm3" in observer.pictures[PPMID].detail, "the PPMID shows a reading")


def test_an_update_of_a_meter_is_a_mistake_that_names_who_can_be_updated(flat: Path) -> None:
    done = premises(flat, "update", "--to", "ppmid")

    assert done.returncode == USAGE
    assert line_of(done) == (
        "premises: ppmid is a PPMID, which nothing here updates (no [meters.ppmid.firmware] in the site): "
        "expected one of b1, b2, b3, b4"
    )
