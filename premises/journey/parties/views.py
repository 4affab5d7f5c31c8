"""The views of all parties of one premises, folded as notes come: each is given what that party received alone.

Notes come in the order of their moments. A note that no party receives costs one look into a table; a view is made
when it is asked for.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Protocol

from premises.errors import UsageError
from premises.identity import Name
from premises.journey.parties.folds.althanco import AlthancoFold
from premises.journey.parties.folds.dcc import DccFold
from premises.journey.parties.folds.dno import DnoFold
from premises.journey.parties.folds.steps import Steps
from premises.journey.parties.folds.supplier import SupplierFold
from premises.journey.parties.folds.tracks import RUNS, Tracks
from premises.journey.parties.folds.truth import TruthFold
from premises.journey.parties.gap import behind_of, gap_of
from premises.journey.parties.heard import KINDS, heard_by
from premises.journey.parties.party import Party, PartyKind
from premises.journey.parties.view import DeviceView, PackageView, PartyView
from premises.journey.parties.word import Word
from premises.nearest import hint
from premises.quantity import Instant
from premises.wire.notes.note import Note
from premises.wire.notes.vocabulary import Entry
from premises.wire.site import Site

TRUTH = Party(PartyKind.TRUTH)


class Fold(Protocol):
    """One party, as far as what it received goes."""

    def take(self, entry: Entry) -> None:
        """Take something that the party received."""

    @property
    def words(self) -> tuple[Word, ...]:
        """What it was told."""

    @property
    def tracks(self) -> Tracks | None:
        """Its packages, if it follows any by what is said."""

    def versions(self, who: Name) -> Steps:
        """Give which version it held a device to run, since when."""

    def devices(self, now: Instant) -> tuple[DeviceView, ...]:
        """Give every device."""

    def packages(self, now: Instant) -> tuple[PackageView, ...]:
        """Give every package that it knows of."""


class Views:
    """All parties of one premises."""

    def __init__(self, site: Site) -> None:
        self._truth = TruthFold(site)
        self._folds: dict[Party, Fold] = {party: _fold(party, site) for party in parties_of(site)} | {
            TRUTH: self._truth
        }
        self._heard: dict[type[Note], list[tuple[Callable[[Entry], bool], Fold]]] = {}
        for party, fold in self._folds.items():
            for kind in KINDS[party.kind]:
                self._heard.setdefault(kind, []).append((heard_by(party, site), fold))

    @property
    def parties(self) -> tuple[Party, ...]:
        """The truth, each Supplier, then the others."""
        return tuple(self._folds)

    def take_all(self, entries: Iterable[Entry]) -> None:
        """Take notes, in the order of their moments."""
        for entry in entries:
            self.take(entry)

    def take(self, entry: Entry) -> None:
        """Let each party take a note that stands for something it received."""
        for heard, fold in self._heard.get(type(entry.note), ()):
            if heard(entry):
                fold.take(entry)

    def view(self, party: Party, now: Instant) -> PartyView:
        """Give a party's view at ``now``, which is no earlier than any note taken."""
        fold, truth = self._folds[party], self._truth
        held = tuple(self._compared(each, now) for each in fold.devices(now))
        gaps = tuple(gap_of(each.who, truth.versions(each.who), fold.versions(each.who), now) for each in held)
        behind = (
            ()
            if party.kind is PartyKind.TRUTH
            else tuple(behind_of(package, fold.tracks) for package in truth.true_packages(now))
        )
        packages = tuple(
            replace(each, wrongly=truth.lacking(each, now)) if each.stage == RUNS else each
            for each in fold.packages(now)
        )
        return PartyView(party, now, held, packages, fold.words, gaps, behind)

    def _compared(self, device: DeviceView, now: Instant) -> DeviceView:
        # Who cannot say is not wrong.
        is_true = device.version is None or device.version == self._truth.versions(device.who).at(now)
        return replace(device, is_true=is_true)


def view_of(party: Party, entries: Iterable[Entry], site: Site, now: Instant) -> PartyView:
    """Give a party's view of a whole run at ``now``; later notes are left out."""
    views = Views(site)
    views.take_all(entry for entry in entries if entry.at <= now)
    return views.view(party, now)


def parties_of(site: Site) -> tuple[Party, ...]:
    """Give who there is to ask: the truth, each Supplier by name, then the others."""
    # By name: a run file has its Suppliers in another order than the site that it was made from.
    suppliers = (Party(PartyKind.SUPPLIER, Name(who)) for who in sorted(site.suppliers))
    return (TRUTH, *suppliers, Party(PartyKind.DCC), Party(PartyKind.ALTHANCO), Party(PartyKind.DNO))


def party_named(site: Site, said: str) -> Party:
    """Give the party that is meant; ``supplier`` is the Import Supplier at the origin. UsageError with the nearest."""
    word = said.strip().lower()
    named = {party.name or party.kind.value: party for party in parties_of(site)}
    usual = {PartyKind.SUPPLIER.value: named[Name(site.registered.electricity)]}
    known = usual | named
    if word not in known:
        raise UsageError(f"party {said!r}: {hint(word, known)}")
    return known[word]


def _fold(party: Party, site: Site) -> Fold:
    match party.kind:
        case PartyKind.TRUTH:
            return TruthFold(site)
        case PartyKind.SUPPLIER:
            return SupplierFold(site, party.name)
        case PartyKind.DCC:
            return DccFold(site)
        case PartyKind.ALTHANCO:
            return AlthancoFold(site)
        case PartyKind.DNO:
            return DnoFold(site)
