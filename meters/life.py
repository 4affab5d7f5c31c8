"""Whether a meter runs, or reboots into another version: values only."""

from dataclasses import dataclass

from premises.machine.growing import Growing
from premises.quantity import Instant


@dataclass(frozen=True, slots=True)
class Up:
    """It runs its firmware."""


@dataclass(frozen=True, slots=True)
class Down:
    """Its radio is off until ``until``, when it comes up with ``image``."""

    version: int
    image: Growing
    until: Instant
