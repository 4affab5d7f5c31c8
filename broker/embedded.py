"""amqtt with our users, rules and limits, and the only door to it: the broker that needs no installation.

What the library does otherwise than MQTT 3.1.1 says, and this project relies on, is mended in ``RoomBroker``, which
therefore holds for ``amqtt>=0.12.1,<0.13`` only. Not mended, and not relied on: keepalive is never enforced, QoS is 0.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from amqtt.adapters import ReaderAdapter, StreamReaderAdapter, StreamWriterAdapter, WriterAdapter
from amqtt.broker import Broker, Server
from amqtt.contexts import Action, BrokerConfig, ListenerConfig
from amqtt.mqtt.constants import QOS_0
from amqtt.mqtt.protocol.broker_handler import BrokerProtocolHandler
from amqtt.mqtt.publish import PublishPacket
from amqtt.plugins.base import BaseAuthPlugin
from amqtt.session import Session

from broker.access import Access
from broker.port import free_port
from broker.rules import Gate
from premises.wire.envelope import PAYLOAD_MAX

TOPIC_SIZE_MAX = 65_535
"""Octets of a topic name in a packet. Source: MQTT 3.1.1, 1.5.3."""

BACKLOG_MAX = 4 * PAYLOAD_MAX
"""Octets waiting for one client that does not read; one more ends its connection. Ours."""

_LISTENER = "default"
_LOGGER = logging.getLogger(__name__)


class GatePlugin(BaseAuthPlugin):
    """Admits by the access table. Unlike the library's own, it marks no session as anonymous."""

    @dataclass
    class Config:
        """What the broker's configuration gives it."""

        gate: Gate

    config: Config

    async def authenticate(self, *, session: Session) -> bool:
        """Whether user and password are right, and the will is one the user may publish.

        The library publishes wills without asking anybody, so a will is judged before it is taken.
        """
        gate = self.config.gate
        right = gate.admits(session.username, session.password)
        allowed = not session.will_flag or gate.may_publish(session.username, session.will_topic)
        if not (right and allowed):
            what = "wrong user or password" if not right else f"no right to the will {session.will_topic}"
            _LOGGER.warning("refused %r from %s: %s", session.username, session.remote_address, what)
        return right and allowed


@asynccontextmanager
async def embedded_broker(access: Access, host: str, port: int) -> AsyncIterator[int]:
    """Run a broker in this loop and give its port; LinkError when ``host`` and ``port`` (0: any) cannot be had."""
    broker = RoomBroker(Gate(access), host, free_port(host, port))
    await broker.start()
    try:
        yield broker.port()
    finally:
        await broker.shutdown()


class RoomBroker(Broker):
    """amqtt, mended where it differs from what we rely on."""

    def __init__(self, gate: Gate, host: str, port: int) -> None:
        plugin = f"{GatePlugin.__module__}.{GatePlugin.__name__}"
        listener = ListenerConfig(bind=f"[{host}]:{port}" if ":" in host else f"{host}:{port}")
        super().__init__(BrokerConfig(listeners={_LISTENER: listener}, plugins={plugin: {"gate": gate}}))
        self._gate = gate

    def port(self) -> int:
        """The port it listens on."""
        return int(next(iter(self._servers[_LISTENER].instance.sockets)).getsockname()[1])

    async def stream_connected(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, listener_name: str
    ) -> None:
        """Serve one connection, with limits on what it may send at once and leave unread (asyncio sets TCP_NODELAY)."""
        try:
            await self.external_connected(_BoundedReader(reader), _BoundedWriter(writer), listener_name)
        except OSError as error:
            _LOGGER.warning("lost a connection: %s", error)

    async def _handle_client_session(
        self,
        reader: ReaderAdapter,
        writer: WriterAdapter,
        client_session: Session,
        handler: BrokerProtocolHandler,
        server: Server,
        listener_name: str,
    ) -> None:
        # The library never forgets who was refused, and keeps open, deaf, the connection of who publishes on $topics.
        try:
            await super()._handle_client_session(reader, writer, client_session, handler, server, listener_name)
        finally:
            client = client_session.client_id
            if client is not None and self._sessions.get(client, (None,))[0] is client_session:
                await self._cleanup_session(client)

    async def add_subscription(self, subscription: tuple[str, int], session: Session) -> int:
        """Grant QoS 0, which is all that is delivered here."""
        return int(await super().add_subscription((subscription[0], QOS_0), session))

    async def _topic_filtering(self, session: Session, topic: str, action: Action) -> bool:
        # Answers without giving way to another task. Through a plugin the library waits here while it walks over its
        # table of subscriptions, and a client that subscribes meanwhile makes the walk fail and the message be lost.
        if action == Action.PUBLISH:
            return self._gate.may_publish(session.username, topic)
        return self._gate.may_hear(session.username, topic)

    async def _broadcast_message(
        self, session: Session | None, topic: str | None, data: bytes | bytearray | None, force_qos: int | None = None
    ) -> None:
        # Written at once to all who hear it. The library starts a task for each receiver and logs each payload.
        assert topic is not None, "the library reads the topic before it comes here"
        packet = _publish_packet(topic, data, retain=False)
        for subscribed, receivers in self._subscriptions.items():
            wild = "+" in subscribed or "#" in subscribed
            if subscribed == topic or (wild and self._matches(topic, subscribed)):
                for receiver, _ in receivers:
                    self._deliver(receiver, topic, packet)

    async def _publish_retained_messages_for_subscription(
        self, subscription: tuple[str, int], session: Session
    ) -> None:
        # On connecting, the library comes here with the filters of all clients, and so gives the newcomer what others
        # subscribed to. Only its own are for it.
        subscribed = subscription[0]
        if all(receiver is not session for receiver, _ in self._subscriptions.get(subscribed, ())):
            return
        for topic, retained in self._retained_messages.items():
            if self._matches(topic, subscribed):
                self._deliver(session, topic, _publish_packet(topic, retained.data, retain=True))

    def _deliver(self, receiver: Session, topic: str, packet: bytes) -> None:
        handler = self._get_handler(receiver)
        if handler is None or handler.writer is None or receiver.transitions.state != "connected":
            return
        if self._gate.may_hear(receiver.username, topic):
            handler.writer.write(packet)


class _BoundedReader(StreamReaderAdapter):
    """Ends a connection that announces a packet beyond our limits."""

    async def read(self, n: int = -1) -> bytes:
        if n > PAYLOAD_MAX + TOPIC_SIZE_MAX:
            raise ConnectionAbortedError(f"{n} octets in one packet: PAYLOAD_MAX is {PAYLOAD_MAX}")
        return bytes(await super().read(n))


class _BoundedWriter(StreamWriterAdapter):
    """Ends a connection whose client does not read, for its backlog would grow without limit, and always closes."""

    def write(self, data: bytes) -> None:
        transport = self._writer.transport
        if transport.get_write_buffer_size() > BACKLOG_MAX:
            transport.abort()
        if not transport.is_closing():
            super().write(data)

    async def close(self) -> None:
        # Where the other side is gone already, the library's goodbye fails, and it never closes its own.
        try:
            await super().close()
        finally:
            self._writer.close()


def _publish_packet(topic: str, data: bytes | bytearray | None, *, retain: bool) -> bytes:
    return bytes(PublishPacket.build(topic, bytes(data or b""), None, False, QOS_0, retain).to_bytes())
