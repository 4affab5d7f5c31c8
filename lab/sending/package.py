"""What a live campaign sends, and what became of each device's part of it."""

from dataclasses import dataclass

from lab.campaign.activation import Activation
from lab.campaign.wanted import Gate
from premises.identity import Name
from premises.quantity import Duration, Instant


@dataclass(frozen=True, slots=True)
class Package:
    """One image for devices of one type, and how long a polite Supplier allows it."""

    to: tuple[str, ...]
    image: bytes
    allowed: Duration
    gates: tuple[Gate, ...] = ()
    """What its request waits for; of a naive Supplier's, nothing."""
    waits_for: str = ""
    """The same in words."""
    activation: Activation | None = None
    """When an 11.3 follows to each of its devices; None when they need none."""

    def until(self, now: Instant) -> Instant:
        """Give its deadline when it goes out ``now``."""
        held_by = Instant(now + self.allowed)
        return held_by if self.activation is None else self.activation.until(held_by)


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one device's part."""

    who: Name
    version: int
    runs: bool
    words: str
