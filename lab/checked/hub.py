"""What is checked of a site's hub that no single field can show to be wrong: its store, duty cycle, upgrades, log."""

from string import ascii_letters, digits

from hub.store import DeviceType, ranks_of
from premises.errors import SiteError
from premises.wire.route import feeder_of
from premises.wire.site import BridgeSpec, DeviceSpec, Site, devices

SLOT_NAME_MAX = 8
"""Letters and digits in the name of a slot. Ours."""


def check_hub(site: Site, where: str) -> None:
    """Return when the hub of ``site`` makes sense; SiteError, naming ``where`` and the key, otherwise."""
    _check_slots(site, where)
    _check_duty(site, where)
    _check_upgrades(site, where)
    _check_log(site, where)


def _check_slots(site: Site, where: str) -> None:
    """Refuse a store in which a type of device has no slot, or two."""
    at, taken = f"{where}: hub.store.slots", dict[DeviceType, str]()
    for name, slot in site.hub.store.slots.items():
        if not 1 <= len(name) <= SLOT_NAME_MAX or any(letter not in ascii_letters + digits for letter in name):
            raise SiteError(f"{at}: slot {name!r}: expected 1 to {SLOT_NAME_MAX} letters and digits")
        ranks = list(ranks_of(slot))
        if not ranks:
            raise SiteError(f"{at}.{name}.ranks: expected a rank of 1 or more for one type of device at least")
        for kind, _ in ranks:
            other = taken.setdefault(kind, name)
            if other != name:
                raise SiteError(f"{at}.{name}.ranks.{kind.value}: expected one slot for each type, {other} has it too")
    missing = [kind.value for kind in DeviceType if kind not in taken]
    if missing:
        raise SiteError(f"{at}: {', '.join(missing)} in no slot: expected a rank of 1 or more in one of them")


def _check_duty(site: Site, where: str) -> None:
    """Refuse thresholds of the duty cycle that do not rise (Source: SLD)."""
    duty = site.hub.duty
    if not duty.limited < duty.critical < duty.suspended:
        raise SiteError(
            f"{where}: hub.duty = {duty.limited}, {duty.critical}, {duty.suspended}: "
            "expected limited < critical < suspended, in hundredths of a percent"
        )


def _check_upgrades(site: Site, where: str) -> None:
    """Refuse upgrades that are out of order, or to an earlier version than the hub has (assumption 76)."""
    has, since = site.hub.gbcs, -1.0
    for index, upgrade in enumerate(site.hub.upgrade):
        at = f"{where}: hub.upgrade.{index}"
        if upgrade.at_s <= since:
            raise SiteError(f"{at}.at_s = {upgrade.at_s:g}: expected more than {since:g}, when the one before it is")
        if upgrade.gbcs < has:
            raise SiteError(f"{at}.gbcs = {upgrade.gbcs!r}: expected {has}, which the hub has by then, or later")
        has, since = upgrade.gbcs, upgrade.at_s


def _check_log(site: Site, where: str) -> None:
    """Refuse more devices than the hub's log takes, and more Type 1 devices than there is room for."""
    # A bridge that another one feeds is in no log: that is what Option B is for (Source: SEED).
    log = {who: spec for who, spec in devices(site).items() if who in site.meters or feeder_of(site, who) is None}
    if len(log) > site.hub.device_log_max:
        raise SiteError(
            f"{where}: {len(log)} devices in the hub's log: expected at most {site.hub.device_log_max}, "
            "bridges and meters together (hub.device_log_max)"
        )
    type_1 = [who for who, spec in log.items() if is_type_1(spec)]
    if len(type_1) > site.hub.type_1_max:
        raise SiteError(
            f"{where}: {len(type_1)} Type 1 devices in {site.design}, {', '.join(type_1)}: expected at most "
            f"{site.hub.type_1_max} (hub.type_1_max)"
        )


def is_type_1(spec: DeviceSpec) -> bool:
    """Say whether a device is of Type 1: the PPMID class and HCALCSs, and no meter. Source: SEED."""
    return isinstance(spec, BridgeSpec) or spec.kind in ("PPMID", "HCALCS")
