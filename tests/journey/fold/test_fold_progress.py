"""How far a download is: by what is asked for, from its beginning, and at which rate."""

import pytest

from premises.identity import Name
from premises.journey.fold.progress import MARKS_MAX, Progress
from premises.wire.notes.downloads import ImageRejected, OtaAborted, OtaFailed, OtaStarted
from premises.wire.notes.flights import FlightSent
from premises.wire.notes.note import Note
from premises.wire.notes.requests import TransferStarted
from premises.wire.site import DCC
from tests.journey.fold.pages import Page, at, span
from tests.journey.notes import B1, HUB

B2, WAN = Name("b2"), Name("wan")
NEW, NEWER = 0x0001_0001, 0x0001_0002
MINUTE = span(60)


def progress(page: Page, who: Name = B1) -> Progress:
    """Give how far ``who`` is."""
    return page.journey.progress[who]


def test_who_asks_for_an_offset_has_the_octets_before_it_since_it_first_asked() -> None:
    page = Page().ask(1, B1, 0).ask(2, B1, 48).ask(4, B1, 48)

    assert (progress(page).offset, progress(page).moved_at) == (48, at(2))


def test_who_passes_a_question_on_is_no_further_itself() -> None:
    page = Page().ask(1, B1, 96, origin=B2)

    assert page.journey.progress == {}


def test_the_hub_is_as_far_as_the_chunks_that_it_asks_for() -> None:
    page = Page().say(1, HUB, TransferStarted(7, 8192, 0))
    page.say(3, HUB, FlightSent(WAN, DCC, 1, 1, "ChunkRequest", 4096, 0, HUB, DCC))

    assert (progress(page, HUB).what, progress(page, HUB).offset) == (7, 4096)


def test_what_is_sent_for_another_reason_says_nothing_of_how_far_anybody_is() -> None:
    page = Page().ask(1, B1, 48)
    page.say(2, B1, FlightSent(WAN, HUB, 1, 1, "ImageBlockResponse", 96, 0, B1, HUB))

    assert progress(page).offset == 48


def test_another_download_begins_with_what_it_has_before_anything_is_asked_for() -> None:
    page = Page().say(0, B1, OtaStarted(NEW, 768, 0)).ask(1, B1, 0).ask(9, B1, 720)
    page.say(20, B1, OtaStarted(NEWER, 512, 0))

    assert (progress(page).what, progress(page).offset, progress(page).moved_at) == (NEWER, 0, at(20))
    assert progress(page).rate(at(21), MINUTE) is None


def test_a_download_that_goes_on_after_a_restart_is_as_far_as_it_was_kept() -> None:
    page = Page().say(0, B1, OtaStarted(NEW, 768, 0)).ask(1, B1, 0).ask(9, B1, 96)
    page.say(50, B1, OtaStarted(NEW, 768, 96), boot=2)

    assert (progress(page).offset, progress(page).moved_at) == (96, at(9))


def test_octets_that_were_there_when_a_download_began_count_for_no_rate() -> None:
    page = Page().say(0, B1, OtaStarted(NEW, 768, 0)).ask(0, B1, 0).ask(5, B1, 96)
    page.say(10, B1, OtaStarted(NEWER, 960, 480)).ask(10, B1, 480).ask(12, B1, 528)

    assert progress(page).rate(at(12), MINUTE) == 24.0


@pytest.mark.parametrize("gone", [OtaAborted(NEW, 96), OtaFailed(NEW, 96, "full"), ImageRejected(NEW, "forged")])
def test_who_drops_its_part_has_nothing(gone: Note) -> None:
    page = Page().say(0, B1, OtaStarted(NEW, 768, 0)).ask(1, B1, 0).ask(9, B1, 96).say(10, B1, gone)

    assert (progress(page).offset, progress(page).moved_at) == (0, at(9))
    assert progress(page).rate(at(11), MINUTE) is None


def test_a_rate_is_the_octets_of_the_last_while_by_its_seconds() -> None:
    page = Page()
    for second in range(0, 100, 5):
        page.ask(second, B1, 48 * second)

    assert progress(page).rate(at(95), span(60)) == 48.0
    assert progress(page).rate(at(95), span(10)) == 48.0


def test_a_rate_falls_while_nothing_moves_and_then_there_is_none() -> None:
    page = Page().ask(0, B1, 0).ask(10, B1, 480)

    assert progress(page).rate(at(10), MINUTE) == 48.0
    assert progress(page).rate(at(20), MINUTE) == 24.0
    assert progress(page).rate(at(90), MINUTE) is None


def test_a_restart_from_a_smaller_offset_does_not_count_backwards() -> None:
    page = Page().ask(0, B1, 0).ask(10, B1, 480).ask(20, B1, 0).ask(30, B1, 240)

    assert progress(page).offset == 240
    assert progress(page).rate(at(30), MINUTE) == 24.0


def test_asked_about_a_moment_before_it_moved_there_is_no_rate() -> None:
    page = Page().ask(10, B1, 0).ask(12, B1, 480)

    assert progress(page).rate(at(10), MINUTE) is None
    assert progress(page).rate(at(5), MINUTE) is None


def test_a_long_download_keeps_so_many_marks_and_no_more() -> None:
    page = Page()
    for second in range(2_000):
        page.ask(second, B1, 48 * second)

    assert len(progress(page).marks) == MARKS_MAX
    assert progress(page).marks[0] == (at(1_840), 48 * 1_840), "one each five seconds"
    assert progress(page).rate(at(1_999), MINUTE) == pytest.approx(48.0)
