"""For how long the Smart Metering Inventory and each device disagreed about the firmware that runs, in one story.

A fold of notes: what a device activated, what the inventory holds to be true. Who is on no inventory is left out.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from premises.identity import Name, eui64
from premises.quantity import ORIGIN, Duration, Instant
from premises.wire.notes.downloads import FirmwareActivated
from premises.wire.notes.inventory import InventoryChanged
from premises.wire.notes.vocabulary import Entry
from premises.wire.route import feeder_of
from premises.wire.site import Site, devices


@dataclass(frozen=True, slots=True)
class Agreement:
    """One device: what runs, what the inventory says, and for how long these were not the same."""

    who: Name
    runs: int
    said: int
    apart: Duration = Duration(0)
    """In all stretches that are over."""
    times: int = 0
    """How many stretches there were."""
    since: Instant = ORIGIN
    """When the last of them began."""

    @property
    def is_so(self) -> bool:
        """Whether the inventory is right."""
        return self.runs == self.said

    def with_runs(self, version: int, at: Instant) -> "Agreement":
        """Give it after the device activated a version."""
        return self._at(replace(self, runs=version), at)

    def with_said(self, version: int, at: Instant) -> "Agreement":
        """Give it after the inventory was told of a version."""
        return self._at(replace(self, said=version), at)

    def until(self, end: Instant) -> Duration:
        """Give for how long they disagreed by ``end``, a stretch that goes on included."""
        return self.apart if self.is_so else Duration(self.apart + end - self.since)

    def _at(self, after: "Agreement", at: Instant) -> "Agreement":
        if self.is_so == after.is_so:
            return after
        if self.is_so:
            return replace(after, times=self.times + 1, since=at)
        return replace(after, apart=Duration(self.apart + at - self.since))


def agreements(site: Site, entries: Iterable[Entry]) -> tuple[Agreement, ...]:
    """Give how it stands with each device that can be updated and is on the inventory, in the order of the site."""
    known = {agreement.who: agreement for agreement in _at_first(site)}
    names = {eui64(spec.eui): who for who, spec in devices(site).items()}
    for entry in entries:
        match entry.note:
            case FirmwareActivated(version) if entry.who in known:
                known[entry.who] = known[entry.who].with_runs(version, entry.at)
            case InventoryChanged(device, _, version) if names.get(device) in known:
                known[names[device]] = known[names[device]].with_said(version, entry.at)
    return tuple(known.values())


def _at_first(site: Site) -> Iterable[Agreement]:
    for who, bridge in site.bridges.items():
        if feeder_of(site, Name(who)) is None:
            said = bridge.running if bridge.inventory_version is None else bridge.inventory_version
            yield Agreement(Name(who), bridge.running, said, times=int(said != bridge.running))
    for who, meter in site.meters.items():
        if meter.firmware is not None:
            yield Agreement(Name(who), meter.firmware.running, meter.firmware.running)
