"""What each device does now, read from the journey: up, asleep and until when, rebooting, down; and what it runs.

As far as its own notes say; nothing here concludes from its silence.
"""

from dataclasses import dataclass
from enum import Enum

from premises.identity import Name
from premises.journey.fold.journey import Journey
from premises.journey.layout import Layout
from premises.quantity import Instant
from premises.wire.notes.downloads import ActivationFailed, DeviceRebooted, FirmwareActivated, ImageRejected
from premises.wire.notes.emulator import DeviceFailed, DeviceRestored, ParticipantStarted, ParticipantStopped
from premises.wire.notes.flights import RadioTurned
from premises.wire.notes.sleep import FellAsleep, WakeMissed
from premises.wire.notes.vocabulary import Entry


class Doing(Enum):
    """What a device does."""

    UNHEARD = "unheard"
    """It has not said that it started."""
    UP = "up"
    ASLEEP = "asleep"
    REBOOTING = "rebooting"
    """It went down of its own accord, to run another version."""
    DOWN = "down"
    """A fault keeps it down, or its process ended."""


@dataclass(frozen=True, slots=True)
class Device:
    """One device, or the hub, as its own notes have it."""

    who: Name
    doing: Doing
    entry: Entry | None
    """The note that says so; None when there is none."""
    running: int | None
    """The version that it runs; None when nothing says it, as of a meter, or after a past until it says so itself."""

    @property
    def until(self) -> Instant | None:
        """When it wakes, if it is asleep."""
        note = None if self.entry is None else self.entry.note
        return note.until if isinstance(note, FellAsleep | WakeMissed) else None

    @property
    def fault(self) -> str:
        """What keeps it down, like ``power-cut``; empty when it is up, or nobody did that on purpose."""
        note = None if self.entry is None else self.entry.note
        return note.fault if isinstance(note, DeviceFailed) else ""


def devices_of(journey: Journey, layout: Layout) -> tuple[Device, ...]:
    """Give every device of the premises and the hub, in the order of the layout."""
    return tuple(_device(journey, layout, who) for who in layout.names.values())


def down(journey: Journey, who: Name) -> Entry | None:
    """Give the note that ``who`` went down or ended, if nothing says that it is up again."""
    last = newest(journey.last(who, DeviceFailed), journey.last(who, ParticipantStopped))
    return unless(last, journey.last(who, ParticipantStarted), journey.last(who, DeviceRestored))


def asleep(journey: Journey, who: Name) -> Entry | None:
    """Give the note that ``who`` fell asleep, or slept on, if it is asleep."""
    slept = newest(journey.last(who, FellAsleep), journey.last(who, WakeMissed))
    return unless(slept, journey.last(who, RadioTurned, True), journey.last(who, ParticipantStarted))


def rebooting(journey: Journey, who: Name) -> Entry | None:
    """Give the note that ``who`` went down to run another version, if nothing says that it came up."""
    went = journey.last(who, DeviceRebooted)
    if went is None or not isinstance(went.note, DeviceRebooted):
        return None
    version = went.note.version
    ups = (journey.last(who, kind, version) for kind in (FirmwareActivated, ActivationFailed, ImageRejected))
    return unless(went, *ups, journey.last(who, ParticipantStarted))


def running(journey: Journey, layout: Layout, who: Name) -> int | None:
    """Give the version that ``who`` runs, as it said last, or else as the site has it."""
    kinds = (FirmwareActivated, ActivationFailed)
    said = newest(*(entry for kind in kinds for entry in journey.of_kind(who, kind)[-1:]))
    match None if said is None else said.note:
        case FirmwareActivated(version=version):
            return version
        case ActivationFailed(running=version):
            return version
    return layout.running.get(who)


def newest(*entries: Entry | None) -> Entry | None:
    """Give the last of several notes of one participant, by its own order."""
    there = [entry for entry in entries if entry is not None]
    return max(there, key=place_of) if there else None


def unless(entry: Entry | None, *others: Entry | None) -> Entry | None:
    """Give ``entry``, unless one of the same participant's ``others`` is newer."""
    return None if entry is None or newest(entry, *others) is not entry else entry


def place_of(entry: Entry) -> tuple[int, int]:
    """Give where a note stands among those of the same participant."""
    return entry.boot, entry.number


def _device(journey: Journey, layout: Layout, who: Name) -> Device:
    for doing, entry in (
        (Doing.DOWN, down(journey, who)),
        (Doing.REBOOTING, rebooting(journey, who)),
        (Doing.ASLEEP, asleep(journey, who)),
        (Doing.UP, newest(journey.last(who, ParticipantStarted), journey.last(who, RadioTurned, True))),
    ):
        if entry is not None:
            return Device(who, doing, entry, running(journey, layout, who))
    return Device(who, Doing.UNHEARD, None, running(journey, layout, who))
