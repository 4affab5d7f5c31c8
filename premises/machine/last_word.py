"""A machine that can say one last thing when its power is gone, from what energy is left in it.

Whoever runs the machine decides whether power is gone, and for how long.
"""

from typing import Protocol, runtime_checkable

from premises.machine.effects import Effects
from premises.quantity import Duration, Instant


@runtime_checkable
class Gasping(Protocol):
    """A machine with a last word."""

    @property
    def gasps_after(self) -> Duration:
        """For how long power must be gone before it says it; a shorter cut is not worth a word."""

    def gasp(self, since: Instant, now: Instant) -> Effects:
        """Say it, by a machine that was made and never starts: power went at ``since``, and this is all there is."""
