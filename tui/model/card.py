"""Why one package is where it is: the reason with its evidence, who sees what of it, and what can be typed about it."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from premises.journey.layout import Layout
from premises.journey.package import Package, Stage
from premises.journey.parties.party import Party, PartyKind
from premises.journey.parties.view import PackageView
from premises.journey.telling.named import name_of, number_of
from premises.journey.telling.sentences import REACHED, next_in_words, way_in_words
from premises.journey.why.diagnosis import Diagnosis
from premises.journey.why.finding import Evidence, Finding, Kind
from premises.quantity import Instant, spoken
from premises.wire.notes.vocabulary import Entry, event_of, shown_of
from tui.model.faults import without_fault
from tui.model.happened import Happened
from tui.model.values.screenful import Card, Fault, PackageRow, Proof, Spell

ENTRIES_SHOWN = 3
"""Notes of one piece of evidence on a card, the newest; ``premises why`` has all. Ours."""

ALSO_SHOWN = 4
"""Further causes on a card. Ours."""


def card_of(
    row: PackageRow,
    diagnosis: Diagnosis,
    layout: Layout,
    views: Sequence[tuple[Party, Sequence[PackageView]]],
    faults: Sequence[Fault],
    now: Instant,
) -> Card:
    """Give the card of a package in truth."""
    package, finding = diagnosis.package, diagnosis.finding
    move = None if finding is None else finding.next_move
    return Card(
        row, f"{name_of(package)} of request {number_of(package)}",
        REACHED[package.stage] if finding is None else without_fault(finding),
        package.since if finding is None else finding.since,
        None if move is None else move.at,
        "" if finding is None else next_in_words(finding),
        () if finding is None else tuple(_proofs(finding)),
        tuple(f"{other.cause.code}: {without_fault(other)}" for other in diagnosis.also[:ALSO_SHOWN]),
        tuple(_sees(package, views)),
        "" if finding is None else finding.cause.ends,
        "" if finding is None else finding.cause.who_can_act,
        tuple(_commands(row, finding, faults)),
        tuple(_spells(package, finding, now)),
        {"way": way_in_words(package, layout), "known to": "" if finding is None else finding.cause.who_could_know},
    )  # fmt: skip


def seen_by(party: Party) -> str:
    """Give who a party is, in a word or two."""
    return {PartyKind.DCC: "DCC", PartyKind.ALTHANCO: "AltHANCo", PartyKind.DNO: "DNO"}.get(
        party.kind, party.name or party.kind.value
    )


def _proofs(finding: Finding) -> Iterator[Proof]:
    for evidence in finding.evidence:
        yield from _proof(evidence)


def _proof(evidence: Evidence) -> Iterator[Proof]:
    newest = evidence.entries[-ENTRIES_SHOWN:]
    more = len(evidence.entries) - len(newest)
    yield Proof(newest[-1].at, evidence.says + (f" ({len(evidence.entries)} notes)" if more else ""))
    for entry in newest:
        yield Proof(entry.at, f"  {_note(entry)}")


def _note(entry: Entry) -> str:
    shown = " ".join(
        f"{field}={_value(field, value)}" for field, value in shown_of(entry.note).items() if value not in ("", 0, -1)
    )
    return Happened.said(entry) or f"{entry.who} {event_of(type(entry.note))} {shown}".rstrip()


def _value(field: str, value: object) -> str:
    if field in ("version", "running", "before") and isinstance(value, int):
        return f"{value:#010x}"
    if field.rsplit("_", 1)[-1] in ("at", "until", "since", "after", "span") and isinstance(value, int):
        return spoken(value).replace(" ", "")
    return str(value)


def _sees(package: Package, views: Sequence[tuple[Party, Sequence[PackageView]]]) -> Iterator[tuple[str, str]]:
    for party, packages in views:
        mine = [each for each in packages if _is_same(each, package)]
        if not mine:
            yield seen_by(party), "nothing of it"
            continue
        view = mine[-1]
        waits = f", waits for {view.waits_for}" if view.waits_for else ""
        yield seen_by(party), f"{view.stage} since {spoken(view.since)}{waits}"


def _is_same(view: PackageView, package: Package) -> bool:
    return (view.request_id.upper(), view.device) == (package.request_id.upper(), package.device)


def _commands(row: PackageRow, finding: Finding | None, faults: Sequence[Fault]) -> Iterator[tuple[str, str]]:
    """Give what a person can type: only what is true of this package now."""
    for fault in faults:
        if fault.tag == row.tag and fault.id:
            yield f"premises fault clear {fault.id}", "take the fault away"
    if finding is not None and finding.cause.code == "NO_ORDER":
        yield f"premises activate --to {row.device}", "have it run what it holds"
    if finding is not None and finding.cause.kind is Kind.FAILED:
        yield f"premises update --to {row.device}", "send it again"
    yield f"premises why {row.device}@{row.version:#010x}", "all of the evidence"


def _spells(package: Package, finding: Finding | None, now: Instant) -> Iterator[Spell]:
    """Give how long it was at each stage; what holds it up now counts from when that began."""
    for step, following in pairwise(package.steps):
        yield Spell(step.stage.value, step.entry.at, following.entry.at)
    last = package.steps[-1]
    if last.stage is not Stage.REPORTED:
        held = 0 if finding is None else max(0, now - max(finding.since, last.entry.at))
        yield Spell(last.stage.value, last.entry.at, max(now, last.entry.at), held)
