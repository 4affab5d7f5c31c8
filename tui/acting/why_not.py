"""Why an act cannot be done now, in words that name what stands in its way; asked before anything is sent.

What only the premises knows is not asked here: its command refuses in one line of its own.
"""

from collections.abc import Callable, Mapping

from premises.identity import Name
from premises.journey.package import Stage
from premises.wire.device.responsible import ROLE_OF
from premises.wire.device.target import target_of, wanted_of
from premises.wire.route import feeder_of
from premises.wire.site import DCC, HUB, devices
from tui.acting.act import Act, Deed
from tui.acting.situation import Situation, is_under_way
from tui.model.values.figures import clock_said, version_said
from tui.model.values.screenful import PackageRow

_HELD = (Stage.VERIFY.value,)
"""Where a package is that only waits for CS06."""

ROLES: Mapping[str, str] = {str(fuel): role for fuel, role in ROLE_OF.items()}
"""The role that a Supplier needs, by fuel."""

_RUNS = (Stage.ACTIVE.value, Stage.REPORTED.value)


def why_not(act: Act, situation: Situation) -> str | None:
    """Give why ``act`` cannot be done now, in one line; None when it can."""
    if act.changes and situation.barred:
        return situation.barred
    if act.reaches and not act.changes and situation.barred:
        return situation.barred
    if act.deed is Deed.CHANGE_SUPPLIER:
        _, _, to, _, fuel = act.words
        return why_no_change(to, fuel, situation)
    for each in act.to:
        reason = _ASKED.get(act.deed, _nothing)(each, situation)
        if reason is not None:
            return reason
    return None


def why_no_update(who: str, situation: Situation) -> str | None:
    """Give why a device cannot be sent an image now."""
    site = situation.site
    if who not in devices(site):
        return f"{who} is no device of this premises" if who not in (DCC, HUB) else f"{who} takes no image from here"
    if target_of(site, Name(who)) is None:
        return f"{who} has no firmware that can be updated"
    feeder = feeder_of(site, Name(who)) if who in site.bridges else None
    if feeder is not None:
        return f"{who} is not on the SMI: its firmware is in the package of {feeder}"
    row = situation.row_of(who)
    return f"{who} is busy: {_where(row)}" if row is not None and is_under_way(row) else None


def why_no_activation(who: str, situation: Situation) -> str | None:
    """Give why a device cannot be told to run what it holds."""
    site = situation.site
    if who not in devices(site) or target_of(site, Name(who)) is None:
        return f"{who} has no firmware that can be activated"
    if not wanted_of(site, Name(who)).is_commanded:
        return f"{who} runs a new image by itself, it needs no 11.3"
    row = situation.row_of(who)
    if row is None:
        return f"{who} holds no image: nothing was sent to it"
    if row.stage in _RUNS:
        return f"{who} runs {version_said(row.version)} already, since {clock_said(row.since)}"
    return None if row.stage in _HELD else f"{who} holds no image that it has verified: {_where(row)}"


def why_no_change(to: str, fuel: str, situation: Situation) -> str | None:
    """Give why a Supplier cannot gain the premises for a fuel."""
    spec, role = situation.site.suppliers.get(to), ROLES.get(fuel)
    if spec is None:
        return f"{to} is no Supplier of this premises"
    if role is None:
        return f"{fuel} is no fuel: expected {' or '.join(ROLES)}"
    if role not in spec.roles:
        return f"{to} cannot gain {fuel}: it has not the role {role}"
    return f"{to} has the premises' {fuel} already" if situation.customers.get(fuel) == to else None


def why_no_waking(who: str, situation: Situation) -> str | None:
    """Give why a device cannot be woken."""
    box = situation.picture.box(Name(who))
    if box is None:
        return f"{who} is no participant of this premises"
    if not box.is_sleeper:
        return f"{who} is mains powered, it does not sleep"
    if box.is_down:
        return f"{who} is down: R restarts it"
    return None if box.is_asleep else f"{who} is awake"


def _why_no_kill(who: str, situation: Situation) -> str | None:
    box = situation.picture.box(Name(who))
    if box is None:
        return f"{who} is no participant of this premises"
    return f"{who} is down already: R restarts it" if box.is_down else None


def _why_no_restart(who: str, situation: Situation) -> str | None:
    return None if situation.is_here(who) else f"{who} is no participant of this premises"


def _why_no_clearing(fault: str, situation: Situation) -> str | None:
    imposed = [each for each in situation.picture.faults if each.id]
    if fault == "all":
        return None if imposed else "no fault is imposed"
    if any(each.id == fault for each in imposed):
        return None
    if any(each.tag == fault for each in situation.picture.faults):
        return f"{fault} is the site's own: it came with the premises and stays"
    return f"{fault} is not in force"


def _nothing(_who: str, _situation: Situation) -> str | None:
    return None


_ASKED: Mapping[Deed, Callable[[str, Situation], str | None]] = {
    Deed.UPDATE: why_no_update,
    Deed.ACTIVATE: why_no_activation,
    Deed.WAKE: why_no_waking,
    Deed.KILL: _why_no_kill,
    Deed.RESTART: _why_no_restart,
    Deed.CHANGE: _why_no_clearing,
    Deed.CLEAR: _why_no_clearing,
}


def _where(row: PackageRow) -> str:
    share = "" if row.have is None or not row.size else f", {100 * row.have // row.size}%"
    return f"{row.name} is at {row.stage}{share}"
