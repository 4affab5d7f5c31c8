"""Octets of frames in notes: kept while somebody follows, or from the beginning; by conductor and participant."""

from pathlib import Path

import pytest

from lab.capture.lease import FRAMES_LEASE, FRAMES_RENEWED, FramesLease
from lab.conductor_clock import BEGINS_AFTER
from lab.conductor_podium import TICK
from premises.wire.codec import decode, encode
from premises.wire.envelope import ENVELOPE_VERSION, FramesKept, FramesOrder
from premises.wire.notes.emulator import FrameRefused
from premises.wire.notes.flights import FlightSent
from tests.runtime.hall import B1, HUB, Hall
from tests.runtime.manual_wall import settle
from tests.runtime.players import DCC
from tests.runtime.stage import TOPICS
from tests.runtime.test_driver_faults import stage_of_two

KEPT, NOT_KEPT = FramesKept(ENVELOPE_VERSION, True), FramesKept(ENVELOPE_VERSION, False)
FOLLOWS = encode(FramesOrder(ENVELOPE_VERSION, "me@here"))


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    return Hall(tmp_path)


async def begin(hall: Hall) -> None:
    """Let everybody come, and time begin."""
    hall.come(HUB)
    hall.come(B1)
    await hall.wall.go_on(BEGINS_AFTER + 1_000_000)


def said(hall: Hall) -> list[FramesKept]:
    """Give every time that it was said whether frames are kept."""
    return [decode(FramesKept, octets) for octets in hall.payloads(TOPICS.frames()) if octets]


async def test_frames_are_kept_when_somebody_follows_and_not_long_after_the_last_word_of_it(hall: Hall) -> None:
    async with hall.open():
        await begin(hall)
        before = said(hall)
        for _ in range(10):
            hall.say(TOPICS.frame_orders(), FOLLOWS)
            await hall.wall.go_on(FRAMES_RENEWED)
        followed = said(hall)
        await hall.wall.go_on(FRAMES_LEASE - FRAMES_RENEWED - TICK)
        still = said(hall)
        await hall.wall.go_on(3 * TICK)
        after = said(hall)

    assert before == [NOT_KEPT]
    assert followed == still == [NOT_KEPT, KEPT]
    assert after == [NOT_KEPT, KEPT, NOT_KEPT]


async def test_a_premises_that_ends_takes_its_word_back(hall: Hall) -> None:
    async with hall.open():
        await begin(hall)

    assert hall.payloads(TOPICS.frames())[-1] == b""


async def test_an_order_that_is_none_is_noted_and_changes_nothing(hall: Hall) -> None:
    async with hall.open():
        await begin(hall)
        hall.say(TOPICS.frame_orders(), encode(KEPT))
        hall.say(TOPICS.frame_orders(), b"")
        await settle()
        heard = said(hall)
    refused = [entry.note.topic for entry in hall.run_file.entries if isinstance(entry.note, FrameRefused)]

    assert heard == [NOT_KEPT]
    assert refused == [TOPICS.frame_orders()] * 2


def test_what_is_always_kept_is_kept_after_the_last_follower() -> None:
    lease = FramesLease(always=True)

    assert lease.kept
    assert not lease.obey(FOLLOWS, 0)
    assert not lease.ends(FRAMES_LEASE)
    assert lease.kept


async def test_a_participant_notes_octets_for_as_long_as_it_is_told_to() -> None:
    stage, drivers = stage_of_two()
    async with stage.lit(*drivers):
        origin = await stage.begin()
        await stage.wall.go_to(origin + 500_000)
        stage.say(TOPICS.frames(), KEPT, retain=True)
        await stage.wall.go_to(origin + 1_000_000)
        stage.say(TOPICS.frames(), NOT_KEPT, retain=True)
        await stage.wall.go_to(origin + 1_500_000)
    sent = [(entry.at, entry.note) for entry in stage.entries if isinstance(entry.note, FlightSent)]
    kept = {at for at, note in sent if note.frame}

    assert kept == {at for at, _ in sent if 500_000 <= at < 1_000_000}
    assert kept


async def test_who_restarts_keeps_frames_from_its_first_one() -> None:
    stage, (asker, hub) = stage_of_two()
    async with stage.lit(hub):
        async with stage.lit(asker):
            origin = await stage.begin()
            stage.say(TOPICS.frames(), KEPT, retain=True)
            await stage.wall.go_to(origin + 1_500_000)
        stage.entries.clear()
        async with stage.lit(stage.driver(DCC, asker._seat._cast.make)):
            await stage.wall.go_to(origin + 2_500_000)
    sent = [entry.note for entry in stage.entries if isinstance(entry.note, FlightSent) and entry.who == DCC]

    assert sent
    assert all(note.frame for note in sent)
