"""Which injected faults may have done to a flight what became of it, in the words in which faults are said.

By aim, moment and kind alone: which of two equal faults it was nobody noted, so both are named; nor whether it was the
link itself, where that loses frames in the same way, and then the words say so.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lab.capture.flights import Kept
from premises.faults.air import LinkPlan
from premises.faults.kinds import MESSAGES
from premises.faults.said.checked import fault_said
from premises.faults.said.spoken import words_of
from premises.faults.specified import is_for
from premises.faults.wiring import air_links
from premises.quantity import Instant
from premises.wire.fault import DEVICE_KINDS, FaultSpec
from premises.wire.notes.emulator import FaultCleared, FaultImposed
from premises.wire.notes.flights import FlightLost, FlightMissed
from premises.wire.notes.vocabulary import Entry
from premises.wire.site import Site
from premises.wire.site_text import changed

LOSES: Mapping[str, str] = {"loss": "loss", "burst": "burst", "outage": "outage", "rate": "queue"}
"""Each kind of fault that loses frames, and how a lost flight is noted then."""

DAMAGED, DAMAGES, DOUBLES = "damaged", "damage", "duplicate"
DELAYS = ("latency", "reorder", "rate")


@dataclass(slots=True)
class _Aimed:
    """One fault of a link, and when it counts."""

    spec: FaultSpec
    said: str
    begins_at: Instant
    ends_at: Instant


class Blamed:
    """The faults of the links of one premises; ``take`` notes in the order of their moments."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._of_site = [
            _Aimed(spec, words_of(spec), spec.begins_at, spec.ends_at)
            for spec in site.fault
            if spec.kind not in DEVICE_KINDS
        ]
        self._imposed: dict[str, _Aimed] = {}
        self._own = {
            (plan.name, plan.ends): {each.called for each in (*plan.there, *plan.back)}
            for plan in air_links(changed(site, fault=()))
        }
        """How each link loses frames by itself."""

    def take(self, entry: Entry) -> None:
        """Take one note."""
        match entry.note:
            case FaultImposed() as note:
                spec = fault_said(note.said, self._site)
                if spec.kind not in DEVICE_KINDS:
                    self._imposed[note.id] = _Aimed(spec, note.said, note.begins_at, note.ends_at)
            case FaultCleared() as note if note.id in self._imposed:
                fault = self._imposed[note.id]
                fault.ends_at = min(fault.ends_at, entry.at)

    def of(self, flight: Kept, plan: LinkPlan) -> tuple[str, ...]:
        """Give the faults that may have done to a flight what became of it, each in words."""
        own = self._own.get((plan.name, plan.ends), set())
        lost_by = {fate.note.by for fate in flight.fates if isinstance(fate.note, FlightLost)}
        whose = "fault, or the link itself" if lost_by & own else "fault"
        aimed = (fault for fault in self._aimed(flight, plan) if _explains(fault.spec.kind, flight))
        return tuple(f'{whose}: "{fault.said}"' for fault in aimed)

    def _aimed(self, flight: Kept, plan: LinkPlan) -> Iterator[_Aimed]:
        sent = flight.sent
        for fault in (*self._of_site, *self._imposed.values()):
            spec = fault.spec
            if not fault.begins_at <= flight.at < fault.ends_at or not is_for(spec, plan, flight.who, sent.target):
                continue
            if not spec.messages or any(MESSAGES[word].__name__ == sent.kind for word in spec.messages):
                yield fault


def _explains(kind: str, flight: Kept) -> bool:
    """Say whether a fault of that kind does such a thing."""
    if len(flight.fates) > 1 and kind == DOUBLES:
        return True
    for fate in flight.fates:
        note = fate.note
        if isinstance(note, FlightLost):
            if LOSES.get(kind) == note.by:
                return True
        elif isinstance(note, FlightMissed) and note.why == DAMAGED:
            if kind == DAMAGES:
                return True
        elif kind in DELAYS:
            return True
    return False
