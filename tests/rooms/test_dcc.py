"""The DCC adapter towards Supplier and hub: what it takes, what it refuses and why, and what a restart keeps."""

import pytest

from dcc_adapter.checks import check_request
from dcc_adapter.plan import dcc_plan
from dcc_adapter.sending.jobs import JOBS_MAX
from dcc_adapter.sending.transfers import OFFER_AGAIN_AFTER
from premises.identity import Eui64
from premises.machine.effects import NOTHING
from premises.quantity import after
from premises.trust.seal import image_hash
from premises.wire.duis.messages import Refusal, ServiceResponse, UpdatePPMIDFirmware
from premises.wire.field.wan import (
    ChunkRequest,
    ChunkResponse,
    ImageOffer,
    TransferAck,
    TransferEnd,
    TransferStatus,
)
from premises.wire.message import Frame
from premises.wire.notes.emulator import MessageIgnored
from premises.wire.notes.requests import RequestAccepted, RequestRefused, TransferOffered
from premises.wire.site import DCC, HUB, SUPPLIER, MeterSpec, Site
from tests.machine.reading import keeps, noted, sends, sent, sent_of
from tests.rooms.dcc_stage import CROWD, FRESH, ONE, TWO, UNKNOWN, adapter, ask, image, request, request_id
from tests.rooms.hub_stage import NEW, NEWER, OLD

PLAIN, GAS = Eui64("90-B3-D5-1F-30-00-00-05"), Eui64("90-B3-D5-1F-30-00-00-07")
"""A PPMID of the plain kind, and a GSME."""


def test_a_good_request_is_kept_answered_and_offered_to_the_hub() -> None:
    stage = adapter()
    effects = stage.hear(SUPPLIER, request(1, ONE, TWO), transaction=4)

    assert noted(effects, RequestAccepted) == [RequestAccepted(request_id(1), NEW, 300, (ONE, TWO), 1)]
    assert noted(effects, RequestRefused) == []
    assert noted(effects, TransferOffered) == [TransferOffered(1, 1, after(stage.now, OFFER_AGAIN_AFTER))]
    assert sends(effects)[0].frame == Frame(
        DCC, SUPPLIER, 4, ServiceResponse(request_id(1), "I99", Refusal.NONE, (), "")
    )
    assert sent_of(effects, ImageOffer) == [ImageOffer(1, 300, image_hash(image()), (ONE, TWO))]
    assert {key.split("/")[0] for key, _ in keeps(effects)} == {"transfers", "jobs", "outcomes"}


@pytest.mark.parametrize(
    ("said", "refusal", "words"),
    [
        (request(1, UNKNOWN), Refusal.INVALID_DEVICE_ID, "is not on the inventory"),
        (request(1, FRESH), Refusal.NOT_COMMISSIONED, "is not commissioned"),
        (request(octets=image(image_type=0x0284)), Refusal.NOT_APPLICABLE_FIRMWARE, "type 0x0284"),
        (request(version=OLD), Refusal.NOT_APPLICABLE_FIRMWARE, "not newer"),
        (request(version=OLD - 1), Refusal.NOT_APPLICABLE_FIRMWARE, "not newer"),
        (request(octets=b"no image"), Refusal.INVALID_IMAGE, "file begins with 6e 6f 20 69"),
        (request(octets=image(NEWER)), Refusal.INVALID_IMAGE, "is not the header's 0x00010002"),
        (request(octets=bytes(10_240_001)), Refusal.INVALID_IMAGE, "at most 10240000"),
        (UpdatePPMIDFirmware(request_id(1), image(), NEW, ()), Refusal.INVALID_IMAGE, "DeviceIDList has 0 devices"),
        (request(1, *([ONE] * 50_001)), Refusal.INVALID_IMAGE, "DeviceIDList has 50001 devices"),
    ],
    ids=[
        "unknown device",
        "not commissioned",
        "another type",
        "same version",
        "older",
        "no image",
        "another version in the header",
        "too large",
        "no devices",
        "too many devices",
    ],
)
def test_what_cannot_be_done_is_refused_in_words_and_goes_no_further(
    said: UpdatePPMIDFirmware, refusal: Refusal, words: str
) -> None:
    stage = adapter()
    before = stage.machine.state
    effects = stage.hear(SUPPLIER, said)
    (response,) = sent(effects)

    assert isinstance(response, ServiceResponse)
    assert (response.response_code, response.refusal, response.refused) == ("E110401", refusal, said.device_ids)
    assert words in response.detail
    assert [(note.reason, note.detail) for note in noted(effects, RequestRefused)] == [(refusal.value, response.detail)]
    assert stage.machine.state == before


def test_a_request_that_fits_some_devices_goes_to_those_and_the_others_are_named() -> None:
    stage = adapter()
    effects = stage.hear(SUPPLIER, request(1, UNKNOWN, ONE, FRESH))
    (response,) = sent_of(effects, ServiceResponse)

    assert (response.response_code, response.refusal) == ("W110401", Refusal.INVALID_DEVICE_ID)
    assert response.refused == (UNKNOWN, FRESH)
    assert [note.devices for note in noted(effects, RequestAccepted)] == [(ONE,)]
    assert noted(effects, RequestRefused) == [
        RequestRefused(request_id(1), Refusal.INVALID_DEVICE_ID.value, response.detail, (UNKNOWN, FRESH))
    ]
    assert sent_of(effects, ImageOffer)[0].devices == (ONE,)


def test_a_request_said_twice_is_taken_once_and_answered_twice() -> None:
    stage = adapter()
    stage.hear(SUPPLIER, request())
    again = stage.hear(SUPPLIER, request())

    assert sent(again) == [ServiceResponse(request_id(1), "I99", Refusal.NONE, (), "already taken")]
    assert len(stage.machine._transfers.jobs) == 1


def test_a_request_that_is_over_is_not_taken_again() -> None:
    stage = adapter()
    ask(stage, request())
    stage.hear(HUB, TransferEnd(1, TransferStatus.STORED))

    assert ask(stage, request()).detail == "already taken"
    assert len(stage.machine._transfers.jobs) == 0


def test_a_request_under_way_is_known_however_many_came_after_it() -> None:
    stage = adapter()
    ask(stage, request(1))
    for number in range(2, JOBS_MAX):
        ask(stage, request(number, *CROWD))

    assert ask(stage, request(1)).detail == "already taken"
    assert len(stage.machine._transfers.jobs) == JOBS_MAX - 1


def test_a_device_that_is_named_twice_is_taken_once() -> None:
    stage = adapter()
    effects = stage.hear(SUPPLIER, request(1, ONE, ONE))

    assert sent_of(effects, ImageOffer)[0].devices == (ONE,)
    assert len(stage.machine.picture.outcomes) == 1


def test_one_request_more_than_the_queue_holds_is_refused() -> None:
    stage = adapter()
    answers = [ask(stage, request(number)).response_code for number in range(1, JOBS_MAX + 1)]
    full = ask(stage, request(JOBS_MAX + 1))

    assert answers == ["I99"] * JOBS_MAX
    assert (full.response_code, full.refusal) == ("E110401", Refusal.QUEUE_FULL)
    assert full.refused == (ONE,)
    assert len(stage.machine._transfers.jobs) == JOBS_MAX


def test_what_was_refused_for_a_full_queue_is_taken_when_there_is_room() -> None:
    stage = adapter()
    for number in range(1, JOBS_MAX + 1):
        ask(stage, request(number))
    ask(stage, request(JOBS_MAX + 1))
    stage.hear(HUB, TransferEnd(1, TransferStatus.STORED))

    assert ask(stage, request(JOBS_MAX + 1)).response_code == "I99"


def test_an_end_said_twice_is_acknowledged_twice_and_counted_once() -> None:
    stage = adapter()
    stage.hear(SUPPLIER, request(1))
    stage.hear(SUPPLIER, request(2))
    stage.hear(HUB, TransferEnd(1, TransferStatus.STORED))
    again = stage.hear(HUB, TransferEnd(1, TransferStatus.TOO_LARGE))

    assert sent(again) == [TransferAck(1)]
    assert [outcome.transfer for outcome in stage.machine.picture.outcomes] == ["waiting", "waiting"]
    assert [job.transfer for job in stage.machine._transfers.jobs] == [2]


def test_a_restart_keeps_every_job_in_order_and_offers_the_first() -> None:
    stage = adapter()
    for number in range(1, 13):
        stage.hear(SUPPLIER, request(number, ONE, TWO))
    stage.hear(HUB, TransferEnd(1, TransferStatus.STORED))
    before = [(job.transfer, job.request_id, job.version, job.devices) for job in stage.machine._transfers.jobs]
    effects = stage.restart()

    assert [(job.transfer, job.request_id, job.version, job.devices) for job in stage.machine._transfers.jobs] == before
    assert sent(effects) == [ImageOffer(2, 300, image_hash(image()), (ONE, TWO))]
    assert sent(stage.hear(HUB, ChunkRequest(2, 0, 300))) == [ChunkResponse(2, 0, image())]


def test_transfers_are_never_numbered_twice_across_restarts() -> None:
    stage = adapter()
    numbers = []
    for number in range(1, 5):
        effects = stage.hear(SUPPLIER, request(number))
        numbers += [offer.transfer for offer in sent_of(effects, ImageOffer)]
        stage.hear(HUB, TransferEnd(number, TransferStatus.STORED))
        stage.restart()

    assert numbers == [1, 2, 3, 4]


def test_a_restart_without_jobs_says_nothing() -> None:
    assert adapter().restart() == NOTHING


def test_a_message_that_is_not_for_an_adapter_is_noted() -> None:
    assert adapter().hear(HUB, TransferAck(1)) == [MessageIgnored(HUB, "TransferAck", "no use for it")]


def test_the_picture_says_what_is_on_its_way() -> None:
    stage = adapter()
    idle = stage.machine.picture.activity
    stage.hear(SUPPLIER, request())

    assert idle == "idle"
    assert (stage.machine.picture.activity, stage.machine.picture.version) == ("sending", NEW)


@pytest.mark.parametrize(
    ("device", "words"),
    [
        (PLAIN, "ppmid is a PPMID STD, which nothing here updates"),
        (GAS, "gsme is a GSME, which nothing here updates"),
    ],
)
def test_a_meter_is_on_the_inventory_and_takes_no_image(device: Eui64, words: str) -> None:
    meters = {"ppmid": MeterSpec("PPMID", PLAIN), "gsme": MeterSpec("GSME", GAS, wake_every_s=1800.0)}
    verdict = check_request(request(1, device), dcc_plan(Site(meters=meters), 1).devices, "4.1")

    assert (verdict.taken, verdict.refused) == ((), (device,))
    assert (verdict.refusal, verdict.detail) == (Refusal.NOT_APPLICABLE_FIRMWARE, words)
