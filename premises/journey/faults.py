"""Which faults are in force at a moment: those of the site, and those that somebody imposed on the run.

What was done on purpose, and nothing about what it did: that is the certificate's and the fates' affair.
"""

from dataclasses import dataclass

from premises.journey.devices import place_of
from premises.journey.fold.journey import Journey
from premises.journey.layout import Layout
from premises.quantity import Instant, after, seconds
from premises.wire.fault import FaultSpec
from premises.wire.notes.emulator import FaultCleared, FaultImposed
from premises.wire.notes.vocabulary import Entry
from premises.wire.topics import CONDUCTOR


@dataclass(frozen=True, slots=True)
class InForce:
    """One fault that counts now."""

    begins_at: Instant
    ends_at: Instant
    """NEVER when it has no end."""


@dataclass(frozen=True, slots=True)
class OfSite(InForce):
    """One that the site has from the beginning."""

    spec: FaultSpec


@dataclass(frozen=True, slots=True)
class OfSomebody(InForce):
    """One that somebody imposed on the run."""

    id: str
    by: str
    said: str
    """In spoken words."""
    entry: Entry


def in_force(journey: Journey, layout: Layout, now: Instant | None = None) -> tuple[InForce, ...]:
    """Give the faults that count at ``now``, those of the site first, each in the order in which they were given.

    A crash is over when it has taken as long as it says, or at once: that its device is down is the device's own word.
    """
    moment = journey.now if now is None else now
    own = (OfSite(spec.begins_at, _end_of(spec), spec) for spec in layout.faults)
    return tuple(fault for fault in (*own, *_imposed(journey)) if fault.begins_at <= moment < fault.ends_at)


def _end_of(spec: FaultSpec) -> Instant:
    return after(spec.begins_at, seconds(spec.takes_s or 0)) if spec.kind == "crash" else spec.ends_at


def _imposed(journey: Journey) -> list[OfSomebody]:
    found = []
    for entry in journey.of_kind(CONDUCTOR, FaultImposed):
        note = entry.note
        assert isinstance(note, FaultImposed), "of that kind"
        cleared = journey.last(CONDUCTOR, FaultCleared, note.id)
        if cleared is None or place_of(cleared) < place_of(entry):
            found.append(OfSomebody(note.begins_at, note.ends_at, note.id, note.by, note.said, entry))
    return found
