"""Payloads of the Sub-GHz cluster's messages as bytes; ``zcl_bytes`` writes the header round them.

One command: Suspend ZCL Messages, from the server. Source: tshark (docs/sources.md), which judges it.
"""

from collections.abc import Callable, Mapping
from typing import Any

from premises.errors import WireError
from premises.wire.field.zcl import SUB_GHZ_CLUSTER, SuspendZclMessages
from premises.wire.message import Message

_CLUSTER_SPECIFIC, _TO_CLIENT, _NO_DEFAULT_RESPONSE = 0x01, 0x08, 0x10
_SUSPEND = 0x00


def _write_suspend(said: SuspendZclMessages) -> bytes:
    return bytes((said.period,))


def _read_suspend(payload: bytes) -> SuspendZclMessages:
    if len(payload) != 1:
        raise WireError(f"Suspend ZCL Messages of {len(payload)} octets: expected 1, the period in minutes")
    return SuspendZclMessages(payload[0])


WRITERS: Mapping[type[Message], tuple[int, int, Callable[[Any], bytes]]] = {
    # Whoever is to keep quiet is asked for no Default Response.
    SuspendZclMessages: (_CLUSTER_SPECIFIC | _TO_CLIENT | _NO_DEFAULT_RESPONSE, _SUSPEND, _write_suspend),
}
"""Frame control, command and payload of each message."""

READERS: Mapping[tuple[int, int, int], Callable[[bytes], Message]] = {
    (SUB_GHZ_CLUSTER, _CLUSTER_SPECIFIC | _TO_CLIENT, _SUSPEND): _read_suspend,
}
"""What reads the payload, by cluster, frame control (without what it says of Default Responses) and command."""
