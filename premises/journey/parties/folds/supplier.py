"""A Supplier's view: its own requests, what it was told, and what it is responsible for. Nothing live.

Between the acceptance of an 11.4 and CCS08 it hears nothing, so a package is ``accepted`` since then; what happens
meanwhile is not its to know. A bridge without PPMIDVariant is a PPMID like any other to it.
"""

from collections import deque

from premises.identity import Eui64, Name
from premises.journey.parties.folds.records import STATUSES, Record, begins_at, records_of
from premises.journey.parties.folds.steps import Steps
from premises.journey.parties.folds.tracks import UNANSWERED, Tracks
from premises.journey.parties.heard import target_of
from premises.journey.parties.view import DeviceView, PackageView
from premises.journey.parties.word import Word
from premises.quantity import Instant
from premises.wire.device.responsible import FUELS, responsible
from premises.wire.notes.inventory import SupplierTold
from premises.wire.notes.requests import RequestAccepted
from premises.wire.notes.vocabulary import Entry
from premises.wire.site import Site

WORDS_MAX = 1_024
"""Words remembered of one party, the newest. Ours."""

SAYS_VERSION = ("CS09", "CS06", "11.2", "8.2")
"""Words that name the version that a device runs, when they are good; 8.2 always does."""

RECORDS = "records"
"""Where what a Supplier knows at the origin comes from. Assumption 100 (docs/sources.md)."""


class Known:
    """What one Supplier knows of one device."""

    __slots__ = ("is_known", "kind", "source", "state", "state_since", "versions")

    def __init__(self, began: Instant) -> None:
        self.is_known, self.kind, self.state, self.source = False, "", "", ""
        self.state_since: Instant | None = None
        self.versions = Steps(at=began)


class SupplierFold:
    """One Supplier's desk."""

    def __init__(self, site: Site, name: Name) -> None:
        self._name = name
        self._records = records_of(site)
        self._names: dict[Eui64, Name] = {record.eui: who for who, record in self._records.items()}
        types = {who: record.device_type for who, record in self._records.items()}
        self._tracks = Tracks(types, alerts_hub=site.dcc.alerts != "before-2021")
        self._words: deque[Word] = deque(maxlen=WORDS_MAX)
        self._known = {who: Known(begins_at(site)) for who in self._records}
        reads_variants = site.suppliers[name].uplift == "mp170"
        for who, record in self._records.items():
            if record.on_smi and name in _responsible(site, record):
                self._begin(who, record, begins_at(site), reads_variants=reads_variants)

    def take(self, entry: Entry) -> None:
        """Take what it was told, or a request of its own."""
        match entry.note:
            case SupplierTold() as told:
                self._hear(word_of(entry.at, told, self._names))
            case RequestAccepted(request_id=request_id, version=version, devices=devices):
                for eui in devices:
                    who = self._names.get(eui)
                    self._tracks.accepted(entry.at, request_id, version, who)
                    if who is not None:
                        self._meet(who)

    @property
    def words(self) -> tuple[Word, ...]:
        """What it was told, in order."""
        return tuple(self._words)

    @property
    def tracks(self) -> Tracks:
        """Its packages."""
        return self._tracks

    def versions(self, who: Name) -> Steps:
        """Give which version it held a device to run, since when."""
        return self._known[who].versions

    def devices(self, now: Instant) -> tuple[DeviceView, ...]:
        """Give what it holds of each device."""
        return tuple(self._device(who, now) for who in self._known)

    def packages(self, _: Instant) -> tuple[PackageView, ...]:
        """Give its packages."""
        return self._tracks.views()

    def _begin(self, who: Name, record: Record, began: Instant, *, reads_variants: bool) -> None:
        known = self._meet(who)
        known.kind = record.kind_on_smi if reads_variants else record.device_type
        known.versions = Steps(record.held, began)
        known.source = RECORDS

    def _hear(self, word: Word) -> None:
        self._words.append(word)
        if word.what == "I99" and word.detail == "11.3":
            target = self._names.get(Eui64(target_of(word.request_id)))
            if target is not None:
                self._tracks.ordered(word.at, target)
        is_refusal = word.what.startswith(("E", "W")) and word.what not in UNANSWERED
        if word.device not in self._known or is_refusal:
            return
        self._tracks.hear(word)
        known = self._meet(word.device)
        if word.what in SAYS_VERSION and word.version and (word.is_good or word.what == "8.2"):
            known.versions.hold(word.at, word.version)
            known.source = word.what
        if word.what == "8.2":
            known.kind = word.detail
            self._state(known, STATUSES.get(word.code, word.code), word.at)
        if word.what in UNANSWERED:
            self._state(known, "no answer", word.at)

    def _state(self, known: Known, state: str, at: Instant) -> None:
        if known.state != state:
            known.state, known.state_since = state, at

    def _meet(self, who: Name) -> Known:
        known = self._known[who]
        known.is_known = True
        return known

    def _device(self, who: Name, now: Instant) -> DeviceView:
        known = self._known[who]
        version = known.versions.at(now)
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


def word_of(at: Instant, told: SupplierTold, names: dict[Eui64, Name]) -> Word:
    """Give a word as it was taken, with the name of the device that it is about."""
    who = names.get(told.device, Name(told.device))
    return Word(at, told.supplier, told.what, told.request_id, who, told.version, told.code, told.detail)


def _responsible(site: Site, record: Record) -> tuple[Name, ...]:
    kind = record.device_type if record.device_type in FUELS else "PPMID"
    return responsible(site, kind, begins_at(site))
