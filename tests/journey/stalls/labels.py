"""What a case is labelled: the hop and the cause that follow from what was injected, by the rules that stand here.

Nothing here looks at a note or at the diagnosis. A fault says what it is (its kind, its chance, its aim) and where (its
link, its direction, its device); what is wrong with a request or with the premises says it by name.

| what was injected | cause | where |
|---|---|---|
| an outage; a loss or damage of all frames; every message of a kind lost, said again and again | LINK_DOWN | the hop |
| a loss, a burst or damage of a part of all frames | LOSSY | the hop |
| a loss of less than one frame in ten | SLOW | the device |
| a loss of the nth message of a kind | FRAME_LOST | the hop |
| a latency; a rate | SLOW_LINK | the hop |
| a latency of one kind of message, longer than its sender waits | RETRY_WAIT | who says it again |
| anything done to CCS08 alone: a package has its end by CS09 | none | |
| a device fault | by its kind, in DEVICE_CAUSES | the device; the hub for ``wrong-hardware``, which it is told of |
| what ends the download of a device that another feeds | PART_FAILED | the device |
| a wrong request, a setting, a clock that stands | by its name, in NAMED | by its name |
"""

from collections.abc import Mapping
from dataclasses import dataclass

from premises.identity import Name
from premises.wire.fault import DEVICE_KINDS, FaultSpec
from premises.wire.site import DCC, HUB

LOSSY_FROM = 0.1
"""The part of all frames from which a loss is one of its hop. The closed list says "one in ten of them lost"."""


@dataclass(frozen=True, slots=True)
class Label:
    """What is to be said; ``cause`` is empty where nothing is to be."""

    cause: str
    at: tuple[Name, ...] = ()
    directed: bool = False
    """Whether the direction of the hop was injected, too."""

    def __str__(self) -> str:
        return f"{self.cause or '-'} {'>'.join(self.at)}".strip()


NOTHING = Label("")

DEVICE_CAUSES: Mapping[str, str] = {
    "crash": "DEVICE_DOWN",
    "power-cut": "DEVICE_DOWN",
    "battery-flat": "DEVICE_DOWN",
    "reboot-mid-write": "DEVICE_DOWN",
    "flash-full": "NO_ROOM",
    "slow-erase": "ERASING",
    "refuse-verify": "IMAGE_REFUSED",
    "fail-activate": "NOT_ACTIVATED",
    "wrong-hardware": "NOT_FOR_DEVICE",
    "stuck-asleep": "WAKE_MISSED",
    "clock-drift": "ASLEEP",
}

ENDS_A_PART = ("flash-full", "refuse-verify", "fail-activate", "wrong-hardware")
"""What ends the part of a device that is fed by another, which alone hears of it."""

SAID_UPWARDS = frozenset(("CS09", "ActivateFirmwareResponse"))
"""What a device says of what it runs."""

NAMED: Mapping[str, Label] = {
    "older version": Label("REFUSED_BY_DCC", (DCC,)),
    "larger than a slot": Label("NOT_STORED", (HUB,)),
    "larger than b1's flash": Label("NO_ROOM", (Name("b1"),)),
    "for other hardware": Label("NOT_FOR_DEVICE", (HUB,)),
    "damaged image": Label("IMAGE_REFUSED", (Name("b1"),)),
    "displaced": Label("OVERWRITTEN", (HUB,)),
    "behind another": Label("QUEUED", (DCC,)),
    "paused": Label("PAUSED", (Name("conductor"),)),
    "paced": Label("RATE_LIMITED", (HUB,)),
    "duty limited": NOTHING,
    "duty critical": Label("DUTY_CYCLE", (HUB,)),
    "duty suspended": Label("DUTY_CYCLE", (HUB,)),
    "asleep": Label("ASLEEP", (Name("b4"),)),
    "unheard for ever": Label("ALERT_LOST", (HUB,)),
    "stuck for longer than the hub holds": Label("HELD_TOO_LONG", (HUB,)),
    "fetched while it sleeps": Label("ASLEEP", (Name("b4"),)),
    "reboots": Label("REBOOTING", (Name("b1"),)),
    "nothing": NOTHING,
    "nobody sends 11.3, esme": Label("NO_ORDER", (Name("esme"),)),
    "nobody sends 11.3, hcalcs": Label("NO_ORDER", (Name("hcalcs"),)),
    "11.3 for later": Label("ACTIVATES_LATER", (Name("esme"),)),
    "11.3 called off": Label("NO_ORDER", (Name("esme"),)),
    "11.3 at once": Label("REBOOTING", (Name("esme"),)),
    "11.3 for another image": Label("ORDER_REFUSED", (Name("esme"),)),
    "11.3 by somebody else": Label("ORDER_REFUSED", (Name("esme"),)),
    "another image in its place": Label("REPLACED", (Name("esme"),)),
    "an image waits for the GSME": Label("MIRROR_FLAG", (Name("gsme"),)),
    "CS06 waits for the GSME": Label("MIRROR_FLAG", (Name("gsme"),)),
    "the GSME fetches in bursts": Label("ASLEEP", (Name("gsme"),)),
    "CS06 is not fetched in a day": Label("ORDER_LOST", (HUB,)),
    "displaced by a GSME": Label("OVERWRITTEN", (HUB,)),
    "outranked by a GSME": Label("NOT_STORED", (HUB,)),
    "a hub of GBCS 3.2": Label("HUB_TOO_OLD", (HUB,)),
    "the hub's store is lost": Label("LOST_IN_REBOOT", (HUB,)),
    "B2 is stranded": Label("STRANDED", (Name("b1"), Name("b2"))),
    "B4 fetches its part": Label("CHILDREN_NOT_DONE", (Name("b3"), Name("b4"))),
    "B4 fetches its part, late": Label("CHILDREN_NOT_DONE", (Name("b3"), Name("b4"))),
    "B4 sleeps before its part": Label("ASLEEP", (Name("b4"),)),
    "B4 sleeps before its part, in option-b": Label("ASLEEP", (Name("b4"),)),
    "B4's part fails": Label("PART_FAILED", (Name("b4"),)),
    "B4's part fails, late": Label("PART_FAILED", (Name("b4"),)),
    "B4 is not reached with its part": Label("LINK_DOWN", (Name("b3"), Name("b4"))),
}


def label_of(fault: FaultSpec, way: tuple[Name, ...], *, is_fed: bool = False) -> Label:
    """Give the label of a fault for what goes ``way``, from the hub to a device; it may be fed by the one before it."""
    if is_fed and fault.kind in ENDS_A_PART:
        return Label("PART_FAILED", (Name(fault.device),))
    if fault.kind in DEVICE_KINDS:
        who = HUB if fault.kind == "wrong-hardware" else Name(fault.device)
        return Label(DEVICE_CAUSES[fault.kind], (who,))
    if "CCS08" in fault.messages:
        return NOTHING
    if fault.kind == "loss" and fault.chance is not None and fault.chance < LOSSY_FROM:
        return Label("SLOW", (way[-1],))
    at = _hop(fault, way)
    if fault.kind == "latency" and fault.messages:
        return Label("RETRY_WAIT", (at[0],))
    return Label(_link_cause(fault), at, directed=bool(fault.toward or fault.leaving))


def _link_cause(fault: FaultSpec) -> str:
    if fault.kind in ("latency", "rate"):
        return "SLOW_LINK"
    if fault.nth:
        return "FRAME_LOST"
    return "LINK_DOWN" if fault.kind == "outage" or fault.chance == 1.0 else "LOSSY"


def _hop(fault: FaultSpec, way: tuple[Name, ...]) -> tuple[Name, Name]:
    """Give the hop as frames cross it: down, unless the fault is for those that go up."""
    downs: dict[str, tuple[Name, Name]] = {"wan": (DCC, HUB), "han": (way[0], way[1])}
    down = downs.get(fault.link, (way[-2], way[-1]))
    is_up = fault.toward == down[0] or fault.leaving == down[1] or bool(SAID_UPWARDS & {*fault.messages})
    return (down[1], down[0]) if is_up else down
