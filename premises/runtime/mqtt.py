"""The Link over a real MQTT broker, and the only door to aiomqtt.

MQTT 3.1.1, QoS 0, clean sessions, a client of its own for each connection. Never reconnects by itself, and promises
no more than ``contract.check_link`` checks. Traps of the library that shape this file are cited where they bite.
"""

import asyncio
import logging
import re
import socket
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import SplitResult, quote, unquote, urlsplit

import aiomqtt

from premises.errors import AccessError, LinkError, UsageError
from premises.runtime.link import INBOX_MAX, OUTBOX_MAX, Arrival, Inbox, Link, OpenLink, Will
from premises.wire.envelope import PAYLOAD_MAX

ANSWER_WITHIN_S = 10.0
"""How long a broker may take to answer, or to take one publication off our hands. Ours."""

_BAD_PASSWORD = 134
_NOT_AUTHORISED = 135
_REFUSED_FROM = 0x80
"""Reason codes of MQTT 5, into which the library turns those of 3.1.1. Source: MQTT 5.0, 2.4."""


@dataclass(frozen=True, slots=True)
class BrokerAddress:
    """Where a broker is and who we are there."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    """Never in a message, a repr or a log."""

    @classmethod
    def parse(cls, url: str) -> "BrokerAddress":
        """Read ``mqtt://user:password@host:port``; UsageError, without the password, when it is something else."""
        shape = "expected mqtt://user:password@host:port"
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            raise UsageError(f"broker address: {shape}, with a port from 1 to 65535") from None
        if parts.scheme != "mqtt":
            raise UsageError(f"broker address begins with {parts.scheme!r}: {shape}")
        if not parts.hostname or not port or parts.path or parts.query or parts.fragment:
            raise UsageError(f"broker address {_without_password(parts)}: {shape}")
        if not parts.username or not parts.password:
            raise UsageError(f"broker address {_without_password(parts)} has no user or no password: {shape}")
        return cls(parts.hostname, port, unquote(parts.username), unquote(parts.password))

    def __str__(self) -> str:
        return f"mqtt://{quote(self.user, safe='')}@{self.place}"

    @property
    def place(self) -> str:
        """Host and port."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    def secret_url(self) -> str:
        """Give what ``parse`` reads, password included: for the environment of a child process, never for a message."""
        return f"mqtt://{quote(self.user, safe='')}:{quote(self.password, safe='')}@{self.place}"


def mqtt_link(address: BrokerAddress, *, inbox_max: int = INBOX_MAX) -> OpenLink:
    """Give the way to the broker at ``address`` as its user; at most ``inbox_max`` arrivals wait to be taken."""

    def open_link(subscriptions: Sequence[str], will: Will | None = None) -> AbstractAsyncContextManager[Link]:
        return _connection(address, tuple(subscriptions), will, Inbox(inbox_max))

    return open_link


@dataclass(frozen=True, slots=True)
class _Publication:
    topic: str
    payload: bytes
    retain: bool


class _MqttLink:
    """One connection; the Link protocol. Its two loops are run by ``_connection``."""

    def __init__(self, client: aiomqtt.Client, address: BrokerAddress, inbox: Inbox) -> None:
        self._client = client
        self._address = address
        self._inbox = inbox
        self._outbox: asyncio.Queue[_Publication | asyncio.Future[None]] = asyncio.Queue()
        """Publications, and between them the marks of who waits in ``flush``."""

    async def next(self) -> Arrival:
        return await self._inbox.next()

    def publish(self, topic: str, payload: bytes, *, retain: bool = False) -> None:
        assert len(payload) <= PAYLOAD_MAX, f"{len(payload)} octets on {topic}: PAYLOAD_MAX is {PAYLOAD_MAX}"
        self._refuse_when_ended()
        if self._outbox.qsize() >= OUTBOX_MAX:
            raise LinkError(f"broker {self._address.place}: {OUTBOX_MAX} publications are already waiting")
        self._outbox.put_nowait(_Publication(topic, payload, retain))

    async def flush(self) -> None:
        self._refuse_when_ended()
        mark = asyncio.get_running_loop().create_future()
        self._outbox.put_nowait(mark)
        await mark

    async def until_lost(self) -> None:
        """Wait for the end of the connection, and say why to whoever uses it."""
        why = "the connection was closed"
        try:
            # What arrives goes straight into the inbox, so that this only ever ends.
            async for message in self._client.messages:
                raise AssertionError(f"{message.topic} went round the inbox")
        except aiomqtt.MqttError as error:
            why = _cause(error)
        finally:
            self._end(why)

    async def send_publications(self) -> None:
        """Hand over what was published, in order, until the connection ends."""
        try:
            # Not for ever: the library's own wait, on Python 3.11, can swallow the cancelling of this task.
            while not self._inbox.ended:
                waiting = await self._outbox.get()
                if isinstance(waiting, _Publication):
                    await self._client.publish(waiting.topic, waiting.payload, qos=0, retain=waiting.retain)
                elif not waiting.done():
                    waiting.set_result(None)
        except aiomqtt.MqttError as error:
            self._end(_cause(error))

    async def subscribe(self, subscriptions: tuple[str, ...], lost: asyncio.Task[None]) -> None:
        """Subscribe at QoS 0; LinkError when refused, or when ``lost`` ends first.

        RabbitMQ answers a forbidden filter by closing the connection, which the library does not see while it waits.
        """
        asking = asyncio.create_task(self._client.subscribe([(topic, 0) for topic in subscriptions]))
        try:
            await asyncio.wait((asking, lost), return_when=asyncio.FIRST_COMPLETED)
            if not asking.done():
                raise LinkError(f"broker {self._address.place}: it closed on {self._address.user}'s subscriptions")
            codes = asking.result()
        except aiomqtt.MqttError as error:
            raise _refusal(self._address, error) from None
        finally:
            asking.cancel()
            await asyncio.gather(asking, return_exceptions=True)
        for topic, code in zip(subscriptions, codes, strict=True):
            if _number(code) >= _REFUSED_FROM:
                raise LinkError(f"broker {self._address.place}: {self._address.user} may not subscribe to {topic}")

    def close(self) -> None:
        """Take and give no more."""
        self._end("the connection was closed")

    def _refuse_when_ended(self) -> None:
        if self._inbox.ended:
            raise LinkError(self._inbox.ended)

    def _end(self, why: str) -> None:
        self._inbox.end(f"broker {self._address.place}: {why}")
        while not self._outbox.empty():
            waiting = self._outbox.get_nowait()
            if isinstance(waiting, asyncio.Future) and not waiting.done():
                waiting.set_exception(LinkError(self._inbox.ended))


@asynccontextmanager
async def _connection(
    address: BrokerAddress, subscriptions: tuple[str, ...], will: Will | None, inbox: Inbox
) -> AsyncIterator[Link]:
    _hush(asyncio.get_running_loop())
    client = _client(address, will, inbox)
    await _enter(client, address)
    link = _MqttLink(client, address, inbox)
    lost = asyncio.create_task(link.until_lost())
    tasks = (lost, asyncio.create_task(link.send_publications()))
    try:
        if subscriptions:
            await link.subscribe(subscriptions, lost)
        yield link
    finally:
        link.close()
        for task in tasks:
            task.cancel()
        ends = await asyncio.gather(*tasks, return_exceptions=True)
        with suppress(aiomqtt.MqttError):
            await client.__aexit__(None, None, None)
        for end in ends:
            # Only a fault of our own ends a loop so.
            if isinstance(end, Exception):
                raise end


def _straight_into(inbox: Inbox) -> type[asyncio.Queue[aiomqtt.Message]]:
    """Give the queue that a client fills, as one that hands everything on to ``inbox`` at once.

    Taking from the client's own queue starts a task for each message, a fifth of the processor time of a round trip,
    and loses a message whenever the taking is cancelled (aiomqtt issue 124).
    """

    class StraightIntoInbox(asyncio.Queue[aiomqtt.Message]):
        def put_nowait(self, item: aiomqtt.Message) -> None:
            assert isinstance(item.payload, bytes), "aiomqtt gives the payload as it came"
            inbox.put(Arrival(item.topic.value, item.payload, retained=item.retain))

    return StraightIntoInbox


def _client(address: BrokerAddress, will: Will | None, inbox: Inbox) -> aiomqtt.Client:
    logger = logging.Logger("aiomqtt")  # noqa: LOG001 - outside the tree on purpose: what it says, a LinkError says
    logger.addHandler(logging.NullHandler())
    return aiomqtt.Client(
        address.host,
        address.port,
        username=address.user,
        password=address.password,
        protocol=aiomqtt.ProtocolVersion.V311,
        clean_session=True,
        will=None if will is None else aiomqtt.Will(will.topic, will.payload, qos=0, retain=True),
        queue_type=_straight_into(inbox),
        timeout=ANSWER_WITHIN_S,
        logger=logger,
        # Without it a packet can wait 40 ms for the acknowledgement of the one before.
        socket_options=[(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)],
    )


async def _enter(client: aiomqtt.Client, address: BrokerAddress) -> None:
    """Connect; a cancelled connecting is first finished and undone, for the library would leave the socket open."""
    entering = asyncio.create_task(client.__aenter__())
    try:
        await asyncio.shield(entering)
    except aiomqtt.MqttError as error:
        raise _refusal(address, error) from None
    except asyncio.CancelledError:
        with suppress(aiomqtt.MqttError):
            await entering
            await client.__aexit__(None, None, None)
        raise


def _refusal(address: BrokerAddress, error: aiomqtt.MqttError) -> LinkError:
    code = _number(error.rc) if isinstance(error, aiomqtt.MqttCodeError) else 0
    if code == _BAD_PASSWORD:
        return AccessError(f"broker {address.place}: wrong user or password for {address.user!r}")
    if code == _NOT_AUTHORISED:
        return AccessError(f"broker {address.place}: user {address.user!r} is not authorised, or the password is wrong")
    return LinkError(f"broker {address.place}: {_cause(error)}")


def _number(code: object) -> int:
    """Give a reason code as its number; the library has several types for it."""
    number = getattr(code, "value", code)
    return number if isinstance(number, int) else 0


def _cause(error: aiomqtt.MqttError) -> str:
    cause = error.__cause__ or error
    if isinstance(cause, LinkError):
        return str(cause)
    if isinstance(cause, aiomqtt.MqttCodeError):
        # The library's numbers for a lost socket say less than this.
        return "the connection was lost, or the broker ended it"
    text = re.sub(r"^\[Errno [^]]*\] *", "", str(cause)).rstrip(".").lower()
    return f"timed out after {ANSWER_WITHIN_S:g} s" if text == "operation timed out" else text


@dataclass(frozen=True, slots=True)
class _Hush:
    """Drops what the library trips over when a broker dies; the loss itself is known: it ended the link."""

    before: Callable[[asyncio.AbstractEventLoop, dict[str, object]], object] | None

    def __call__(self, loop: asyncio.AbstractEventLoop, context: dict[str, object]) -> None:
        error, said = context.get("exception"), str(context.get("message"))
        # A future of its own that nobody had to look at any more, or a writer for a socket that is closed by then.
        if isinstance(error, aiomqtt.MqttError) or (isinstance(error, OSError | KeyError) and "add_writer(" in said):
            return
        if self.before is None:
            loop.default_exception_handler(context)
        else:
            self.before(loop, context)


def _hush(loop: asyncio.AbstractEventLoop) -> None:
    before = loop.get_exception_handler()
    if not isinstance(before, _Hush):
        loop.set_exception_handler(_Hush(before))


def _without_password(parts: SplitResult) -> str:
    return f"{parts.scheme}://{parts.username or ''}@{parts.netloc.rpartition('@')[2]}{parts.path}"
