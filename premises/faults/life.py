"""When one participant is away on purpose: from its faults as data to the moments at which it goes down and comes up.

::

    crash, power-cut, battery-flat -> windows of premises time ----+--> down while any of them holds
    reboot-mid-write -> the write that it counts to -> a window ---+

Pure; whoever runs the machine asks when something is due, and does it. What has happened is kept, so that a process
that is started anew finds its device as it was.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from premises.faults.specified import named
from premises.identity import Name
from premises.machine.ailing import DeviceFault, DeviceFaults
from premises.machine.effects import Effects, Keep, Kept
from premises.quantity import NEVER, Duration, Instant, after, seconds
from premises.wire.fault import DEVICE_KINDS, FaultSpec

CRASH_TAKES = seconds(40)
"""How long a device is down that crashed, unless its fault says otherwise. Assumption 54 (docs/sources.md)."""

KEY_FALLEN = "life/fallen"

SUPPLY = "supply"
"""How the name of what comes of another device, and of no fault, begins."""

POWER_CUT, MID_WRITE = "power-cut", "reboot-mid-write"

LIFE_KINDS = frozenset(("crash", POWER_CUT, "battery-flat", MID_WRITE))
"""The kinds of fault that make a device go away; a machine is told the others."""


@dataclass(frozen=True, slots=True)
class Down:
    """A stretch of premises time in which a device is down, and why."""

    fault: str
    """The name of the fault, as ``named`` gives it."""
    kind: str
    since: Instant
    """The first moment in it."""
    until: Instant
    """The first moment after it; NEVER for what has no end."""

    def holds(self, moment: Instant) -> bool:
        """Say whether the device is down then, if only for this."""
        return self.since <= moment < self.until


class Life:
    """The life of ``who``: what the site says is wrong with it, what is imposed, and what has come of it."""

    __slots__ = ("_downs", "_fallen", "_imposed", "_is_told", "_own", "_spans", "_writes", "tearing", "who")

    def __init__(self, who: Name, own: Iterable[FaultSpec] = ()) -> None:
        self.who = who
        self._own = _of(who, "site", own)
        self._imposed: tuple[tuple[str, FaultSpec], ...] = ()
        self._is_told = False
        self._fallen: tuple[Down, ...] = ()
        self._writes: tuple[tuple[str, int], ...] = ()
        self._reckon()

    def begin(self, kept: Kept) -> tuple[Keep, ...]:
        """Begin another boot with what is known from before; give what must be kept of it."""
        before = self._fallen = _fallen(kept.get(KEY_FALLEN))
        self._writes = ()
        # What was imposed by others is as it was until somebody says what is imposed now.
        if self._is_told:
            self._forget_others()
        self._reckon()
        return self._keep_since(before)

    def twin(self) -> "Life":
        """Give a life that goes on from here on its own."""
        other = object.__new__(Life)
        for slot in Life.__slots__:
            setattr(other, slot, getattr(self, slot))
        return other

    def impose(self, faults: Iterable[FaultSpec]) -> tuple[Keep, ...]:
        """Let exactly those of ``faults`` that are for it be imposed from now on; give what must be kept of it."""
        before = self._fallen
        self._imposed = _of(self.who, "run", faults)
        self._is_told = True
        self._forget_others()
        self._reckon()
        return self._keep_since(before)

    def fall(self, now: Instant) -> tuple[Keep, ...]:
        """Remember, of what takes it down now, what would not be known after a start of its process."""
        known = {name for name, _ in self._own} | {down.fault for down in self._fallen}
        self._fallen += tuple(down for down in self._downs if down.holds(now) and down.fault not in known)
        self._reckon()
        return (self._row(),) if self._fallen else ()

    def lose_power(self, by: str, now: Instant, span: Duration) -> list[Keep]:
        """Be without power from ``now`` on, for ``span``, because of ``by``; give what must be kept of it."""
        # A cut of a supply is over when it is over: only what still holds is remembered.
        held = tuple(down for down in self._fallen if not _is_supply(down) or down.until > now)
        self._fallen = (*held, Down(f"{SUPPLY} {by}", POWER_CUT, now, after(now, span)))
        self._reckon()
        return [self._row()]

    def tears(self, effects: Effects, now: Instant) -> bool:
        """Say whether the device goes down instead of doing ``effects``: they are the write that a fault counts to.

        Nothing is left of that write (assumption 27, docs/sources.md). Writes are counted from each start, as
        everything that faults count (assumption 44).
        """
        if not self.tearing or not any(type(effect) is Keep for effect in effects):
            return False
        counts = dict(self._writes)
        torn = []
        for name, spec in self.tearing:
            since, until = _window(spec)
            if not since <= now < until:
                continue
            counts[name] = counts.get(name, 0) + 1
            if counts[name] == (spec.nth or 1):
                torn.append(Down(name, MID_WRITE, now, after(now, _takes(spec))))
        self._writes = tuple(counts.items())
        self._fallen += tuple(torn)
        self._reckon()
        return bool(torn)

    def down(self, now: Instant) -> Down | None:
        """Give the first of what keeps it down at ``now``; None when it is up."""
        return min((down for down in self._downs if down.holds(now)), key=_since, default=None)

    def turns_at(self, now: Instant, *, is_down: bool) -> Instant | None:
        """Give when it comes up, if it is down, or goes down, if it is up: ``now`` or later, or None for never."""
        span = next((span for span in self._spans if now < span[1]), None)
        if not is_down:
            return None if span is None else max(span[0], now)
        if span is None or now < span[0]:
            return now
        return span[1] if span[1] < NEVER else None

    def cut_since(self, now: Instant, span: Duration, said: int) -> Instant | None:
        """Give when the first power cut begins that is not over, is longer than ``span``, and begins after ``said``."""
        cuts = _spans(down for down in self._downs if down.kind == POWER_CUT)
        return next((since for since, until in cuts if said < since and now < until > after(since, span)), None)

    def ails(self) -> DeviceFaults:
        """Give what else is wrong with it, as its machine is told."""
        return tuple(_device_fault(spec) for _, spec in self._all() if spec.kind not in LIFE_KINDS)

    def _all(self) -> tuple[tuple[str, FaultSpec], ...]:
        return *self._own, *self._imposed

    def _forget_others(self) -> None:
        known = {name for name, _ in self._all()}
        self._fallen = tuple(down for down in self._fallen if down.fault in known or _is_supply(down))

    def _keep_since(self, before: tuple[Down, ...]) -> tuple[Keep, ...]:
        return () if self._fallen == before else (self._row(),)

    def _row(self) -> Keep:
        return Keep(KEY_FALLEN, _row(self._fallen))

    def _reckon(self) -> None:
        planned = tuple(down for name, spec in self._all() for down in _planned(name, spec))
        self._downs: tuple[Down, ...] = (*planned, *self._fallen)
        self._spans = _spans(self._downs)
        fallen = {down.fault for down in self._fallen}
        self.tearing = tuple((name, spec) for name, spec in self._all() if _tears(spec) and name not in fallen)
        """The faults that may yet tear a write; nothing is counted where there is none."""


def _is_supply(down: Down) -> bool:
    return down.fault.startswith(f"{SUPPLY} ")


def _of(who: Name, by: str, faults: Iterable[FaultSpec]) -> tuple[tuple[str, FaultSpec], ...]:
    """Give the faults of ``who`` with names; equal faults of a site and of a run are two."""
    own = (spec for spec in faults if spec.kind in DEVICE_KINDS and spec.device == who)
    return tuple((f"{by} {name}", spec) for name, spec in named(own))


def _planned(name: str, spec: FaultSpec) -> Iterator[Down]:
    """Give the window in which a fault takes its device down, if the fault alone says it."""
    since, until = _window(spec)
    if spec.kind == "crash":
        yield Down(name, spec.kind, since, after(since, _takes(spec)))
    elif spec.kind in LIFE_KINDS and not _tears(spec):
        yield Down(name, spec.kind, since, until)


def _tears(spec: FaultSpec) -> bool:
    return spec.kind == MID_WRITE


def _window(spec: FaultSpec) -> tuple[Instant, Instant]:
    return spec.begins_at, spec.ends_at


def _takes(spec: FaultSpec) -> Duration:
    return CRASH_TAKES if spec.takes_s is None else seconds(spec.takes_s)


def _row(downs: tuple[Down, ...]) -> bytes | None:
    lines = (f"{down.kind} {down.since} {down.until} {down.fault}" for down in downs)
    return "\n".join(lines).encode() or None


def _fallen(row: bytes | None) -> tuple[Down, ...]:
    lines = [] if row is None else row.decode().split("\n")
    parts = (line.split(" ", 3) for line in lines)
    return tuple(Down(fault, kind, Instant(int(since)), Instant(int(until))) for kind, since, until, fault in parts)


def _spans(downs: Iterable[Down]) -> tuple[tuple[Instant, Instant], ...]:
    """Give the stretches that ``downs`` cover together, in order: those that touch are one."""
    spans: list[tuple[Instant, Instant]] = []
    for down in sorted(downs, key=_since):
        if spans and down.since <= spans[-1][1]:
            spans[-1] = spans[-1][0], max(spans[-1][1], down.until)
        elif down.since < down.until:
            spans.append((down.since, down.until))
    return tuple(spans)


def _since(down: Down) -> Instant:
    return down.since


def _device_fault(spec: FaultSpec) -> DeviceFault:
    since, until = _window(spec)
    takes = Duration(0) if spec.takes_s is None else seconds(spec.takes_s)
    return DeviceFault(spec.kind, since, None if until == NEVER else until, takes, spec.drift_ppm or 0.0)
