"""A scenario's requests for one device each: its 11.3, signed as its Supplier signs CS06, its 11.2, 12.2 and 8.11.

They are numbered in order of time, for a device takes no command whose counter is below one that it has taken.
"""

from collections.abc import Sequence

from lab.campaign.activation import activation_for
from lab.site import account_of, device_of
from lab.story.supplier import Planned
from premises.errors import SiteError, UsageError
from premises.identity import Eui64, Name, eui64
from premises.quantity import MICROSECONDS_PER_SECOND, Instant, seconds
from premises.trust.trailer import firmware_hash
from premises.wire.device.target import target_of, wanted_of
from premises.wire.duis.inventory import DevicePrenotification, LogRequest, UpdateHANDeviceLog
from premises.wire.duis.messages import ReadFirmwareVersion, UpdateFirmware
from premises.wire.gbcs.activation import AT_ONCE, CANCELLED
from premises.wire.scenario import Activate, Log, Notify, Read, ScenarioSpec
from premises.wire.site import ACB_EUI, HUB, Site

Entry = Activate | Read | Notify | Log
"""What a scenario asks of one device."""


def asked_in(spec: ScenarioSpec) -> tuple[tuple[str, Sequence[Entry]], ...]:
    """Give the requests of ``spec`` that are made here, by the key under which they stand."""
    return ("activate", spec.activate), ("read", spec.read), ("notify", spec.notify), ("log", spec.log)


def orders_of(
    site: Site, spec: ScenarioSpec, script: Sequence[Planned], where: str, *, after: int
) -> tuple[Planned, ...]:
    """Give the 11.3, 11.2, 12.2 and 8.11 of ``spec``, numbered from ``after`` + 1.

    ``script`` holds the updates whose images the 11.3 name. SiteError, with key, value and expectation.
    """
    entries = [(one, f"{where}: {key}.{index}") for key, some in asked_in(spec) for index, one in enumerate(some)]
    entries.sort(key=lambda each: each[0].at_s)
    return tuple(_asked(site, *each, script, number) for number, each in enumerate(entries, start=after + 1))


def _asked(site: Site, entry: Entry, where: str, script: Sequence[Planned], number: int) -> Planned:
    match entry:
        case Activate():
            return _order(site, entry, script, where, number)
        case Read():
            return _read(site, entry, where, number)
    try:
        by, own = account_of(site, entry.by)
        who, device = device_of(site, entry.to)
    except UsageError as error:
        raise SiteError(f"{where}: {error}") from None
    if isinstance(entry, Log):
        asked = f"{own}:{eui64(site.hub.eui)}:{number}"
        return Planned(Instant(seconds(entry.at_s)), UpdateHANDeviceLog(asked, device, LogRequest(entry.request)), by)
    target = wanted_of(site, who)
    # A Supplier that never uplifted cannot say which it is.
    variant = site.bridges[who].ppmid_variant if who in site.bridges and site.suppliers[by].uplift == "mp170" else ""
    what = target.kind, target.manufacturer, target.hardware, target.running, variant
    return Planned(Instant(seconds(entry.at_s)), DevicePrenotification(f"{own}:{ACB_EUI}:{number}", device, *what), by)


def _read(site: Site, entry: Read, where: str, number: int) -> Planned:
    try:
        by, own = account_of(site, entry.by)
        device = eui64(site.hub.eui) if entry.to == HUB else device_of(site, entry.to)[1]
    except UsageError as error:
        raise SiteError(f"{where}: {error}") from None
    if entry.to != HUB and target_of(site, Name(entry.to)) is None:
        raise SiteError(f"{where}.to = {entry.to!r}: expected a device with firmware, or {HUB}")
    return Planned(Instant(seconds(entry.at_s)), ReadFirmwareVersion(f"{own}:{device}:{number}", device), by)


def _order(site: Site, entry: Activate, script: Sequence[Planned], where: str, number: int) -> Planned:
    try:
        who, eui = device_of(site, entry.to)
    except UsageError as error:
        raise SiteError(f"{where}.to: {error}") from None
    target = target_of(site, Name(who))
    if target is None or not target.is_commanded:
        kinds = "an ESME, a GSME or an HCALCS: others activate by themselves"
        raise SiteError(f"{where}.to = {entry.to!r}: expected {kinds}")
    try:
        by, own = account_of(site, entry.by)
    except UsageError as error:
        raise SiteError(f"{where}: {error}") from None
    order = activation_for(eui, _hash(eui, entry, script, where), _moment(entry, where), number, own)
    return Planned(Instant(seconds(entry.at_s)), order, by)


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
