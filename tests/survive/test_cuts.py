"""A sample of ``make survive``: power cuts in a few stories, and what the campaign counts as one."""

import json
from collections import Counter

import pytest

from premises.faults.station import KEY_RESERVED
from premises.identity import Eui64, Name
from premises.machine.effects import Effect, Keep, Send
from premises.quantity import Instant, seconds
from premises.wire.field.zcl import ImageBlockRequest
from premises.wire.message import Frame
from premises.wire.notes.requests import AlertLost, RequestAccepted
from premises.wire.radio.mac import DataRequest
from premises.wire.site import DCC, HUB, SUPPLIER
from tests.survive.campaign import Found, Share, Violation, calmly, scene_of, survive
from tests.survive.positions import part_of, positions_of
from tests.survive.report import KINDS, VERSION, document_of, lines_of
from tests.survive.stories import BLOCKS, STORIES
from tests.survive.telling import Cut, Gap, opened, step, tell_cut, verdict
from tests.survive.witness import Witness
from tests.survive.workers import Result

B1 = Name("b1")
SAMPLE = {
    "b1": Share(6, 5),
    "forged": Share(6, 1),
    "three-chunks": Share(5, 3),
    "displaced": Share(23, 9),
    "campaign-1234": Share(71, 40),
    "b1-lossy": Share(11, 9),
}


def poll(to: str) -> Send:
    """Give a Send of no consequence."""
    return Send(Name(to), Frame(B1, Name(to), 0, DataRequest()))


@pytest.mark.parametrize("name", SAMPLE)
def test_a_story_survives_a_power_cut_at_each_of_a_sample_of_its_events(name: str) -> None:
    found = survive(STORIES[name], 1, SAMPLE[name])

    assert [f"{each.repeat} {each.what}" for each in found.violations] == []
    assert found.total > 20


def test_every_participant_loses_its_power_in_every_position_that_it_has() -> None:
    found = survive(STORIES["b1"], 1, twice=False)
    tried = Counter((who, kind) for _, who, kind in found.points)

    assert {who for who, _ in tried} == {B1, HUB, DCC, SUPPLIER}
    assert {kind for who, kind in tried if who != SUPPLIER} == set(KINDS)
    assert {kind for who, kind in tried if who == SUPPLIER} == {"nothing", "kept", "reserved", "sent"}


def test_a_device_is_cut_off_from_its_power_at_each_of_the_blocks_of_its_image() -> None:
    stage = opened(STORIES["b1"], 1)
    asked = []
    for event in range(calmly(STORIES["b1"], 1).events):
        step(stage, event)
        sends = (effect for effect in stage.last() if isinstance(effect, Send) and effect.frame.source == B1)
        asked += [send.frame.message.offset for send in sends if isinstance(send.frame.message, ImageBlockRequest)]

    assert len(asked) == BLOCKS


def test_a_batch_is_cut_before_its_keeps_after_them_and_after_each_send() -> None:
    batch: list[Effect] = [poll("hub"), Keep("a", b"1"), poll("b2")]
    positions = positions_of(batch, can_tear=True, promises=True)
    station = opened(STORIES["b1"], 1).seat(B1).station
    parts = {position: list(part_of(batch, position, station)) for position in positions}

    assert positions == ("nothing", "torn", "kept", "reserved", "sent-1", "sent-2")
    assert parts["nothing"] == parts["torn"] == []
    assert parts["kept"] == [batch[1]]
    assert parts["reserved"] == [batch[1], Keep(KEY_RESERVED, b"1025")]
    assert parts["sent-1"] == batch[:2]
    assert parts["sent-2"] == batch
    assert positions_of([poll("hub")], can_tear=True, promises=False) == ("nothing", "sent-1")
    assert positions_of([], can_tear=True, promises=True) == ("nothing",)


def test_a_cut_after_a_block_was_kept_costs_nothing_and_one_before_it_costs_that_block() -> None:
    story = STORIES["b1"]
    scene = scene_of(story, 1, _first_that_keeps("ota/block/"))
    have = []
    for position in ("nothing", "torn", "kept"):
        told = tell_cut(scene, Cut(position, 1.0))
        have.append((told.wrong, len(told.restart) > 0))

    assert scene.who == B1
    # A write that the world tears is mended by the world: no second cut there.
    assert have == [((), True), ((), False), ((), True)]


def _first_that_keeps(key: str) -> int:
    """Give the first event of the story of B1 that keeps something below ``key``."""
    stage = opened(STORIES["b1"], 1)
    event = 0
    while not any(isinstance(effect, Keep) and effect.key.startswith(key) for effect in stage.last()):
        step(stage, event)
        event += 1
    return event - 1


def test_power_that_goes_twice_is_survived_too() -> None:
    scene = scene_of(STORIES["b1"], 1, 20)
    told = tell_cut(scene, Cut("nothing", 45.0))
    twice = [tell_cut(scene, Cut("nothing", 45.0, again)) for again in told.restart]

    assert len(twice) > 1
    assert [each.wrong for each in twice] == [()] * len(twice)


def test_equal_cuts_are_told_alike() -> None:
    found = [survive(STORIES["displaced"], 2, Share(61, 3)) for _ in range(2)]

    assert found[0] == found[1]


def test_the_shares_of_two_workers_are_the_whole() -> None:
    parts, whole = Found(), survive(STORIES["forged"], 1, twice=False)
    for rest in range(2):
        parts.add(survive(STORIES["forged"], 1, Share(2, rest), twice=False))

    assert (parts.points, parts.events, parts.explained) == (whole.points, whole.events, whole.explained)


def test_a_word_of_duis_that_is_lost_by_another_power_cut_than_its_own_is_a_promise_not_kept() -> None:
    found = survive(STORIES["b1"], 1, twice=False)
    words = [words for words in found.explained if "Supplier" in words]

    assert found.violations == []
    assert len(words) == 3, "each kind of loss that docs/survival.md names, and nothing else"


def test_who_lost_its_power_decides_whether_an_unheard_word_is_explained() -> None:
    story, stage = STORIES["b1"], opened(STORIES["b1"], 1)
    for event in range(calmly(story, 1).events):
        step(stage, event)
    assert verdict(story, stage, (), is_over=True) == ((), ())
    stage.witness.heard.clear()
    whole = Instant(0), stage.world.now
    by = {who: verdict(story, stage, (Gap(who, *whole),), is_over=True) for who in (B1, HUB, DCC, SUPPLIER)}

    assert {who: (len(wrong), len(explained)) for who, (wrong, explained) in by.items()} == {
        B1: (3, 0),
        HUB: (3, 0),
        DCC: (2, 1),
        SUPPLIER: (2, 1),
    }


def test_alerts_that_were_given_up_and_requests_that_were_taken_twice_are_promises_not_kept() -> None:
    story, stage = STORIES["b1"], opened(STORIES["b1"], 1)
    for event in range(calmly(story, 1).events):
        step(stage, event)
    kept, now = stage.seat(DCC).kept, stage.world.now
    (request_id,) = stage.witness.accepted
    stage.witness.see(DCC, [RequestAccepted(request_id, 1, 240, ())], kept, now)
    stage.witness.see(DCC, [RequestAccepted("another", 1, 240, ())], kept, now)
    stage.witness.see(HUB, [AlertLost("CCS08", Eui64("90-B3-D5-1F-30-B1-00-01"), 1)], kept, now)
    wrong, _ = verdict(story, stage, (), is_over=True)

    assert wrong == (
        f"number used twice: request {request_id} was taken twice",
        "lost: the DCC adapter took request another and knows nothing of it",
        "lost: 1 alerts were given up",
    )


def test_what_was_said_under_a_number_may_be_said_again_and_nothing_else_may() -> None:
    witness = Witness(lambda who, image, version: "")
    shelf = opened(STORIES["b1"], 1).seat(B1).kept
    ask = [Send(HUB, Frame(B1, HUB, 0, ImageBlockRequest(0xA170, 0x0184, 1, offset, 48))) for offset in (0, 48)]
    witness.see(B1, [ask[0]], shelf, Instant(seconds(1)))
    witness.see(B1, [Keep("ota/block/00000000", bytes(48)), ask[1]], shelf, Instant(seconds(2)))
    assert witness.wrong == []
    witness.see(B1, [ask[0]], shelf, Instant(seconds(3)))
    witness.see(B1, [Keep("ota", None), ask[1]], shelf, Instant(seconds(4)))

    assert witness.wrong == [
        "asked again: b1 asks for offset 0 and has kept 48",
        "not kept: b1 asks for offset 48 and has kept 0",
    ]


def test_the_document_says_each_violation_and_how_to_repeat_it() -> None:
    found = survive(STORIES["forged"], 1, Share(5), twice=False)
    found.violations.append(Violation("forged", 1, 9, "hub", "kept/sent-1", 45.0, "lost: it"))
    result = Result(found, bugs={"a bug": (0, 12)})
    document = json.loads(json.dumps(document_of(result)))

    assert document["format"] == VERSION
    assert document["cut_points"] == found.total == document["stories"]["forged"]["cut_points"]
    assert document["violations"][0]["repeat"] == "forged:1:9:kept/sent-1:45"
    assert list(lines_of(result))[-2:] == [
        "FAILED hub: lost: it: python -m tests.survive --repeat forged:1:9:kept/sent-1:45",
        "FAILED planted bug 'a bug' was found at none of 12 cut points",
    ]
