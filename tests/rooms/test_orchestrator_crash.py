"""A bridge that feeds others crashes at any stage: it costs time, nothing is lost, and nothing begins anew."""

import pytest

from premises.quantity import Instant, seconds
from premises.wire.design import ReportPolicy
from premises.wire.field.ota_file import BRIDGE_MANUFACTURER
from premises.wire.field.zcl import (
    ImageBlockRequest,
    ImageBlockResponse,
    ImageNotify,
    QueryNextImageResponse,
    Status,
)
from premises.wire.gbcs.alerts import ActivateImageResultCode
from premises.wire.notes.bundles import FeedingEnded
from premises.wire.site import HUB
from tests.machine.reading import sent_of
from tests.rooms.feeder_stage import (
    B4,
    NEW,
    PATIENCE,
    POLICIES,
    TYPES,
    bundle,
    cs09,
    ends,
    feeder,
    handed_on,
    holding,
    said_to,
    settled,
)

SUCCESS, FAILURE = ActivateImageResultCode.SUCCESS, ActivateImageResultCode.FAILURE


def test_a_crash_in_mid_download_goes_on_from_the_last_block_and_hands_on_nothing() -> None:
    stage = feeder()
    octets = bundle()
    kind = stage.plan.manufacturer, stage.plan.image_type
    stage.hear(HUB, ImageNotify(100, *kind, NEW))
    stage.hear(HUB, QueryNextImageResponse(*kind, NEW, len(octets)))
    stage.hear(HUB, ImageBlockResponse(*kind, NEW, 0, octets[:63]))
    effects = stage.restart()

    assert [request.offset for request in sent_of(effects, ImageBlockRequest)] == [63]
    assert handed_on(effects) == []


@pytest.mark.parametrize("report", POLICIES)
def test_a_crash_while_the_bundle_is_handed_on_begins_nothing_anew(report: ReportPolicy) -> None:
    stage, _ = holding(report)
    effects = stage.restart()

    assert handed_on(effects) == []
    assert said_to(effects, B4) == [ImageNotify(100, BRIDGE_MANUFACTURER, TYPES[B4], NEW)]
    assert ends(effects) == ([] if report == "late" else [Status.SUCCESS])
    assert settled(stage.updates(B4)) == [(B4, "taken"), (B4, "runs")]


@pytest.mark.parametrize("report", POLICIES)
def test_a_crash_after_its_child_took_its_part_invites_nobody(report: ReportPolicy) -> None:
    stage, _ = holding(report)
    stage.ends(B4)
    effects = stage.restart()

    assert said_to(effects, B4) == []
    assert settled(stage.says(B4)) == [(B4, "runs")]


@pytest.mark.parametrize("report", POLICIES)
def test_a_crash_when_its_child_is_done_ends_as_without_one(report: ReportPolicy) -> None:
    stage, _ = holding(report)
    stage.updates(B4)
    again = stage.restart()
    stage.told_to_run()
    up = stage.wake()

    assert ends(again) == [Status.SUCCESS]
    assert cs09(up) == [(NEW, SUCCESS)]
    assert handed_on(up) == [FeedingEnded(NEW, success=True)]


def test_a_crash_in_its_own_reboot_ends_as_without_one() -> None:
    stage, _ = holding("staged")
    stage.told_to_run()
    stage.updates(B4)
    stage.restart()
    stage.told_to_run()

    assert cs09(stage.wake()) == [(NEW, SUCCESS)]


@pytest.mark.parametrize("report", POLICIES)
def test_a_crash_after_all_is_over_begins_nothing_anew(report: ReportPolicy) -> None:
    stage, _ = holding(report)
    stage.updates(B4)
    stage.told_to_run()
    stage.wake()
    effects = stage.restart()

    assert handed_on(effects) == []
    assert (said_to(effects, B4), ends(effects)) == ([], [])
    assert stage.machine.picture.running == NEW


def test_patience_that_ends_while_it_reboots_ends_with_the_reboot() -> None:
    stage, _ = holding("early")
    stage.now = Instant(PATIENCE - 1)
    stage.told_to_run()
    deadline = stage.machine.deadline
    up = stage.wake()

    assert deadline == Instant(PATIENCE - 1 + seconds(40))
    assert settled(up) == [(B4, "missing")]
    assert handed_on(up) == [FeedingEnded(NEW, success=False)]
