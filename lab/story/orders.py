"""A scenario's 11.3, signed as the Supplier signs CS06, and its 11.2: who is asked which firmware it runs."""

from collections.abc import Sequence

from lab.campaign.activation import activation_for
from lab.site import device_of
from lab.story.supplier import Planned
from premises.errors import SiteError, UsageError
from premises.identity import Eui64, Name, eui64
from premises.quantity import MICROSECONDS_PER_SECOND, Instant, seconds
from premises.trust.trailer import firmware_hash
from premises.wire.device.target import target_of
from premises.wire.duis.messages import ActivateFirmware, ReadFirmwareVersion, UpdateFirmware
from premises.wire.gbcs.activation import AT_ONCE, CANCELLED
from premises.wire.scenario import Activate, Read, ScenarioSpec
from premises.wire.site import HUB, SUPPLIER_EUI, Site


def orders_of(
    site: Site, entries: Sequence[Activate], script: Sequence[Planned], where: str, *, after: int
) -> tuple[Planned, ...]:
    """Give the requests of ``entries``, numbered from ``after`` + 1; SiteError, with key, value and expectation.

    ``script`` holds the updates whose images they name.
    """
    return tuple(
        Planned(Instant(seconds(entry.at_s)), _order(site, entry, script, f"{where}.{index}", after + 1 + index))
        for index, entry in enumerate(entries)
    )


def reads_of(site: Site, spec: ScenarioSpec, where: str, *, after: int) -> tuple[Planned, ...]:
    """Give the 11.2 of a scenario, numbered from ``after`` + 1; SiteError, with key, value and expectation."""
    return tuple(
        Planned(Instant(seconds(entry.at_s)), _read(site, spec, entry, f"{where}.{index}", after + 1 + index))
        for index, entry in enumerate(spec.read)
    )


def _read(site: Site, spec: ScenarioSpec, entry: Read, where: str, number: int) -> ReadFirmwareVersion:
    late = [each.at_s for each in spec.activate if each.to == entry.to and each.at_s >= entry.at_s]
    if late:
        last = f"{max(late):g}, when {entry.to} is activated"
        raise SiteError(f"{where}.at_s = {entry.at_s:g}: expected more than {last}")
    if entry.to == HUB:
        return _asked(eui64(site.hub.eui), number)
    try:
        who, eui = device_of(site, entry.to)
    except UsageError as error:
        raise SiteError(f"{where}.to: {error}") from None
    if target_of(site, Name(who)) is None:
        raise SiteError(f"{where}.to = {entry.to!r}: expected a device with firmware, or {HUB}")
    return _asked(eui, number)


def _asked(eui: Eui64, number: int) -> ReadFirmwareVersion:
    return ReadFirmwareVersion(f"{SUPPLIER_EUI}:{eui}:{number}", eui)


def _order(site: Site, entry: Activate, script: Sequence[Planned], where: str, number: int) -> ActivateFirmware:
    try:
        who, eui = device_of(site, entry.to)
    except UsageError as error:
        raise SiteError(f"{where}.to: {error}") from None
    target = target_of(site, Name(who))
    if target is None or not target.is_commanded:
        kinds = "an ESME, a GSME or an HCALCS: others activate by themselves"
        raise SiteError(f"{where}.to = {entry.to!r}: expected {kinds}")
    return activation_for(eui, _hash(eui, entry, script, where), _moment(entry, where), number)


def _hash(eui: Eui64, entry: Activate, script: Sequence[Planned], where: str) -> bytes:
    requests = [planned.request for planned in script]
    mine = [each for each in requests if isinstance(each, UpdateFirmware) and eui in each.device_ids]
    for request in mine:
        if request.firmware_version == entry.version:
            return firmware_hash(request.firmware_image)
    known = ", ".join(f"{request.firmware_version:#010x}" for request in mine) or "none"
    raise SiteError(
        f"{where}.version = {entry.version:#010x}: expected the version of an update to {entry.to}, which are {known}"
    )


def _moment(entry: Activate, where: str) -> int:
    if entry.cancel:
        return CANCELLED
    if entry.runs_at_s is None:
        return AT_ONCE
    if entry.runs_at_s <= entry.at_s:
        raise SiteError(f"{where}.runs_at_s = {entry.runs_at_s:g}: expected more than at_s, {entry.at_s:g}")
    return seconds(entry.runs_at_s) // MICROSECONDS_PER_SECOND
