"""What a bridge does for those that it feeds: each gets its part by asking, and what is final of one stays so."""

import pytest

from lab.images import make_bundle
from premises.identity import Name
from premises.quantity import Instant
from premises.wire.field.bundle import part_octets, read_manifest
from premises.wire.field.ota_file import BRIDGE_MANUFACTURER, read_ota_file
from premises.wire.field.zcl import (
    DefaultResponse,
    ImageBlockAbort,
    ImageBlockResponse,
    ImageNotify,
    QueryNextImageRefusal,
    QueryNextImageRequest,
    QueryNextImageResponse,
    Status,
    UpgradeEndResponse,
)
from premises.wire.message import Frame
from premises.wire.notes.bundles import FeedingBegun, FeedingEnded
from premises.wire.notes.emulator import MessageIgnored
from premises.wire.notes.requests import ImageOffered
from premises.wire.radio.aps import BLOCKS_MAX, ApsFragment
from tests.machine.reading import keeps, noted, sent_of
from tests.rooms.feeder_stage import (
    B1,
    B2,
    B3,
    B4,
    NEW,
    NEWER,
    OLD,
    PATIENCE,
    TYPES,
    Feeder,
    bundle,
    feeder,
    handed_on,
    of_all,
    part,
    said_to,
    settled,
)


def feeding(octets: bytes = b"") -> Feeder:
    """Give B3 with a bundle that it hands on."""
    stage = feeder()
    stage.bring(octets or bundle())
    return stage


def test_a_bundle_that_is_whole_is_kept_noted_and_offered_to_each_child() -> None:
    stage, octets = feeder(), bundle()
    effects = stage.bring(octets)

    assert handed_on(effects) == [FeedingBegun(NEW, (B4,))]
    assert noted(effects, ImageOffered) == [ImageOffered(B4, NEW)]
    assert said_to(effects, B4) == [ImageNotify(100, BRIDGE_MANUFACTURER, TYPES[B4], NEW)]
    assert ("feed/bundle", octets) in keeps(effects)


def test_each_child_gets_its_own_part_by_asking_and_nothing_else() -> None:
    stage = feeder(B1, "option-b")
    octets = of_all()
    stage.bring(octets)
    body = read_ota_file(octets).body
    parts = {entry.image_type: part_octets(body, entry) for entry in read_manifest(body)}

    for child in (B2, B3):
        (offer,) = sent_of(stage.asks(child), QueryNextImageResponse)
        got = b""
        while len(got) < offer.size:
            (block,) = sent_of(stage.wants(child, len(got)), ImageBlockResponse)
            got += block.data
        assert got == parts[TYPES[child]]


def test_before_a_bundle_is_whole_there_is_nothing_for_anybody() -> None:
    stage = feeder()
    stage.bring(bundle()[:300])

    assert said_to(stage.asks(B4), B4) == [QueryNextImageRefusal(Status.NO_IMAGE_AVAILABLE)]
    assert said_to(stage.wants(B4, 0), B4) == [ImageBlockAbort()]


def test_a_child_takes_its_part_is_told_to_run_it_and_runs_it() -> None:
    stage = feeding()
    taken, runs = stage.ends(B4), stage.says(B4)

    assert settled(taken) == [(B4, "taken")]
    assert [type(message) for message in said_to(taken, B4)] == [UpgradeEndResponse]
    assert settled(runs) == [(B4, "runs")]
    assert said_to(runs, B4) == [DefaultResponse(0x0704, 0x02, Status.SUCCESS)]


def test_a_child_whose_cs09_was_lost_says_what_it_runs_when_it_asks_next() -> None:
    stage = feeding()
    stage.ends(B4)

    assert settled(stage.asks(B4, running=NEW)) == [(B4, "runs")]


def test_a_child_that_was_up_to_date_needs_no_part() -> None:
    effects = feeding().asks(B4, running=NEW)

    assert settled(effects) == [(B4, "runs")]
    assert said_to(effects, B4) == [QueryNextImageRefusal(Status.NO_IMAGE_AVAILABLE)]


def test_a_child_that_came_up_with_its_old_version_failed() -> None:
    stage = feeding()
    stage.ends(B4)

    assert settled(stage.says(B4, runs=False)) == [(B4, "failed")]


def test_a_child_that_does_not_find_its_part_genuine_refuses_it() -> None:
    effects = feeding().ends(B4, Status.INVALID_IMAGE)

    assert settled(effects) == [(B4, "refused")]
    assert said_to(effects, B4) == [DefaultResponse(0x0019, 0x06, Status.SUCCESS)]


def test_a_child_that_can_keep_nothing_has_no_space() -> None:
    assert settled(feeding().ends(B4, Status.ABORT)) == [(B4, "no_space")]


def test_abort_of_a_child_that_feeds_others_says_that_they_failed_it() -> None:
    stage = feeder(B1, "option-b")
    stage.bring(of_all())

    assert settled(stage.ends(B3, Status.ABORT)) == [(B3, "failed")]


def test_a_unit_of_other_hardware_in_its_place_refuses_the_part() -> None:
    stage = feeding(bundle(NEW, part(B3), part(B4, hardware=(2, 5))))
    effects = stage.asks(B4, hardware=1)

    assert settled(effects) == [(B4, "refused")]
    assert said_to(effects, B4) == [QueryNextImageRefusal(Status.NO_IMAGE_AVAILABLE)]


@pytest.mark.parametrize("hardware", [2, 5])
def test_the_ends_of_a_range_of_hardware_are_in_it(hardware: int) -> None:
    stage = feeding(bundle(NEW, part(B3), part(B4, hardware=(2, 5))))

    assert settled(stage.asks(B4, hardware=hardware)) == []


def test_a_unit_of_another_type_in_its_place_refuses_the_part() -> None:
    effects = feeding().hear(B4, QueryNextImageRequest(BRIDGE_MANUFACTURER, TYPES[B2], OLD, 1))

    assert settled(effects) == [(B4, "refused")]


def test_a_unit_with_newer_firmware_in_its_place_is_not_rolled_back() -> None:
    effects = feeding().asks(B4, running=NEWER)

    assert settled(effects) == [(B4, "newer")]
    assert said_to(effects, B4) == [QueryNextImageRefusal(Status.NO_IMAGE_AVAILABLE)]


def test_a_unit_with_older_firmware_in_its_place_gets_the_part_though_the_one_before_had_it() -> None:
    stage = feeding()
    stage.ends(B4)

    assert len(sent_of(stage.asks(B4, running=OLD - 1), QueryNextImageResponse)) == 1


@pytest.mark.parametrize("status", [Status.INVALID_IMAGE, Status.ABORT])
def test_what_is_final_stays_so_and_the_part_is_offered_no_more(status: Status) -> None:
    # One of two children; the bundle is handed on for the other's sake.
    stage = feeder(B1, "option-b")
    stage.bring(of_all())
    stage.ends(B2, status)
    later = [*stage.asks(B2), *stage.wants(B2, 0), *stage.ends(B2), *stage.says(B2)]

    assert settled(later) == []
    assert sent_of(later, QueryNextImageResponse) == []
    assert sent_of(later, ImageBlockAbort) == [ImageBlockAbort()]
    assert len(sent_of(stage.asks(B3), QueryNextImageResponse)) == 1


def test_who_is_not_heard_of_in_time_is_missing_and_not_before() -> None:
    stage = feeding()
    deadline = stage.machine._feeding.deadline
    stage.now = Instant(PATIENCE - 1)
    early = stage.machine._feeding.wake(stage.now)
    stage.now = Instant(PATIENCE)
    effects = stage.keep(stage.machine.wake(stage.now))

    assert deadline == Instant(PATIENCE)
    assert early == ()
    assert settled(effects) == [(B4, "missing")]


def test_who_took_its_part_and_never_said_that_it_runs_is_missing_too() -> None:
    stage = feeding()
    stage.ends(B4)
    stage.now = Instant(PATIENCE)

    assert settled(stage.keep(stage.machine.wake(stage.now))) == [(B4, "missing")]


def test_who_is_heard_of_is_not_called_missing_with_the_others() -> None:
    stage = feeder(B1, "option-b")
    stage.bring(of_all())
    stage.updates(B2)
    stage.now = Instant(PATIENCE)

    assert settled(stage.keep(stage.machine.wake(stage.now))) == [(B3, "missing")]


def test_what_a_child_says_of_another_version_is_no_news() -> None:
    stage = feeding()
    stage.ends(B4)

    assert settled(stage.ends(B4, Status.INVALID_IMAGE, OLD)) == []
    assert settled(stage.says(B4, version=OLD)) == []


def test_what_a_child_says_when_nothing_is_handed_on_is_answered_and_no_more() -> None:
    stage = feeder()
    effects = [*stage.asks(B4), *stage.ends(B4), *stage.says(B4)]

    assert settled(effects) == []
    assert [type(message) for message in said_to(effects, B4)] == [
        QueryNextImageRefusal,
        UpgradeEndResponse,
        DefaultResponse,
    ]


def test_a_crash_loses_nothing_that_a_child_said_and_invites_only_who_waits() -> None:
    stage = feeder(B1, "option-b")
    stage.bring(of_all())
    stage.ends(B2)
    state = stage.machine._feeding.state[0]
    effects = stage.restart()

    assert stage.machine._feeding.state[0] == state
    assert [note.device for note in noted(effects, ImageOffered)] == [B3]
    assert handed_on(effects) == []


def test_patience_is_counted_from_when_the_bundle_was_whole_and_not_from_a_crash() -> None:
    stage = feeding()
    stage.wait(PATIENCE // 2)
    stage.restart()

    assert stage.machine._feeding.deadline == Instant(PATIENCE)


def test_fragments_that_no_alert_has_are_noted_and_dropped() -> None:
    stage = feeding()
    effects = stage.hear(B4, ApsFragment(0x0704, 1, BLOCKS_MAX, 0, b"x"))

    assert [note.source for note in noted(effects, MessageIgnored)] == [B4]


def test_what_a_feeder_has_no_use_for_is_noted() -> None:
    effects = feeding().hear(B4, ImageNotify(100, BRIDGE_MANUFACTURER, TYPES[B4], NEW))

    assert effects == [MessageIgnored(B4, "ImageNotify", "its feeder has no use for it")]


def test_who_is_not_fed_gets_nothing_here() -> None:
    stage = feeding()
    effects = stage.hear_frame(Frame(Name("b2"), B3, 0, QueryNextImageRequest(BRIDGE_MANUFACTURER, TYPES[B2], OLD, 1)))

    assert effects == [MessageIgnored(B2, "QueryNextImageRequest", "not for this bridge")]


@pytest.mark.parametrize("own", [NEW, NEWER], ids=["equal", "other"])
def test_a_child_that_says_its_own_parts_version_is_understood(own: int) -> None:
    # B3's part is a bundle of version NEW in which B3's own firmware has another one.
    stage = feeder(B1, "option-b", reports="own")
    inner = bundle(NEW, part(B3, own), part(B4, NEW))
    stage.bring(make_bundle((part(B1), part(B2), inner), NEW))
    stage.ends(B3)

    assert settled(stage.says(B3, version=own)) == [(B3, "runs")]
    assert sent_of(stage.asks(B3, running=own), QueryNextImageResponse) == []


def test_a_second_bundle_takes_the_place_of_one_that_children_never_came_to_an_end_with() -> None:
    stage = feeder(report="early")
    stage.bring(bundle())
    stage.told_to_run()
    stage.wake()
    effects = stage.bring(bundle(NEWER), NEWER)

    assert handed_on(effects) == [FeedingEnded(NEW, success=False), FeedingBegun(NEWER, (B4,))]
    assert said_to(stage.wants(B4, 0), B4) == [ImageBlockAbort()]
    assert [offer.version for offer in sent_of(stage.asks(B4), QueryNextImageResponse)] == [NEWER]
