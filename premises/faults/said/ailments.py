"""Which faults are a link's and which a device's, and what can be wrong with which device of a premises.

What is wrong is one line, as in ``checked``, which calls this.
"""

from premises.errors import SiteError
from premises.identity import Name
from premises.nearest import hint
from premises.wire.device.target import updatable
from premises.wire.fault import DEVICE_KINDS, FaultSpec
from premises.wire.site import DCC, HUB, Site, devices

_ANYBODYS = frozenset(("crash", "power-cut"))
"""What can happen to whoever runs."""

_SLEEPERS = frozenset(("battery-flat", "stuck-asleep"))
"""What only happens to a device on a battery, which is one that sleeps."""

_DEVICES = frozenset(("clock-drift",))
"""What can be wrong with any device."""

_AIMS = ("link", "toward", "leaving", "about", "messages", "nth", "every", "share")
"""Keys that say to which frames of a link something is done."""


def participants(site: Site) -> tuple[str, ...]:
    """Give everybody's name."""
    return (*map(Name, site.suppliers), *machines(site))


def machines(site: Site) -> tuple[str, ...]:
    """Give everybody's name but the Suppliers': who a premises is made of."""
    return (DCC, HUB, *devices(site))


def check_keys(spec: FaultSpec, where: str) -> None:
    """Refuse keys of a link's faults in a device's, and the other way round."""
    if spec.kind not in DEVICE_KINDS:
        if spec.device:
            raise SiteError(f"{where}.device = {spec.device!r}: {spec.kind} is a link's fault: expected link, or about")
        return
    if not spec.device:
        raise SiteError(f"{where}.device is missing: {spec.kind} needs the name of a device")
    for key in _AIMS:
        value = getattr(spec, key)
        if value not in ("", [], None) and (spec.kind, key) != ("reboot-mid-write", "nth"):
            raise SiteError(f"{where}.{key} = {value!r}: {spec.kind} is a device's fault, and no link's")
    if spec.kind == "crash" and spec.ends_at_s is not None:
        key = "until_s" if spec.for_s is None else "for_s"
        raise SiteError(f"{where}.{key} = {getattr(spec, key):g}: a crash has one moment: expected from_s and takes_s")


def check_device(spec: FaultSpec, site: Site, where: str) -> None:
    """Refuse a fault for a device that there is none of, or that cannot have it."""
    at = f"{where}.device = {spec.device!r}"
    people = machines(site)
    if spec.device not in people:
        raise SiteError(f"{at}: nobody here is called that, or can have a fault: {hint(spec.device, people)}")
    able, why = _able(spec.kind, site)
    if spec.device not in able:
        raise SiteError(f"{at}: {why}: {hint(spec.device, able) if able else 'there is none here'}")


def _able(kind: str, site: Site) -> tuple[list[str], str]:
    """Give who can have it, and what they are."""
    everyone = devices(site)
    if kind in _ANYBODYS:
        return [*machines(site)], f"{kind} is for whoever runs"
    if kind in _SLEEPERS:
        return [who for who, spec in everyone.items() if spec.wake_every_s], f"{kind} is for a device that sleeps"
    if kind in _DEVICES:
        return list(everyone), f"{kind} is for bridges and meters"
    able = [str(who) for who in updatable(site)]
    return able, f"{kind} is for bridges" + (" and meters with firmware" if len(able) > len(site.bridges) else "")
