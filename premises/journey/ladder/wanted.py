"""Which rungs of a ladder somebody wants to see: those about participants, between two moments, of some packages."""

from collections.abc import Iterable
from dataclasses import dataclass

from premises.identity import Name
from premises.journey.ladder.rung import Happened, Repeated, Rung, Said
from premises.journey.package import Package
from premises.quantity import NEVER, ORIGIN, Instant
from premises.wire.notes.bundles import FeedingBegun
from premises.wire.notes.vocabulary import Entry
from premises.wire.site import HUB
from premises.wire.topics import CONDUCTOR

IDLE = ("DataRequest", "QueryNextImageRefusal")
"""What is about no package."""


@dataclass(frozen=True, slots=True)
class Scope:
    """One package, as a ladder can tell it: by whom, and from when to when, it is carried."""

    devices: tuple[Name, ...]
    """The device of the request, and everybody whom it feeds with parts of the same package."""
    version: int
    transfer: int
    begins: Instant
    ends: Instant
    """From when on those devices are about something else."""

    def has(self, rung: Rung) -> bool:
        """Say whether a rung tells of this package."""
        match rung:
            case Said(subject=subject) if subject is not None:
                if subject.transfer:
                    return subject.transfer == self.transfer
                return subject.version in (0, self.version) and bool({*subject.devices} & {*self.devices})
            case Said(kind=kind, origin=origin, goal=goal):
                ends = {origin, goal} & {*self.devices}
                return bool(ends) and self._is_on(rung.at) and kind not in IDLE
            case Happened(who=who, concerns=concerns):
                return self._is_on(rung.at) and bool({who, concerns} & {*self.devices, HUB, CONDUCTOR})
            case Repeated():
                return bool({rung.source, rung.target} & {*self.devices}) and self._is_on(rung.at)

    def _is_on(self, at: Instant) -> bool:
        return self.begins <= at <= self.ends


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a ladder is to show; without any wish, everything."""

    about: tuple[Name, ...] = ()
    """What these say or are told, over however many hops, and what happened to them; a fault that was imposed is about
    everybody."""
    begins: Instant = ORIGIN
    ends: Instant = NEVER
    scopes: tuple[Scope, ...] = ()
    """Any of these packages."""

    def has(self, rung: Rung) -> bool:
        """Say whether a rung is to be shown."""
        return (
            self.begins <= rung.at <= self.ends
            and (not self.about or _is_about(rung, self.about))
            and (not self.scopes or any(scope.has(rung) for scope in self.scopes))
        )


EVERYTHING = Wanted()
"""No wish."""


def scope_of(package: Package, others: Iterable[Package], entries: Iterable[Entry]) -> Scope:
    """Give what belongs to a package among ``others`` of the same premises, whose notes are ``entries``."""
    devices = _fed(package, entries)
    begins = package.accepted_at
    later = [each.accepted_at for each in others if each.device in devices and each.accepted_at > begins]
    ends = min(later, default=NEVER)
    if package.is_done:
        ends = min(ends, package.since)
    return Scope(devices, package.version, package.transfer_number, begins, Instant(ends))


def _fed(package: Package, entries: Iterable[Entry]) -> tuple[Name, ...]:
    devices = {package.device: None}
    for entry in entries:
        note = entry.note
        if isinstance(note, FeedingBegun) and entry.who in devices and entry.at >= package.accepted_at:
            devices |= dict.fromkeys(note.children)
    return tuple(devices)


def _is_about(rung: Rung, about: tuple[Name, ...]) -> bool:
    match rung:
        case Said():
            ends = {rung.source, rung.target, rung.origin, rung.goal, *rung.way}
            devices = rung.subject.devices if rung.subject is not None else ()
            return bool({*about} & {*ends, *devices})
        case Repeated():
            return bool({*about} & {rung.source, rung.target})
        case Happened(who=noted_by, concerns=concerns):
            return bool({*about} & {noted_by, concerns}) or noted_by == CONDUCTOR
