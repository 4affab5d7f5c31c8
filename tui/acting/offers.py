"""What each key would do now: a command at once, a dialog to be opened, or nothing, and then why.

Asked before every act and for the footer, where a key that can do nothing is dim. It starts nothing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from premises.identity import Name
from premises.wire.device.target import updatable, wanted_of
from premises.wire.site import DCC, HUB, devices
from tui.acting import deeds
from tui.acting.act import Act
from tui.acting.situation import Situation
from tui.acting.speeds import SPEEDS, next_speed
from tui.acting.why_not import why_not

JOURNAL = "journal"
"""The one key that needs no premises."""

IN_RECORDINGS_TOO = frozenset({JOURNAL, "export"})
"""What can be done where nothing can be changed: it changes nothing."""


@dataclass(frozen=True, slots=True)
class Refused:
    """Nothing can be done."""

    why: str


@dataclass(frozen=True, slots=True)
class Opens:
    """A dialog asks for the rest."""

    dialog: str
    fault: str = ""
    """The id of the fault that it is about; empty for none."""
    ready: str = ""
    """The ready-made fault that it begins with; empty for none."""


Offer = Act | Opens | Refused


def offer_of(name: str, situation: Situation) -> Offer:
    """Give what the act called ``name`` would be now."""
    if situation.barred and name not in IN_RECORDINGS_TOO:
        return Refused(situation.barred)
    offer = _OFFERS[name](situation)
    reason = why_not(offer, situation) if isinstance(offer, Act) else None
    return offer if reason is None else Refused(reason)


def _updating(situation: Situation) -> Offer:
    return Opens("update") if updatable(situation.site) else Refused("no device here has firmware that can be updated")


def _activating_later(situation: Situation) -> Offer:
    site = situation.site
    if any(wanted_of(site, who).is_commanded for who in updatable(site)):
        return Opens("activate")
    return Refused("no device here waits for CS06: each runs a new image by itself")


def _changing(situation: Situation) -> Offer:
    fault = situation.fault_at_hand() or next(reversed(situation.imposed), None)
    return Opens("change", fault.id) if fault is not None else Refused(_no_fault(situation))


def _clearing(situation: Situation) -> Offer:
    fault = situation.fault_at_hand()
    if fault is not None:
        return deeds.clear((fault.id,))
    return Opens("clear") if situation.imposed else Refused(_no_fault(situation))


def _no_fault(situation: Situation) -> str:
    own = situation.picture.faults
    return f"no fault is imposed; {own[0].tag} is the site's own" if own else "no fault is imposed"


def _to_device(make: Callable[[Situation, str], Act]) -> Callable[[Situation], Offer]:
    def offer(situation: Situation) -> Offer:
        who = situation.chosen
        if who in (*devices(situation.site), HUB, DCC):
            return make(situation, who)
        return Refused(f"no device is chosen: the cursor is on the link {who}" if who else "no device is chosen")

    return offer


def _restart(situation: Situation, who: str) -> Act:
    cut = situation.power_cut_at(who)
    return deeds.restart(who, "" if cut is None else cut.id)


def _pausing(situation: Situation) -> Offer:
    return deeds.pause() if situation.speed else deeds.pace(f"{situation.resumes:g}")


def _slower(situation: Situation) -> Offer:
    speed = next_speed(situation.speed, -1)
    if speed is not None:
        return deeds.pace(f"{speed:g}")
    slowest = f"x{SPEEDS[0]:g} is the slowest that a key sets; space lets the clock stand"
    return Refused(slowest if situation.speed else "the clock stands already")


def _faster(situation: Situation) -> Offer:
    speed = next_speed(situation.speed, 1)
    return Refused(f"x{SPEEDS[-1]:g} is the fastest that a key sets") if speed is None else deeds.pace(f"{speed:g}")


_OFFERS: Mapping[str, Callable[[Situation], Offer]] = {
    "update": _updating,
    "fault": lambda _: Opens("fault"),
    "change": _changing,
    "clear": _clearing,
    "wake": _to_device(lambda _, who: deeds.wake(who)),
    "activate": _to_device(lambda situation, who: deeds.activate(who, by=situation.by)),
    "activate-at": _activating_later,
    "kill": _to_device(lambda _, who: deeds.kill(who)),
    "restart": _to_device(_restart),
    "read": _to_device(lambda _, who: deeds.read_version(who)),
    "pause": _pausing,
    "slower": _slower,
    "faster": _faster,
    "speed": lambda _: Opens("speed"),
    "supplier": lambda _: Opens("supplier"),
    "export": lambda _: Opens("export"),
    JOURNAL: lambda _: Opens(JOURNAL),
}

NAMES = tuple(_OFFERS)
"""Every act that has a name."""


def kinds_of(situation: Situation, who: Name) -> tuple[str, ...]:
    """Give the acts that a device is of the kind for, whether or not each can be done now."""
    box, site = situation.picture.box(who), situation.site
    names = ["update"] if who in updatable(site) else []
    names += ["activate"] if who in updatable(site) and wanted_of(site, who).is_commanded else []
    names += ["wake"] if box is not None and box.is_sleeper else []
    names += ["read"] if who in updatable(site) else []
    return (*names, "kill", "restart")
