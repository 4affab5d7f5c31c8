"""What each kind of note is about: of two notes with the same key the newer one is news, and the older one history.

A kind that stands here without a key, or not at all, is about whoever noted it.
"""

from collections.abc import Callable, Mapping
from operator import attrgetter

from premises.wire.notes.downloads import (
    ActivationFailed,
    EraseBegun,
    FirmwareActivated,
    ImageRejected,
    ImageVerified,
    OtaAborted,
    OtaFailed,
    OtaGivenUp,
    OtaRefused,
    OtaStarted,
)
from premises.wire.notes.emulator import FaultCleared, FaultImposed
from premises.wire.notes.flights import FrameExpired, FrameHeld, RadioTurned
from premises.wire.notes.note import Note
from premises.wire.notes.requests import (
    AlertLost,
    AlertReceived,
    AlertSent,
    ImageDisplaced,
    ImageNotOffered,
    ImageOffered,
    ImageRemoved,
    ImageStored,
    RequestAccepted,
    RequestRefused,
    TransferEnded,
    TransferOffered,
    TransferStarted,
)

_FIELDS: Mapping[type[Note], tuple[str, ...]] = {
    RequestAccepted: ("request_id",),
    RequestRefused: ("request_id",),
    TransferStarted: ("transfer",),
    TransferEnded: ("transfer",),
    ImageStored: ("image_type", "version"),
    ImageDisplaced: ("image_type", "version"),
    ImageRemoved: ("image_type", "version"),
    ImageOffered: ("device", "version"),
    ImageNotOffered: ("device",),
    AlertSent: ("use_case", "entity", "version"),
    AlertReceived: ("use_case", "entity", "version"),
    AlertLost: ("use_case", "entity", "version"),
    OtaStarted: ("version",),
    OtaGivenUp: ("version",),
    OtaAborted: ("version",),
    OtaRefused: ("version",),
    ImageVerified: ("version",),
    ImageRejected: ("version",),
    FirmwareActivated: ("version",),
    ActivationFailed: ("version",),
    EraseBegun: ("version",),
    OtaFailed: ("version",),
    TransferOffered: ("transfer",),
    FaultImposed: ("id",),
    FaultCleared: ("id",),
    RadioTurned: ("on",),
    FrameHeld: ("child",),
    FrameExpired: ("child",),
}


def _getter(fields: tuple[str, ...]) -> Callable[[Note], tuple[object, ...]]:
    if len(fields) == 1:
        get = attrgetter(fields[0])
        return lambda note: (get(note),)
    return attrgetter(*fields)


KEYS: Mapping[type[Note], Callable[[Note], tuple[object, ...]]] = {
    kind: _getter(fields) for kind, fields in _FIELDS.items()
}
"""For each kind that is about more than whoever noted it: what gives what it is about."""
