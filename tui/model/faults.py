"""The faults in force as a screen marks them: ``F3`` for an imposed one, ``S1`` for the site's first."""

from functools import lru_cache

from premises.errors import UsageError
from premises.faults.said.spoken import table_of, words_of
from premises.journey.faults import OfSite, OfSomebody, in_force
from premises.journey.fold.journey import Journey
from premises.journey.layout import Layout
from premises.journey.why.finding import Finding
from premises.quantity import Instant
from premises.wire.fault import FaultSpec
from tui.model.values.screenful import Fault

_TARGETS = ("link", "device", "about", "toward", "leaving")


def faults_of(journey: Journey, layout: Layout, now: Instant) -> tuple[Fault, ...]:
    """Give the faults that count at ``now``, the site's first."""
    found = []
    for fault in in_force(journey, layout, now):
        if isinstance(fault, OfSomebody):
            found.append(Fault(fault.id.upper(), fault.said, fault.begins_at, fault.id, _targets(fault.said)))
        elif isinstance(fault, OfSite):
            number = 1 + layout.faults.index(fault.spec)
            said = words_of(fault.spec)
            found.append(Fault(f"S{number}", said, fault.begins_at, targets=_targets(said)))
    return tuple(found)


def tag_of(finding: Finding, faults: tuple[Fault, ...], layout: Layout) -> str:
    """Give the mark of the fault that accounts for a finding; ``fault`` when it is over meanwhile; else nothing."""
    if not finding.injected:
        return ""
    known = {f"(fault: {_as_a_cause_says(spec)})": f"S{number}" for number, spec in enumerate(layout.faults, 1)}
    known |= {f"(fault: {fault.said})": fault.tag for fault in faults}
    return next((tag for words, tag in known.items() if finding.words.endswith(words)), "fault")


def without_fault(finding: Finding) -> str:
    """Give a finding's words without the fault that accounts for it, which is marked."""
    words, _, _ = finding.words.partition(" (fault: ")
    return words if finding.injected else finding.words


def _as_a_cause_says(spec: FaultSpec) -> str:
    target, where = spec.device or spec.link, "at" if spec.device else "on"
    return spec.kind.replace("-", " ") + (f" {where} {target}" if target else "")


@lru_cache(maxsize=256)
def _targets(said: str) -> frozenset[str]:
    try:
        table = table_of(said)
    except UsageError:
        # Words of another version of this program: the fault is shown, and marks nothing on the map.
        return frozenset()
    return frozenset(str(table[key]) for key in _TARGETS if table.get(key))
