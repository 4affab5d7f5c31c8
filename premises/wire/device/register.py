"""AltHANCo's install register: which bridges it installed, with which firmware, and when it was last there.

It knows what its own people did: the installation and each visit. What came over the air it does not hear of, so it is
out of date by nature; what else is wrong with it the site says. Assumption 93 (docs/sources.md). Pure.
"""

from dataclasses import dataclass

from premises.identity import Eui64, Name, eui64
from premises.quantity import ORIGIN, Instant, seconds
from premises.wire.site import Site
from premises.wire.tables.register import WrongEntrySpec


@dataclass(frozen=True, slots=True)
class Installed:
    """One bridge as the register has it."""

    name: Name
    device_id: Eui64
    ppmid_variant: str
    firmware_version: int
    visited_at: Instant
    """When somebody was last there; the origin for what was installed and never seen again."""


def register_of(site: Site, now: Instant) -> tuple[Installed, ...]:
    """Give the register as it is at ``now``, in the order of the site."""
    known_until = min(now, seconds(site.register.as_of_s))
    wrong = {Name(entry.device): entry for entry in site.register.wrong}
    entries = []
    for who, spec in site.bridges.items():
        visits = [visit for visit in site.visit if visit.device == who and seconds(visit.at_s) <= known_until]
        last = max(visits, key=lambda visit: visit.at_s, default=None)
        version = spec.running if last is None else last.version
        at = ORIGIN if last is None else Instant(seconds(last.at_s))
        true = Installed(Name(who), eui64(spec.eui), spec.ppmid_variant, version, at)
        entries.append(true if who not in wrong else _mistaken(true, wrong[Name(who)]))
    return tuple(entry for entry in entries if entry is not None)


def _mistaken(true: Installed, wrong: WrongEntrySpec) -> Installed | None:
    if wrong.missing:
        return None
    version = true.firmware_version if wrong.version is None else wrong.version
    variant = wrong.ppmid_variant or true.ppmid_variant
    return Installed(true.name, true.device_id, variant, version, true.visited_at)
