"""One request of a campaign, and what it waits for."""

from dataclasses import dataclass
from enum import Enum

from lab.campaign.activation import Activation
from premises.quantity import Duration
from premises.wire.duis.messages import UpdateRequest


class Word(Enum):
    """What a gate waits to hear of every device of a request."""

    TRANSFERRED = "transferred"
    """The device has the image, so the hub holds it no longer for that one: CCS08, or FDRA; or its last word."""
    LAST = "last"
    """Nothing more is to come: CS09, what came of CS06, or whatever ends its part before."""
    HELD = "held"
    """The device has the image; no deadline opens it, and when one is never to have it the request is not sent."""


@dataclass(frozen=True, slots=True)
class Gate:
    """What a request waits for, or for the deadline of the request that it is about."""

    after: int
    """Index of an earlier request of the campaign."""
    word: Word = Word.LAST


@dataclass(frozen=True, slots=True)
class Wanted:
    """One request of a campaign."""

    request: UpdateRequest
    allowed: Duration
    """Premises time from its sending to its deadline, but for what its 11.3 is allowed."""
    gates: tuple[Gate, ...] = ()
    """What it waits for beside what the manners of its campaign say."""
    firmware_hash: bytes = b""
    """Of an 11.1, the Manufacturer Image Hash that an FDRA names; empty for an 11.4."""
    activation: Activation | None = None
    """When an 11.3 follows; None when nobody sends one."""
