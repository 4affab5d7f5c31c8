"""What a watcher is told of a run, as text: from a run file at once, and live in slices alike."""

import json
import re
from pathlib import Path

import pytest

from lab.commands.looking.watch import document_of, plain_line
from lab.watching.story import Story
from premises.identity import Name, eui64
from premises.quantity import Instant, seconds, spoken
from premises.wire.fault import FaultSpec
from premises.wire.notes.emulator import ClockSet, DeviceFailed, FaultCleared, FaultImposed, ParticipantStarted
from premises.wire.notes.note import Note
from premises.wire.notes.requests import RequestAccepted, TransferOffered
from premises.wire.notes.vocabulary import Entry
from premises.wire.site import DCC, HUB, Site
from premises.wire.topics import CONDUCTOR
from tests.watching.told import changes_of, without_words

PAGE = Path(__file__).parents[2] / "docs" / "why.md"
STORIES = {
    "outage-mid-transfer": """\
0.6 s         b2@0x00010001   request 1 accepted: 768 octets for b2
0.8 s         b2@0x00010001   reached WAN
1.1 s         b2@0x00010001   reached STORE
1.5 s         b2@0x00010001   reached ALT
3.0 s         site            begins: outage on althan-b1-b2 from 3s for 4s
3.5 s         b2@0x00010001   LINK_DOWN (at b1 > b2)
7.0 s         site            is over: outage on althan-b1-b2 from 3s for 4s
8.0 s         b2@0x00010001   LINK_DOWN ended after 4.9 s
9.4 s         b2@0x00010001   reached VERIFY
10.6 s        b2@0x00010001   reached ACTIVE
11.0 s        b2@0x00010001   reached REPORTED
12.0 s        run             ends: 1 of 1 packages done, 0 stalled""",
    "naive-supplier": """\
0.6 s         b1@0x00010001   request 1 accepted: 480 octets for b1
0.6 s         b2@0x00010001   request 2 accepted: 480 octets for b2
0.6 s         b3@0x00010001   request 3 accepted: 480 octets for b3
0.6 s         b4@0x00010001   request 4 accepted: 480 octets for b4
0.7 s         b1@0x00010001   reached WAN
0.9 s         b1@0x00010001   reached STORE
1.0 s         b1@0x00010001   reached HAN
1.1 s         b2@0x00010001   reached WAN
1.3 s         b2@0x00010001   reached STORE
1.5 s         b3@0x00010001   reached WAN
1.5 s         b1@0x00010001   OVERWRITTEN (at hub)
1.5 s         b2@0x00010001   reached ALT
1.7 s         b3@0x00010001   reached STORE
1.8 s         b3@0x00010001   reached HAN
1.9 s         b4@0x00010001   reached WAN
2.0 s         b2@0x00010001   OVERWRITTEN (at hub)
2.1 s         b4@0x00010001   reached STORE
2.5 s         b3@0x00010001   OVERWRITTEN (at hub)
3.2 s         b4@0x00010001   reached ALT
7.0 s         b4@0x00010001   reached VERIFY
9.6 s         b4@0x00010001   reached ACTIVE
9.8 s         b4@0x00010001   reached REPORTED
10.6 s        run             ends: 1 of 4 packages done, 3 stalled""",
    "crash-mid-download": """\
0.6 s         b1@0x00010001   request 1 accepted: 1536 octets for b1
0.8 s         b1@0x00010001   reached WAN
1.2 s         b1@0x00010001   reached STORE
1.4 s         b1@0x00010001   reached HAN
3.0 s         b1              is down: crash
3.0 s         site            begins: crash of b1 down for 2s at 3s
3.0 s         b1@0x00010001   DEVICE_DOWN (at b1)
5.0 s         b1              is up again after 2.0 s
5.0 s         b1@0x00010001   DEVICE_DOWN ended after 2.0 s
6.5 s         b1@0x00010001   reached VERIFY
7.6 s         b1@0x00010001   reached ACTIVE
7.9 s         b1@0x00010001   reached REPORTED
8.1 s         run             ends: 1 of 1 packages done, 0 stalled""",
    "refuse-verify": """\
0.0 s         site            begins: refuse verify at b1 until 11s
0.6 s         b1@0x00010002   request 1 accepted: 768 octets for b1
0.8 s         b1@0x00010002   reached WAN
1.1 s         b1@0x00010002   reached STORE
1.2 s         b1@0x00010002   reached HAN
3.0 s         b1@0x00010002   IMAGE_REFUSED (at b1)
11.0 s        site            is over: refuse verify at b1 until 11s
12.1 s        b1@0x00010001   request 2 accepted: 768 octets for b1
12.2 s        b1@0x00010001   reached WAN
12.6 s        b1@0x00010001   reached STORE
12.8 s        b1@0x00010001   reached HAN
14.4 s        b1@0x00010001   reached VERIFY
15.5 s        b1@0x00010001   reached ACTIVE
15.8 s        b1@0x00010001   reached REPORTED
16.0 s        run             ends: 1 of 2 packages done, 1 stalled""",
}
"""By scenario; a cause by its code and its place, for its words are another's."""


@pytest.mark.parametrize("name", STORIES)
def test_a_run_is_told_in_a_sentence_a_change(name: str) -> None:
    assert without_words(changes_of(name)) == STORIES[name]


@pytest.mark.parametrize("name", [*STORIES, "power-cut-at-the-hub"])
@pytest.mark.parametrize("slices", [7, 100])
def test_a_live_feed_tells_what_the_run_file_tells(name: str, slices: int) -> None:
    assert changes_of(name, slices) == changes_of(name)


def test_each_line_of_json_is_one_document_with_package_and_cause() -> None:
    documents = [json.loads(json.dumps(document_of(change))) for change in changes_of("outage-mid-transfer")]
    (cause,) = [each for each in documents if each["kind"] == "cause"]

    assert {each["format"] for each in documents} == {1}
    assert [each["kind"] for each in documents if each["package"] is None] == ["fault", "fault", "run"]
    assert (cause["about"], cause["package"]["stage"]) == ("b2@0x00010001", "ALT")
    assert (cause["cause"]["code"], cause["cause"]["at"]) == ("LINK_DOWN", ["b1", "b2"])
    assert cause["cause"]["evidence"][0]["notes"]


def lines_of(site: Site, *notes: tuple[float, Name, Note], until: float) -> list[str]:
    """Give the lines that a few notes make, each (seconds, who, note)."""
    entries = [
        Entry(Instant(seconds(at)), who, 1, number, note)  # type: ignore[arg-type]  # every Note is an AnyNote
        for number, (at, who, note) in enumerate(notes)
    ]
    return [" ".join(plain_line(change).split()) for change in Story(site).tell(entries, Instant(seconds(until)))]


def test_an_imposed_fault_is_told_when_it_is_imposed_and_when_its_time_is_over() -> None:
    imposed = FaultImposed("f1", "me@here", "outage on wan from 2s for 30s")

    assert lines_of(Site(), (2, CONDUCTOR, imposed), until=60) == [
        "2.0 s f1 imposed by me@here: outage on wan from 2s for 30s",
        "32.0 s f1 is over: outage on wan from 2s for 30s",
    ]


def test_a_fault_that_was_cleared_is_not_over_once_more() -> None:
    imposed, cleared = FaultImposed("f1", "me@here", "outage on wan from 2s for 30s"), FaultCleared("f1", "you@there")

    assert lines_of(Site(), (2, CONDUCTOR, imposed), (9, CONDUCTOR, cleared), until=60) == [
        "2.0 s f1 imposed by me@here: outage on wan from 2s for 30s",
        "9.0 s f1 cleared by you@there",
    ]


def test_a_fault_of_the_site_is_told_by_its_moments() -> None:
    site = Site(fault=[FaultSpec("loss", link="han", chance=0.5, from_s=4.0, for_s=2.0)])

    assert lines_of(site, (1, Name("b1"), ParticipantStarted(1)), until=60) == [
        "4.0 s site begins: 50% loss on han from 4s for 2s",
        "6.0 s site is over: 50% loss on han from 4s for 2s",
    ]


def test_a_start_is_news_only_where_it_is_another_one_in_this_run() -> None:
    b1 = Name("b1")

    assert lines_of(Site(), (1, b1, ParticipantStarted(5)), until=9) == []
    assert lines_of(Site(), (1, b1, ParticipantStarted(5)), (7, b1, ParticipantStarted(6)), until=9) == [
        "7.0 s b1 started again without a word (boot 6)"
    ]


ACCEPTED = (1, DCC, RequestAccepted("a:b:1", 0x0001_0001, 500, (eui64(Site().bridges["b1"].eui),), 1))
IS_ACCEPTED = "1.0 s b1@0x00010001 request 1 accepted: 500 octets for b1"


def codes_of(*notes: tuple[float, Name, Note], until: float) -> list[str]:
    """Give moment, code and whether it ended, of each line about a cause."""
    lines = lines_of(Site(), ACCEPTED, *notes, until=until)
    assert lines[0] == IS_ACCEPTED
    return [re.sub(r" b1@0x00010001 ([A-Z_]+).*?( ended.*)?$", r" \1\2", line) for line in lines[1:] if "@" in line]


def test_after_a_long_silence_it_looks_again_at_once() -> None:
    found = codes_of((1_000.1, HUB, DeviceFailed("power-cut")), until=1_001)

    assert found[-1] == f"{spoken(seconds(1_000.5))} DEVICE_DOWN"


def test_a_cause_that_another_one_hides_has_not_ended() -> None:
    down, stopped, goes_on = DeviceFailed("power-cut"), ClockSet(0.0, "somebody"), ClockSet(1.0, "somebody")

    assert codes_of((2, HUB, down), (5, CONDUCTOR, stopped), (8, CONDUCTOR, goes_on), until=8.5) == [
        "2.0 s DEVICE_DOWN", "5.0 s PAUSED", "8.0 s PAUSED ended after 3.0 s", "8.0 s DEVICE_DOWN",
    ]  # fmt: skip


def test_what_passes_by_itself_is_told_when_it_lasts_and_ended_when_that_lasts() -> None:
    def offered(at: float, tries: int, again_at: float) -> tuple[float, Name, Note]:
        return at, DCC, TransferOffered(1, tries, Instant(seconds(again_at)))

    passing = codes_of(offered(3, 2, 4), until=6)
    lasting = codes_of(offered(3, 2, 9), offered(10, 3, 15), until=18)

    assert passing == []
    assert lasting == ["5.0 s RETRY_WAIT", "16.5 s RETRY_WAIT ended after 11.5 s"]


def test_every_key_of_a_line_is_on_its_page_and_no_other() -> None:
    page = PAGE.read_text(encoding="utf-8").partition("## `premises watch --json`")[2]
    (first, *_) = changes_of("outage-mid-transfer")

    assert set(re.findall(r"^\| `([\w.]+)` \|", page, flags=re.MULTILINE)) == set(document_of(first))
