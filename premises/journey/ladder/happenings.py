"""Which notes beside flights are worth a rung, and what each says there.

A note that only explains a flight (a retry, a frame that was held) has no rung: the flight stands there itself.
"""

from collections.abc import Iterable, Iterator, Mapping

from premises.identity import Name
from premises.journey.ladder.rung import Happened
from premises.journey.ladder.whos import Whos
from premises.quantity import Instant, clocked
from premises.wire.notes.bundles import FeedingBegun, FeedingEnded, PartSettled
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
from premises.wire.notes.flights import FlightStraggled, FrameExpired, FrameHeld
from premises.wire.notes.inventory import InventoryChanged, InventoryForgotten, SupplierChanged
from premises.wire.notes.note import Note
from premises.wire.notes.orders import OrderEnded, OrderTaken
from premises.wire.notes.requests import (
    AlertLost,
    AlertRefused,
    ImageDisplaced,
    ImageRemoved,
    ImageStored,
    MailLost,
    OutageAlerted,
    RequestRefused,
    RequestUnanswered,
    TransferEnded,
)
from premises.wire.notes.sleep import FellAsleep, WakeMissed
from premises.wire.notes.vocabulary import Entry

WORDS: Mapping[type[Note], str] = {
    ActivationFailed: "{note.version:#010x} did not come up: runs {note.running:#010x}",
    AlertLost: "{note.use_case} given up: nobody will hear it",
    AlertRefused: "{note.use_case} not believed: {note.reason}",
    DeviceFailed: "down: {note.fault}",
    FaultCleared: "fault {note.id} cleared by {note.by}",
    FaultImposed: "fault imposed by {note.by}: {note.said}",
    FeedingBegun: "has the bundle {note.version:#010x} whole, and feeds {children}",
    FeedingEnded: "is done with the bundle {note.version:#010x}: {outcome}",
    FirmwareActivated: "runs {note.version:#010x}, before {note.before:#010x}",
    FlightStraggled: "a straggler of {note.source}: this run is no evidence",
    FrameExpired: "drops {note.kind} for {note.child}: {note.why}",
    ImageDisplaced: "{image}, {note.version:#010x}, displaced from slot {note.slot} by {by}",
    ImageRejected: "{note.version:#010x} not genuine: {note.why}",
    ImageRemoved: "{image}, {note.version:#010x}, leaves slot {note.slot}: {note.why}",
    ImageStored: "{image}, {note.version:#010x}, in store, slot {note.slot}",
    ImageVerified: "{note.version:#010x} verified",
    InventoryChanged: "inventory ({note.why}): {device} {note.status}, {note.version:#010x}",
    InventoryForgotten: "inventory ({note.why}): {device} is not on it",
    MailLost: "{note.message} for {note.supplier} given up: too much waits for it",
    NotesDropped: "{note.count} notes dropped: this run is no evidence",
    OtaAborted: "{note.version:#010x} aborted with {note.have:,} octets",
    OtaFailed: "{note.version:#010x} failed with {note.have:,} octets: {note.why}",
    OtaGivenUp: "{note.version:#010x} given up with {note.have:,} octets: {note.why}",
    OtaRefused: "{note.version:#010x} refused: {note.why}",
    OrderEnded: "CS06 {note.counter}: {note.result}",
    OrderTaken: "CS06 {note.counter} taken",
    OutageAlerted: "{note.code} to the network operator",
    PartSettled: "the part of {note.child}: {note.standing}",
    ParticipantStarted: "starts again, boot {note.boot}",
    RequestRefused: "request refused: {note.reason}",
    RequestUnanswered: "not answered: {note.reason}",
    TransferEnded: "transfer {note.transfer} ended: {note.status}",
    SupplierChanged: "{note.to} gains the premises for {note.fuel}",
    WakeMissed: "slept through wake {note.number}: {note.why}",
}
"""What each kind of note that has a rung says on it."""


STORED = "stored"
"""Status of a transfer that went well: then the hub's store says what came of it."""


def happenings_of(entries: Iterable[Entry], whos: Whos) -> Iterator[Happened]:
    """Give the rung of each note that is worth one, in order of time; ``whos`` says who is who.

    That a parent holds something is worth one when its child is asleep: once a sleep, with its end.
    """
    asleep: dict[Name, Instant] = {}
    for entry in sorted(entries, key=lambda entry: (entry.at, entry.who, entry.boot, entry.number)):
        match entry.note:
            case FellAsleep(until=until):
                asleep[entry.who] = until
            case FrameHeld(child=child, kind=kind) if entry.at < asleep.get(child, entry.at):
                words = f"holds {kind} for {child}, asleep until {clocked(asleep.pop(child))}"
                yield Happened(entry.at, entry.who, words, child)
            case note if type(note) in WORDS and not is_usual(note):
                yield _happened(entry, whos)


def is_usual(note: Note) -> bool:
    """Say whether a note of a kind that has a rung is not worth one: all went as it always does."""
    return (isinstance(note, ParticipantStarted) and note.boot == 1) or (
        isinstance(note, TransferEnded) and note.status == STORED
    )


def _happened(entry: Entry, whos: Whos) -> Happened:
    note, concerns, about = entry.note, entry.who, dict[str, str]()
    match note:
        case FrameExpired(child=child) | PartSettled(child=child):
            concerns = child
        case InventoryChanged(device=device) | InventoryForgotten(device=device):
            concerns = whos.names.get(device, Name(str(device)))
            about = {"device": concerns}
        case ImageDisplaced(image_type=image_type, by_image_type=by):
            about = {"image": whos.image(image_type), "by": whos.image(by)}
        case ImageStored(image_type=image_type) | ImageRemoved(image_type=image_type):
            about = {"image": whos.image(image_type)}
        case FeedingBegun(children=children):
            about = {"children": " and ".join(children)}
        case FeedingEnded(success=success):
            about = {"outcome": "all whom it feeds run their parts" if success else "not all whom it feeds run theirs"}
    return Happened(entry.at, entry.who, WORDS[type(note)].format(note=note, **about), concerns)
