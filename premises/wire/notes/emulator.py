"""What is noted of the emulator itself: participants, the clock, and what was dropped on the way."""

from premises.identity import Name
from premises.quantity import NEVER, ORIGIN, Instant
from premises.wire.notes.note import Note


class FrameRefused(Note, frozen=True, array_like=True, gc=False, tag="frame.refused"):
    """Bytes that could not be decoded or verified were dropped."""

    topic: str
    reason: str


class MessageIgnored(Note, frozen=True, array_like=True, gc=False, tag="message.ignored"):
    """A well-formed message that nobody here was waiting for."""

    source: Name
    kind: str
    why: str


class ParticipantStarted(Note, frozen=True, array_like=True, gc=False, tag="participant.started"):
    """A participant began, or began again."""

    boot: int
    """1 at the first start, one more at each restart."""


class ParticipantStopped(Note, frozen=True, array_like=True, gc=False, tag="participant.stopped"):
    """A participant ended in good order."""


class DeviceFailed(Note, frozen=True, array_like=True, gc=False, tag="device.failed"):
    """A device went down on purpose, or was down when its process started: what it did not keep is gone."""

    fault: str
    """The kind of fault, like ``power-cut``."""


class DeviceRestored(Note, frozen=True, array_like=True, gc=False, tag="device.restored"):
    """Nothing keeps a device down any more: it starts at this moment, as another boot."""


ENDINGS: tuple[type[Note], ...] = (ParticipantStopped, DeviceRestored)
"""The last note of a boot that was not killed."""


class NotesDropped(Note, frozen=True, array_like=True, gc=False, tag="notes.dropped"):
    """Notes were lost inside the emulator: this run is no evidence."""

    count: int


class ClockSet(Note, frozen=True, array_like=True, gc=False, tag="clock.set"):
    """The shared clock was started, paused, or given another speed."""

    speed: float
    reason: str


class FaultImposed(Note, frozen=True, array_like=True, gc=False, tag="fault.imposed"):
    """Somebody imposed a fault on a premises that was running."""

    id: str
    by: str
    said: str
    """In spoken words; its moments are premises time."""
    begins_at: Instant = ORIGIN
    ends_at: Instant = NEVER


class FaultCleared(Note, frozen=True, array_like=True, gc=False, tag="fault.cleared"):
    """Somebody took a fault away before its time was over."""

    id: str
    by: str
