"""The hub's side of an image's way over the WAN: it pulls by offset, keeps each chunk, and checks the hash.

::

    Resting -> Fetching -> Fetched (the hub stores it or not) -> Reporting -> Resting

Assumption 2 (docs/sources.md): no public text describes the carrier's transfer. One transfer at a time.
"""

from dataclasses import dataclass
from struct import Struct

from premises.identity import Eui64, Name, eui64_from_octets, eui64_octets
from premises.machine.effects import NOTHING, Effect, Effects, Keep, Kept, Send
from premises.machine.growing import Growing
from premises.quantity import Duration, Instant, after, is_due, seconds
from premises.trust.seal import image_hash
from premises.wire.field.wan import (
    WAN_CHUNK_MAX,
    ChunkRequest,
    ChunkResponse,
    ImageOffer,
    TransferAck,
    TransferEnd,
    TransferStatus,
)
from premises.wire.message import Frame, Message
from premises.wire.notes.downloads import OtaRetried
from premises.wire.notes.emulator import MessageIgnored
from premises.wire.notes.requests import TransferEnded, TransferStarted

RETRY_AFTER = seconds(15)
"""Without an answer over the WAN. Assumption 5 (docs/sources.md)."""

RETRY_AFTER_MAX = seconds(600)
"""Retries never stop (a WAN can be away for days); the wait doubles up to this. Ours."""

_KEY = "wan"
_KEY_TARGET = "wan/target"
_KEY_REPORT = "wan/report"
_KEY_ENDED = "transfers/ended"
_KEY_CHUNK = "wan/chunk"
_TARGET = Struct("<QI32s")
_REPORT = Struct("<QB")


@dataclass(frozen=True, slots=True)
class Resting:
    """No transfer under way; whatever is offered up to number ``ended`` is over, however late the offer comes."""

    ended: int = 0


@dataclass(frozen=True, slots=True)
class Fetching:
    """A chunk request for what comes after ``image`` is unanswered."""

    transfer: int
    size: int
    devices: tuple[Eui64, ...]
    image: Growing
    tries: int
    retry_at: Instant


@dataclass(frozen=True, slots=True)
class Fetched:
    """The whole image is here and has the promised hash; the hub is to say what becomes of it."""

    transfer: int
    devices: tuple[Eui64, ...]
    image: Growing


@dataclass(frozen=True, slots=True)
class Reporting:
    """The end of the transfer is said until the DCC adapter has heard it."""

    transfer: int
    status: TransferStatus
    tries: int
    retry_at: Instant


Phase = Resting | Fetching | Fetched | Reporting


class WanFetch:
    """The hub's end of the carrier's transfer; ``state`` is its phase."""

    __slots__ = ("_dcc", "_size_max", "_who", "state")

    def __init__(self, who: Name, dcc: Name, size_max: int, kept: Kept) -> None:
        self._who, self._dcc, self._size_max = who, dcc, size_max
        self.state: Phase = _resumed(kept)

    @property
    def deadline(self) -> Instant | None:
        """When a question is to be asked again."""
        return self.state.retry_at if isinstance(self.state, Fetching | Reporting) else None

    def start(self, now: Instant) -> Effects:
        """Go on with what was kept."""
        match self.state:
            case Fetching(transfer, size, _, image):
                return [TransferStarted(transfer, size, image.length), *self._ask(self.state, 0, now)]
            case Reporting(transfer, status):
                return self._report(transfer, status, 0, now)
        return NOTHING

    def receive(self, message: Message, now: Instant) -> Effects:
        """Take one of the carrier's messages."""
        match self.state, message:
            case Resting(ended), ImageOffer() if message.transfer > ended:
                return self._begin(message, now)
            case Fetching() as phase, ChunkResponse() if _answers(phase, message):
                return self._take(phase, message, now)
            case Fetching(transfer), ChunkResponse() if message.transfer == transfer and not message.data:
                return [*self._rest(transfer), TransferEnded(transfer, "withdrawn")]
            case Reporting(transfer), TransferAck() if message.transfer == transfer:
                return self._rest(transfer)
            case Reporting(transfer), ImageOffer() if message.transfer > transfer:
                # Only who took the end of one transfer offers the next: its acknowledgement is on the way, or lost.
                return self._begin(message, now)
            case Reporting(transfer, status, tries), ImageOffer() if message.transfer == transfer:
                return self._report(transfer, status, tries, now)
        return [MessageIgnored(self._dcc, type(message).__name__, type(self.state).__name__.lower())]

    def wake(self, now: Instant) -> Effects:
        """Ask again, or report again."""
        if not is_due(self.deadline, now):
            return NOTHING
        match self.state:
            case Fetching() as phase:
                retried = OtaRetried(
                    "ChunkRequest", phase.image.length, phase.tries + 1, after(now, _patience(phase.tries + 1))
                )
                return [retried, *self._ask(phase, phase.tries + 1, now)]
            case Reporting(transfer, status, tries):
                return self._report(transfer, status, tries + 1, now)
        return NOTHING

    def end(self, status: TransferStatus, now: Instant) -> Effects:
        """Say what became of the fetched image, and forget the chunks."""
        assert isinstance(self.state, Fetched), "only a fetched image can be ended"
        return self._finish(self.state.transfer, status, now)

    def _rest(self, transfer: int) -> Effects:
        """Forget all of a transfer but its number: an offer of it may still be on its way."""
        self.state = Resting(transfer)
        return [Keep(_KEY, None), Keep(_KEY_ENDED, b"%d" % transfer)]

    def _finish(self, transfer: int, status: TransferStatus, now: Instant) -> Effects:
        report = Keep(_KEY_REPORT, _REPORT.pack(transfer, status))
        ended = TransferEnded(transfer, status.name.lower())
        return [Keep(_KEY, None), report, ended, *self._report(transfer, status, 0, now)]

    def _begin(self, offer: ImageOffer, now: Instant) -> Effects:
        if offer.size > self._size_max:
            return self._finish(offer.transfer, TransferStatus.TOO_LARGE, now)
        phase = Fetching(offer.transfer, offer.size, offer.devices, Growing(offer.sha256), 0, now)
        target = _TARGET.pack(offer.transfer, offer.size, offer.sha256)
        target += b"".join(eui64_octets(device) for device in offer.devices)
        effects: list[Effect] = [Keep(_KEY, None), Keep(_KEY_TARGET, target)]
        return [*effects, TransferStarted(offer.transfer, offer.size, 0), *self._ask(phase, 0, now)]

    def _take(self, phase: Fetching, chunk: ChunkResponse, now: Instant) -> Effects:
        kept = Keep(f"{_KEY_CHUNK}/{chunk.offset:08x}", chunk.data)
        image = phase.image.grown(chunk.data)
        if image.length < phase.size:
            onward = Fetching(phase.transfer, phase.size, phase.devices, image, 0, now)
            return [kept, *self._ask(onward, 0, now)]
        if image_hash(image.whole()) != image.identity:
            return self._finish(phase.transfer, TransferStatus.HASH_MISMATCH, now)
        self.state = Fetched(phase.transfer, phase.devices, image)
        return [kept]

    def _ask(self, phase: Fetching, tries: int, now: Instant) -> Effects:
        retry_at = after(now, _patience(tries))
        self.state = Fetching(phase.transfer, phase.size, phase.devices, phase.image, tries, retry_at)
        offset = phase.image.length
        request = ChunkRequest(phase.transfer, offset, min(WAN_CHUNK_MAX, phase.size - offset))
        return [self._say(request, tries)]

    def _report(self, transfer: int, status: TransferStatus, tries: int, now: Instant) -> Effects:
        self.state = Reporting(transfer, status, tries, after(now, _patience(tries)))
        return [self._say(TransferEnd(transfer, status), tries)]

    def _say(self, message: Message, tries: int) -> Send:
        return Send(self._dcc, Frame(self._who, self._dcc, tries & 0xFF, message))


def _answers(phase: Fetching, chunk: ChunkResponse) -> bool:
    room = min(WAN_CHUNK_MAX, phase.size - phase.image.length)
    return (chunk.transfer, chunk.offset) == (phase.transfer, phase.image.length) and 0 < len(chunk.data) <= room


def _patience(tries: int) -> Duration:
    return Duration(min(RETRY_AFTER << min(tries, 16), RETRY_AFTER_MAX))


def _resumed(kept: Kept) -> Phase:
    report = kept.get(_KEY_REPORT)
    if report is not None:
        transfer, status = _REPORT.unpack(report)
        return Reporting(transfer, TransferStatus(status), 0, Instant(0))
    target = kept.get(_KEY_TARGET)
    if target is None:
        return Resting(int(kept.get(_KEY_ENDED) or b"0"))
    transfer, size, sha256 = _TARGET.unpack(target[: _TARGET.size])
    tail = target[_TARGET.size :]
    devices = tuple(eui64_from_octets(tail[start : start + 8]) for start in range(0, len(tail), 8))
    image = Growing(sha256)
    for _, data in kept.below(_KEY_CHUNK):
        image = image.grown(data)
    return Fetching(transfer, size, devices, image, 0, Instant(0))
