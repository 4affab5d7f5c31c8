"""Notes as lines of what happened: which are worth one, how bad each is, about which package, and in what words.

A frame that came is no line; one that was lost is. What a ladder says of a note is said here in the same words.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from premises.identity import Eui64, Name
from premises.journey.ladder.happenings import WORDS, happenings_of
from premises.journey.ladder.whos import Whos
from premises.quantity import Instant, spoken
from premises.wire.notes import downloads, emulator, flights, inventory, requests, service, sleep
from premises.wire.notes.duty import DutyChanged
from premises.wire.notes.note import Note
from premises.wire.notes.vocabulary import Entry
from premises.wire.topics import CONDUCTOR
from tui.model.values.figures import clock_said, version_said
from tui.model.values.screenful import Event
from tui.model.values.state import State

_Say = Callable[..., str]

_OWN: Mapping[type[Note], _Say] = {
    flights.FlightLost: lambda n: f"{n.kind}{_offset(n.offset)} lost ({n.by})",
    flights.FlightMissed: lambda n: f"{n.kind}{_offset(n.offset)} of {n.source} not heard ({n.why})",
    sleep.FellAsleep: lambda n: f"asleep until {clock_said(n.until)}",
    requests.RequestAccepted: lambda n: f"request taken: {version_said(n.version)}, {n.size:,} octets",
    requests.TransferOffered: lambda n: f"tells the hub of transfer {n.transfer}" + _tries(n.tries),
    requests.TransferStarted: lambda n: f"fetches transfer {n.transfer} over the WAN from octet {n.have:,}",
    requests.TransferEnded: lambda n: f"transfer {n.transfer} ended: {n.status}",
    emulator.ParticipantStarted: lambda n: "begins" if n.boot == 1 else f"begins again, boot {n.boot}",
    requests.ImageOffered: lambda n: f"offers {version_said(n.version)} to {n.device}",
    requests.AlertSent: lambda n: f"says {n.use_case} {n.code}" + _tries(n.tries),
    requests.AlertReceived: lambda n: f"hears {n.use_case} {n.code}",
    downloads.OtaStarted: lambda n: f"fetches {version_said(n.version)} from octet {n.have:,} of {n.size:,}",
    downloads.OtaRetried: lambda n: f"asks again for{_offset(n.offset) or ' ' + n.kind}" + _tries(n.tries),
    downloads.OtaWaiting: lambda n: f"told to wait {spoken(n.span)}",
    downloads.EraseBegun: lambda n: f"erases its flash, {spoken(n.span)}",
    downloads.DeviceRebooted: lambda n: f"reboots into {version_said(n.version)}",
    emulator.ClockSet: lambda n: f"clock x{n.speed:g}: {n.reason}",
    emulator.DeviceRestored: lambda _: "up again",
    emulator.ParticipantStopped: lambda _: "ended in good order",
    inventory.SupplierTold: lambda n: f"tells {n.supplier} {n.what} {n.code}".rstrip(),
    service.ServiceCut: lambda n: f"no answer from {n.to}: cut off",
    service.ServiceRestored: lambda n: f"answered again by {n.to}, after {spoken(n.lost)}",
    DutyChanged: lambda n: f"duty cycle {n.state}, {n.used / 100:.2f} % used",
}  # fmt: skip
"""What a ladder has no rung for."""

BAD: Mapping[type[Note], State] = {
    requests.ImageDisplaced: State.FAILED, downloads.ImageRejected: State.FAILED, downloads.OtaFailed: State.FAILED,
    downloads.OtaAborted: State.FAILED, downloads.OtaRefused: State.FAILED, requests.RequestRefused: State.FAILED,
    requests.AlertLost: State.FAILED, requests.MailLost: State.FAILED, downloads.ActivationFailed: State.FAILED,
    requests.RequestUnanswered: State.FAILED, emulator.NotesDropped: State.FAILED,
    flights.FlightStraggled: State.FAILED,
    emulator.DeviceFailed: State.BLOCKED, service.ServiceCut: State.BLOCKED,
    requests.OutageAlerted: State.BLOCKED,
    flights.FlightLost: State.SLOW, flights.FlightMissed: State.SLOW, downloads.OtaRetried: State.SLOW,
    flights.FrameExpired: State.SLOW, emulator.FaultImposed: State.SLOW, downloads.OtaGivenUp: State.SLOW,
    requests.AlertRefused: State.SLOW, flights.FrameStranded: State.SLOW,
    sleep.FellAsleep: State.WAITING, sleep.WakeMissed: State.WAITING, downloads.OtaWaiting: State.WAITING,
    downloads.FirmwareActivated: State.DONE, downloads.ImageVerified: State.DONE, emulator.FaultCleared: State.DONE,
}  # fmt: skip
"""How bad it is; what is not here is as it should be."""

WORTH = frozenset((*_OWN, *WORDS))
"""Kinds of notes that are worth a line."""

_VERSION = re.compile(r"\b0x[0-9a-f]{8}\b")
"""A version as a ladder has it; a line has it as every other pane does."""

_ABOUT_A_LINK = (flights.FlightLost, flights.FlightMissed)
_WHOLE = (*_ABOUT_A_LINK, sleep.FellAsleep, downloads.OtaRetried, downloads.OtaStarted, requests.RequestAccepted)


@dataclass(frozen=True, slots=True)
class Named:
    """A package, by which a line is told to be about it."""

    device: Name
    version: int
    name: str
    begins: Instant
    ends: Instant


class Happened:
    """Puts notes of one premises in words."""

    def __init__(self, names: Mapping[Eui64, Name], whos: Whos) -> None:
        self._names, self._whos = names, whos

    def event(self, entry: Entry, packages: Sequence[Named]) -> Event:
        """Give the line of a note that is worth one."""
        return Event(
            entry.at, BAD.get(type(entry.note)), _where(entry), self._package(entry, packages), self._words(entry)
        )

    @staticmethod
    def said(entry: Entry) -> str:
        """Give who did what in the words of its line, for kinds whose words leave nothing out; else nothing."""
        own = _OWN.get(type(entry.note)) if isinstance(entry.note, _WHOLE) else None
        return "" if own is None else f"{_where(entry).upper()} {own(entry.note)}"

    def _words(self, entry: Entry) -> str:
        own = _OWN.get(type(entry.note))
        if own is not None:
            return own(entry.note)
        words = next((each.words for each in happenings_of((entry,), self._whos)), "")
        return _VERSION.sub(lambda found: version_said(int(found[0], 16)), words)

    def _package(self, entry: Entry, packages: Sequence[Named]) -> str:
        """Give the package of a device that a note is about: of the version that it names, or the one under way."""
        version = getattr(entry.note, "version", 0)
        mine = set(self._about(entry))
        found = [
            each
            for each in packages
            if each.device in mine and (each.version == version if version else each.begins <= entry.at <= each.ends)
        ]
        return found[-1].name if found else ""

    def _about(self, entry: Entry) -> Iterable[Name]:
        note = entry.note
        yield entry.who
        for key in ("entity", "device"):
            about = getattr(note, key, None)
            if about is not None:
                yield self._names.get(about, Name(str(about)))
        for eui in getattr(note, "devices", ()):
            yield self._names.get(eui, Name(""))
        if isinstance(note, _ABOUT_A_LINK):
            yield note.target if isinstance(note, flights.FlightLost) else note.source
        if hasattr(note, "image_type"):
            yield self._whos.types.get(note.image_type, Name(""))


def _where(entry: Entry) -> str:
    note = entry.note
    if isinstance(note, _ABOUT_A_LINK):
        return f"{entry.who}-{note.target if isinstance(note, flights.FlightLost) else note.source}"
    return "you" if entry.who == CONDUCTOR and isinstance(note, emulator.FaultImposed) else str(entry.who)


def _offset(offset: int) -> str:
    return "" if offset < 0 else f" {offset:,}"


def _tries(tries: int) -> str:
    return f", try {tries}" if tries > 1 else ""
