"""A device's own clock: it goes by its drift and by what is wrong with it, so its seconds may be longer than ours.

In whole microseconds and exact fractions: a clock that does not drift reads premises time, whatever the span. Nobody
sets it while the device runs. Assumption 40 (docs/sources.md).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from premises.machine.ailing import DeviceFaults
from premises.quantity import Duration, Instant

CLOCK_DRIFT = "clock-drift"

PARTS = 1_000_000_000
"""A drift counts in parts of this."""


@dataclass(frozen=True, slots=True)
class OwnClock:
    """What a clock read at one moment; from there on it goes as its drift and its faults have it."""

    set_at: Instant
    reading: int
    """Microseconds since the premises' origin, as the device believes."""


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A time in which a clock goes evenly: ``longer`` microseconds for each ``shown`` that it shows."""

    since: Instant
    reading: int
    longer: int
    shown: int
    until: Instant | None

    def reads(self, now: Instant) -> int:
        return self.reading + (now - self.since) * self.shown // self.longer

    def shows(self, reading: int) -> Instant:
        """Give the first moment at which it reads ``reading`` or more."""
        return Instant(self.since - (self.reading - reading) * self.longer // self.shown)


def reading_at(clock: OwnClock, drift_ppm: float, faults: DeviceFaults, now: Instant) -> int:
    """Give what ``clock`` reads at ``now``, which is not before it was set."""
    reading = clock.reading
    for stretch in _stretches(clock, drift_ppm, faults):
        if stretch.until is None or now < stretch.until:
            return stretch.reads(now)
        reading = stretch.reads(stretch.until)
    return reading


def moment_of(clock: OwnClock, drift_ppm: float, faults: DeviceFaults, reading: int) -> Instant:
    """Give the first moment, perhaps a past one, at which ``clock`` reads ``reading`` or more."""
    moment = clock.set_at
    for stretch in _stretches(clock, drift_ppm, faults):
        moment = stretch.shows(reading)
        if stretch.until is None or moment <= stretch.until:
            return moment
    return moment


def stretched(span: Duration, faults: DeviceFaults, now: Instant) -> Duration:
    """Give how long ``span`` of its clock takes from ``now``, if nothing changes meanwhile."""
    longer, shown = _rate(0.0, faults, now)
    return Duration(span * longer // shown)


def _stretches(clock: OwnClock, drift_ppm: float, faults: DeviceFaults) -> Iterator[_Stretch]:
    """Give the stretches from when it was set, one after the other; the last has no end."""
    since, reading = clock.set_at, clock.reading
    moments = {moment for fault in faults if fault.kind == CLOCK_DRIFT for moment in (fault.since, fault.until)}
    for until in sorted(moment for moment in moments if moment is not None and moment > since):
        stretch = _Stretch(since, reading, *_rate(drift_ppm, faults, since), until)
        yield stretch
        since, reading = until, stretch.reads(until)
    yield _Stretch(since, reading, *_rate(drift_ppm, faults, since), None)


def _rate(drift_ppm: float, faults: DeviceFaults, now: Instant) -> tuple[int, int]:
    longer, shown = PARTS + round(drift_ppm * 1000), PARTS
    for fault in faults:
        if fault.kind == CLOCK_DRIFT and fault.counts(now):
            longer *= PARTS + round(fault.drift_ppm * 1000)
            shown *= PARTS
    return longer, shown
