"""The same shapes as of the truth, from what one party holds alone: dark where it is blind.

Nothing of the truth passes through here but who stands where, and of that no name that the party does not know.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from premises.identity import Name
from premises.journey.parties.folds.tracks import FAILED as FAILED_WORDS
from premises.journey.parties.folds.tracks import RANKS, RUNS, UNANSWERED
from premises.journey.parties.party import Party, PartyKind
from premises.journey.parties.unknowable import unknowable
from premises.journey.parties.view import DeviceView, PackageView, PartyView
from premises.journey.parties.word import Word
from premises.journey.telling.named import number_of
from premises.quantity import spoken
from premises.wire.site import DCC, HUB, Site
from tui.model.boxes import on_smi, title_of
from tui.model.card import seen_by
from tui.model.placing import Spot
from tui.model.values.figures import version_said
from tui.model.values.screenful import Box, Card, Event, Key, Lane, PackageRow, Proof, Screenful, Slot
from tui.model.values.state import State

BLIND = {
    PartyKind.SUPPLIER: "a Supplier is told of no hop, no frame and no store",
    PartyKind.DCC: "the DCC is told nothing of what crosses a HAN or an Alt HAN",
    PartyKind.ALTHANCO: "AltHANCo has a register of the last visits, and nothing live",
    PartyKind.DNO: "the network operator hears AD1, and nothing else",
}
"""Why a kind of party sees no links."""

_BAD = frozenset((*FAILED_WORDS.values(), *UNANSWERED.values()))


Names = Mapping[Key, str]
"""What packages are called on the screen, which tells a party nothing."""


def seen_as(view: PartyView, spots: Iterable[Spot], site: Site, names: Names, caveat: str = "") -> Screenful:
    """Give what ``view``'s party could paint."""
    view = view.believed
    known = {each.who: each for each in view.devices if each.is_known}
    rows = tuple(_row(each, known, names) for each in view.packages)
    by_device = {row.device: row for row in rows}
    placed = tuple(spots)
    boxes = tuple(_box(spot, site, view.party, known.get(spot.who), by_device.get(spot.who)) for spot in placed)
    lanes = tuple(
        Lane(_shown(spot.above, known, view.party), _shown(spot.who, known, view.party), Name(""), "", is_dark=True)
        for spot in placed
        if spot.above is not None
    )
    stalled = Counter(row.stage for row in rows if row.state.is_stalled)
    slots = tuple(Slot(name, "") for name in site.hub.store.slots)
    return Screenful(
        site.name, site.design, view.party, view.now, boxes, lanes, slots,
        None, rows, (), (), Counter(row.state for row in rows), stalled, blind=BLIND[view.party.kind], caveat=caveat,
    )  # fmt: skip


def events_of(view: PartyView, names: Names) -> list[Event]:
    """Give what a party was told, a line each."""
    return [_event(word, names) for word in view.words]


def card_of(view: PartyView, row: PackageRow, site: Site) -> Card:
    """Give what a party can say of one of its packages."""
    package = next(each for each in view.packages if (each.request_id, each.device) == row.key)
    about = [word for word in view.words if word.request_id == package.request_id or word.device == package.device]
    hidden = {each.who for each in view.devices if not each.is_known}
    cannot = tuple(line for line in unknowable(view.believed, site) if line.partition(",")[0] not in hidden)
    return Card(
        row, f"{package.device}@{package.version:#010x} of request {number_of(_Numbered(package))}",
        f"{seen_by(view.party)} holds: {package.stage}", package.since, None,
        f"waits for {package.waits_for}" if package.waits_for else "waits for no further word",
        tuple(Proof(word.at, _word(word)) for word in about[-8:]),
        tuple(f"cannot know: {line}" for line in cannot[:4]),
    )  # fmt: skip


class _Numbered:
    """A package view as ``number_of`` takes it."""

    def __init__(self, view: PackageView) -> None:
        self.request_id, self.device, self.version = view.request_id, view.device, view.version


def _shown(who: Name | None, known: dict[Name, DeviceView], party: Party) -> Name:
    """Give a name that the party knows; nothing for any other."""
    if who is None:
        return Name("")
    is_there = who in known or (who == DCC and party.kind in (PartyKind.SUPPLIER, PartyKind.DCC))
    return who if is_there else Name("")


def _box(spot: Spot, site: Site, party: Party, device: DeviceView | None, row: PackageRow | None) -> Box:
    who = spot.who
    if who == DCC:
        is_known = party.kind in (PartyKind.SUPPLIER, PartyKind.DCC)
        title = title_of(who, site) if is_known else ""
        return Box(
            _shown(who, {}, party), title, spot.column, spot.row, spot.span, is_dark=not is_known, is_mute=is_known
        )
    if device is None:
        return Box(Name(""), "", spot.column, spot.row, spot.span, is_dark=True)
    is_open = row is not None and row.state is not State.DONE
    words = row.stage if row is not None and is_open else device.state
    return Box(
        who, title_of(who, site) if who == HUB or device.kind else str(who), spot.column, spot.row, spot.span,
        (f"by {device.source}",) if device.source else (), on_smi(who, site) and party.kind is not PartyKind.ALTHANCO,
        device.version, row.version if row is not None and is_open else None,
        None if row is None else row.state, words=words, is_mute=device.version is None and not words,
    )  # fmt: skip


def _row(package: PackageView, known: dict[Name, DeviceView], names: Names) -> PackageRow:
    key: Key = (package.request_id, package.device)
    state = _state(package)
    waits = f"waits for {package.waits_for}" if package.waits_for else ""
    device = known.get(package.device)
    held = None if device is None or device.version == package.version else device.version
    why = f"{package.stage}, {waits}" if waits else f"{package.stage} since {spoken(package.since)}"
    return PackageRow(
        key, names.get(key, "P?"), package.device, held, package.version, state,
        package.stage, package.since, (), None, None, None, why, why[:40],
    )  # fmt: skip


def _state(package: PackageView) -> State:
    if package.stage == RUNS:
        return State.DONE
    if package.is_ended and package.stage not in RANKS:
        return State.FAILED
    return State.FAILED if package.stage in _BAD else State.WAITING


def is_bad(word: Word) -> bool:
    """Say whether a word tells that something went wrong."""
    return bool(word.code) and word.code not in ("success", "accepted") and word.what not in ("8.2", "11.2")


def _event(word: Word, names: Names) -> Event:
    return Event(
        word.at, State.FAILED if is_bad(word) else None, word.device or word.supplier, _named(word, names), _word(word)
    )


def _named(word: Word, names: Names) -> str:
    """Give the package of the request that a word names; nothing for what a device says of itself."""
    found = (name for key, name in names.items() if key[0] == word.request_id and word.device in ("", key[1]))
    return next(found, "") if word.request_id else ""


def _word(word: Word) -> str:
    parts: Iterator[str] = iter(
        (word.what, version_said(word.version), word.code, f"({word.detail})" if word.detail else "")
    )
    return " ".join(part for part in parts if part)
