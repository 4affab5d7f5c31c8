"""What has arrived on one link and was not taken yet; the same for every implementation of Link.

Owns no task: whoever reads the socket puts, whoever owns the link takes.
"""

import asyncio

from premises.errors import LinkError
from premises.runtime.link import INBOX_MAX, Arrival


class Inbox:
    """Arrivals in order, then the reason why no more will come."""

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
