"""What a message says besides its kind, read from what its sender or its hearer noted at the same moment.

A flight names a class of message and an offset and no more; which code an alert has, for whom a request is, which
version is offered stands in the notes beside it. A message that nobody noted anything about keeps its kind alone.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from premises.identity import Name
from premises.journey.ladder.rung import Said, Subject
from premises.journey.ladder.whos import Whos
from premises.journey.trace import FateKind
from premises.quantity import Instant
from premises.wire.notes.note import Note
from premises.wire.notes.requests import (
    AlertReceived,
    AlertSent,
    ImageOffered,
    RequestAccepted,
    RequestRefused,
    TransferEnded,
    TransferOffered,
    TransferStarted,
)
from premises.wire.notes.vocabulary import Entry
from premises.wire.site import DCC, HUB

USE_CASES: Mapping[str, tuple[str, ...]] = {
    "CommsHubAlert": ("CCS08",),
    "FirmwareTransferAlert": ("CCS08",),
    "PPMIDAlert": ("CS09",),
    "FirmwareActivationAlert": ("CS09",),
    "FirmwareReceiptAlert": ("FDRA",),
    "FirmwareAlert": ("firmware-alert",),
    "ActivateFirmwareCommand": ("CS06",),
    "ActivateFirmwareResponse": ("CS06-response",),
    "ActivateFirmwareAlert": ("CS06-alert",),
    "ActivateFirmwareResult": ("CS06-response", "CS06-alert"),
    "DeviceAlertMessage": ("FDRA", "firmware-alert"),
    "ApsFragment": ("CS09", "FDRA", "firmware-alert", "CS06-response", "CS06-alert"),
}
"""Under which use cases alerts and commands go, by the message that carries them."""

REQUESTS = ("UpdatePPMIDFirmware", "UpdateFirmware")
"""What asks for an update."""

ORDER = "ActivateFirmware"
"""What has a meter run an image that it holds."""

CHUNKS = ("ChunkRequest", "ChunkResponse")
"""What fetches an image over the WAN."""

QUERY, NO_NEWS = "QueryNextImageRequest", "QueryNextImageRefusal"
"""Whether there is news, and that there is none."""

_NOTED = (
    AlertSent, AlertReceived, ImageOffered, RequestAccepted, RequestRefused, TransferEnded, TransferOffered,
)  # fmt: skip


class Labels:
    """What was noted beside messages: by whom, at which moment."""

    def __init__(self, entries: Iterable[Entry], whos: Whos) -> None:
        self._whos = whos
        self._beside: dict[tuple[Instant, Name], list[Note]] = defaultdict(list)
        self._fetches: list[tuple[Instant, int]] = []
        for entry in sorted(entries, key=lambda entry: (entry.at, entry.who, entry.boot, entry.number)):
            if isinstance(entry.note, _NOTED):
                self._beside[entry.at, entry.who].append(entry.note)
            elif isinstance(entry.note, TransferStarted) and entry.who == HUB:
                self._fetches.append((entry.at, entry.note.transfer))
        self._used: dict[tuple[str, Instant, Name], int] = defaultdict(int)

    def put_on(self, said: Said) -> Said:
        """Give the same message with what was noted of it; asked once for each, in their order."""
        if said.kind in (*REQUESTS, ORDER):
            return self._ordered(said) if said.kind == ORDER else self._asked(said)
        if said.kind in CHUNKS:
            return replace(said, subject=self._fetched(said.at))
        if said.kind in USE_CASES:
            return self._of_alert(said)
        match said.kind:
            case "ServiceResponse":
                return self._answered(said)
            case "ImageOffer":
                return self._offered(said)
            case "TransferEnd":
                return self._ended(said)
            case "ImageNotify":
                return self._notified(said)
        return said

    def _asked(self, said: Said) -> Said:
        note = self._at_its_end(said, (RequestAccepted,))
        if not isinstance(note, RequestAccepted):
            return said
        return self._labelled(
            said, f"{note.version:#010x} for {self._whos.spoken(note.devices)}", self._of_request(note)
        )

    def _ordered(self, said: Said) -> Said:
        note = self._at_its_end(said, (AlertSent,))
        if not isinstance(note, AlertSent):
            return said
        device = self._whos.known((note.entity,))
        return self._labelled(said, f"for {self._whos.spoken((note.entity,))}", Subject(device, note.version))

    def _at_its_end(self, said: Said, kinds: tuple[type[Note], ...]) -> Note | None:
        # The adapter takes a request when it comes, however often it was sent; so the note is at its end of the way.
        came = next((fate for fate in said.fates if fate.kind is FateKind.DELIVERED), None)
        return None if came is None else self._next(said.kind, Instant(said.at + came.after), DCC, kinds)

    def _answered(self, said: Said) -> Said:
        match note := self._next(said.kind, said.at, said.source, (RequestAccepted, RequestRefused)):
            case RequestAccepted():
                return self._labelled(said, "I99 acknowledged", self._of_request(note))
            case RequestRefused():
                who = f" for {self._whos.spoken(note.devices)}" if note.devices else ""
                return self._labelled(said, f"refused{who}: {note.reason}", Subject(self._whos.known(note.devices)))
        return said

    def _offered(self, said: Said) -> Said:
        note = self._next(said.kind, said.at, said.source, (TransferOffered,))
        if not isinstance(note, TransferOffered):
            return said
        again = f", try {note.tries}" if note.tries > 1 else ""
        return self._labelled(said, f"transfer {note.transfer}{again}", Subject(transfer=note.transfer))

    def _ended(self, said: Said) -> Said:
        note = self._next(said.kind, said.at, said.source, (TransferEnded,))
        if not isinstance(note, TransferEnded):
            return said
        return self._labelled(said, f"transfer {note.transfer} {note.status}", Subject(transfer=note.transfer))

    def _notified(self, said: Said) -> Said:
        note = self._next(said.kind, said.at, said.source, (ImageOffered,))
        if not isinstance(note, ImageOffered):
            return said
        return self._labelled(said, f"{note.version:#010x}", Subject((note.device,), note.version))

    def _of_alert(self, said: Said) -> Said:
        cases = USE_CASES[said.kind]
        note = self._next(
            said.kind, said.at, said.source, (AlertSent, AlertReceived),
            lambda note: isinstance(note, AlertSent | AlertReceived) and note.use_case in cases,
        )  # fmt: skip
        if not isinstance(note, AlertSent | AlertReceived):
            return said
        device = self._whos.known((note.entity,))
        about = f" for {device[0]}" if device and device[0] != said.origin else ""
        return self._labelled(said, f"{note.use_case} {note.code}{about}", Subject(device, note.version))

    def _next(
        self,
        kind: str,
        at: Instant,
        who: Name,
        kinds: tuple[type[Note], ...],
        wanted: Callable[[Note], bool] = lambda _: True,
    ) -> Note | None:
        """Give the note that stands for the next message of its kind at that moment: the first for the first."""
        beside: Sequence[Note] = self._beside.get((at, who), ())
        found = [note for note in beside if isinstance(note, kinds) and wanted(note)]
        number = self._used[kind, at, who]
        self._used[kind, at, who] += 1
        return found[number] if number < len(found) else None

    def _fetched(self, at: Instant) -> Subject | None:
        begun = [transfer for since, transfer in self._fetches if since <= at]
        return Subject(transfer=begun[-1]) if begun else None

    def _of_request(self, note: RequestAccepted) -> Subject:
        return Subject(self._whos.known(note.devices), note.version, note.transfer)

    @staticmethod
    def _labelled(said: Said, told: str, subject: Subject) -> Said:
        return replace(said, told=told, subject=subject)


def without_news(messages: Sequence[Said]) -> list[Said]:
    """Give the messages, with each query that was answered with no news marked as about nothing, as its answer is."""
    marked = list(messages)
    asked: dict[tuple[Name, Name], int] = {}
    for number, said in enumerate(messages):
        if said.kind == QUERY:
            asked[said.origin, said.goal] = number
        elif said.kind == NO_NEWS:
            marked[number] = replace(said, subject=Subject())
            question = asked.get((said.goal, said.origin))
            if question is not None:
                marked[question] = replace(messages[question], subject=Subject())
    return marked
