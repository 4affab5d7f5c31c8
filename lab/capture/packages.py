"""Which package a frame is about: ``b2@0x00010001 of request 3``, as far as the frame itself says.

A frame says a version, a transfer or an entity; whose request that was, notes said before. Of a part of a bundle the
bundle is named too. What names none of these is about no package: an everyday report, a query, a fragment.
"""

from collections.abc import Iterator, Mapping

from premises.identity import Eui64, Name
from premises.wire.field.wan import ChunkRequest, ChunkResponse, ImageOffer, TransferAck, TransferEnd
from premises.wire.field.zcl import QueryNextImageRequest
from premises.wire.gbcs.message import GbcsMessage
from premises.wire.message import Frame, Message
from premises.wire.notes.bundles import FeedingBegun
from premises.wire.notes.requests import RequestAccepted
from premises.wire.notes.vocabulary import Entry

_OF_TRANSFER = (ImageOffer, ChunkRequest, ChunkResponse, TransferEnd, TransferAck)

_NO_VERSION = 0


class Packages:
    """What was accepted so far, and who feeds whom."""

    def __init__(self, names: Mapping[Eui64, Name]) -> None:
        self._names = names
        self._requests: dict[tuple[Name, int], str] = {}
        """The number of the newest request for a device and a version."""
        self._transfers: dict[int, str] = {}
        self._feeders: dict[Name, tuple[Name, int]] = {}
        """Who feeds a bridge, and from which version of a bundle."""

    def take(self, entry: Entry) -> None:
        """Take one note, each participant's in its own order."""
        match entry.note:
            case RequestAccepted() as note:
                number = note.request_id.rsplit(":", 1)[-1]
                devices = [self._names[eui] for eui in note.devices if eui in self._names]
                self._requests |= {(who, note.version): number for who in devices}
                self._transfers[note.transfer] = f"{','.join(devices)}@{note.version:#010x} of request {number}"
            case FeedingBegun() as note:
                self._feeders |= dict.fromkeys(note.children, (entry.who, note.version))

    def about(self, frame: Frame) -> str:
        """Give what ``frame`` is about; empty when it does not say."""
        message = frame.message
        if isinstance(message, _OF_TRANSFER):
            return self._transfers.get(message.transfer, f"transfer {message.transfer}")
        inner = getattr(message, "message", message)
        version = _version_of(inner)
        if version == _NO_VERSION:
            return ""
        found = (self._of(who, version) for who in self._devices(frame, inner))
        return next((words for words in found if words), "")

    def _devices(self, frame: Frame, message: Message) -> Iterator[Name]:
        """Give whom the version can be of: whom an alert names, else the end of the frame that is farther down."""
        if isinstance(message, GbcsMessage):
            eui = getattr(message, "entity", message.originator)
            if eui in self._names:
                yield self._names[eui]
            return
        yield frame.target
        yield frame.source

    def _of(self, who: Name, version: int) -> str:
        own = self._requests.get((who, version))
        if own is not None:
            return f"{who}@{version:#010x} of request {own}"
        feeder, of_bundle = self._feeders.get(who, (None, _NO_VERSION))
        if feeder is None:
            return ""
        bundle = self._of(feeder, of_bundle)
        return f"{who}@{version:#010x} in {bundle}" if bundle else ""


def _version_of(message: Message) -> int:
    """Give the version that a message is about; a query says only what its device runs now."""
    if isinstance(message, QueryNextImageRequest):
        return _NO_VERSION
    version: int = getattr(message, "version", _NO_VERSION)
    return version
