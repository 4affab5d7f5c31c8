"""What each kind of note is about: of two notes with the same key the newer one is news, and the older one history.

Every kind stands in one of three lists: it is counted, it is about what some of its fields name, or about whoever
noted it and nothing else. A new kind of note needs its place here.
"""

from collections.abc import Callable, Mapping
from operator import attrgetter

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

COUNTED: frozenset[type[Note]] = frozenset((FlightSent, FlightDelivered, FlightLost, FlightMissed, FlightStraggled))
"""What happens thousands of times, and is counted by hop: nobody can ask for one of them by name."""

ABOUT: Mapping[type[Note], tuple[str, ...]] = {
    FaultImposed: ("id",),
    FaultCleared: ("id",),
    RequestAccepted: ("request_id",),
    RequestRefused: ("request_id",),
    RequestUnanswered: ("request_id",),
    DeviceLogged: ("device",),
    InventoryChanged: ("device",),
    InventoryForgotten: ("device",),
    ChangeOrdered: ("fuel",),
    SupplierChanged: ("fuel",),
    SupplierTold: ("supplier", "request_id", "device", "what"),
    TransferOffered: ("transfer",),
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
    AlertRefused: ("use_case", "originator"),
    MailLost: ("supplier",),
    OtaStarted: ("version",),
    OtaGivenUp: ("version",),
    OtaAborted: ("version",),
    OtaRefused: ("version",),
    OtaFailed: ("version",),
    EraseBegun: ("version",),
    ImageVerified: ("version",),
    ImageRejected: ("version",),
    FirmwareActivated: ("version",),
    ActivationFailed: ("version",),
    FeedingBegun: ("version",),
    PartSettled: ("child", "version"),
    FeedingEnded: ("version",),
    RadioTurned: ("on",),
    ServiceCut: ("to",),
    ServiceRestored: ("to",),
    FrameHeld: ("child",),
    FrameExpired: ("child",),
    FrameStranded: ("child",),
    OrderPut: ("device",),
}
"""The fields of each kind that name what it is about, beside whoever noted it."""

ABOUT_ITS_AUTHOR: frozenset[type[Note]] = frozenset(
    (
        FrameRelayed, FrameRefused, MessageIgnored, FrameWithheld, DutyChanged, ZclSuspended,
        ParticipantStarted, ParticipantStopped, DeviceFailed, DeviceRestored, NotesDropped, ClockSet, OutageAlerted,
        OtaRested, OtaWaiting, OtaRetried, DeviceRebooted, FellAsleep, WakeMissed, OrderTaken, OrderEnded,
    )
)  # fmt: skip
"""What says how its author is, or what it did last: the newest one is the news, whatever it names."""


def _getter(fields: tuple[str, ...]) -> Callable[[Note], tuple[object, ...]]:
    if len(fields) == 1:
        get = attrgetter(fields[0])
        return lambda note: (get(note),)
    return attrgetter(*fields)


KEYS: Mapping[type[Note], Callable[[Note], tuple[object, ...]]] = {
    kind: _getter(fields) for kind, fields in ABOUT.items()
}
"""What gives what a note is about, for each kind of ABOUT."""
