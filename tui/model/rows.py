"""Packages as rows: where each is on its way, how far, and why it is no further."""

from collections.abc import Iterator

from premises.identity import Name
from premises.journey.devices import running
from premises.journey.fold.journey import Journey
from premises.journey.layout import Layout
from premises.journey.package import Package, Stage
from premises.journey.why.diagnosis import Diagnosis
from premises.quantity import Instant
from premises.wire.notes.bundles import PartSettled
from premises.wire.notes.downloads import FirmwareActivated, ImageVerified, OtaStarted
from premises.wire.notes.vocabulary import Entry
from premises.wire.route import package_of
from premises.wire.site import Site
from tui.model.faults import tag_of, without_fault
from tui.model.values.figures import clock_said, rate_said
from tui.model.values.screenful import Cell, Fault, PackageRow
from tui.model.values.state import State, state_of

_ORDER = tuple(Stage)
_FETCHED = (Stage.WAN, Stage.HAN, Stage.ALT)
_ON_THE_AIR = (Stage.HAN, Stage.ALT)


def rows_of(
    named: tuple[str, Diagnosis], journey: Journey, layout: Layout, site: Site, faults: tuple[Fault, ...], now: Instant
) -> Iterator[PackageRow]:
    """Give the row of a package, then one for each further device whose firmware is in it."""
    name, diagnosis = named
    package, finding = diagnosis.package, diagnosis.finding
    state = state_of(diagnosis)
    eta = None if diagnosis.is_stalled else package.eta(now)
    yield PackageRow(
        (package.request_id, package.device), name, package.device,
        _before(package, journey, layout), package.version, state, package.stage.value, package.since,
        cells_of(package, layout), package.have, package.size, eta,
        _moves(package) if finding is None else without_fault(finding),
        _moves(package) if finding is None else finding.short,
        "" if finding is None else finding.cause.code,
        "" if finding is None else tag_of(finding, faults, layout),
    )  # fmt: skip
    inside = package_of(site, package.device)[1:] if package.device in site.bridges else ()
    for place, child in enumerate(inside, 1):
        yield _part(package, journey, child, "└" if place == len(inside) else "├")


def cells_of(package: Package, layout: Layout) -> tuple[Cell, ...]:
    """Give each stage of a package, whether it was reached, and how much of the present one is behind it."""
    last = Stage.HAN if len(layout.places[package.device].way) == 2 else Stage.ALT
    here = _ORDER.index(package.stage)
    share = package.have / package.size if package.size else 0.0
    cells = []
    for number, stage in enumerate(_ORDER):
        if stage in _ON_THE_AIR and stage is not last:
            cells.append(Cell(stage, 0.0, is_crossed=False))
        elif package.is_done or number < here:
            cells.append(Cell(stage, 1.0))
        elif number == here:
            part = share if stage in _FETCHED else 1.0 if stage is Stage.REPORTED else 0.5
            cells.append(Cell(stage, part, is_here=True))
        else:
            cells.append(Cell(stage, 0.0))
    return tuple(cells)


def _moves(package: Package) -> str:
    if package.is_done:
        return f"reported at {clock_said(package.since)}"
    if package.stage in _FETCHED and package.rate:
        return f"moving  {rate_said(package.rate)}"
    return "moving"


def _before(package: Package, journey: Journey, layout: Layout) -> int | None:
    """Give what the device ran before it ran this one; what it runs while it does not run this one yet."""
    went = journey.first(package.device, FirmwareActivated, package.version, since=package.accepted_at)
    if went is not None and isinstance(went.note, FirmwareActivated):
        return went.note.before
    runs = running(journey, layout, package.device)
    return None if runs == package.version else runs


_STANDING = {"runs": State.DONE, "taken": State.MOVING}


def _part(package: Package, journey: Journey, child: Name, branch: str) -> PackageRow:
    """Give the row of one child's part, from its own notes and its feeder's."""
    reached = [
        (stage, entry)
        for stage, entry in (
            (Stage.ALT, _newest(journey, child, OtaStarted, package.accepted_at)),
            (Stage.VERIFY, _newest(journey, child, ImageVerified, package.accepted_at)),
            (Stage.ACTIVE, _newest(journey, child, FirmwareActivated, package.accepted_at)),
        )
        if entry is not None
    ]
    stage, since = (reached[-1][0], reached[-1][1].at) if reached else (Stage.STORE, package.accepted_at)
    settled = _settled(journey, child, package)
    state, words = _standing(stage, settled)
    cells = tuple(
        Cell(
            each, 1.0 if _ORDER.index(each) < _ORDER.index(stage) or state is State.DONE else 0.0, is_here=each is stage
        )
        for each in (Stage.ALT, Stage.VERIFY, Stage.ACTIVE)
    )
    blank = tuple(
        Cell(each, 0.0, is_crossed=False) for each in _ORDER if each not in (Stage.ALT, Stage.VERIFY, Stage.ACTIVE)
    )
    ordered = tuple(sorted((*blank, *cells), key=lambda cell: _ORDER.index(cell.stage)))
    version = _version(reached[-1][1]) if reached else 0
    return PackageRow(
        (package.request_id, child), f"{branch} {child}", child, None, version, state, stage.value if reached else "",
        since, ordered, None, None, None, words, words, is_part=True,
    )  # fmt: skip


def _standing(stage: Stage, settled: str) -> tuple[State, str]:
    if settled and settled not in _STANDING:
        return State.FAILED, f"its part: {settled.replace('_', ' ')}"
    if stage is Stage.ACTIVE or settled == "runs":
        return State.DONE, "runs its part"
    words = {Stage.STORE: "not begun", Stage.ALT: "fetches its part", Stage.VERIFY: "has its part whole"}[stage]
    return (State.WAITING if stage is Stage.STORE else State.MOVING), words


def _settled(journey: Journey, child: Name, package: Package) -> str:
    """Give what any feeder said of the child's part last."""
    found = [
        entry
        for who in (package.device, *(place for place in journey.progress if place != child))
        for entry in journey.of_kind(who, PartSettled)
        if isinstance(entry.note, PartSettled) and entry.note.child == child and entry.at >= package.accepted_at
    ]
    newest = max(found, key=lambda entry: entry.at, default=None)
    return newest.note.standing if newest is not None and isinstance(newest.note, PartSettled) else ""


def _newest(
    journey: Journey, who: Name, kind: type[OtaStarted | ImageVerified | FirmwareActivated], since: Instant
) -> Entry | None:
    found = [entry for entry in journey.of_kind(who, kind) if entry.at >= since]
    return found[-1] if found else None


def _version(entry: Entry) -> int:
    note = entry.note
    return note.version if isinstance(note, OtaStarted | ImageVerified | FirmwareActivated) else 0
