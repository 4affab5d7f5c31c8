"""Shipped stories as each party knows them: one view of one party at a moment, asked of the notes of a whole run."""

from collections.abc import Iterable

from premises.identity import Name
from premises.journey.parties.party import Party, PartyKind
from premises.journey.parties.view import DeviceView, Gap, PackageView, PartyView
from premises.journey.parties.views import view_of
from premises.quantity import Instant, seconds
from premises.wire.notes.vocabulary import Entry
from premises.wire.site import Site
from tests.journey.fold.stories import telling

B1, B2, B3, B4, ESME, GSME = (Name(who) for who in ("b1", "b2", "b3", "b4", "esme", "gsme"))
OLD, NEW = 0x0001_0000, 0x0001_0001
TRUTH, DCC_PARTY, ALTHANCO, DNO = (
    Party(PartyKind.TRUTH),
    Party(PartyKind.DCC),
    Party(PartyKind.ALTHANCO),
    Party(PartyKind.DNO),
)


def supplier(name: str = "supplier") -> Party:
    """Give a Supplier."""
    return Party(PartyKind.SUPPLIER, Name(name))


def seen(story: str, party: Party, at_s: float | None = None) -> PartyView:
    """Give the view of a party in a shipped story, at its end or at a moment."""
    told = telling(story)
    now = told.entries[-1].at if at_s is None else Instant(seconds(at_s))
    return view_of(party, told.entries, told.scenario.site, now)


def seen_of(site: Site, entries: Iterable[Entry], party: Party, at_s: float) -> PartyView:
    """Give the view of a party of notes that were made by hand."""
    return view_of(party, entries, site, Instant(seconds(at_s)))


def device(view: PartyView, who: Name) -> DeviceView:
    """Give one device of a view."""
    return next(each for each in view.devices if each.who == who)


def gap(view: PartyView, who: Name) -> Gap:
    """Give the gap of one device."""
    return next(each for each in view.gaps if each.who == who)


def package(view: PartyView, who: Name) -> PackageView:
    """Give the newest package of one device."""
    return next(each for each in reversed(view.packages) if each.device == who)


def words(view: PartyView) -> list[str]:
    """Give what a party was told, a word each with the device and the result."""
    return [" ".join(filter(None, (each.what, each.device, each.code))) for each in view.words]
