"""A bridge: it reboots by itself, is deaf meanwhile, verifies twice, and says CS09 until somebody took it."""

from dataclasses import replace

import pytest

from lab.images import make_image
from premises.errors import PremisesError
from premises.machine.effects import Listen
from premises.machine.growing import Growing
from premises.quantity import Instant, seconds
from premises.talk.ota_phase import Idle
from premises.talk.reboot.life import Down
from premises.trust.alerts import signed
from premises.trust.keys import signing_key
from premises.trust.seal import SEAL_SIZE, label_of, sealed
from premises.trust.trailer import signed_by_supplier
from premises.wire.field.ota_file import OtaFile, read_ota_file, write_ota_file
from premises.wire.field.zcl import (
    ImageBlockRequest,
    QueryNextImageResponse,
    Status,
    UpgradeEndRequest,
)
from premises.wire.gbcs.alerts import ActivateImageResultCode, FirmwareActivationAlert
from premises.wire.message import Frame
from premises.wire.notes.downloads import DeviceRebooted, FirmwareActivated, ImageRejected, OtaRefused
from premises.wire.notes.emulator import MessageIgnored
from premises.wire.radio.aps import ApsFragment
from premises.wire.site import ACB_EUI, HUB
from tests.machine.reading import keeps, listens, noted, sent, sent_of
from tests.rooms.bridge_stage import (
    EUI_B1,
    INVITED,
    KEY_B1,
    REBOOT,
    alerts_of,
    bridge,
    download,
    file,
    hear,
    told_to_run,
    update,
)
from tests.rooms.hub_stage import B1, B2, BRIDGE, MAKER, NEW, NEWER, OLD


def test_told_to_run_its_image_it_goes_down_and_hears_nothing() -> None:
    stage = bridge()
    download(stage, file())
    effects = told_to_run(stage)

    assert effects == [DeviceRebooted(NEW), Listen(False)]
    assert stage.machine.deadline == Instant(REBOOT)
    assert stage.machine.picture.running == OLD


def test_it_comes_up_with_the_new_version_hears_again_and_says_cs09_once_all_is_kept() -> None:
    stage = bridge()
    download(stage, file())
    told_to_run(stage)
    effects = stage.wake()

    assert stage.now == Instant(REBOOT)
    assert listens(effects) == [True]
    assert noted(effects, FirmwareActivated) == [FirmwareActivated(NEW, OLD)]
    assert [key for key, _ in keeps(effects)][:3] == ["ota", "firmware/running", "alerts/counter"]
    assert alerts_of(effects) == [
        signed(FirmwareActivationAlert(EUI_B1, ACB_EUI, 1, 40, NEW, ActivateImageResultCode.SUCCESS), KEY_B1)
    ]
    assert {type(message) for message in sent(effects)} == {ApsFragment}
    assert stage.machine.picture.running == NEW


def test_there_is_no_command_between_download_and_reboot_but_the_hubs_word_may_name_a_moment() -> None:
    stage = bridge()
    download(stage, file())
    told_to_run(stage, span_s=30)
    before = stage.machine.picture.activity
    effects = stage.wake()

    assert (before, stage.now) == ("countdown", Instant(seconds(30)))
    assert effects == [DeviceRebooted(NEW), Listen(False)]


def test_without_any_word_of_the_hub_it_reboots_after_ten_missed_answers() -> None:
    stage = bridge()
    download(stage, file())
    effects = [stage.wake() for _ in range(10)][-1]

    assert noted(effects, DeviceRebooted)
    assert listens(effects) == [False]


def test_a_wake_while_it_is_down_does_nothing() -> None:
    stage = bridge()
    download(stage, file())
    told_to_run(stage)
    stage.wait(REBOOT - 1)
    before = stage.machine.state

    assert stage.machine.wake(stage.now) == ()
    assert stage.machine.state == before


def test_a_frame_while_it_is_down_does_not_make_the_reboot_longer() -> None:
    # Its radio is off, so no carrier brings one; the machine itself must not begin again either.
    stage = bridge()
    download(stage, file())
    told_to_run(stage)
    stage.wait(seconds(30))
    effects = hear(stage, INVITED)

    assert noted(effects, DeviceRebooted) == []
    assert stage.machine.deadline == Instant(REBOOT)


def test_a_loss_of_power_while_it_is_down_costs_time_and_nothing_else() -> None:
    stage = bridge()
    download(stage, file())
    told_to_run(stage)
    effects = stage.restart()
    told_to_run(stage)
    stage.wake()

    assert sent(effects) == [UpgradeEndRequest(Status.SUCCESS, MAKER, BRIDGE, NEW)]
    assert stage.machine.picture.running == NEW


def test_what_it_runs_outlives_a_loss_of_power() -> None:
    stage = bridge()
    update(stage)
    stage.restart()

    assert stage.machine.picture.running == NEW
    assert isinstance(stage.machine._ota.state, Idle)


def test_an_image_that_changed_while_it_was_down_is_not_run() -> None:
    stage = bridge()
    download(stage, file())
    told_to_run(stage)
    turned = Growing(b"x").grown(file()[:-1] + b"\0")
    stage.machine._life = Down(NEW, turned, Instant(REBOOT))
    effects = stage.wake()

    assert [note.why for note in noted(effects, ImageRejected)] == [
        "the Manufacturer Image does not match its maker's seal"
    ]
    assert noted(effects, FirmwareActivated) == []
    assert alerts_of(effects) == [
        signed(FirmwareActivationAlert(EUI_B1, ACB_EUI, 1, 40, NEW, ActivateImageResultCode.FAILURE), KEY_B1)
    ]
    assert stage.machine.picture.running == OLD
    assert list(stage.shelf.below("ota")) == []


def test_an_image_whose_header_names_another_version_than_was_offered_is_not_run() -> None:
    stage = bridge()
    effects = download(stage, file(NEW), version=NEWER)

    assert [request.status for request in sent_of(effects, UpgradeEndRequest)] == [Status.INVALID_IMAGE]


@pytest.mark.parametrize(
    ("octets", "words"),
    [
        (file()[:-1] + b"\0", "does not match its maker's seal"),
        (file()[:-70] + bytes(70), "carries no maker's seal"),
        (file()[:-1], "octets"),
    ],
    ids=["damaged", "unsealed", "short"],
)
def test_what_is_not_genuine_is_refused_in_words(octets: bytes, words: str) -> None:
    with pytest.raises(PremisesError, match=words):
        bridge().machine._plan.verify(octets, NEW)


def test_an_image_with_a_meters_trailer_is_refused_in_those_words_however_genuine_the_rest() -> None:
    whole = read_ota_file(file())
    body = signed_by_supplier(whole.body, signing_key(1, "supplier"))
    header = replace(whole.header, size=whole.header.size + len(body) - len(whole.body))
    effects = download(bridge(), write_ota_file(OtaFile(header, body)))

    assert [note.why for note in noted(effects, ImageRejected)] == [
        "the image ends in a Supplier's trailer: it is a meter's, and this is a PPMID-class device"
    ]
    assert [request.status for request in sent_of(effects, UpgradeEndRequest)] == [Status.INVALID_IMAGE]


def test_an_image_that_somebody_else_sealed_is_refused() -> None:
    whole = read_ota_file(file())
    forged = OtaFile(whole.header, sealed(whole.body[:-SEAL_SIZE], 0x1234, label_of(whole.header)))

    with pytest.raises(PremisesError, match="does not match its maker's seal"):
        bridge().machine._plan.verify(write_ota_file(forged), NEW)


def test_it_runs_no_image_for_another_maker_type_or_hardware() -> None:
    verify = bridge().machine._plan.verify
    others = (
        make_image(BRIDGE, NEW, 200, manufacturer=0x1234),
        make_image(0x0284, NEW, 200, manufacturer=MAKER),
        make_image(BRIDGE, NEW, 200, manufacturer=MAKER, hardware=(2, 9)),
    )

    for other in others:
        with pytest.raises(PremisesError, match=r"image is for (maker|hardware)"):
            verify(other, NEW)


@pytest.mark.parametrize("frame", [Frame(HUB, B2, 0, INVITED), Frame(B2, B1, 0, INVITED)])
def test_what_is_not_from_the_hub_to_this_bridge_is_noted_and_ignored(frame: Frame) -> None:
    stage = bridge()
    before = stage.machine.state

    assert stage.hear_frame(frame) == [MessageIgnored(frame.source, "ImageNotify", "not for this bridge")]
    assert stage.machine.state == before


def test_after_an_update_it_takes_what_is_newer_than_that_and_nothing_else() -> None:
    stage = bridge()
    update(stage, NEWER)
    hear(stage, INVITED)
    older = hear(stage, QueryNextImageResponse(MAKER, BRIDGE, NEW, 200))
    newest = update(stage, NEWER + 1)

    assert [note.why for note in noted(older, OtaRefused)] == ["it is not newer than 0x00010002"]
    assert noted(newest, FirmwareActivated) == [FirmwareActivated(NEWER + 1, NEWER)]


def test_the_blocks_have_the_size_that_the_device_was_made_with() -> None:
    stage = bridge(block=17)
    hear(stage, INVITED)
    effects = hear(stage, QueryNextImageResponse(MAKER, BRIDGE, NEW, 200))

    assert [request.size_max for request in sent_of(effects, ImageBlockRequest)] == [17]


def test_its_deadline_is_the_earliest_of_its_parts_and_the_reboot_alone_while_it_is_down() -> None:
    stage = bridge()
    update(stage)
    alert_at = stage.machine._outbox.deadline
    download(stage, file(NEWER), NEWER)
    told_to_run(stage, NEWER)

    assert alert_at == Instant(REBOOT + seconds(10))
    assert stage.machine.deadline == stage.now + REBOOT


def test_its_picture_says_what_it_does() -> None:
    stage = bridge()
    seen = [stage.machine.picture.activity]
    download(stage, file())
    seen.append(stage.machine.picture.activity)
    told_to_run(stage)
    seen.append(stage.machine.picture.activity)
    stage.wake()
    seen.append(stage.machine.picture.activity)

    assert seen == ["idle", "verified", "rebooting", "idle"]
