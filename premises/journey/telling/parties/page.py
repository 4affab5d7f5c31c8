"""What one party knows of a premises, as a page for a person at its desk; nothing here asks or decides."""

from collections.abc import Iterable, Iterator, Sequence

from premises.journey.parties.party import Party, PartyKind
from premises.journey.parties.unknowable import unknowable
from premises.journey.parties.view import DeviceView, PackageView, PartyView
from premises.journey.parties.views import Views
from premises.journey.parties.word import Word
from premises.quantity import spoken
from premises.wire.site import Site

WORDS_SHOWN = 12
"""Words on a page, the newest. Ours."""

FIELD = {
    PartyKind.TRUTH: "the truth, which only this emulator has",
    PartyKind.DCC: "the DCC",
    PartyKind.ALTHANCO: "AltHANCo",
    PartyKind.DNO: "the network operator",
}
"""Who a kind of party is; a Supplier is called by its name."""

UNKNOWN, UNTRUE = "?", "!"
"""Beside the truth: what a party cannot say, and what it holds and is not so."""


def party_in_words(party: Party) -> str:
    """Give who that is."""
    return FIELD.get(party.kind, f"Supplier {party.name}")


def page_of(views: Views, view: PartyView, site: Site) -> Iterator[str]:
    """Give the page, line by line; that of the truth has all parties beside it."""
    yield f"{site.name}  premises time {spoken(view.now)}  as {party_in_words(view.party)}"
    yield ""
    known = [each for each in view.devices if each.is_known]
    if view.party.kind is PartyKind.TRUTH:
        yield from _beside(views, view)
    elif known:
        yield from _table(("device", "is", "runs", "since", "by", "state"), map(_device, known))
    else:
        yield "it knows of no device here"
    if view.packages:
        yield ""
        yield from _table(("request", "package", "stage", "since", "waits for"), map(_package, view.packages))
    if view.party.kind is PartyKind.TRUTH:
        return
    yield from _words(view)
    yield ""
    yield "it cannot know"
    yield from (f"  {line}" for line in unknowable(view, site))
    yield ""
    yield "beside the truth, which it does not have"
    yield from gap_lines(view)


def gap_lines(view: PartyView) -> Iterator[str]:
    """Give the visibility gap, false successes and what it is behind, as only who has the truth can say them."""
    wrong = [gap for gap in view.gaps if gap.wrong_for]
    yield f"visibility gap: {spoken(view.wrong_for)} of device time" if wrong else "visibility gap: none"
    for gap in wrong:
        goes_on = "over" if gap.open_since is None else f"goes on since {spoken(gap.open_since)}"
        yield f"  {gap.who}: {spoken(gap.wrong_for)}, {goes_on}"
    for package in view.packages:
        if package.wrongly:
            lacking = ", ".join(package.wrongly)
            yield f"  false success: {package.device}@{package.version:#010x} is said to run; without it: {lacking}"
    for behind in view.behind:
        about = (
            f"  request {behind.request_id.rsplit(':', 1)[-1]}, {behind.device}: {behind.step} at {spoken(behind.at)}"
        )
        if behind.known_at is None:
            yield f"{about}, which it cannot know yet"
        elif behind.known_at > behind.at:
            yield f"{about}, which it could know {spoken(behind.known_at - behind.at)} later"


def _beside(views: Views, view: PartyView) -> Iterator[str]:
    others = [views.view(party, view.now) for party in views.parties[1:]]
    heads = [other.party.name or other.party.kind.value for other in others]
    rows = (
        (
            each.who,
            each.kind,
            _version(each.version),
            each.state,
            *(_held(other.devices[index]) for other in others),
        )
        for index, each in enumerate(view.devices)
    )
    yield from _table(("device", "is", "runs", "state", *heads), rows)
    yield f"{UNKNOWN} cannot say; {UNTRUE} holds what is not so"
    yield ""
    yield from _table(
        ("party", "visibility gap", "goes on for"),
        ((head, spoken(other.wrong_for), _open(other)) for head, other in zip(heads, others, strict=True)),
    )


def _open(view: PartyView) -> str:
    return ", ".join(gap.who for gap in view.gaps if gap.open_since is not None)


def _held(device: DeviceView) -> str:
    return UNKNOWN if device.version is None else _version(device.version) + ("" if device.is_true else f" {UNTRUE}")


def _device(device: DeviceView) -> Sequence[str]:
    since = "" if device.since is None else spoken(device.since)
    state = device.state
    if state and device.state_since:
        state = f"{state} since {spoken(device.state_since)}"
    return device.who, device.kind or UNKNOWN, _version(device.version) or UNKNOWN, since, device.source, state


def _package(package: PackageView) -> Sequence[str]:
    name = f"{package.device}@{package.version:#010x}"
    waits = package.waits_for or ("nothing more" if package.is_ended else "")
    return package.request_id.rsplit(":", 1)[-1], name, package.stage, spoken(package.since), waits


def _words(view: PartyView) -> Iterator[str]:
    if not view.words:
        return
    shown = view.words[-WORDS_SHOWN:]
    yield ""
    yield "it was told" if view.party.kind is PartyKind.SUPPLIER else "Suppliers took"
    if len(shown) < len(view.words):
        yield f"  {len(view.words) - len(shown)} words before"
    for word in shown:
        yield f"  {spoken(word.at):>12}  {_word(word, named=view.party.kind is PartyKind.DCC)}"


def _word(word: Word, *, named: bool) -> str:
    number = f"of request {word.request_id.rsplit(':', 1)[-1]}" if word.request_id else ""
    version = _version(word.version)
    detail = f"({word.detail})" if word.detail else ""
    parts = (f"{word.supplier}:" if named else "", word.what, word.device, version, word.code, detail, number)
    return " ".join(part for part in parts if part)


def _version(version: int | None) -> str:
    return f"{version:#010x}" if version else ""


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    lines = [heads, *rows]
    widths = [max(len(line[index]) for line in lines) for index in range(len(heads))]
    for line in lines:
        yield "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
