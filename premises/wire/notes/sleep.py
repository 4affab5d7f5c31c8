"""What is noted of a device that sleeps."""

from premises.quantity import Instant
from premises.wire.notes.note import Note


class FellAsleep(Note, frozen=True, array_like=True, gc=False, tag="sleep.begun"):
    """A device turned its radio off until its next wake."""

    until: Instant
    """When that is due by its own clock."""


class WakeMissed(Note, frozen=True, array_like=True, gc=False, tag="wake.missed"):
    """A device should have woken and slept on; the next chance is its next wake."""

    number: int
    """Which wake by its own clock, counted from the premises' origin."""
    why: str
    """``stuck-asleep`` or ``by chance``."""
    until: Instant = Instant(0)
    """When the next one is due by its own clock."""
