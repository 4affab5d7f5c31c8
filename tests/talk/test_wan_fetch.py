"""The hub's pull of an image over the WAN: every phase, every way it ends, and what a crash leaves."""

from collections.abc import Callable

import pytest

from premises.machine.effects import NOTHING, Keep
from premises.machine.growing import Growing
from premises.quantity import Instant
from premises.talk.wan_fetch import RETRY_AFTER, Fetched, Fetching, Reporting, Resting, WanFetch
from premises.trust.seal import image_hash
from premises.wire.field.wan import (
    WAN_CHUNK_MAX,
    AlertAck,
    ChunkRequest,
    ChunkResponse,
    ImageOffer,
    TransferAck,
    TransferEnd,
    TransferStatus,
)
from premises.wire.message import Message
from premises.wire.notes.emulator import MessageIgnored
from premises.wire.notes.requests import TransferEnded, TransferStarted
from tests.machine.reading import keeps, noted, sent
from tests.talk.pull import ACK, DCC, DEVICES, HUB, IMAGE, OFFER, SIZE, Pull, chunk, fetched, fetching, reporting


def test_an_offer_is_kept_and_its_first_chunk_asked_for() -> None:
    pull = Pull()
    effects = pull.hear(OFFER)

    assert [key for key, _ in keeps(effects)] == ["wan", "wan/target"]
    assert noted(effects, TransferStarted) == [TransferStarted(7, SIZE, 0)]
    assert sent(effects) == [ChunkRequest(7, 0, WAN_CHUNK_MAX)]
    assert pull.fetch.deadline == Instant(RETRY_AFTER)


def test_each_chunk_is_kept_and_the_next_asked_for_and_never_more_than_there_is() -> None:
    pull = fetching()
    first, second = pull.hear(chunk(0)), pull.hear(chunk(WAN_CHUNK_MAX))

    assert keeps(first) == [("wan/chunk/00000000", IMAGE[:WAN_CHUNK_MAX])]
    assert sent(first) == [ChunkRequest(7, WAN_CHUNK_MAX, WAN_CHUNK_MAX)]
    assert sent(second) == [ChunkRequest(7, 2 * WAN_CHUNK_MAX, SIZE - 2 * WAN_CHUNK_MAX)]


def test_the_whole_image_with_the_promised_hash_is_handed_to_the_hub() -> None:
    pull = fetching(2)
    pull.hear(chunk(2 * WAN_CHUNK_MAX))

    assert pull.fetch.state == Fetched(7, DEVICES, Growing(image_hash(IMAGE)).grown(IMAGE))
    assert pull.fetch.deadline is None


@pytest.mark.parametrize("status", list(TransferStatus))
def test_what_became_of_it_is_kept_before_it_is_said_and_the_chunks_are_forgotten(status: TransferStatus) -> None:
    pull = fetched()
    effects = pull.end(status)

    assert noted(effects, TransferEnded) == [TransferEnded(7, status.name.lower())]
    assert sent(effects) == [TransferEnd(7, status)]
    assert [key for key, _ in pull.shelf.below("wan")] == ["wan/report"]
    assert pull.fetch.deadline == Instant(RETRY_AFTER)


def test_an_acknowledged_end_is_forgotten() -> None:
    pull = reporting()
    effects = pull.hear(ACK)

    assert effects == [Keep("wan", None), Keep("transfers/ended", b"7")]
    assert pull.fetch.state == Resting(7)
    assert pull.restart() == NOTHING


@pytest.mark.parametrize("restarts", [False, True])
def test_a_late_offer_of_what_was_acknowledged_fetches_nothing_again(*, restarts: bool) -> None:
    pull = reporting()
    pull.hear(ACK)
    if restarts:
        pull.restart()
    late = pull.hear(OFFER)

    assert late == [MessageIgnored(DCC, "ImageOffer", "resting")]
    assert sent(pull.hear(ImageOffer(8, SIZE, image_hash(IMAGE), DEVICES))) == [ChunkRequest(8, 0, WAN_CHUNK_MAX)]


def test_only_a_fetched_image_can_be_ended() -> None:
    with pytest.raises(AssertionError, match="only a fetched image"):
        fetching(1).end(TransferStatus.STORED)


def test_octets_with_another_hash_are_dropped_and_the_adapter_is_told() -> None:
    pull = fetching(2)
    turned = IMAGE[:-1] + b"\0"
    effects = pull.hear(chunk(2 * WAN_CHUNK_MAX, turned))

    assert sent(effects) == [TransferEnd(7, TransferStatus.HASH_MISMATCH)]
    assert isinstance(pull.fetch.state, Reporting)
    assert list(pull.shelf.below("wan/chunk")) == []


def test_an_image_larger_than_the_slot_is_never_fetched() -> None:
    pull = Pull(size_max=SIZE - 1)
    effects = pull.hear(OFFER)

    assert sent(effects) == [TransferEnd(7, TransferStatus.TOO_LARGE)]
    assert noted(effects, TransferEnded) == [TransferEnded(7, "too_large")]
    assert not noted(effects, TransferStarted)


def test_an_image_of_exactly_the_slots_size_is_fetched() -> None:
    assert sent(Pull(size_max=SIZE).hear(OFFER)) == [ChunkRequest(7, 0, WAN_CHUNK_MAX)]


def test_a_transfer_that_the_adapter_does_not_know_is_withdrawn_and_forgotten() -> None:
    pull = fetching(1)
    effects = pull.hear(ChunkResponse(7, WAN_CHUNK_MAX, b""))

    assert effects == [Keep("wan", None), Keep("transfers/ended", b"7"), TransferEnded(7, "withdrawn")]
    assert pull.fetch.state == Resting(7)
    assert list(pull.shelf.below("wan")) == []


@pytest.mark.parametrize(
    "wrong",
    [
        chunk(0),
        chunk(2 * WAN_CHUNK_MAX),
        ChunkResponse(7, WAN_CHUNK_MAX, IMAGE[:WAN_CHUNK_MAX] + b"!"),
        chunk(WAN_CHUNK_MAX, transfer=6),
        ChunkResponse(6, WAN_CHUNK_MAX, b""),
        TransferAck(7),
        ImageOffer(8, SIZE, image_hash(IMAGE), DEVICES),
        OFFER,
        AlertAck(DEVICES[0], 1),
    ],
    ids=["again", "too far", "too long", "foreign", "foreign and empty", "ack", "second offer", "offer again", "alert"],
)
def test_in_mid_transfer_everything_but_the_next_chunk_is_noted_and_ignored(wrong: Message) -> None:
    pull = fetching(1)
    before = pull.fetch.state
    effects = pull.hear(wrong)

    assert effects == [MessageIgnored(DCC, type(wrong).__name__, "fetching")]
    assert pull.fetch.state == before


def test_a_last_chunk_longer_than_the_image_is_ignored() -> None:
    pull = fetching(2)
    effects = pull.hear(ChunkResponse(7, 2 * WAN_CHUNK_MAX, IMAGE[2 * WAN_CHUNK_MAX :] + b"!"))

    assert noted(effects, MessageIgnored)


@pytest.mark.parametrize(("scene", "word"), [(Pull, "resting"), (fetched, "fetched"), (reporting, "reporting")])
def test_a_chunk_outside_a_transfer_is_noted_and_ignored(scene: Callable[[], Pull], word: str) -> None:
    pull = scene()

    assert pull.hear(chunk(0)) == [MessageIgnored(DCC, "ChunkResponse", word)]


@pytest.mark.parametrize("other", [TransferAck(6), TransferAck(8), ImageOffer(6, 10, bytes(32), DEVICES)])
def test_an_end_that_is_being_said_is_not_disturbed_by_what_is_not_about_it(other: Message) -> None:
    pull = reporting()
    before = pull.fetch.state

    assert noted(pull.hear(other), MessageIgnored)
    assert pull.fetch.state == before


def test_an_offer_of_what_just_ended_is_answered_with_its_end() -> None:
    assert sent(reporting().hear(OFFER)) == [TransferEnd(7, TransferStatus.STORED)]


def test_the_next_offer_says_that_the_end_arrived_though_it_overtook_the_acknowledgement() -> None:
    pull = reporting()
    effects = pull.hear(ImageOffer(8, SIZE, image_hash(IMAGE), DEVICES))
    late = pull.hear(ACK)

    assert sent(effects) == [ChunkRequest(8, 0, WAN_CHUNK_MAX)]
    assert noted(late, MessageIgnored)
    assert isinstance(WanFetch(HUB, DCC, 1 << 20, pull.shelf).state, Fetching)


def test_a_new_offer_forgets_the_report_before_it() -> None:
    pull = reporting()
    pull.hear(ACK)
    pull.hear(ImageOffer(8, SIZE, image_hash(IMAGE), DEVICES))

    assert isinstance(pull.fetch.state, Fetching)
    assert isinstance(WanFetch(HUB, DCC, 1 << 20, pull.shelf).state, Fetching)
