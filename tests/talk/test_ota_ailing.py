"""An OTA client on a device that something is wrong with: what it tells the server, what is noted, how it heals."""

from typing import get_args, get_type_hints

import pytest

from premises.machine.ailing import DeviceFault
from premises.quantity import Instant, seconds
from premises.talk import ota_ailing, own_clock, sleeper
from premises.talk.ota_phase import Downloading, Ending, Idle, Pausing
from premises.wire.fault import DEVICE_KINDS, FaultSpec
from premises.wire.field.zcl import (
    OTA_CLUSTER,
    TUNNEL_CLUSTER,
    DefaultResponse,
    ImageBlockRequest,
    QueryNextImageRequest,
    Status,
    UpgradeEndRequest,
)
from premises.wire.notes.downloads import EraseBegun, ImageRejected, ImageVerified, OtaFailed, OtaGivenUp, OtaStarted
from premises.wire.notes.emulator import MessageIgnored
from tests.machine.reading import keeps, noted, sent, sent_of
from tests.machine.wrong import wrong
from tests.talk.client_stage import (
    BLOCK,
    HARDWARE,
    HUB,
    MAKER,
    NEW,
    OLD,
    SIZE,
    TYPE,
    ClientStage,
    block,
    downloading,
    ending,
    invite,
    offer,
    querying,
)

FULL = wrong("flash-full")
TAKEN = DefaultResponse(OTA_CLUSTER, 0x06, Status.SUCCESS)
NOW_S = 10.0


def ailing(*faults: DeviceFault) -> ClientStage:
    """Give a client on a device with ``faults``, without a start delay, ten seconds from the origin."""
    stage = ClientStage().pass_by(seconds(NOW_S))
    stage.client.faults = faults
    stage.hear(invite())
    return stage


def test_every_kind_that_is_looked_for_is_one_that_can_be_written() -> None:
    looked_for = {
        ota_ailing.FLASH_FULL,
        ota_ailing.SLOW_ERASE,
        ota_ailing.REFUSE_VERIFY,
        ota_ailing.FAIL_ACTIVATE,
        ota_ailing.WRONG_HARDWARE,
        own_clock.CLOCK_DRIFT,
        sleeper.STUCK_ASLEEP,
    }
    gone = {"crash", "power-cut", "battery-flat", "reboot-mid-write"}

    assert looked_for == DEVICE_KINDS - gone, "the others are who runs the machine's affair"
    assert set(get_args(get_type_hints(FaultSpec)["kind"])) >= looked_for


def test_with_a_full_flash_an_offer_is_answered_with_abort_and_no_block_is_asked_for() -> None:
    stage = ailing(FULL)
    effects = stage.hear(offer())

    assert sent(effects) == [UpgradeEndRequest(Status.ABORT, MAKER, TYPE, NEW)]
    assert noted(effects, OtaFailed) == [OtaFailed(NEW, 0, "its flash is full")]
    assert noted(effects, OtaStarted) == []
    assert keeps(effects) == [("ota", None)]


def test_a_flash_that_fills_in_mid_download_keeps_no_block_more_and_drops_its_part() -> None:
    stage = downloading(ClientStage(), 2 * BLOCK)
    stage.client.faults = (FULL,)
    effects = stage.hear(block(2 * BLOCK))

    assert sent(effects) == [UpgradeEndRequest(Status.ABORT, MAKER, TYPE, NEW)]
    assert noted(effects, OtaFailed) == [OtaFailed(NEW, 2 * BLOCK, "its flash is full")]
    assert list(stage.shelf.below("ota")) == []


def test_a_flash_that_is_full_when_the_power_comes_back_ends_the_download_at_the_next_block() -> None:
    stage = downloading(ClientStage(), BLOCK)
    stage.restart()
    stage.client.faults = (FULL,)

    assert sent(stage.hear(block(BLOCK))) == [UpgradeEndRequest(Status.ABORT, MAKER, TYPE, NEW)]


def test_abort_is_said_until_the_server_has_heard_it_and_no_longer() -> None:
    stage = ailing(FULL)
    stage.hear(offer())
    again = stage.wake()
    other = stage.hear(DefaultResponse(TUNNEL_CLUSTER, 0x06, Status.SUCCESS))
    stage.hear(TAKEN)

    assert sent(again) == [UpgradeEndRequest(Status.ABORT, MAKER, TYPE, NEW)]
    assert noted(other, MessageIgnored) == [MessageIgnored(HUB, "DefaultResponse", "ending")]
    assert isinstance(stage.client.state, Idle)


def test_an_abort_that_nobody_hears_is_given_up_and_nothing_runs() -> None:
    stage = ailing(FULL)
    stage.hear(offer())
    last = [stage.wake() for _ in range(10)][-1]

    assert noted(last, OtaGivenUp) == [OtaGivenUp(NEW, 0, "no answer to the Upgrade End Request")]
    assert isinstance(stage.client.state, Idle)


def test_once_there_is_room_the_next_offer_is_taken_from_the_beginning() -> None:
    stage = downloading(ClientStage(), BLOCK)
    stage.client.faults = (FULL,)
    stage.hear(block(BLOCK))
    stage.hear(TAKEN)
    stage.client.faults = ()
    stage.wake()
    effects = stage.hear(offer())

    assert noted(effects, OtaStarted) == [OtaStarted(NEW, SIZE, 0)]
    assert [request.offset for request in sent_of(effects, ImageBlockRequest)] == [0]


@pytest.mark.parametrize(
    ("since_s", "until_s", "counts"),
    [(NOW_S, None, True), (NOW_S + 1e-6, None, False), (0, NOW_S, False), (0, NOW_S + 1e-6, True)],
    ids=["from now", "from a moment later", "until now", "until a moment later"],
)
def test_a_fault_counts_from_its_first_moment_to_the_one_before_its_end(
    since_s: float, until_s: float | None, counts: bool
) -> None:
    effects = ailing(wrong("flash-full", since_s, until_s)).hear(offer())

    assert bool(noted(effects, OtaFailed)) is counts


def test_while_its_flash_is_erased_it_asks_for_no_block_and_says_so() -> None:
    stage = ailing(wrong("slow-erase", takes_s=90))
    effects = stage.hear(offer())
    waits = stage.waits()
    first = stage.wake()

    assert noted(effects, EraseBegun) == [EraseBegun(NEW, seconds(90))]
    assert sent(effects) == []
    assert waits == seconds(90)
    assert [request.offset for request in sent_of(first, ImageBlockRequest)] == [0]


def test_an_erase_is_over_once_and_takes_no_time_before_other_blocks() -> None:
    stage = ailing(wrong("slow-erase", takes_s=90))
    stage.hear(offer())
    stage.wake()
    effects = stage.hear(block(0))

    assert [request.offset for request in sent_of(effects, ImageBlockRequest)] == [BLOCK]
    assert isinstance(stage.client.state, Downloading)


def test_an_erase_that_began_takes_its_time_even_when_the_fault_is_over() -> None:
    stage = ailing(wrong("slow-erase", takes_s=90))
    stage.hear(offer())
    stage.client.faults = ()

    assert isinstance(stage.client.state, Pausing)
    assert stage.waits() == seconds(90)


def test_an_erase_that_lost_its_power_begins_again_and_a_part_that_is_there_is_not_erased() -> None:
    slow = wrong("slow-erase", takes_s=90)
    early, late = ailing(slow), downloading(ClientStage(), BLOCK)
    early.hear(offer())
    starts = []
    for stage in (early, late):
        # Told before the start, as whoever runs it does.
        stage.boot += 1
        stage.client = type(stage.client)(stage.plan, stage.shelf, stage.boot)
        stage.client.faults = (slow,)
        starts.append(stage.client.start(stage.now))

    assert noted(starts[0], EraseBegun) == [EraseBegun(NEW, seconds(90))]
    assert noted(starts[1], EraseBegun) == []
    assert [request.offset for request in sent_of(starts[1], ImageBlockRequest)] == [BLOCK]


def test_a_good_image_that_it_takes_for_invalid_ends_with_invalid_image() -> None:
    stage = downloading(ClientStage(), 4 * BLOCK)
    stage.client.faults = (wrong("refuse-verify"),)
    effects = stage.hear(block(4 * BLOCK))

    assert sent(effects) == [UpgradeEndRequest(Status.INVALID_IMAGE, MAKER, TYPE, NEW)]
    assert [note.why for note in noted(effects, ImageRejected)] == [
        "the device takes a good image for invalid: refuse-verify"
    ]
    assert noted(effects, ImageVerified) == []


def test_it_takes_the_next_image_for_what_it_is() -> None:
    stage = downloading(ClientStage(), 4 * BLOCK)
    stage.client.faults = (wrong("refuse-verify"),)
    stage.hear(block(4 * BLOCK))
    stage.hear(TAKEN)
    stage.client.faults = ()
    ending(stage)

    assert isinstance(stage.client.state, Ending)
    assert stage.client.state.status is Status.SUCCESS


@pytest.mark.parametrize(("faults", "said"), [((), HARDWARE), ((wrong("wrong-hardware"),), 0xFFFE)])
def test_a_wrong_hardware_shows_in_its_query(faults: tuple[DeviceFault, ...], said: int) -> None:
    stage = ClientStage()
    stage.client.faults = faults

    assert sent(stage.wake()) == [QueryNextImageRequest(MAKER, TYPE, OLD, said)]


def test_its_own_period_is_as_long_as_its_own_seconds() -> None:
    stage = querying(ClientStage())
    stage.client.faults = (wrong("clock-drift", drift_ppm=500_000),)
    stage.client.rest(stage.now)
    slow = stage.waits()
    stage.client.faults = (wrong("clock-drift", drift_ppm=500_000, until_s=0.000_001),)
    stage.client.rest(Instant(stage.now))

    assert (slow, stage.waits()) == (seconds(450), seconds(300))
