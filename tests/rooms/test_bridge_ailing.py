"""A bridge that something is wrong with: what it runs in the end, what it says of it, and that it heals."""

import pytest

from bridges.cast import bridge_maker
from lab.images import make_image
from premises.identity import Name
from premises.machine.ailing import Ailing
from premises.machine.contract import check_machine
from premises.machine.effects import Nothing
from premises.quantity import Instant, seconds
from premises.trust.alerts import signed
from premises.wire.field.zcl import (
    ImageBlockRequest,
    ImageBlockResponse,
    ImageNotify,
    QueryNextImageRequest,
    QueryNextImageResponse,
    Status,
    UpgradeEndRequest,
    UpgradeEndResponse,
)
from premises.wire.gbcs.alerts import ActivateImageResultCode, FirmwareActivationAlert
from premises.wire.message import Frame
from premises.wire.notes.downloads import (
    ActivationFailed,
    EraseBegun,
    FirmwareActivated,
    ImageRejected,
    OtaFailed,
)
from premises.wire.site import ACB_EUI, HUB
from tests.machine.reading import keeps, noted, sent, sent_of
from tests.machine.wrong import wrong
from tests.rooms.bridge_stage import (
    EUI_B1,
    INVITED,
    KEY_B1,
    alerts_of,
    bridge,
    download,
    file,
    hear,
    told_to_run,
    update,
)
from tests.rooms.hub_stage import BRIDGE, MAKER, NEW, NEWER, OLD
from tests.rooms.meter_stage import four_bridges

FAULTS = (
    wrong("flash-full", 60, 120),
    wrong("slow-erase", 30, takes_s=20),
    wrong("refuse-verify", 0, 90),
    wrong("fail-activate", 0, 200),
    wrong("wrong-hardware", 150, 200),
    wrong("stuck-asleep", 40, 300),
    wrong("clock-drift", 20, 250, drift_ppm=-400_000),
    wrong("clock-drift", drift_ppm=123.4),
)


def failed(version: int, at_s: int, counter: int = 1) -> FirmwareActivationAlert:
    """Give the CS09 of a version that did not come up."""
    alert = FirmwareActivationAlert(EUI_B1, ACB_EUI, counter, at_s, version, ActivateImageResultCode.FAILURE)
    said = signed(alert, KEY_B1)
    assert isinstance(said, FirmwareActivationAlert)
    return said


def test_an_activation_that_fails_leaves_the_old_version_and_cs09_says_failure() -> None:
    stage = bridge()
    stage.machine.suffer((wrong("fail-activate"),), stage.now)
    effects = update(stage)

    assert noted(effects, ActivationFailed) == [ActivationFailed(NEW, OLD)]
    assert noted(effects, FirmwareActivated) == []
    assert alerts_of(effects) == [failed(NEW, 40)]
    assert stage.machine.picture.running == OLD
    assert keeps(effects)[0] == ("ota", None)


def test_what_it_runs_after_a_failed_activation_outlives_a_loss_of_power() -> None:
    stage = bridge()
    stage.machine.suffer((wrong("fail-activate"),), stage.now)
    update(stage)
    stage.restart()

    assert stage.machine.picture.running == OLD


@pytest.mark.parametrize(
    ("since_s", "until_s", "runs"),
    [(40, None, OLD), (40.000_001, None, NEW), (0, 40, NEW), (0, 40.000_001, OLD)],
    ids=["from when it comes up", "from a moment later", "until it comes up", "until a moment later"],
)
def test_what_counts_is_the_moment_at_which_it_comes_up(since_s: float, until_s: float | None, runs: int) -> None:
    stage = bridge()
    stage.machine.suffer((wrong("fail-activate", since_s, until_s),), stage.now)
    update(stage)

    assert (stage.now, stage.machine.picture.running) == (Instant(seconds(40)), runs)


def test_the_next_activation_goes_well_when_nothing_is_wrong_any_more() -> None:
    stage = bridge()
    stage.machine.suffer((wrong("fail-activate", 0, 60),), stage.now)
    update(stage)
    stage.wait(seconds(60))
    effects = update(stage, NEWER)

    assert noted(effects, FirmwareActivated) == [FirmwareActivated(NEWER, OLD)]


def test_an_image_that_it_takes_for_invalid_only_when_it_comes_up_is_not_run_either() -> None:
    stage = bridge()
    download(stage, file())
    told_to_run(stage)
    stage.machine.suffer((wrong("refuse-verify"),), stage.now)
    effects = stage.wake()

    assert [note.why for note in noted(effects, ImageRejected)] == [
        "the device takes a good image for invalid: refuse-verify"
    ]
    assert noted(effects, ActivationFailed) == []
    assert alerts_of(effects) == [failed(NEW, 40)]


def test_a_full_flash_ends_the_download_with_abort_and_it_says_so_in_its_picture() -> None:
    stage = bridge()
    stage.machine.suffer((wrong("flash-full"),), stage.now)
    hear(stage, INVITED)
    effects = hear(stage, QueryNextImageResponse(MAKER, BRIDGE, NEW, 200))

    assert sent(effects) == [UpgradeEndRequest(Status.ABORT, MAKER, BRIDGE, NEW)]
    assert noted(effects, OtaFailed) == [OtaFailed(NEW, 0, "its flash is full")]
    assert stage.machine.picture.activity == "ending", "and not verified, for nothing was"


def test_a_wrong_hardware_is_what_its_query_says() -> None:
    stage = bridge()
    stage.machine.suffer((wrong("wrong-hardware"),), stage.now)

    assert sent(hear(stage, INVITED)) == [QueryNextImageRequest(MAKER, BRIDGE, OLD, 0xFFFE)]


def test_a_hardware_that_turns_out_wrong_after_the_query_is_found_at_the_end_of_the_download() -> None:
    stage = bridge()
    hear(stage, INVITED)
    octets = make_image(BRIDGE, NEW, 189, manufacturer=MAKER, hardware=(1, 1))
    hear(stage, QueryNextImageResponse(MAKER, BRIDGE, NEW, len(octets)))
    stage.machine.suffer((wrong("wrong-hardware"),), stage.now)
    blocks = [ImageBlockResponse(MAKER, BRIDGE, NEW, offset, octets[offset : offset + 63]) for offset in (0, 63, 126)]
    effects = [hear(stage, each) for each in blocks][-1]

    assert [request.status for request in sent_of(effects, UpgradeEndRequest)] == [Status.INVALID_IMAGE]
    assert [note.why for note in noted(effects, ImageRejected)] == [
        "image is for hardware 0x0001 to 0x0001, this is 0xfffe"
    ]


def test_a_slow_flash_costs_its_time_and_nothing_else() -> None:
    stage = bridge()
    stage.machine.suffer((wrong("slow-erase", takes_s=90),), stage.now)
    hear(stage, INVITED)
    erased = hear(stage, QueryNextImageResponse(MAKER, BRIDGE, NEW, 200))
    asked = stage.wake()
    octets = file()
    for offset in range(0, len(octets), 63):
        hear(stage, ImageBlockResponse(MAKER, BRIDGE, NEW, offset, octets[offset : offset + 63]))
    told_to_run(stage)
    stage.wake()

    assert noted(erased, EraseBegun) == [EraseBegun(NEW, seconds(90))]
    assert sent_of(asked, ImageBlockRequest)
    assert (stage.now, stage.machine.picture.running) == (Instant(seconds(130)), NEW)


def test_what_is_wrong_is_part_of_its_state() -> None:
    stage, other = bridge(), bridge()
    stage.machine.suffer((wrong("fail-activate"),), stage.now)
    download(stage, file())
    told_to_run(stage)
    other.machine.state = stage.machine.state
    stage.wake()
    other.now = stage.now
    effects = other.machine.wake(other.now)

    assert noted(effects, ActivationFailed) == [ActivationFailed(NEW, OLD)]
    assert other.machine.state == stage.machine.state


@pytest.mark.parametrize("who", [Name("b1"), Name("b2"), Name("b3"), Name("b4")])
def test_every_bridge_keeps_the_contract_whatever_is_wrong_with_it(who: Name) -> None:
    image_type = four_bridges().bridges[who].image_type
    octets = make_image(image_type, NEW, 144, manufacturer=MAKER)
    likely = [
        Frame(HUB, who, 0, ImageNotify(100, MAKER, image_type, NEW)),
        Frame(HUB, who, 0, QueryNextImageResponse(MAKER, image_type, NEW, len(octets))),
        Frame(HUB, who, 0, ImageBlockResponse(MAKER, image_type, NEW, 0, octets[:48])),
        Frame(HUB, who, 0, ImageBlockResponse(MAKER, image_type, NEW, 48, octets[48:96])),
        Frame(HUB, who, 0, ImageBlockResponse(MAKER, image_type, NEW, 96, octets[96:])),
        Frame(HUB, who, 0, UpgradeEndResponse(MAKER, image_type, NEW, 100, 100)),
    ]

    check_machine(bridge_maker(four_bridges(), who, 1), likely, faults=FAULTS)


@pytest.mark.parametrize("who", [Name("b1"), Name("b3"), Name("b4")])
def test_something_can_be_wrong_with_every_bridge(who: Name) -> None:
    assert isinstance(bridge_maker(four_bridges(), who, 1)(Nothing()), Ailing)
