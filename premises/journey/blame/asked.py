"""What a party of a run goes by: its packages, its words, and which sites its inventory leaves possible.

From what that party received alone (``parties.heard``). Who is on no inventory is called by its PPMIDVariant, for the
party has no other name for it; whether the site truly has it is not looked at.
"""

from collections.abc import Iterable, Iterator

from premises.identity import Eui64, Name, eui64
from premises.journey.blame.known import Known, Sent, covers_of, shapes_of
from premises.journey.parties.folds.dcc import DccFold
from premises.journey.parties.folds.supplier import SupplierFold, word_of
from premises.journey.parties.heard import heard_by
from premises.journey.parties.party import Party, PartyKind
from premises.journey.parties.word import Word
from premises.wire.design import DESIGNS, SHAPES
from premises.wire.notes.inventory import SupplierTold
from premises.wire.notes.requests import AlertReceived, RequestAccepted
from premises.wire.notes.vocabulary import Entry
from premises.wire.route import behind, package_of
from premises.wire.site import HUB, Site, devices

SENDS = (PartyKind.SUPPLIER, PartyKind.DCC)
"""Who knows of packages at all: who sends them, and who carries them."""


def known_by(party: Party, entries: Iterable[Entry], site: Site) -> Known:
    """Give what a Supplier or the DCC goes by after ``entries``, in order of time."""
    assert party.kind in SENDS, f"{party.kind.value} knows of no packages"
    fold = SupplierFold(site, party.name) if party.kind is PartyKind.SUPPLIER else DccFold(site)
    names = {eui64(spec.eui): who for who, spec in devices(site).items()}
    heard = heard_by(party, site)
    sent, words, sites = list[Sent](), list[Word](), Sites(site)
    for entry in entries:
        if not heard(entry):
            continue
        fold.take(entry)
        words += _words(entry, names, party)
        if isinstance(entry.note, RequestAccepted):
            note = entry.note
            for who in (names[eui] for eui in note.devices if eui in names):
                before = fold.versions(who).at(entry.at)
                sent.append(Sent(note.request_id, who, note.version, entry.at, sites.covers(who), before))
    on_smi = tuple(who for who in devices(site) if who not in sites.hidden)
    return Known(sites.shapes, on_smi, tuple(sent), tuple(words), sites.fed_by, sites.behind)


class Sites:
    """The sites that there may be, as whoever sees the inventory has them, and what each device is called there."""

    def __init__(self, site: Site) -> None:
        self._site, self._design = site, DESIGNS[site.design]
        variants = {Name(who): spec.ppmid_variant for who, spec in site.bridges.items()}
        self.hidden = {who for who, kind in variants.items() if not self._design.is_on_the_smi(kind)}
        seen = {kind: who for who, kind in variants.items() if who not in self.hidden}
        # A set of bridges that is not met in the field is known to whoever made it.
        self._is_legal = tuple(sorted(variants.values())) in SHAPES
        self._kinds = shapes_of(self._design, seen) if self._is_legal else ()
        self._called: dict[str, Name] = {kind: seen.get(kind, Name(kind)) for shape in SHAPES for kind in shape}
        self._variants = variants
        others = tuple(Name(who) for who in site.meters)
        self.shapes = tuple((*self._named(kinds), *others) for kinds in self._kinds) or (tuple(devices(site)),)
        fed = {self._called[child]: self._called[by] for child, by in self._design.fed_by.items()}
        self.fed_by = fed if self._is_legal else _fed_by(site)
        self.behind = {self.called(who): self.called(up) for who, up in behind(site).items() if up != HUB}

    def called(self, who: Name) -> Name:
        """Give what a device is called by whoever sees only the inventory."""
        return Name(self._variants[who]) if who in self.hidden and self._is_legal else who

    def covers(self, who: Name) -> tuple[tuple[Name, ...], ...]:
        """Give, for each site that there may be, whose firmware is in the package of a device."""
        if who not in self._variants:
            return ((who,),) * len(self.shapes)
        if not self._is_legal:
            return (package_of(self._site, who),)
        return tuple(map(self._named, covers_of(self._design, self._variants[who], self._kinds)))

    def _named(self, kinds: Iterable[str]) -> tuple[Name, ...]:
        return tuple(self._called[kind] for kind in kinds)


def _words(entry: Entry, names: dict[Eui64, Name], party: Party) -> Iterator[Word]:
    """Give the words of one note; the DCC hears alerts before a Supplier takes them, and some that none takes."""
    match entry.note:
        case SupplierTold() as told if party.kind is PartyKind.SUPPLIER or told.what not in ("CCS08", "CS09"):
            yield word_of(entry.at, told, names)
        case AlertReceived(use_case="CCS08" | "CS09" as what, entity=entity, version=version, code=code):
            yield Word(entry.at, Name(""), what, "", names.get(entity, Name(entity)), version, code)


def _fed_by(site: Site) -> dict[Name, Name]:
    packages = {Name(who): package_of(site, Name(who)) for who in site.bridges}
    feeders = sorted(packages, key=lambda who: len(packages[who]), reverse=True)
    return {fed: who for who in feeders for fed in packages[who][1:]}
