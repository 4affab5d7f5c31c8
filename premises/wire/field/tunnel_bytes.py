"""Payloads of TransferData, by which GBCS-shaped messages cross a HAN; ``zcl_bytes`` writes the header round them.

A device that listens is put its message, and puts its own; one that sleeps gets what is kept for it, one at a time.
Source: Tunneling cluster 0x0704 (docs/sources.md), and tshark's gbcs_tunnel, which judges it.
"""

from collections.abc import Callable, Mapping
from struct import Struct
from typing import Any

from premises.errors import WireError
from premises.wire.field import zcl
from premises.wire.gbcs.octets import from_gbcs, to_gbcs
from premises.wire.message import Message

_CLUSTER_SPECIFIC = 0x01
_TO_CLIENT = 0x08
_NO_DEFAULT_RESPONSE = 0x10

_TRANSFER_DATA, _TRANSFER_DATA_TO_CLIENT = 0x02, 0x01

_GET, _GET_RESPONSE, _PUT = 0x01, 0x02, 0x03
"""First octet inside a GBCS tunnel: what a client wants, gets, or a message put to the other end."""

_TUNNEL_FIELDS = Struct("<HB")


def _write_transfer(said: zcl.TransferData) -> bytes:
    return _TUNNEL_FIELDS.pack(said.tunnel, _PUT) + to_gbcs(said.message)


def _read_transfer(payload: bytes) -> zcl.TransferData | zcl.TransferDataGet:
    tunnel, verb, rest = _tunnelled(payload)
    if verb == _PUT:
        return zcl.TransferData(tunnel, from_gbcs(rest))
    if verb != _GET or rest:
        raise WireError(f"TransferData in tunnel {tunnel}: 0x{verb:02X}{rest[:8].hex()} is neither PUT nor GET")
    return zcl.TransferDataGet(tunnel)


def _write_get(said: zcl.TransferDataGet) -> bytes:
    return _TUNNEL_FIELDS.pack(said.tunnel, _GET)


def _write_to_client(said: zcl.TransferDataToClient) -> bytes:
    return _TUNNEL_FIELDS.pack(said.tunnel, _PUT) + to_gbcs(said.message)


def _write_get_response(said: zcl.TransferDataGetResponse) -> bytes:
    return _TUNNEL_FIELDS.pack(said.tunnel, _GET_RESPONSE) + bytes((said.remaining,)) + to_gbcs(said.message)


def _read_to_client(payload: bytes) -> zcl.TransferDataToClient | zcl.TransferDataGetResponse:
    tunnel, verb, rest = _tunnelled(payload)
    if verb == _PUT:
        return zcl.TransferDataToClient(tunnel, from_gbcs(rest))
    if verb != _GET_RESPONSE or not rest:
        raise WireError(f"TransferData in tunnel {tunnel}: 0x{verb:02X} is neither PUT nor GET-RESPONSE")
    return zcl.TransferDataGetResponse(tunnel, rest[0], from_gbcs(rest[1:]))


def _tunnelled(payload: bytes) -> tuple[int, int, bytes]:
    if len(payload) < _TUNNEL_FIELDS.size:
        raise WireError(f"TransferData of {len(payload)} octets: no tunnel and no verb")
    tunnel, verb = _TUNNEL_FIELDS.unpack_from(payload)
    return tunnel, verb, payload[_TUNNEL_FIELDS.size :]


WRITERS: Mapping[type[Message], tuple[int, int, Callable[[Any], bytes]]] = {
    # Nothing else answers a message that is put, so its Default Response is wanted: only these have that bit clear.
    zcl.TransferData: (_CLUSTER_SPECIFIC, _TRANSFER_DATA, _write_transfer),
    zcl.TransferDataToClient: (_CLUSTER_SPECIFIC | _TO_CLIENT, _TRANSFER_DATA_TO_CLIENT, _write_to_client),
    zcl.TransferDataGet: (_CLUSTER_SPECIFIC | _NO_DEFAULT_RESPONSE, _TRANSFER_DATA, _write_get),
    zcl.TransferDataGetResponse: (
        _CLUSTER_SPECIFIC | _TO_CLIENT | _NO_DEFAULT_RESPONSE,
        _TRANSFER_DATA_TO_CLIENT,
        _write_get_response,
    ),
}

READERS: Mapping[tuple[int, int, int], Callable[[bytes], Message]] = {
    (zcl.TUNNEL_CLUSTER, _CLUSTER_SPECIFIC, _TRANSFER_DATA): _read_transfer,
    (zcl.TUNNEL_CLUSTER, _CLUSTER_SPECIFIC | _TO_CLIENT, _TRANSFER_DATA_TO_CLIENT): _read_to_client,
}
