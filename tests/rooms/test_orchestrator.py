"""What a bridge that feeds others says when: early, late or staged, and what a crash at each stage costs."""

import pytest

from lab.images import make_bundle
from premises.machine.effects import Effects, Listen
from premises.quantity import Instant, seconds
from premises.talk.parent import HOLD
from premises.wire.design import ReportPolicy
from premises.wire.field.ota_file import BRIDGE_MANUFACTURER, make_ota_file, read_ota_file, write_ota_file
from premises.wire.field.zcl import (
    OTA_CLUSTER,
    DefaultResponse,
    ImageBlockRequest,
    ImageBlockResponse,
    ImageNotify,
    QueryNextImageResponse,
    Status,
    UpgradeEndRequest,
    UpgradeEndResponse,
)
from premises.wire.gbcs.alerts import ActivateImageResultCode, FirmwareActivationAlert
from premises.wire.message import Frame
from premises.wire.notes.bundles import FeedingBegun, FeedingEnded
from premises.wire.notes.downloads import ActivationFailed, DeviceRebooted, FirmwareActivated, ImageRejected
from premises.wire.notes.emulator import MessageIgnored
from premises.wire.radio.mac import DataRequest
from premises.wire.site import HUB
from tests.machine.reading import listens, noted, sent_of
from tests.rooms.bridge_stage import alerts_of, bridge, download, file
from tests.rooms.feeder_stage import (
    B1,
    B3,
    B4,
    NEW,
    NEWER,
    OLD,
    PATIENCE,
    POLICIES,
    TYPES,
    Feeder,
    Reports,
    bundle,
    feeder,
    handed_on,
    part,
    said_to,
    settled,
)

SUCCESS, FAILURE = ActivateImageResultCode.SUCCESS, ActivateImageResultCode.FAILURE


def holding(report: ReportPolicy, octets: bytes = b"") -> tuple[Feeder, Effects]:
    """Give B3 that has just got the last block of a bundle, and what it did then."""
    stage = feeder(report=report)
    return stage, stage.bring(octets or bundle())


def ends(effects: Effects) -> list[Status]:
    """Give the Upgrade End Requests that went to the hub."""
    return [message.status for message in said_to(effects, HUB) if isinstance(message, UpgradeEndRequest)]


def cs09(effects: Effects) -> list[tuple[int, ActivateImageResultCode]]:
    """Give the activations that were said to the hub, with their versions."""
    alerts = [alert for alert in alerts_of(effects) if isinstance(alert, FirmwareActivationAlert)]
    return [(alert.version, alert.result) for alert in alerts]


def missing(stage: Feeder) -> Effects:
    """Let its patience with B4 end."""
    stage.now = Instant(PATIENCE)
    return stage.keep(stage.machine.wake(stage.now))


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


# Own version, or the bundle's.


@pytest.mark.parametrize(("reports", "said"), [("bundle", NEWER), ("own", NEW)])
def test_what_it_says_it_runs_is_what_the_site_says(reports: Reports, said: int) -> None:
    stage = feeder(reports=reports)
    stage.bring(bundle(NEWER, part(B3, NEW), part(B4, NEW)), NEWER)
    stage.told_to_run(NEWER)
    stage.updates(B4)
    up = stage.wake()

    assert noted(up, FirmwareActivated) == [FirmwareActivated(said, OLD)]
    assert cs09(up) == [(said, SUCCESS)]


# What it does not take.


@pytest.mark.parametrize("reports", ["bundle", "own"])
def test_an_older_part_of_its_own_under_a_newer_header_is_a_rollback_and_refused(reports: Reports) -> None:
    stage = feeder(reports=reports)
    effects = stage.bring(bundle(NEWER, part(B3, OLD - 1), part(B4, NEW)), NEWER)

    assert [note.why for note in noted(effects, ImageRejected)] == [
        "its own part is version 0x0000ffff, older than the 0x00010000 that it runs"
    ]
    assert ends(effects) == [Status.INVALID_IMAGE]
    assert handed_on(effects) == []


def test_what_its_own_part_was_is_remembered_though_it_says_the_bundles_version() -> None:
    stage = feeder()
    stage.bring(bundle(NEW, part(B3, 7 + OLD), part(B4)), NEW)
    stage.told_to_run()
    stage.updates(B4)
    stage.wake()
    stage.restart()
    effects = stage.bring(bundle(NEWER, part(B3, 6 + OLD), part(B4, NEWER)), NEWER)

    assert [note.why for note in noted(effects, ImageRejected)] == [
        "its own part is version 0x00010006, older than the 0x00010007 that it runs"
    ]


def test_its_own_part_may_stay_the_same_for_its_childs_sake() -> None:
    effects = feeder().bring(bundle(NEWER, part(B3, OLD), part(B4, NEWER)), NEWER)

    assert handed_on(effects) == [FeedingBegun(NEWER, (B4,))]


@pytest.mark.parametrize(
    ("octets", "words"),
    [
        (part(B3), "does not begin as a bundle"),
        (bundle(NEW, part(B3)), "the bundle has no part for b4, type 0x0484"),
        (bundle(NEW, part(B3, hardware=(2, 3)), part(B4)), "image is for hardware 0x0002 to 0x0003"),
    ],
    ids=["plain image", "part missing", "other hardware"],
)
def test_what_is_no_bundle_for_it_and_those_it_feeds_is_refused(octets: bytes, words: str) -> None:
    effects = feeder().bring(octets)

    assert len(noted(effects, ImageRejected)) == 1
    assert words in noted(effects, ImageRejected)[0].why
    assert ends(effects) == [Status.INVALID_IMAGE]


def test_a_part_for_another_type_in_the_first_place_is_refused() -> None:
    body = read_ota_file(bundle(NEW, part(B4), part(B3))).body
    about = read_ota_file(part(B3)).header
    file = make_ota_file(about.manufacturer, about.image_type, NEW, body, title="b3", hardware=about.hardware)
    effects = feeder().bring(write_ota_file(file))

    assert "the first part is for type 0x0484" in noted(effects, ImageRejected)[0].why


def test_a_bundle_of_another_design_is_refused_by_whom_it_is_not_for() -> None:
    of_b = feeder(B1, "option-b")
    refused = of_b.bring(make_bundle((part(B1), part(B3)), NEW))

    assert [note.why for note in noted(refused, ImageRejected)] == ["the bundle has no part for b2, type 0x0284"]


def test_a_bundle_is_refused_by_a_bridge_that_feeds_nobody() -> None:
    plain = bridge()
    effects = download(plain, make_bundle((file(), part(B4)), NEW))

    assert [note.why for note in noted(effects, ImageRejected)] == ["image is a bundle, and this bridge feeds nobody"]


# A crash at any stage costs time, and nothing is asked twice.


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
