"""What is noted of a device that sleeps."""

from premises.wire.notes.note import Note


class WakeMissed(Note, frozen=True, array_like=True, gc=False, tag="wake.missed"):
    """A device should have woken and slept on; the next chance is its next wake."""

    number: int
    """Which wake by its own clock, counted from the premises' origin."""
    why: str
    """``stuck-asleep`` or ``by chance``."""
