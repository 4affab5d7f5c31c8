"""A broker in one process and without sockets, for tests of a driver: the same contract as the real ones.

Knows no users' rights: who may say what is the business of the ``broker`` room. ``contract.check_link`` holds for it.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from premises.errors import LinkError
from premises.identity import Name
from premises.runtime.link import Arrival, Inbox, Link, OpenLink, Will
from premises.wire.envelope import PAYLOAD_MAX
from premises.wire.filters import covers


class MemoryBroker:
    """Retained topics, wills and wildcards, and wires that can be cut."""

    def __init__(self) -> None:
        self._retained: dict[str, bytes] = {}
        self._links: list[_MemoryLink] = []

    def link(self, user: Name) -> OpenLink:
        """Give the way to this broker as ``user``."""

        def open_link(subscriptions: Sequence[str], will: Will | None = None) -> AbstractAsyncContextManager[Link]:
            return self._connection(user, tuple(subscriptions), will)

        return open_link

    def cut(self, user: Name) -> None:
        """Lose the socket of every connection of ``user``, without a goodbye: their wills are published."""
        for link in [link for link in self._links if link.user == user]:
            self._drop(link, f"memory broker: the socket of {user} was cut")

    def publish(self, topic: str, payload: bytes, *, retain: bool) -> None:
        """Hand one publication to every connection that hears it, in the order of their opening."""
        if retain and payload:
            self._retained[topic] = payload
        elif retain:
            self._retained.pop(topic, None)
        for link in tuple(self._links):
            if link.hears(topic):
                self._deliver(link, Arrival(topic, payload, retained=False))

    @asynccontextmanager
    async def _connection(self, user: Name, subscriptions: tuple[str, ...], will: Will | None) -> AsyncIterator[Link]:
        link = _MemoryLink(self, user, subscriptions, will)
        self._links.append(link)
        try:
            for topic, payload in sorted(self._retained.items(), key=lambda kept: link.place_of(kept[0])):
                if link.hears(topic):
                    self._deliver(link, Arrival(topic, payload, retained=True))
            yield link
        finally:
            link.inbox.end("memory broker: the connection was closed")
            if link in self._links:
                self._links.remove(link)

    def _deliver(self, link: "_MemoryLink", arrival: Arrival) -> None:
        try:
            link.inbox.put(arrival)
        except LinkError as error:
            self._drop(link, str(error))

    def _drop(self, link: "_MemoryLink", why: str) -> None:
        if link not in self._links:
            return
        self._links.remove(link)
        link.inbox.end(why)
        if link.will is not None:
            self.publish(link.will.topic, link.will.payload, retain=True)


class _MemoryLink:
    """One connection; the Link protocol."""

    def __init__(self, broker: MemoryBroker, user: Name, subscriptions: tuple[str, ...], will: Will | None) -> None:
        self.user = user
        self.will = will
        self.inbox = Inbox()
        self._broker = broker
        self._subscriptions = subscriptions

    def hears(self, topic: str) -> bool:
        return any(covers(subscription, topic) for subscription in self._subscriptions)

    def place_of(self, topic: str) -> int:
        """Give which of the subscriptions hears ``topic`` first; what was kept comes in their order."""
        heard = (place for place, allowed in enumerate(self._subscriptions) if covers(allowed, topic))
        return next(heard, len(self._subscriptions))

    async def next(self) -> Arrival:
        return await self.inbox.next()

    def publish(self, topic: str, payload: bytes, *, retain: bool = False) -> None:
        assert len(payload) <= PAYLOAD_MAX, f"{len(payload)} octets on {topic}: PAYLOAD_MAX is {PAYLOAD_MAX}"
        if self.inbox.ended:
            raise LinkError(self.inbox.ended)
        self._broker.publish(topic, bytes(payload), retain=retain)

    async def flush(self) -> None:
        if self.inbox.ended:
            raise LinkError(self.inbox.ended)
        await asyncio.sleep(0)
