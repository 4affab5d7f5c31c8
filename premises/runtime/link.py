"""What a live participant needs of a broker, and nothing more: QoS 0, own retained topics, a will.

A Link is one connection. When it is lost ``next`` raises LinkError; a Connection then opens another. Reliability,
sleep, sequence numbers and heartbeats are the emulator's own business above this line.
"""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import NoReturn, Protocol

from premises.errors import AccessError, LinkError
from premises.runtime.clock import Wall, until

OUTBOX_MAX = 20_000
"""Publications waiting for the socket; one more is a LinkError. Ours."""

INBOX_MAX = 20_000
"""Arrivals waiting to be taken; one more ends the connection with a LinkError. Ours."""

REOPEN_AFTER = 100_000
"""Microseconds of wall before the first try to open a lost link again; each further try waits twice as long. Ours."""

REOPEN_AFTER_MAX = 2_000_000
"""Microseconds of wall between two tries, at most. Ours."""


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


class Inbox:
    """What has arrived on one link and was not taken yet, in order, then the reason why no more will come.

    The same for every Link. Owns no task: whoever reads the socket puts, whoever owns the link takes.
    """

    def __init__(self, size_max: int = INBOX_MAX) -> None:
        self._size_max = size_max
        self._arrivals: asyncio.Queue[Arrival | None] = asyncio.Queue()
        self._ended = ""

    @property
    def ended(self) -> str:
        """Why the connection is gone, as a sentence; empty while it stands."""
        return self._ended

    def put(self, arrival: Arrival) -> None:
        """Add one arrival; LinkError when ``size_max`` are already waiting."""
        if self._arrivals.qsize() >= self._size_max:
            raise LinkError(
                f"{self._size_max} arrivals are waiting and nobody takes them; the last was {arrival.topic}"
            )
        self._arrivals.put_nowait(arrival)

    def end(self, why: str) -> None:
        """Let the taker find ``why`` behind what is still here; the first reason stands."""
        if not self._ended:
            self._ended = why
            self._arrivals.put_nowait(None)

    async def next(self) -> Arrival:
        """Wait for the next arrival; LinkError once all are taken and the connection is gone."""
        arrival = await self._arrivals.get()
        if arrival is None:
            # The mark of the end stays for whoever asks again.
            self._arrivals.put_nowait(None)
            raise LinkError(self._ended)
        return arrival


class OpenLink(Protocol):
    """Opens one connection as one user; the broker, the user and the password are its own affair."""

    def __call__(self, subscriptions: Sequence[str], will: Will | None = None) -> AbstractAsyncContextManager[Link]:
        """Connect and subscribe to ``subscriptions`` at QoS 0; LinkError when that cannot be done."""


class Connection:
    """One link to the broker, opened again whenever it is lost; its owner runs ``keep``."""

    def __init__(self, open_link: OpenLink, subscriptions: tuple[str, ...], will: Will | None, wall: Wall) -> None:
        self._open_link = open_link
        self._subscriptions = subscriptions
        self._will = will
        self._wall = wall
        self._link: Link | None = None

    @property
    def stands(self) -> bool:
        """Whether there is a link now, as far as is known."""
        return self._link is not None

    def publish(self, topic: str, payload: bytes, *, retain: bool = False) -> None:
        """Queue one publication; LinkError when there is no link now."""
        if self._link is None:
            raise LinkError("there is no connection to the broker")
        self._link.publish(topic, payload, retain=retain)

    async def flush(self) -> None:
        """Wait until everything published was handed to the socket; LinkError when there is no link."""
        if self._link is None:
            raise LinkError("there is no connection to the broker")
        await self._link.flush()

    async def keep(
        self, opened: Callable[[], None], take: Callable[[Arrival], None], lost: Callable[[LinkError], None]
    ) -> NoReturn:
        """Read for ever: ``opened`` after each opening, ``take`` for each arrival, ``lost`` after each failure.

        AccessError when the broker does not let us in the first time; once it did, that is a failure like any other.
        """
        rest, was_open = REOPEN_AFTER, False
        while True:
            try:
                async with self._open_link(self._subscriptions, self._will) as link:
                    self._link = link
                    opened()
                    rest, was_open = REOPEN_AFTER, True
                    while True:
                        take(await link.next())
            except LinkError as error:
                if isinstance(error, AccessError) and not was_open:
                    raise
                lost(error)
            finally:
                self._link = None
            await until(self._wall, self._wall.monotonic() + rest)
            rest = min(rest * 2, REOPEN_AFTER_MAX)
