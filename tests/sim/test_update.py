"""One image on its way to B1, on good days and bad ones: stories in virtual time."""

from itertools import pairwise

import pytest

from lab.images import make_image
from premises.identity import Name
from premises.quantity import seconds
from premises.wire.duis.messages import CommsHubAlert, PPMIDAlert, Refusal, ServiceResponse
from premises.wire.gbcs.alerts import ActivateImageResultCode, TransferResponseCode
from premises.wire.notes.downloads import (
    DeviceRebooted,
    FirmwareActivated,
    ImageRejected,
    OtaAborted,
    OtaGivenUp,
    OtaRetried,
    OtaStarted,
    OtaWaiting,
)
from premises.wire.notes.flights import FlightLost, FlightMissed, FlightSent
from premises.wire.notes.requests import (
    AlertReceived,
    ImageDisplaced,
    ImageNotOffered,
    ImageRemoved,
    ImageStored,
    RequestRefused,
)
from premises.wire.site import DCC, HUB
from tests.sim.stories import B1, NEW, NEWER, OLD, Story, b1_site, image_for_b1, update_request


def story(image: bytes | None = None, **site: object) -> Story:
    """Give a premises whose Supplier asks for one image after a second."""
    flat = b1_site(**site)  # type: ignore[arg-type]  # arguments of b1_site
    return Story(flat, ((1.0, update_request(flat, B1, image_for_b1() if image is None else image)),))


def transfer_codes(told: Story) -> list[TransferResponseCode]:
    """Give what CCS08 told the Supplier, in order."""
    return [answer.transfer_response_code for answer in told.answers() if isinstance(answer, CommsHubAlert)]


def test_an_image_goes_from_the_dcc_through_the_hub_and_runs_on_b1() -> None:
    told = story().until(400)

    assert told.running() == NEW
    assert told.noted(FirmwareActivated) == [FirmwareActivated(NEW, OLD)]


def test_the_supplier_hears_acceptance_then_ccs08_then_cs09_and_nothing_between() -> None:
    accepted, transfer, activation = story().until(400).answers()

    assert isinstance(accepted, ServiceResponse)
    assert accepted.response_code == "I99"
    assert isinstance(transfer, CommsHubAlert)
    assert transfer.transfer_response_code is TransferResponseCode.SUCCESS
    assert isinstance(activation, PPMIDAlert)
    assert activation.activate_image_result_code is ActivateImageResultCode.SUCCESS


def test_the_device_asks_for_every_block_and_none_is_pushed() -> None:
    told = story().until(400)
    asked = [note.offset for note in told.noted(FlightSent) if note.kind == "ImageBlockRequest"]
    given = [note.offset for note in told.noted(FlightSent) if note.kind == "ImageBlockResponse"]

    assert asked == list(range(0, 2048, 48))
    assert given == asked


@pytest.mark.parametrize("seed", range(20))
def test_loss_costs_time_and_nothing_else(seed: int) -> None:
    flat = b1_site(loss=0.2)
    told = Story(flat, ((1.0, update_request(flat, B1, image_for_b1())),), seed).until(2_000)

    assert told.running() == NEW
    assert told.noted(OtaRetried), "some question was asked again"
    assert told.noted(FlightLost), "some frame was lost"


def test_a_radio_that_reboots_misses_what_is_sent_to_it_and_says_so() -> None:
    flat = b1_site(reboot_s=40.0)
    told = Story(
        flat, ((1.0, update_request(flat, B1, image_for_b1())), (2.0, update_request(flat, B1, image_for_b1(NEWER), 2)))
    )
    told.until_noted(DeviceRebooted)
    told.until(400)

    assert [note for note in told.noted(FlightMissed, "b1") if note.why == "deaf"]


def test_a_flipped_octet_is_found_before_anything_runs() -> None:
    image = bytearray(image_for_b1())
    image[500] ^= 0x01
    told = story(bytes(image)).until(2_000)

    assert told.running() == OLD
    assert told.noted(ImageRejected)
    assert not told.noted(DeviceRebooted)
    assert transfer_codes(told)[-1] is TransferResponseCode.TRANSFER_FAILURE


def test_hardware_outside_the_headers_range_is_a_mismatch_by_ccs08() -> None:
    image = make_image(0x0184, NEW, 2048, manufacturer=0xA170, hardware=(0x0005, 0x0009))
    told = story(image).until(2_000)

    assert told.running() == OLD
    assert transfer_codes(told)[-1] is TransferResponseCode.HARDWARE_VERSION_MISMATCH
    assert not told.noted(OtaStarted)


@pytest.mark.parametrize(
    ("image", "refusal", "words"),
    [
        (image_for_b1(OLD), Refusal.NOT_APPLICABLE_FIRMWARE, "not newer"),
        (make_image(0x0284, NEW, 512, manufacturer=0xA170), Refusal.NOT_APPLICABLE_FIRMWARE, "type 0x0284"),
        (image_for_b1()[:-1], Refusal.INVALID_IMAGE, "header says 2048 octets"),
    ],
)
def test_what_cannot_run_is_refused_before_it_travels(image: bytes, refusal: Refusal, words: str) -> None:
    told = story(image).until(400)
    (answer,) = told.answers()

    assert isinstance(answer, ServiceResponse)
    assert (answer.response_code, answer.refusal) == ("E110401", refusal)
    assert words in answer.detail
    assert len(told.noted(RequestRefused)) == 1
    assert not told.noted(ImageStored)


def test_an_image_too_large_for_the_slot_never_displaces_anything() -> None:
    told = story(image_for_b1(size=4096), slot=2048).until(400)

    assert told.running() == OLD
    assert not told.noted(ImageStored)
    assert told.world.machine(DCC).picture.outcomes[0].transfer == "too_large"


def test_a_second_image_displaces_the_first_and_the_supplier_is_told() -> None:
    flat = b1_site(loss=0.0)
    first, second = image_for_b1(size=40_000), image_for_b1(NEWER, size=2_048)
    told = Story(flat, ((1.0, update_request(flat, B1, first)), (2.0, update_request(flat, B1, second, 2)))).until(
        2_000
    )

    assert len(told.noted(ImageDisplaced)) == 1
    assert told.noted(OtaAborted, "b1"), "the download in progress was told ABORT"
    assert transfer_codes(told)[0] is TransferResponseCode.IMAGE_DISCARDED
    assert told.running() == NEWER


def test_a_hub_that_paces_its_clients_is_obeyed() -> None:
    told = story(pace_ms=500.0).until(2_000)
    moments = [e.at for e in told.entries if isinstance(e.note, FlightSent) and e.note.kind == "ImageBlockResponse"]

    assert told.running() == NEW
    assert len(told.noted(OtaWaiting)) == 1, "told once, the device keeps the pace by itself"
    assert min(b - a for a, b in pairwise(moments)) >= seconds(0.46)


def test_a_silent_hub_makes_the_device_give_up_and_a_later_offer_goes_on_from_there() -> None:
    told = story(image_for_b1(size=9_600)).until(13)
    told.world.crash(HUB)
    given_up = told.until_noted(OtaGivenUp)
    told.world.start_one(HUB)
    told.until(2_000)
    asked = [note.offset for note in told.noted(FlightSent) if note.kind == "ImageBlockRequest"]

    assert given_up.have > 0
    assert told.running() == NEW
    assert len(set(asked)) == 200, "every block was asked for"
    assert len(asked) == 200 + 10, "only the one that went unanswered was asked again: nine times, and once later"


@pytest.mark.parametrize("who", [B1, HUB, DCC])
@pytest.mark.parametrize("at", [1.25, 3.0, 6.0, 7.5, 9.0, 12.0, 14.2, 30.0, 54.5])
def test_a_crash_at_any_moment_loses_nothing_and_asks_one_block_again(who: Name, at: float) -> None:
    told = story(image_for_b1(size=4_800)).until(at)
    told.world.crash(who)
    told.until(at + 0.7)
    told.world.start_one(who)
    told.until(5_000)
    asked = [note.offset for note in told.noted(FlightSent) if note.kind == "ImageBlockRequest"]

    assert told.running() == NEW
    assert len({offset for offset in asked if asked.count(offset) > 1}) <= 1
    assert [a.code for a in told.noted(AlertReceived) if a.use_case == "CS09"][:1] == ["success"]


def test_no_frame_counter_is_ever_used_twice_across_crashes() -> None:
    told = story(image_for_b1(size=4_800))
    for at in range(5, 60, 5):
        told.until(at)
        told.world.crash(B1)
        told.world.start_one(B1)
    told.until(3_000)
    counters = [e.note.counter for e in told.entries if e.who == B1 and isinstance(e.note, FlightSent)]

    assert told.running() == NEW
    assert len(set(counters)) == len(counters)


def test_an_image_nobody_fetches_leaves_the_store_after_ten_days() -> None:
    told = story(image_for_b1()).until(5)
    told.world.crash(B1)
    told.until(11 * 24 * 3600)

    assert [note.why for note in told.noted(ImageRemoved)] == ["held for too long"]


def test_a_device_that_asks_for_nothing_new_is_told_there_is_none() -> None:
    told = Story(b1_site(), ()).until(700)

    assert told.noted(ImageNotOffered)
    assert told.running() == OLD


def test_the_same_image_asked_for_twice_is_discarded_once_and_runs_once() -> None:
    flat, image = b1_site(), image_for_b1(size=40_000)
    told = Story(flat, ((1.0, update_request(flat, B1, image)), (2.0, update_request(flat, B1, image, 2)))).until(2_000)
    first, second = told.world.machine(DCC).picture.outcomes

    assert (first.transfer, first.activation) == ("image_discarded", "waiting")
    assert (second.transfer, second.activation) == ("success", "success")
