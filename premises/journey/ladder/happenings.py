"""Which notes beside flights are worth a rung, and what each says there.

A note that only explains a flight (a retry, a frame that was held) has no rung: the flight stands there itself.
"""

from collections.abc import Mapping

from premises.journey.ladder.rung import Happened
from premises.wire.notes.downloads import (
    ActivationFailed,
    FirmwareActivated,
    ImageRejected,
    ImageVerified,
    OtaAborted,
    OtaFailed,
    OtaGivenUp,
    OtaRefused,
)
from premises.wire.notes.emulator import DeviceFailed, FaultCleared, FaultImposed, NotesDropped, ParticipantStarted
from premises.wire.notes.flights import FlightStraggled, FrameExpired
from premises.wire.notes.note import Note
from premises.wire.notes.orders import OrderEnded, OrderTaken
from premises.wire.notes.requests import (
    AlertLost,
    AlertRefused,
    ImageDisplaced,
    MailLost,
    OutageAlerted,
    RequestRefused,
    RequestUnanswered,
    TransferEnded,
)
from premises.wire.notes.sleep import WakeMissed
from premises.wire.notes.vocabulary import Entry

WORDS: Mapping[type[Note], str] = {
    ActivationFailed: "{note.version:#010x} did not come up: runs {note.running:#010x}",
    AlertLost: "{note.use_case} given up: nobody will hear it",
    AlertRefused: "{note.use_case} not believed: {note.reason}",
    DeviceFailed: "down: {note.fault}",
    FaultCleared: "fault {note.id} cleared by {note.by}",
    FaultImposed: "fault imposed by {note.by}: {note.said}",
    FirmwareActivated: "runs {note.version:#010x}, before {note.before:#010x}",
    FlightStraggled: "a straggler of {note.source}: this run is no evidence",
    FrameExpired: "drops {note.kind} for {note.child}: {note.why}",
    ImageDisplaced: "{note.version:#010x} displaced from slot {note.slot}",
    ImageRejected: "{note.version:#010x} not genuine: {note.why}",
    ImageVerified: "{note.version:#010x} verified",
    MailLost: "{note.message} for {note.supplier} given up: too much waits for it",
    NotesDropped: "{note.count} notes dropped: this run is no evidence",
    OtaAborted: "{note.version:#010x} aborted with {note.have:,} octets",
    OtaFailed: "{note.version:#010x} failed with {note.have:,} octets: {note.why}",
    OtaGivenUp: "{note.version:#010x} given up with {note.have:,} octets: {note.why}",
    OtaRefused: "{note.version:#010x} refused: {note.why}",
    OrderEnded: "CS06 {note.counter}: {note.result}",
    OrderTaken: "CS06 {note.counter} taken",
    OutageAlerted: "{note.code} to the network operator",
    ParticipantStarted: "starts again, boot {note.boot}",
    RequestRefused: "request refused: {note.reason}",
    RequestUnanswered: "not answered: {note.reason}",
    TransferEnded: "transfer {note.transfer} ended: {note.status}",
    WakeMissed: "slept through wake {note.number}: {note.why}",
}
"""What each kind of note that has a rung says on it."""


def happening_of(entry: Entry) -> Happened | None:
    """Give the rung of one note; None when it is not worth one, as a first start."""
    note = entry.note
    words = WORDS.get(type(note))
    if words is None or (isinstance(note, ParticipantStarted) and note.boot == 1):
        return None
    concerns = note.child if isinstance(note, FrameExpired) else entry.who
    return Happened(entry.at, entry.who, words.format(note=note), concerns)
