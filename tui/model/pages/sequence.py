"""The ladder of one package as rows: who said what to whom, what merely went on in one row, long rests in one line."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from premises.identity import Name
from premises.journey.ladder.happenings import happenings_of
from premises.journey.ladder.ladder import ladder_of
from premises.journey.ladder.repeats import EXCHANGES
from premises.journey.ladder.rung import Happened, Repeated, Rung, Said
from premises.journey.ladder.wanted import Scope, Wanted, scope_of
from premises.journey.ladder.whos import whos_of
from premises.journey.layout import Layout
from premises.journey.package import Package
from premises.journey.parties.party import PartyKind
from premises.journey.parties.view import PartyView
from premises.journey.parties.word import Word
from premises.quantity import Instant, clocked, seconds, spoken
from premises.wire.notes.flights import FlightSent
from premises.wire.notes.requests import TransferStarted
from premises.wire.notes.sleep import FellAsleep
from premises.wire.notes.vocabulary import Entry
from premises.wire.site import DCC, HUB
from premises.wire.topics import CONDUCTOR
from tui.model.happened import BAD
from tui.model.pages.air import FATES, Air, Flight, Stretch, flight_of
from tui.model.pages.step import Mark, Run, Step, Steps, step_of
from tui.model.party import is_bad
from tui.model.values.figures import version_said
from tui.model.values.screenful import Key
from tui.model.values.state import State

REST_MIN = seconds(60)
"""Premises time without a message from which it is said. Ours."""

BEFORE = seconds(60)
"""Premises time before the DCC took a request in which it was on its way there. Ours."""

NO_LADDER = {
    PartyKind.SUPPLIER: "This Supplier was told nothing of this package,\nand sees no message that is not for it.",
    PartyKind.DCC: "The DCC passed no word of this package to a Supplier yet.",
    PartyKind.ALTHANCO: "AltHANCo hears of nothing: it has a register of its visits,\nand no ladder.",
    PartyKind.DNO: "The network operator hears AD1 and nothing else:\nit has no ladder.",
}
"""Why a kind of party has no row."""

FLIGHTS = (FlightSent, *FATES)
"""Notes about flights."""

EARLIER = (TransferStarted, FellAsleep)
"""What counts for what comes after it, however long ago it was."""

ROWS_MAX = 2_000
"""Rows of a ladder, the newest. Ours: nobody scrolls further, and `premises ladder` writes all."""


def steps_of(air: Air, package: Package, others: Iterable[Package], layout: Layout, *, every: bool = False) -> Steps:
    """Give the ladder of a package; with ``every`` each message that is kept has a row of its own."""
    beside, whos = list(air.notes), whos_of(layout)
    scope = scope_of(package, others, beside)
    begun = [(entry.at, entry.note.transfer) for entry in beside if isinstance(entry.note, TransferStarted)]
    ladder = ladder_of(_meant(air, beside, scope), layout=layout, wanted=Wanted(scopes=(scope,)), every=every)
    counted = [each for each in air.stretches() if _is_of(each, scope, begun)]
    bad = {
        (rung.at, rung.who, rung.words): BAD[type(entry.note)]
        for entry in beside
        if type(entry.note) in BAD
        for rung in happenings_of((entry,), whos)
    }
    rungs = list(ladder.rungs) if every else _whole_runs(ladder.rungs)
    told = sorted([*map(_run_of, rungs), *map(_counted, counted)], key=lambda each: each.at)
    rows = [step_of(each, bad) for each in _joined(told)]
    messages = sum(_messages(rung) for rung in ladder.rungs) + sum(2 * each.count + each.again for each in counted)
    rested = list(_rested(rows, _sleeps(beside, scope.devices)))
    if air.is_short and beside[0].at > scope.begins:
        at = beside[0].at
        rested.insert(0, Step(Mark.BEFORE, at, at, Name(""), Name(""), f"before {clocked(at)} not all is kept here"))
    left = len(rested) - ROWS_MAX
    if left > 0:
        at = rested[left].at
        rested[: left + 1] = [Step(Mark.BEFORE, at, at, Name(""), Name(""), f"{left + 1:,} rows before")]
    return Steps(ladder.lanes, tuple(rested), messages)


def _meant(air: Air, beside: Iterable[Entry], scope: Scope) -> list[Entry]:
    """Give the notes that the ladder of a package can be made of: what its devices say, and those above them."""
    since, until = scope.begins - BEFORE, scope.ends
    devices, tops = frozenset(scope.devices), frozenset((DCC, HUB, *air.suppliers))
    found: list[Entry] = []
    sent: set[Flight] = set()
    for entry in beside:
        note = entry.note
        if not since <= entry.at <= until and type(note) not in EARLIER:
            continue
        if isinstance(note, FlightSent):
            ends = {note.origin or entry.who, note.goal or note.target}
            if not (ends & devices or ends <= tops):
                continue
            sent.add(flight_of(entry))
        elif isinstance(note, FATES) and flight_of(entry) not in sent and getattr(note, "source", None) not in tops:
            continue
        found.append(entry)
    for asking in air.askings.values():
        if asking.asker in devices or asking.asker == HUB:
            found += (entry for entry in asking.kept if since <= entry.at <= until and isinstance(entry.note, FLIGHTS))
    return found


def _is_of(stretch: Stretch, scope: Scope, begun: Sequence[tuple[Instant, int]]) -> bool:
    """Say whether what was counted is of a package: a device's in its time, the hub's of its transfer."""
    if stretch.asker == HUB:
        transfers = [number for at, number in begun if at <= stretch.at]
        return bool(transfers) and transfers[-1] == scope.transfer
    return stretch.asker in scope.devices and scope.begins <= stretch.at <= scope.ends


def _whole_runs(rungs: Sequence[Rung]) -> list[Rung]:
    """Take the first exchange of each run, which a ladder tells by itself, into the run's row."""
    kept: list[Rung] = []
    for rung in rungs:
        if isinstance(rung, Repeated) and rung.first >= 0:
            question, answer = next((kind, each.answer) for kind, each in EXCHANGES.items() if each.what == rung.what)
            first = [
                each
                for each in kept[-4:]
                if isinstance(each, Said)
                and each.kind in (question, answer)
                and {each.origin, each.goal} == {rung.source, rung.target}
                and each.is_plain
            ]
            if len(first) == 2 and first[0].kind == question:
                kept = [each for each in kept if not any(each is other for other in first)]
                at, offset = first[0].at, min(rung.first, first[0].offset)
                more = int(first[0].offset < rung.first)
                kept.append(replace(rung, at=at, first=offset, count=rung.count + more))
                continue
        kept.append(rung)
    return sorted(kept, key=lambda rung: rung.at)


def _messages(rung: Rung) -> int:
    match rung:
        case Said():
            return 1
        case Repeated(count=count, again=again):
            return 2 * count + again
    return 0


def _run_of(rung: Rung) -> Said | Happened | Run:
    if not isinstance(rung, Repeated):
        return rung
    question = next((kind for kind, each in EXCHANGES.items() if each.what == rung.what), rung.what)
    return Run(
        rung.at, rung.until, rung.source, rung.target, question, rung.count, rung.first, rung.last, rung.again,
        rung.lost,
    )  # fmt: skip


def _counted(stretch: Stretch) -> Run:
    return Run(
        stretch.at, stretch.until, stretch.asker, stretch.asked, stretch.question, stretch.count, stretch.first,
        stretch.last, stretch.again, tuple(stretch.lost.most_common()),
    )  # fmt: skip


def _joined(told: Iterable[Said | Happened | Run]) -> list[Said | Happened | Run]:
    """Give the same, runs that go on where one before ended as one, unless something happened to one of the two."""
    kept: list[Said | Happened | Run] = []
    newest: dict[tuple[Name, Name, str], int] = {}
    for each in told:
        if isinstance(each, Happened):
            newest = {talk: at for talk, at in newest.items() if each.who not in (*talk[:2], CONDUCTOR)}
        elif isinstance(each, Run):
            talk = each.source, each.target, each.question
            at = newest.get(talk)
            last = None if at is None else kept[at]
            if at is not None and isinstance(last, Run) and _goes_on(last, each):
                kept[at] = _together(last, each)
                continue
            newest[talk] = len(kept)
        kept.append(each)
    return kept


def _together(last: Run, run: Run) -> Run:
    lost = Counter(dict(last.lost))
    lost.update(dict(run.lost))
    return replace(
        run, at=last.at, count=last.count + run.count, first=last.first, again=last.again + run.again,
        lost=tuple(lost.most_common()),
    )  # fmt: skip


def _goes_on(last: Run, run: Run) -> bool:
    return last.last <= run.first and run.at - last.until < REST_MIN


def _sleeps(entries: Iterable[Entry], devices: Iterable[Name]) -> list[tuple[Name, Instant, Instant]]:
    mine = frozenset(devices)
    return [
        (entry.who, entry.at, entry.note.until)
        for entry in entries
        if isinstance(entry.note, FellAsleep) and entry.who in mine
    ]


def _rested(rows: Iterable[Step], sleeps: Sequence[tuple[Name, Instant, Instant]]) -> Iterator[Step]:
    """Give the rows with a line where nothing was said for long."""
    until: Instant | None = None
    for row in rows:
        if until is not None and row.at - until >= REST_MIN:
            slept = [who for who, at, wakes in sleeps if min(wakes, row.at) - max(at, until) > (row.at - until) // 2]
            words = f"{_span(row.at - until)} asleep" if slept else f"{_span(row.at - until)} nothing said"
            yield Step(Mark.REST, until, row.at, Name(""), Name(""), f"\u00b7\u00b7\u00b7 {words} \u00b7\u00b7\u00b7")
        until = row.until if until is None else max(until, row.until)
        yield row


def _span(span: int) -> str:
    return spoken(span).removesuffix(" 0 s").removesuffix(" 0 min")


def told_to(view: PartyView, key: Key) -> Steps:
    """Give what a party was told of a package, which is all the ladder that it could draw."""
    words = [each for each in view.words if _is_about(each, key)]
    rows = [
        Step(
            Mark.SAID, word.at, word.at, DCC, word.supplier, _word(word),
            State.FAILED if is_bad(word) else None,
            facts=(("taken", clocked(word.at)), ("by", str(word.supplier)), ("word", _word(word))),
        )
        for word in words
    ]  # fmt: skip
    if not rows:
        return Steps((), (), nothing=NO_LADDER[view.party.kind])
    suppliers = tuple(dict.fromkeys(word.supplier for word in words))
    return Steps((*suppliers, DCC), tuple(_rested(rows, ())), len(rows))


def _is_about(word: Word, key: Key) -> bool:
    return word.request_id == key[0] if word.request_id else word.device == key[1]


def _word(word: Word) -> str:
    version = version_said(word.version)
    parts = (word.what, str(word.device), version, word.code.replace("_", " "), f"({word.detail})" * bool(word.detail))
    return " ".join(part for part in parts if part)
