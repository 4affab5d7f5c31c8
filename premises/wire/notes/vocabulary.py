"""The closed vocabulary of what can be noted: one frozen class an event, one name an event.

Names are ``noun.past_participle`` and are API: docs/protocol.md lists them, and a test compares.
"""

from typing import Any, get_args

from msgspec import Struct

from premises.identity import Name
from premises.quantity import Instant
from premises.wire.notes.bundles import FeedingBegun, FeedingEnded, PartSettled
from premises.wire.notes.downloads import (
    ActivationFailed,
    DeviceRebooted,
    EraseBegun,
    FirmwareActivated,
    ImageRejected,
    ImageVerified,
    OtaAborted,
    OtaFailed,
    OtaGivenUp,
    OtaRefused,
    OtaRested,
    OtaRetried,
    OtaStarted,
    OtaWaiting,
)
from premises.wire.notes.duty import DutyChanged, FrameWithheld, ZclSuspended
from premises.wire.notes.emulator import (
    ClockSet,
    DeviceFailed,
    DeviceRestored,
    FaultCleared,
    FaultImposed,
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
    FrameStranded,
    RadioTurned,
)
from premises.wire.notes.inventory import (
    ChangeOrdered,
    InventoryChanged,
    InventoryForgotten,
    SupplierChanged,
    SupplierTold,
)
from premises.wire.notes.note import Note
from premises.wire.notes.orders import OrderEnded, OrderPut, OrderTaken
from premises.wire.notes.requests import (
    AlertLost,
    AlertReceived,
    AlertRefused,
    AlertSent,
    DeviceLogged,
    ImageDisplaced,
    ImageNotOffered,
    ImageOffered,
    ImageRemoved,
    ImageStored,
    MailLost,
    OutageAlerted,
    RequestAccepted,
    RequestRefused,
    RequestUnanswered,
    TransferEnded,
    TransferOffered,
    TransferStarted,
)
from premises.wire.notes.service import ServiceCut, ServiceRestored
from premises.wire.notes.sleep import FellAsleep, WakeMissed

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
    | FrameStranded
    | FrameRefused
    | MessageIgnored
    | ParticipantStarted
    | ParticipantStopped
    | DeviceFailed
    | DeviceRestored
    | NotesDropped
    | ClockSet
    | FaultImposed
    | FaultCleared
    | RequestAccepted
    | RequestRefused
    | RequestUnanswered
    | DeviceLogged
    | InventoryChanged
    | InventoryForgotten
    | ChangeOrdered
    | SupplierChanged
    | SupplierTold
    | TransferOffered
    | TransferStarted
    | TransferEnded
    | ImageStored
    | ImageDisplaced
    | ImageRemoved
    | ImageOffered
    | ImageNotOffered
    | OtaRested
    | OtaStarted
    | EraseBegun
    | OtaWaiting
    | OtaRetried
    | OtaGivenUp
    | OtaAborted
    | OtaRefused
    | OtaFailed
    | ImageVerified
    | ImageRejected
    | DeviceRebooted
    | FirmwareActivated
    | ActivationFailed
    | FeedingBegun
    | PartSettled
    | FeedingEnded
    | OrderPut
    | OrderTaken
    | OrderEnded
    | AlertSent
    | AlertReceived
    | AlertRefused
    | AlertLost
    | MailLost
    | OutageAlerted
    | ServiceCut
    | ServiceRestored
    | FellAsleep
    | DutyChanged
    | ZclSuspended
    | FrameWithheld
    | WakeMissed
)
"""Every event there is."""

NOTES: tuple[type[Note], ...] = get_args(AnyNote)
"""The same as classes, in the order of this page."""


FRAME = "frame"
"""The field of a note that is never shown: octets, of an image perhaps."""


def shown_of(note: Note) -> dict[str, Any]:
    """Give the fields of a note that people and programs are shown, by name: all but the octets of a frame."""
    return {field: getattr(note, field) for field in note.__struct_fields__ if field != FRAME}


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
