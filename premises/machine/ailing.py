"""What is wrong with a device on purpose, as its machine sees it: told like anything else, and part of its state.

What makes a machine go away (a crash, a power cut) is not here: a machine cannot see its own absence. That is done by
who runs it. Which words and tables make these values is ``premises.wire.fault``'s affair.
"""

from typing import Protocol, runtime_checkable

from msgspec import Struct

from premises.machine.effects import Effects
from premises.quantity import Duration, Instant


class DeviceFault(Struct, frozen=True):
    """One thing that is wrong with a device, and when."""

    kind: str
    """One of DEVICE_KINDS, like ``flash-full``; docs/faults.md says what each does."""
    since: Instant
    """The first moment at which it counts."""
    until: Instant | None
    """The first moment at which it counts no longer; None for never."""
    takes: Duration
    """How long it takes, for the kinds that take a time; else 0."""
    drift_ppm: float = 0.0
    """How much longer a second of its clock is than a second, in millionths."""

    def counts(self, now: Instant) -> bool:
        """Say whether it counts at ``now``."""
        return self.since <= now and (self.until is None or now < self.until)


DeviceFaults = tuple[DeviceFault, ...]


@runtime_checkable
class Ailing(Protocol):
    """A machine that something can be wrong with."""

    def suffer(self, faults: DeviceFaults, now: Instant) -> Effects:
        """Take it that from now on all of ``faults`` is wrong, each in its time, and nothing else.

        Told before ``start``, and again whenever that changes.
        """


def found(faults: DeviceFaults, kind: str, now: Instant) -> DeviceFault | None:
    """Give the first of ``faults`` that is a ``kind`` and counts now, if any."""
    for fault in faults:  # Asked at every block, and nearly always of nothing: a generator would cost more.
        if fault.kind == kind and fault.counts(now):
            return fault
    return None
