"""One case of the labelled matrix: what is injected where, for whose package, and when one looks.

Requests go out at 10 s. Moments of looks are premises time, or count from a note that the case names.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from lab.story.supplier import Planned
from premises.faults.said.checked import fault_said
from premises.identity import Name
from premises.journey.layout import layout_of
from premises.wire.notes.flights import FlightLost
from premises.wire.notes.note import Note
from premises.wire.route import feeder_of, package_of
from premises.wire.site import Site
from tests.journey.stalls.flat import flat, quiet, told_to, update
from tests.journey.stalls.labels import NAMED, Label, label_of

SIZES: Mapping[str, Mapping[str, int]] = {
    "proposed": {"b1": 60_000, "b2": 60_000, "b3": 60_000, "b4": 6_000},
    "option-a": {"b1": 60_000, "b2": 60_000, "b3": 30_000, "b4": 6_000},
    "option-b": {"b1": 20_000, "b2": 10_000, "b3": 10_000, "b4": 6_000},
}
"""Octets of each part of the package in which its firmware is: enough that a download outlasts the looks."""


PACKAGE_MAX = 800_000
"""Octets of a package at most, so that it fits its slot."""


@dataclass(frozen=True, slots=True)
class Case:
    """One case."""

    name: str
    device: Name
    label: Label
    site: Site
    updates: tuple[Planned, ...]
    looks: tuple[float, ...]
    """Seconds; after the note below, when there is one."""
    begins_s: float
    """From when the label holds; after the note below, when there is one."""
    after: type[Note] | None = None
    by: Name = Name("")
    paused_at_s: float | None = None
    lasts_s: float = 900.0
    """For how long it is told after the last look, or after that note cannot have been: long enough for what comes."""
    seed: int = 1
    whose: str = ""
    """For whose firmware the fault is a fault; in somebody else's package, where that one is fed."""

    @property
    def until_s(self) -> float:
        """Until when it is told."""
        return max(self.looks) + self.lasts_s


def fault_case(  # noqa: PLR0913 - what a case says beside its fault, each by name
    said: str, who: str, looks: tuple[float, ...], *, begins_s: float = -1.0, size: int = 0,
    after: type[Note] | None = None, by: str = "", of: Site | None = None,
) -> Case:  # fmt: skip
    site = flat() if of is None else of
    # Where looks count from the first loss, or the loss is a small one, nothing else is lost.
    if after is FlightLost or said.startswith("5%"):
        site = quiet(site)
    spec, to = fault_said(said, site), owner(site, who)
    begins = begins_s if begins_s >= 0 else 0.0 if after is not None else max(spec.from_s, 10.0)
    each = min(size, PACKAGE_MAX // len(package_of(site, Name(to)))) if to in site.bridges else size
    updates = (update(site, to, each or SIZES[site.design].get(who, 2_000)),)
    label = label_of(spec, layout_of(site).places[Name(who)].way, is_fed=to != who)
    name = f"{said}, {who}" if site.design == "proposed" else f"{said}, {who} in {site.design}"
    return Case(name, Name(to), label, told_to(site, said), updates, looks, begins, after, Name(by), whose=who)


def owner(site: Site, who: str) -> str:
    """Give whose package ``who``'s firmware is in."""
    feeder = feeder_of(site, Name(who)) if who in site.bridges else None
    return who if feeder is None else owner(site, feeder)


def named_case(  # noqa: PLR0913 - what a case says beside its name, each by name
    name: str, site: Site, updates: tuple[Planned, ...], looks: tuple[float, ...], *, device: str = "b1",
    begins_s: float = -1.0, after: type[Note] | None = None, by: str = "", paused_at_s: float | None = None,
    lasts_s: float = 900.0,
) -> Case:  # fmt: skip
    begins = begins_s if begins_s >= 0 else 0.0 if after is not None else 10.0
    label = NAMED[name]
    name = name if site.design == "proposed" or "B4" in name else f"{name} in {site.design}"
    return Case(name, Name(device), label, site, updates, looks, begins, after, Name(by), paused_at_s, lasts_s)
