"""What a live participant needs of a broker, and nothing more: QoS 0, own retained topics, a will.

A Link is one connection. When it is lost ``next`` raises LinkError; whoever owns it opens another. Reliability,
sleep, sequence numbers and heartbeats are the emulator's own business above this line.
"""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Protocol

OUTBOX_MAX = 20_000
"""Publications waiting for the socket; one more is a LinkError. Ours."""

INBOX_MAX = 20_000
"""Arrivals waiting to be taken; one more ends the connection with a LinkError. Ours."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """One message from the broker."""

    topic: str
    payload: bytes
    retained: bool
    """Whether it was kept by the broker from before this subscription."""


@dataclass(frozen=True, slots=True)
class Will:
    """What the broker publishes, retained, when this connection's socket is lost without a goodbye."""

    topic: str
    payload: bytes


class Link(Protocol):
    """One open connection to the broker."""

    async def next(self) -> Arrival:
        """Wait for the next arrival, in order for each topic. Cancelling it loses nothing.

        LinkError when the connection is lost.
        """

    def publish(self, topic: str, payload: bytes, *, retain: bool = False) -> None:
        """Queue one publication, in order; an empty retained payload clears the topic.

        LinkError when OUTBOX_MAX publications are already waiting, or the connection is lost.
        """

    async def flush(self) -> None:
        """Wait until everything published so far was handed to the socket; LinkError when the connection is lost."""


class OpenLink(Protocol):
    """Opens one connection as one user; the broker, the user and the password are its own affair."""

    def __call__(self, subscriptions: Sequence[str], will: Will | None = None) -> AbstractAsyncContextManager[Link]:
        """Connect and subscribe to ``subscriptions`` at QoS 0; LinkError when that cannot be done."""
