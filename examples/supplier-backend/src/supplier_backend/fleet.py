"""What the back end works with: devices, releases, the requests that it wants sent and the answers that it hears.

Plain values with plain numbers. Whoever speaks to the DCC turns them into service requests and alerts, and back.
"""

from dataclasses import dataclass
from enum import Enum


@dataclass(frozen=True, slots=True)
class Device:
    """One device that this Supplier is responsible for."""

    id: str
    """Its EUI-64, as in the smart metering inventory."""
    model: str
    """Devices of one model share a release."""
    runs: int
    """The version that it is known to run."""


@dataclass(frozen=True, slots=True)
class Release:
    """A firmware image that every device of a model should run."""

    model: str
    version: int
    image: bytes


@dataclass(frozen=True, slots=True)
class Order:
    """A service request 11.4 that is to be sent now."""

    number: int
    """Never used twice."""
    release: Release
    devices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answered:
    """The DCC's synchronous answer to an order: which of its devices it refused, and why."""

    number: int
    refused: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Transferred:
    """CCS08: how the transfer of an image to a device ended."""

    number: int
    device: str
    result: "Result"


@dataclass(frozen=True, slots=True)
class Activated:
    """CS09: a device says which version it runs now, and whether that is the one that was asked for."""

    device: str
    version: int
    succeeded: bool


Heard = Answered | Transferred | Activated


class Result(Enum):
    """How a transfer ended."""

    SUCCESS = "success"
    DISCARDED = "discarded"
    """The hub dropped the image for another one: it can be sent again."""
    WRONG_HARDWARE = "wrong hardware"
    FAILED = "failed"


class State(Enum):
    """Where a device stands, as far as this Supplier can know."""

    UP_TO_DATE = "up to date"
    WAITING = "waiting"
    """It needs firmware, and its request has not gone out, or is to go out again."""
    ASKED = "asked"
    """Its request went out; it may be downloading."""
    HAS_IMAGE = "has the image"
    """The hub says that the image was transferred; what the device runs, nobody has said."""
    FAILED = "failed"
    """Somebody has to look at it: it was refused, could not run the image, or lost it too often."""
    SILENT = "silent"
    """No last word before the deadline."""


@dataclass(frozen=True, slots=True)
class Report:
    """What the back end says of one device."""

    state: State
    tries: int
    """How often its request went out."""
    because: str
    """Why it failed or waits again; empty otherwise."""
