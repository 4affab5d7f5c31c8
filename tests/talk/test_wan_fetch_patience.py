"""The hub's pull over the WAN when nobody answers or the power is lost: it asks again, and goes on."""

from collections.abc import Callable
from itertools import pairwise

import pytest

from premises.machine.effects import NOTHING
from premises.quantity import Instant, after, seconds
from premises.talk.wan_fetch import RETRY_AFTER, RETRY_AFTER_MAX, Fetching
from premises.wire.field.wan import (
    WAN_CHUNK_MAX,
    ChunkRequest,
    TransferEnd,
    TransferStatus,
)
from premises.wire.notes.downloads import OtaRetried
from premises.wire.notes.requests import TransferStarted
from tests.machine.reading import noted, sends, sent
from tests.talk.pull import DEVICES, IMAGE, SIZE, Pull, chunk, fetching, reporting


@pytest.mark.parametrize("scene", [fetching, reporting])
def test_unanswered_it_asks_again_after_twice_as_long_each_time_and_never_stops(scene: Callable[[], Pull]) -> None:
    pull = scene()
    moments = [pull.now]
    for _ in range(40):
        assert len(sent(pull.wake())) == 1
        moments.append(pull.now)

    spans = [later - sooner for sooner, later in pairwise(moments)]
    assert spans[:7] == [seconds(span) for span in (15, 30, 60, 120, 240, 480, 600)]
    assert set(spans[7:]) == {RETRY_AFTER_MAX}


def test_a_chunk_asked_for_again_is_the_same_chunk_and_noted() -> None:
    pull = fetching(1)
    effects = pull.wake()

    assert noted(effects, OtaRetried) == [OtaRetried("ChunkRequest", WAN_CHUNK_MAX, 1, after(pull.now, seconds(30)))]
    assert sent(effects) == [ChunkRequest(7, WAN_CHUNK_MAX, WAN_CHUNK_MAX)]


def test_a_chunk_ends_the_count_of_unanswered_questions() -> None:
    pull = fetching()
    for _ in range(5):
        pull.wake()
    pull.hear(chunk(0))

    assert pull.fetch.deadline == pull.now + RETRY_AFTER


def test_the_transactions_of_a_long_silence_stay_in_an_octet() -> None:
    pull = fetching()
    transactions = [sends(pull.wake())[0].frame.transaction for _ in range(300)]

    assert set(transactions) == set(range(256))


@pytest.mark.parametrize("chunks", [0, 1, 2])
def test_a_crash_in_mid_transfer_goes_on_with_the_next_chunk(chunks: int) -> None:
    pull = fetching(chunks)
    pull.now = Instant(seconds(100))
    effects = pull.restart()

    assert noted(effects, TransferStarted) == [TransferStarted(7, SIZE, chunks * WAN_CHUNK_MAX)]
    assert [request.offset for request in sent(effects) if isinstance(request, ChunkRequest)] == [
        chunks * WAN_CHUNK_MAX
    ]
    assert isinstance(pull.fetch.state, Fetching)
    assert pull.fetch.state.devices == DEVICES
    assert pull.fetch.state.image.whole() == IMAGE[: chunks * WAN_CHUNK_MAX]
    assert pull.fetch.deadline == pull.now + RETRY_AFTER


def test_a_crash_while_reporting_says_the_end_again() -> None:
    pull = reporting()

    assert sent(pull.restart()) == [TransferEnd(7, TransferStatus.STORED)]


def test_an_early_wake_asks_nothing() -> None:
    pull = fetching()

    assert pull.fetch.wake(Instant(RETRY_AFTER - 1)) == NOTHING
