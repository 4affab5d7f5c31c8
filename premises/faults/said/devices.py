"""Faults of devices in spoken words: ``power cut at b3 from 60s for 5m``, as the table that says the same, and back.

The part of the grammar in docs/faults.md that begins with what is wrong with a device. It knows no site.
"""

from collections.abc import Callable, Mapping
from typing import Any

from premises.faults.said.amounts import exact, ordinal, plain, time
from premises.faults.said.lines import Line
from premises.wire.fault import FaultSpec

KINDS = {
    "crash": "crash",
    "power cut": "power-cut",
    "battery flat": "battery-flat",
    "reboot": "reboot-mid-write",
    "flash full": "flash-full",
    "slow erase": "slow-erase",
    "refuse verify": "refuse-verify",
    "fail activate": "fail-activate",
    "wrong hardware": "wrong-hardware",
    "stuck asleep": "stuck-asleep",
    "clock drift": "clock-drift",
}
"""What each kind is called where it is said."""

_DONE_TO = ("crash", "reboot-mid-write")
"""Said ``of`` a device, the others ``at`` it; both are understood."""


def what_is_wrong(line: Line) -> dict[str, Any] | None:
    """Read what is wrong and with which device; None, and nothing read, when a fault of a link is said."""
    for words, kind in KINDS.items():
        if line.take(*words.split()):
            amount = _AMOUNTS[kind](line) if kind in _AMOUNTS else {}
            if not line.take("of"):
                line.need("at")
            return {"kind": kind, **amount, "device": line.word("the name of a device")}
    return None


def what_is_said(spec: FaultSpec) -> str:
    """Give a fault of a device in words, up to its window."""
    words = next(words for words, kind in KINDS.items() if kind == spec.kind)
    if spec.kind == "slow-erase":
        words += f" of {time(exact(spec.takes_s))}"
    if spec.drift_ppm is not None:
        words += f" of {plain(exact(spec.drift_ppm))}ppm"
    said = f"{words} {'of' if spec.kind in _DONE_TO else 'at'} {spec.device}"
    if spec.nth is not None:
        said += f" in the {ordinal(spec.nth)} write"
    if spec.kind != "slow-erase" and spec.takes_s is not None:
        said += f" down for {time(exact(spec.takes_s))}"
    return said


def _slow(line: Line) -> dict[str, Any]:
    line.need("of")
    return {"takes_s": float(line.seconds())}


def _drift(line: Line) -> dict[str, Any]:
    line.need("of")
    return {"drift_ppm": line.millionths()}


def _write(line: Line) -> dict[str, Any]:
    line.need("the")
    nth = line.ordinal()
    line.need("write")
    return {"nth": nth}


def _down(line: Line) -> dict[str, Any]:
    line.need("for")
    return {"takes_s": float(line.seconds())}


_AMOUNTS: Mapping[str, Callable[[Line], dict[str, Any]]] = {"slow-erase": _slow, "clock-drift": _drift}
"""What a kind has before its device."""

CLAUSES: Mapping[str, Callable[[Line], dict[str, Any]]] = {
    "in": _write,
    "down": _down,
    "at": lambda line: {"from_s": float(line.seconds())},
    "from": lambda line: {"from_s": float(line.seconds())},
    "until": lambda line: {"until_s": float(line.seconds())},
    "for": lambda line: {"for_s": float(line.seconds())},
}
"""What may follow the device, in any order, each once."""
