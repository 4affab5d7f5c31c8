"""The closed vocabulary of what can be noted: one frozen class an event, one name an event.

Names are ``noun.past_participle`` and are API: docs/protocol.md lists them, and a test compares.
"""

from typing import get_args

from msgspec import Struct

from premises.identity import Name
from premises.quantity import Instant
from premises.wire.notes.downloads import (
    DeviceRebooted,
    FirmwareActivated,
    ImageRejected,
    ImageVerified,
    OtaAborted,
    OtaGivenUp,
    OtaRefused,
    OtaRetried,
    OtaStarted,
    OtaWaiting,
)
from premises.wire.notes.duty import DutyChanged, FrameWithheld, ZclSuspended
from premises.wire.notes.emulator import (
    ClockSet,
    FrameRefused,
    MessageIgnored,
    NotesDropped,
    ParticipantStarted,
    ParticipantStopped,
)
from premises.wire.notes.flights import (
    FlightDelivered,
    FlightLost,
    FlightMissed,
    FlightSent,
    FlightStraggled,
    FrameExpired,
    FrameHeld,
    FrameRelayed,
    RadioTurned,
)
from premises.wire.notes.note import Note
from premises.wire.notes.requests import (
    AlertLost,
    AlertReceived,
    AlertRefused,
    AlertSent,
    ImageDisplaced,
    ImageNotOffered,
    ImageOffered,
    ImageRemoved,
    ImageStored,
    RequestAccepted,
    RequestRefused,
    TransferEnded,
    TransferStarted,
)
from premises.wire.notes.service import ServiceCut, ServiceRestored

AnyNote = (
    FlightSent
    | FlightDelivered
    | FlightLost
    | FlightMissed
    | FlightStraggled
    | RadioTurned
    | FrameHeld
    | FrameExpired
    | FrameRelayed
    | FrameRefused
    | MessageIgnored
    | ParticipantStarted
    | ParticipantStopped
    | NotesDropped
    | ClockSet
    | RequestAccepted
    | RequestRefused
    | TransferStarted
    | TransferEnded
    | ImageStored
    | ImageDisplaced
    | ImageRemoved
    | ImageOffered
    | ImageNotOffered
    | OtaStarted
    | OtaWaiting
    | OtaRetried
    | OtaGivenUp
    | OtaAborted
    | OtaRefused
    | ImageVerified
    | ImageRejected
    | DeviceRebooted
    | FirmwareActivated
    | AlertSent
    | AlertReceived
    | AlertRefused
    | AlertLost
    | ServiceCut
    | ServiceRestored
    | DutyChanged
    | ZclSuspended
    | FrameWithheld
)
"""Every event there is."""

NOTES: tuple[type[Note], ...] = get_args(AnyNote)
"""The same as classes, in the order of this page."""


def event_of(kind: type[Note]) -> str:
    """Give the event's name, like ``flight.sent``."""
    return str(kind.__struct_config__.tag)


class Entry(Struct, frozen=True, array_like=True, gc=False):
    """One note in its place: when, who, and which of theirs."""

    at: Instant
    who: Name
    boot: int
    number: int
    """Counts from 0 within (who, boot)."""
    note: AnyNote
