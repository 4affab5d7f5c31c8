"""Whether a fault that somebody injected accounts for a finding, and until when: by its kind, its target, its window.

The faults are the site's own (a scenario's and the command line's are among them), and those that were imposed on the
running premises, which are noted in the spoken words of docs/faults.md.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from premises.identity import Name
from premises.journey.fold.journey import Journey
from premises.journey.layout import Layout
from premises.journey.why.cause import SLOW
from premises.journey.why.finding import Finding, Kind
from premises.quantity import NEVER, Instant, after, seconds
from premises.wire.fault import LINK_KINDS, FaultSpec
from premises.wire.notes.emulator import FaultCleared, FaultImposed
from premises.wire.topics import CONDUCTOR

CRASH_TAKES = seconds(40)
"""How long a device is down that crashed, unless its fault says otherwise. Assumption 54 (docs/sources.md)."""

_LOSES = ("loss", "burst", "outage", "damage", "rate")
_DELAYS = ("latency", "rate", "reorder")
_DOWNS = ("crash", "power-cut", "battery-flat", "reboot-mid-write")

EXPLAINS: Mapping[str, tuple[str, ...]] = {
    "LINK_DOWN": _LOSES,
    "LOSSY": _LOSES,
    "FRAME_LOST": _LOSES,
    "RETRY_WAIT": (*_LOSES, *_DELAYS, *_DOWNS),
    "GIVEN_UP": (*_LOSES, *_DELAYS, *_DOWNS),
    "ALERT_LOST": (*_LOSES, *_DOWNS),
    "SLOW_LINK": _DELAYS,
    "SLOW": (*_LOSES, *_DELAYS),
    "DEVICE_DOWN": _DOWNS,
    "HUB_LOST_POWER": ("power-cut",),
    "NOT_FOR_DEVICE": ("wrong-hardware",),
    "IMAGE_REFUSED": ("refuse-verify",),
    "NO_ROOM": ("flash-full",),
    "NOT_ACTIVATED": ("fail-activate", "refuse-verify"),
    "ERASING": ("slow-erase",),
    "WAKE_MISSED": ("stuck-asleep",),
    "HELD_TOO_LONG": ("stuck-asleep", *_LOSES, *_DOWNS),
    "ASLEEP": ("clock-drift",),
}
"""For each cause that a fault can account for: the kinds of fault that can."""

_WORDS: tuple[tuple[str, str], ...] = (
    (r"\boutage\b", "outage"),
    (r"\bburst loss\b", "burst"),
    (r"\bloss\b|\blost\b|^drop\b", "loss"),
    (r"\bdamaged\b", "damage"),
    (r"\blatency\b|\blate by\b", "latency"),
    (r"\boctets/s\b", "rate"),
    (r"\breordered\b", "reorder"),
    (r"^reboot\b", "reboot-mid-write"),
    (r"^clock drift\b", "clock-drift"),
)
"""How each kind of fault is said that does not begin with its own name."""

_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "min": 60.0, "h": 3600.0, "d": 86_400.0}
_MOMENT = re.compile(r"\b(from|at|until|for|down for) (\d+(?:\.\d+)?)(ms|s|min|m|h|d)\b")


@dataclass(frozen=True, slots=True)
class Known:
    """One fault, as far as it matters here."""

    kind: str
    words: str
    """For a person."""
    targets: frozenset[str]
    """The link, the ends or the device that it names; empty when it is for every link."""
    begins: Instant
    ends: Instant


def with_fault(finding: Finding, device: Name, journey: Journey, layout: Layout) -> Finding:
    """Give ``finding`` of a package for ``device`` with the fault that accounts for it, if there is one.

    That must have been in force when the newest of the evidence was noted.
    """
    kinds = EXPLAINS.get(finding.cause.code, ())
    targets = _targets(finding, device, journey, layout)
    moment = journey.now if finding.cause is SLOW else finding.evidence[-1].entries[-1].at
    for fault in (*map(_known, layout.faults), *_imposed(journey)):
        if fault.kind in kinds and fault.begins <= moment < fault.ends and _meets(fault, targets):
            return replace(finding, injected=True, words=f"{finding.words} (fault: {fault.words})")
    return finding


def up_again_at(faults: Iterable[FaultSpec], who: Name, down_at: Instant) -> Instant | None:
    """Give when a device is up again that went down at ``down_at``, if a fault of the site says it."""
    ends = [
        fault.ends
        for fault in map(_known, faults)
        if fault.kind in _DOWNS and who in fault.targets and fault.begins <= down_at < fault.ends < NEVER
    ]
    return max(ends, default=None)


def _meets(fault: Known, targets: frozenset[str]) -> bool:
    return not fault.targets or bool(fault.targets & targets)


def _targets(finding: Finding, device: Name, journey: Journey, layout: Layout) -> frozenset[str]:
    """Give the devices and links that a finding is about."""
    if finding.cause.kind is Kind.FAILED:
        return frozenset((*finding.at, device))
    if len(finding.at) != 1:
        hop = journey.hop(*finding.at)
        return frozenset() if hop is None else frozenset((hop.link,))
    # Who waits for an answer cannot say which hop of its way lost it.
    who = finding.at[0]
    way = layout.places[who if who in layout.places else device].hops
    hops = (journey.hop(*hop) for first, second in way for hop in ((first, second), (second, first)))
    return frozenset((who, *(hop.link for hop in hops if hop is not None)))


def _known(spec: FaultSpec) -> Known:
    target, where = spec.device or spec.link, "at" if spec.device else "on"
    words = spec.kind.replace("-", " ") + (f" {where} {target}" if target else "")
    begins, ends_at = Instant(seconds(spec.from_s)), spec.ends_at_s
    ends = NEVER if ends_at is None else Instant(seconds(ends_at))
    if spec.kind == "crash":
        ends = after(begins, CRASH_TAKES if spec.takes_s is None else seconds(spec.takes_s))
    return Known(spec.kind, words, frozenset((target,)) if target else frozenset(), begins, ends)


def _imposed(journey: Journey) -> Iterator[Known]:
    for entry in journey.of_kind(CONDUCTOR, FaultImposed):
        note = entry.note
        assert isinstance(note, FaultImposed), "of that kind"
        cleared = journey.last(CONDUCTOR, FaultCleared, note.id)
        fault = _read(note.said, entry.at)
        yield fault if cleared is None else replace(fault, ends=min(fault.ends, cleared.at))


def _read(said: str, imposed_at: Instant) -> Known:
    words = said.replace("-", " ")
    own = next((kind for kind in (*LINK_KINDS, *_device_kinds()) if words.startswith(kind.replace("-", " "))), None)
    kind = own or next((kind for pattern, kind in _WORDS if re.search(pattern, words)), "")
    targets = re.findall(r"\b(?:on|at|of) ([a-z][a-z0-9-]*)", said)
    begins, ends, takes = imposed_at, NEVER, CRASH_TAKES
    for word, amount, unit in _MOMENT.findall(said):
        span = seconds(float(amount) * _UNITS[unit])
        if word in ("from", "at"):
            begins = max(imposed_at, Instant(span))
        elif word == "until":
            ends = Instant(span)
        elif word == "for":
            ends = after(begins, span)
        else:
            takes = span
    if kind == "crash":
        ends = after(begins, takes)
    return Known(kind, said, frozenset(targets), begins, ends)


def _device_kinds() -> tuple[str, ...]:
    return (*_DOWNS, "flash-full", "slow-erase", "refuse-verify", "fail-activate", "wrong-hardware", "stuck-asleep")
