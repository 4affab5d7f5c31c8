"""What a bridge that feeds others says when: early, late or staged."""

import pytest

from premises.machine.effects import Listen
from premises.quantity import Instant
from premises.talk.parent import HOLD
from premises.wire.design import ReportPolicy
from premises.wire.field.zcl import (
    OTA_CLUSTER,
    DefaultResponse,
    ImageNotify,
    Status,
    UpgradeEndRequest,
    UpgradeEndResponse,
)
from premises.wire.gbcs.alerts import ActivateImageResultCode
from premises.wire.message import Frame
from premises.wire.notes.bundles import FeedingBegun, FeedingEnded
from premises.wire.notes.downloads import ActivationFailed, DeviceRebooted
from premises.wire.notes.emulator import MessageIgnored
from premises.wire.radio.mac import DataRequest
from premises.wire.site import HUB
from tests.machine.reading import listens, noted, sent_of
from tests.rooms.feeder_stage import (
    B4,
    NEW,
    NEWER,
    OLD,
    POLICIES,
    bundle,
    cs09,
    ends,
    feeder,
    handed_on,
    holding,
    missing,
    said_to,
    settled,
)

SUCCESS, FAILURE = ActivateImageResultCode.SUCCESS, ActivateImageResultCode.FAILURE


# Early: its own word first.


def test_early_says_the_end_reboots_and_says_cs09_while_its_child_has_nothing() -> None:
    stage, whole = holding("early")
    down, up = stage.told_to_run(), stage.wake()

    assert ends(whole) == [Status.SUCCESS]
    assert noted(down, DeviceRebooted) == [DeviceRebooted(NEW)]
    assert cs09(up) == [(NEW, SUCCESS)]
    assert settled([*whole, *down, *up]) == []


def test_early_hands_on_after_its_own_reboot_and_ends_when_its_child_runs_its_part() -> None:
    stage, _ = holding("early")
    stage.told_to_run()
    stage.wake()
    effects = stage.updates(B4)

    assert settled(effects) == [(B4, "taken"), (B4, "runs")]
    assert handed_on(effects) == [FeedingEnded(NEW, success=True)]
    assert cs09(effects) == []


def test_early_takes_nothing_back_when_its_child_fails() -> None:
    stage, _ = holding("early")
    stage.told_to_run()
    stage.wake()
    effects = stage.ends(B4, Status.INVALID_IMAGE)

    assert handed_on(effects) == [FeedingEnded(NEW, success=False)]
    assert (cs09(effects), ends(effects)) == ([], [])
    assert stage.machine.picture.running == NEW


def test_early_with_children_that_are_done_first_ends_when_it_runs_its_own() -> None:
    stage, _ = holding("early")
    child = stage.updates(B4)
    down, up = stage.told_to_run(), stage.wake()

    assert handed_on([*child, *down]) == []
    assert handed_on(up) == [FeedingEnded(NEW, success=True)]


# Late: its own word last, and the hub holds the image for as long.


def test_late_says_nothing_to_the_hub_until_its_child_runs_its_part() -> None:
    stage, whole = holding("late")
    taken, runs = stage.ends(B4), stage.says(B4)

    assert ends([*whole, *taken]) == []
    assert ends(runs) == [Status.SUCCESS]
    assert stage.machine.picture.running == OLD


def test_late_reboots_into_its_own_part_when_the_hub_was_told() -> None:
    stage, _ = holding("late")
    stage.updates(B4)
    down, up = stage.told_to_run(), stage.wake()

    assert listens(down) == [False]
    assert cs09(up) == [(NEW, SUCCESS)]
    assert handed_on(up) == [FeedingEnded(NEW, success=True)]


@pytest.mark.parametrize("status", [Status.INVALID_IMAGE, Status.ABORT])
def test_late_ends_its_download_with_abort_when_its_child_fails(status: Status) -> None:
    stage, _ = holding("late")
    effects = stage.ends(B4, status)

    assert ends(effects) == [Status.ABORT]
    assert handed_on(effects) == [FeedingEnded(NEW, success=False)]
    assert list(stage.shelf.below("ota")) == list(stage.shelf.below("feed")) == []
    assert stage.machine.picture.running == OLD


def test_late_ends_with_abort_when_its_child_is_missing() -> None:
    stage, _ = holding("late")

    assert ends(missing(stage)) == [Status.ABORT]


# Staged: the end of the transfer at once, its own reboot last.


def test_staged_says_the_end_at_once_and_reboots_only_when_its_child_runs_its_part() -> None:
    stage, whole = holding("staged")
    told, child = stage.told_to_run(), stage.updates(B4)

    assert ends(whole) == [Status.SUCCESS]
    assert noted(told, DeviceRebooted) == []
    assert child[-2:] == [DeviceRebooted(NEW), Listen(False)]


def test_staged_says_cs09_for_all_when_it_runs_its_own() -> None:
    stage, _ = holding("staged")
    stage.told_to_run()
    stage.updates(B4)
    up = stage.wake()

    assert cs09(up) == [(NEW, SUCCESS)]
    assert handed_on(up) == [FeedingEnded(NEW, success=True)]


def test_staged_waits_for_the_hubs_answer_though_its_child_is_done() -> None:
    stage, _ = holding("staged")
    child, told = stage.updates(B4), stage.told_to_run()

    assert noted(child, DeviceRebooted) == []
    assert noted(told, DeviceRebooted) == [DeviceRebooted(NEW)]


def test_staged_reboots_only_when_a_sleepy_child_fetched_the_answer_to_its_cs09() -> None:
    stage = feeder(wake_every_s=80.0, awake_s=40.0)
    stage.bring(bundle())
    stage.told_to_run()
    stage.asks(B4)
    stage.hear(B4, DataRequest())
    runs = [*stage.ends(B4), *stage.says(B4)]
    fetched = stage.hear(B4, DataRequest())

    assert noted(runs, DeviceRebooted) == []
    assert [type(message) for message in said_to(fetched, B4)] == [UpgradeEndResponse, DefaultResponse]
    assert fetched[-2:] == [DeviceRebooted(NEW), Listen(False)]


def test_staged_waits_no_longer_for_that_than_a_parent_holds_a_frame() -> None:
    stage = feeder(wake_every_s=80.0, awake_s=40.0)
    stage.bring(bundle())
    stage.told_to_run()
    stage.updates(B4)
    effects = stage.wake()

    assert stage.now == Instant(HOLD)
    assert noted(effects, DeviceRebooted) == [DeviceRebooted(NEW)]


@pytest.mark.parametrize("how", ["refused", "failed", "newer", "missing"])
def test_staged_says_cs09_with_failure_and_runs_nothing_new_when_its_child_does_not(how: str) -> None:
    stage, _ = holding("staged")
    stage.told_to_run()
    effects = {
        "refused": lambda: stage.ends(B4, Status.INVALID_IMAGE),
        "failed": lambda: stage.says(B4, runs=False),
        "newer": lambda: stage.asks(B4, running=NEWER),
        "missing": lambda: missing(stage),
    }[how]()

    assert settled(effects) == [(B4, how)]
    assert noted(effects, ActivationFailed) == [ActivationFailed(NEW, OLD)]
    assert cs09(effects) == [(NEW, FAILURE)]
    assert handed_on(effects) == [FeedingEnded(NEW, success=False)]
    assert list(stage.shelf.below("ota")) == list(stage.shelf.below("feed")) == []
    assert stage.machine.picture.running == OLD


def test_staged_that_lost_the_hub_calls_off_only_what_it_was_told_to_run() -> None:
    stage, _ = holding("staged")
    failed, told = stage.ends(B4, Status.INVALID_IMAGE), stage.told_to_run()

    assert cs09(failed) == []
    assert cs09(told) == [(NEW, FAILURE)]


# Whatever it says when.


@pytest.mark.parametrize("report", POLICIES)
def test_a_child_that_was_up_to_date_is_as_good_as_one_that_ran_its_part_just_now(report: ReportPolicy) -> None:
    stage, _ = holding(report)
    stage.asks(B4, running=NEW)
    stage.told_to_run()
    up = stage.wake()

    assert cs09(up) == [(NEW, SUCCESS)]
    assert handed_on(up) == [FeedingEnded(NEW, success=True)]


@pytest.mark.parametrize("report", ["late", "staged"])
def test_a_second_bundle_waits_while_the_first_is_handed_on(report: ReportPolicy) -> None:
    stage, _ = holding(report)
    stage.told_to_run()
    kind = stage.plan.manufacturer, stage.plan.image_type
    effects = stage.hear(HUB, ImageNotify(100, *kind, NEWER))

    assert [type(effect) for effect in effects] == [MessageIgnored]
    assert settled(stage.ends(B4)) == [(B4, "taken")]


@pytest.mark.parametrize("report", POLICIES)
def test_after_a_bundle_that_failed_the_same_one_can_come_again(report: ReportPolicy) -> None:
    stage, _ = holding(report)
    if report != "late":
        stage.told_to_run()
    if report == "early":
        stage.wake()
    stage.ends(B4, Status.ABORT)
    if report == "late":
        stage.hear(HUB, DefaultResponse(OTA_CLUSTER, 0x06, Status.SUCCESS))
    version = NEWER if report == "early" else NEW
    again = stage.bring(bundle(version), version)

    assert handed_on(again) == [FeedingBegun(version, (B4,))]


@pytest.mark.parametrize("report", POLICIES)
def test_frames_of_others_are_carried_all_the_same(report: ReportPolicy) -> None:
    stage, _ = holding(report)
    effects = stage.hear_frame(Frame(B4, HUB, 0, UpgradeEndRequest(Status.SUCCESS, 1, 2, 3)))

    assert len(sent_of(effects, UpgradeEndRequest)) == 1
    assert stage.hear(B4, DataRequest()) == []
