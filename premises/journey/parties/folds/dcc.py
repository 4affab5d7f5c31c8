"""The DCC's view: its inventory (SMI), transfers to the hub, every alert that passed, and what Suppliers took.

What a device runs is what the SMI says, and nothing else; a device that is on no inventory is not there.
"""

from collections import deque

from premises.identity import Eui64, Name
from premises.journey.parties.folds.records import begins_at, records_of
from premises.journey.parties.folds.steps import Steps
from premises.journey.parties.folds.supplier import WORDS_MAX, Known, word_of
from premises.journey.parties.folds.tracks import AT_THE_HUB, UNANSWERED, Tracks
from premises.journey.parties.heard import target_of
from premises.journey.parties.view import DeviceView, PackageView
from premises.journey.parties.word import Word
from premises.quantity import Instant
from premises.wire.duis.inventory import DeviceStatus
from premises.wire.duis.words import FAILURE, SUCCESS
from premises.wire.field.wan import TransferStatus
from premises.wire.gbcs.activation import ReceiptCode
from premises.wire.notes.inventory import InventoryChanged, InventoryForgotten, SupplierTold
from premises.wire.notes.requests import (
    AlertReceived,
    OutageAlerted,
    RequestAccepted,
    RequestUnanswered,
    TransferEnded,
)
from premises.wire.notes.vocabulary import Entry
from premises.wire.site import HUB, Site

STORED = TransferStatus.STORED.name.lower()

USE_CASES = {"CS06-response": "CS06", "CS06-alert": "CS06"}
"""What a word is called, where the use case of its alert is more."""

RECEIPTS = {
    code.name.lower(): SUCCESS if code is ReceiptCode.VERIFICATION_SUCCEEDED else FAILURE for code in ReceiptCode
}
"""What an FDRA comes to, by how the DCC noted its code."""


class DccFold:
    """The DCC, as far as this premises goes."""

    def __init__(self, site: Site) -> None:
        self._records = records_of(site)
        self._names: dict[Eui64, Name] = {record.eui: who for who, record in self._records.items()}
        types = {who: record.device_type for who, record in self._records.items()}
        self._tracks = Tracks(types, alerts_hub=True)
        self._requests: dict[int, str] = {}
        self._words: deque[Word] = deque(maxlen=WORDS_MAX)
        self._known: dict[Name, Known] = {}
        for who, record in self._records.items():
            known = self._known[who] = Known(begins_at(site))
            if record.on_smi:
                known.is_known, known.kind, known.source = True, record.kind_on_smi, "SMI"
                known.versions = Steps(record.held, begins_at(site))
                # Of a premises with a past the inventory holds what nobody noted here.
                known.state = "" if site.before else DeviceStatus.COMMISSIONED.value
                known.state_since = begins_at(site)

    def take(self, entry: Entry) -> None:
        """Take what came to the DCC, or what it did."""
        at = entry.at
        match entry.note:
            case InventoryChanged(device=device) as row if device in self._names:
                self._row(at, self._known[self._names[device]], row)
            case InventoryForgotten(device=device) if device in self._names:
                self._known[self._names[device]] = Known(at)
            case SupplierTold() as told:
                self._told(word_of(at, told, self._names))
            case OutageAlerted():
                self._state(HUB, "power outage", at)
            case _:
                self._package(entry)

    @property
    def words(self) -> tuple[Word, ...]:
        """What Suppliers took, in order."""
        return tuple(self._words)

    @property
    def tracks(self) -> Tracks:
        """The packages of all Suppliers."""
        return self._tracks

    def versions(self, who: Name) -> Steps:
        """Give which version the SMI held a device to run, since when."""
        return self._known[who].versions

    def devices(self, now: Instant) -> tuple[DeviceView, ...]:
        """Give what the SMI holds of each device."""
        return tuple(self._device(who, known, now) for who, known in self._known.items())

    def packages(self, _: Instant) -> tuple[PackageView, ...]:
        """Give the packages of all Suppliers."""
        return self._tracks.views()

    def _package(self, entry: Entry) -> None:
        at = entry.at
        match entry.note:
            case RequestAccepted(request_id=request_id, version=version, devices=devices, transfer=transfer):
                self._requests[transfer] = request_id
                for eui in devices:
                    self._tracks.accepted(at, request_id, version, self._names.get(eui))
            case TransferEnded(transfer=transfer, status=status):
                for track in self._tracks.of_request(self._requests.pop(transfer, "")):
                    if status == STORED:
                        track.well(at, AT_THE_HUB)
                    else:
                        track.badly(at, f"not stored: {status.replace('_', ' ')}")
            case AlertReceived(use_case=use_case, entity=entity, version=version, code=code) if entity in self._names:
                what = USE_CASES.get(use_case, use_case)
                said = RECEIPTS.get(code, code)
                self._tracks.hear(Word(at, Name(""), what, "", self._names[entity], version, said))
            case RequestUnanswered(request_id=request_id, device=device, reason=reason) if device in self._names:
                what = "E20" if reason == "CommandNotDelivered" else "E21"
                self._state(self._names[device], UNANSWERED[what], at)

    def _told(self, word: Word) -> None:
        self._words.append(word)
        if word.what == "I99" and word.detail == "11.3":
            target = self._names.get(Eui64(target_of(word.request_id)))
            if target is not None:
                self._tracks.ordered(word.at, target)
        # What the carrier says of a displaced image of a meter is noted as the word that follows, and nowhere else.
        if word.what == "N61" or (word.what in UNANSWERED and word.detail == "11.3"):
            self._tracks.hear(word)

    def _row(self, at: Instant, known: Known, row: InventoryChanged) -> None:
        known.is_known = True
        record = self._records[self._names[row.device]]
        known.kind = f"{record.device_type} {row.ppmid_variant}".strip()
        if known.versions.at(at) != (row.version or None):
            known.source = row.why
        known.versions.hold(at, row.version or None)
        if known.state != row.status:
            known.state, known.state_since = row.status, at

    def _state(self, who: Name, state: str, at: Instant) -> None:
        self._known[who].state, self._known[who].state_since = state, at

    def _device(self, who: Name, known: Known, now: Instant) -> DeviceView:
        version = known.versions.at(now) if known.is_known else None
        since = known.versions.since(now) if version is not None else None
        return DeviceView(
            who,
            known.is_known,
            version,
            known.state,
            since,
            known.source,
            kind=known.kind,
            state_since=known.state_since,
        )
