"""What is checked of a site's hub that no single field can show to be wrong: the table of its store, its duty cycle."""

from string import ascii_letters, digits

from hub.store import DeviceType, ranks_of
from premises.errors import SiteError
from premises.wire.site import Site

SLOT_NAME_MAX = 8
"""Letters and digits in the name of a slot. Ours."""


def check_hub(site: Site, where: str) -> None:
    """Return when the hub of ``site`` makes sense; SiteError, naming ``where`` and the key, otherwise."""
    _check_slots(site, where)
    _check_duty(site, where)


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
