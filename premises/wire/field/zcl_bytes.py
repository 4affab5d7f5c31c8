"""ZCL frames as bytes: the three-octet header and the payload of one command, all little endian.

Byte-true for the OTA Upgrade cluster and the Default Response; payloads of the Tunneling, Metering and Sub-GHz clusters
have modules of their own. Reads exactly what the standard allows, to the last octet. It does not know MAC, NWK and
APS, which are ``air_bytes``' business.
Source: Zigbee OTA Upgrade cluster 0x0019 and Tunneling cluster 0x0704 (docs/sources.md), judged by tshark.
"""

from collections.abc import Callable, Mapping
from struct import Struct
from typing import Any, NamedTuple

from premises.errors import WireError
from premises.wire.field import metering_bytes, sub_ghz_bytes, tunnel_bytes, zcl
from premises.wire.field.metering import METERING_CLUSTER
from premises.wire.message import Message

HARDWARE_UNKNOWN = 0xFFFF
"""Hardware version of a client whose query states none: outside every range a real image states. Ours."""

HEADER_SIZE = 3
"""Octets before the payload: frame control, transaction sequence number, command."""


class ZclFrame(NamedTuple):
    """What a ZCL frame says, and the transaction that it says it in."""

    transaction: int
    message: Message


def cluster_of(message: Message) -> int:
    """Give the cluster that ``message`` travels in."""
    if isinstance(message, zcl.DefaultResponse):
        return message.cluster
    return _CLUSTERS.get(type(message), zcl.OTA_CLUSTER)


def to_zcl(message: Message, transaction: int) -> bytes:
    """Give the ZCL frame; a number that does not fit its field is our own mistake."""
    if isinstance(message, zcl.DefaultResponse):
        return _write_default_response(message, transaction)
    known = _WRITERS.get(type(message))
    assert known is not None, f"{type(message).__name__} is not a ZCL message"
    control, command, write = known
    payload: bytes = write(message)
    return bytes((control, transaction, command)) + payload


def from_zcl(cluster: int, octets: bytes) -> ZclFrame:
    """Give what ``octets`` say in ``cluster``; WireError when it is nothing of ours."""
    if len(octets) < HEADER_SIZE:
        raise WireError(f"ZCL frame of {len(octets)} octets: a header has {HEADER_SIZE}")
    control, transaction, command = octets[0], octets[1], octets[2]
    if command == _DEFAULT_RESPONSE and control & ~_NO_DEFAULT_RESPONSE in (0, _TO_CLIENT):
        return ZclFrame(transaction, _read_default_response(cluster, octets[HEADER_SIZE:]))
    # A client may or may not want a Default Response: that bit says nothing about which command this is.
    read = _READERS.get((cluster, control & ~_NO_DEFAULT_RESPONSE, command))
    if read is None:
        raise WireError(f"cluster 0x{cluster:04X}: no command 0x{command:02X} with frame control 0x{control:02X}")
    return ZclFrame(transaction, read(octets[HEADER_SIZE:]))


_CLUSTER_SPECIFIC = 0x01
_TO_CLIENT = 0x08
_NO_DEFAULT_RESPONSE = 0x10

_FROM_CLIENT = _CLUSTER_SPECIFIC | _NO_DEFAULT_RESPONSE
_FROM_SERVER = _FROM_CLIENT | _TO_CLIENT

_NOTIFY, _QUERY, _OFFER, _BLOCK_REQUEST, _BLOCK, _END_REQUEST, _END = 0x00, 0x01, 0x02, 0x03, 0x05, 0x06, 0x07
_DEFAULT_RESPONSE = 0x0B

_SERVER_COMMANDS = {*((zcl.OTA_CLUSTER, command) for command in (_NOTIFY, _OFFER, _BLOCK, _END)), metering_bytes.REPORT}
"""Commands that a client answers by default; everything else here is answered by a server."""

_NOTIFY_FIELDS = Struct("<BBHHI")
_NOTIFY_SIZES = (2, 4, 6, 10)
"""Octets of an Image Notify by payload type: jitter, and manufacturer, and image type, and version."""
_QUERY_FIELDS = Struct("<BHHIH")
_OFFER_FIELDS = Struct("<BHHII")
_REQUEST_FIELDS = Struct("<BHHIIB")
_REQUEST_EXTRAS = (0, 8, 2, 10)
"""Octets after an Image Block Request by field control: node address (bit 0) and block period (bit 1)."""
_BLOCK_FIELDS = Struct("<BHHIIB")
_WAIT_FIELDS = Struct("<BIIH")
_WAIT_SIZE_OLD = _WAIT_FIELDS.size - 2
_END_REQUEST_FIELDS = Struct("<BHHI")
_END_FIELDS = Struct("<HHIII")
_DEFAULT_FIELDS = Struct("<BB")

_HARDWARE_PRESENT = 0x01


def _write_notify(said: zcl.ImageNotify) -> bytes:
    assert 1 <= said.jitter <= zcl.QUERY_JITTER_ALL, f"query jitter {said.jitter}"
    return _NOTIFY_FIELDS.pack(3, said.jitter, said.manufacturer, said.image_type, said.version)


def _read_notify(payload: bytes) -> zcl.ImageNotify:
    kind = payload[0] if payload else 0
    if kind >= len(_NOTIFY_SIZES) or len(payload) != _NOTIFY_SIZES[kind]:
        raise WireError(f"Image Notify of payload type {kind} and {len(payload)} octets")
    # What the shorter forms leave out means "any", and any is all ones in each of these fields.
    _, jitter, manufacturer, image_type, version = _NOTIFY_FIELDS.unpack(payload.ljust(_NOTIFY_FIELDS.size, b"\xff"))
    if not 1 <= jitter <= zcl.QUERY_JITTER_ALL:
        raise WireError(f"Image Notify: query jitter {jitter} is not 1 to {zcl.QUERY_JITTER_ALL}")
    return zcl.ImageNotify(jitter, manufacturer, image_type, version)


def _write_query(said: zcl.QueryNextImageRequest) -> bytes:
    fields = (said.manufacturer, said.image_type, said.version, said.hardware)
    return _QUERY_FIELDS.pack(_HARDWARE_PRESENT, *fields)


def _read_query(payload: bytes) -> zcl.QueryNextImageRequest:
    if payload[:1] == b"\x00":
        payload += HARDWARE_UNKNOWN.to_bytes(2, "little")
    control, *fields = _fields(_QUERY_FIELDS, payload, "Query Next Image Request with hardware version")
    if control not in (0, _HARDWARE_PRESENT):
        raise WireError(f"Query Next Image Request: field control 0x{control:02X} is unknown")
    return zcl.QueryNextImageRequest(*fields)


def _write_offer(said: zcl.QueryNextImageResponse) -> bytes:
    return _OFFER_FIELDS.pack(zcl.Status.SUCCESS, said.manufacturer, said.image_type, said.version, said.size)


def _write_refusal(said: zcl.QueryNextImageRefusal) -> bytes:
    assert said.status is not zcl.Status.SUCCESS, "a Query Next Image Response with SUCCESS is no refusal"
    return bytes((said.status,))


def _read_offer(payload: bytes) -> zcl.QueryNextImageResponse | zcl.QueryNextImageRefusal:
    status = _status(payload, "Query Next Image Response")
    if status is not zcl.Status.SUCCESS:
        # The standard stops at the status; zigpy goes on with the image that it does not offer.
        if len(payload) != _OFFER_FIELDS.size:
            _no_more(payload, 1, f"Query Next Image Response {status.name}")
        return zcl.QueryNextImageRefusal(status)
    return zcl.QueryNextImageResponse(*_fields(_OFFER_FIELDS, payload, "Query Next Image Response")[1:])


def _write_block_request(said: zcl.ImageBlockRequest) -> bytes:
    fields = (said.manufacturer, said.image_type, said.version, said.offset, said.size_max)
    return _REQUEST_FIELDS.pack(0, *fields)


def _read_block_request(payload: bytes) -> zcl.ImageBlockRequest:
    control = payload[0] if payload else 0
    if control >= len(_REQUEST_EXTRAS):
        raise WireError(f"Image Block Request: field control 0x{control:02X} is unknown")
    # Which node asks is known from the frame, and a client's own pace is its own affair: both are passed over.
    _no_more(payload, _REQUEST_FIELDS.size + _REQUEST_EXTRAS[control], "Image Block Request")
    return zcl.ImageBlockRequest(*_REQUEST_FIELDS.unpack_from(payload)[1:])


def _write_block(said: zcl.ImageBlockResponse) -> bytes:
    fields = (said.manufacturer, said.image_type, said.version, said.offset, len(said.data))
    return _BLOCK_FIELDS.pack(zcl.Status.SUCCESS, *fields) + said.data


def _write_wait(said: zcl.ImageBlockWait) -> bytes:
    fields = (said.current_time, said.request_time, said.block_period_min)
    return _WAIT_FIELDS.pack(zcl.Status.WAIT_FOR_DATA, *fields)


def _write_abort(_: zcl.ImageBlockAbort) -> bytes:
    return bytes((zcl.Status.ABORT,))


def _read_block(payload: bytes) -> zcl.ImageBlockResponse | zcl.ImageBlockWait | zcl.ImageBlockAbort:
    status = _status(payload, "Image Block Response")
    if status is zcl.Status.SUCCESS:
        return _read_block_data(payload)
    if status is zcl.Status.WAIT_FOR_DATA:
        return _read_wait(payload)
    if status is zcl.Status.ABORT:
        _no_more(payload, 1, "Image Block Response ABORT")
        return zcl.ImageBlockAbort()
    raise WireError(f"Image Block Response: status {status.name} is none of SUCCESS, WAIT_FOR_DATA and ABORT")


def _read_block_data(payload: bytes) -> zcl.ImageBlockResponse:
    head = _BLOCK_FIELDS.size
    if len(payload) < head:
        raise WireError(f"Image Block Response of {len(payload)} octets: {head} stand before the data")
    _, manufacturer, image_type, version, offset, size = _BLOCK_FIELDS.unpack_from(payload)
    _no_more(payload, head + size, "Image Block Response")
    return zcl.ImageBlockResponse(manufacturer, image_type, version, offset, payload[head:])


def _read_wait(payload: bytes) -> zcl.ImageBlockWait:
    if len(payload) == _WAIT_SIZE_OLD:
        payload += bytes(2)  # Older revisions have no block period.
    return zcl.ImageBlockWait(*_fields(_WAIT_FIELDS, payload, "Image Block Response WAIT_FOR_DATA")[1:])


def _write_end_request(said: zcl.UpgradeEndRequest) -> bytes:
    return _END_REQUEST_FIELDS.pack(said.status, said.manufacturer, said.image_type, said.version)


def _read_end_request(payload: bytes) -> zcl.UpgradeEndRequest:
    _, *fields = _fields(_END_REQUEST_FIELDS, payload, "Upgrade End Request")
    return zcl.UpgradeEndRequest(_status(payload, "Upgrade End Request"), *fields)


def _write_end(said: zcl.UpgradeEndResponse) -> bytes:
    fields = (said.manufacturer, said.image_type, said.version, said.current_time, said.upgrade_time)
    return _END_FIELDS.pack(*fields)


def _read_end(payload: bytes) -> zcl.UpgradeEndResponse:
    return zcl.UpgradeEndResponse(*_fields(_END_FIELDS, payload, "Upgrade End Response"))


def _write_default_response(said: zcl.DefaultResponse, transaction: int) -> bytes:
    to_server = (said.cluster, said.command) in _SERVER_COMMANDS
    control = _NO_DEFAULT_RESPONSE | (0 if to_server else _TO_CLIENT)
    return bytes((control, transaction, _DEFAULT_RESPONSE, said.command, said.status))


def _read_default_response(cluster: int, payload: bytes) -> zcl.DefaultResponse:
    if cluster not in (zcl.OTA_CLUSTER, zcl.TUNNEL_CLUSTER, METERING_CLUSTER):
        raise WireError(f"Default Response in cluster 0x{cluster:04X}, which is not known here")
    command, _ = _fields(_DEFAULT_FIELDS, payload, "Default Response")
    return zcl.DefaultResponse(cluster, command, _status(payload[1:], "Default Response"))


def _fields(layout: Struct, payload: bytes, what: str) -> tuple[Any, ...]:
    _no_more(payload, layout.size, what)
    return layout.unpack(payload)


def _no_more(payload: bytes, size: int, what: str) -> None:
    if len(payload) != size:
        raise WireError(f"{what} of {len(payload)} octets: expected {size}")


def _status(payload: bytes, what: str) -> zcl.Status:
    if not payload:
        raise WireError(f"{what} without a status")
    try:
        return zcl.Status(payload[0])
    except ValueError:
        raise WireError(f"{what}: status 0x{payload[0]:02X} is unknown") from None


_WRITERS: Mapping[type[Message], tuple[int, int, Callable[[Any], bytes]]] = {
    **metering_bytes.WRITERS,
    **sub_ghz_bytes.WRITERS,
    **tunnel_bytes.WRITERS,
    zcl.ImageNotify: (_FROM_SERVER, _NOTIFY, _write_notify),
    zcl.QueryNextImageRequest: (_FROM_CLIENT, _QUERY, _write_query),
    zcl.QueryNextImageResponse: (_FROM_SERVER, _OFFER, _write_offer),
    zcl.QueryNextImageRefusal: (_FROM_SERVER, _OFFER, _write_refusal),
    zcl.ImageBlockRequest: (_FROM_CLIENT, _BLOCK_REQUEST, _write_block_request),
    zcl.ImageBlockResponse: (_FROM_SERVER, _BLOCK, _write_block),
    zcl.ImageBlockWait: (_FROM_SERVER, _BLOCK, _write_wait),
    zcl.ImageBlockAbort: (_FROM_SERVER, _BLOCK, _write_abort),
    zcl.UpgradeEndRequest: (_FROM_CLIENT, _END_REQUEST, _write_end_request),
    zcl.UpgradeEndResponse: (_FROM_SERVER, _END, _write_end),
}

_CLUSTERS: dict[type[Message], int] = dict.fromkeys(metering_bytes.WRITERS, METERING_CLUSTER)
_CLUSTERS |= dict.fromkeys(tunnel_bytes.WRITERS, zcl.TUNNEL_CLUSTER)
_CLUSTERS[zcl.SuspendZclMessages] = zcl.SUB_GHZ_CLUSTER

_READERS: Mapping[tuple[int, int, int], Callable[[bytes], Message]] = {
    **metering_bytes.READERS,
    **sub_ghz_bytes.READERS,
    **tunnel_bytes.READERS,
    (zcl.OTA_CLUSTER, _CLUSTER_SPECIFIC | _TO_CLIENT, _NOTIFY): _read_notify,
    (zcl.OTA_CLUSTER, _CLUSTER_SPECIFIC, _QUERY): _read_query,
    (zcl.OTA_CLUSTER, _CLUSTER_SPECIFIC | _TO_CLIENT, _OFFER): _read_offer,
    (zcl.OTA_CLUSTER, _CLUSTER_SPECIFIC, _BLOCK_REQUEST): _read_block_request,
    (zcl.OTA_CLUSTER, _CLUSTER_SPECIFIC | _TO_CLIENT, _BLOCK): _read_block,
    (zcl.OTA_CLUSTER, _CLUSTER_SPECIFIC, _END_REQUEST): _read_end_request,
    (zcl.OTA_CLUSTER, _CLUSTER_SPECIFIC | _TO_CLIENT, _END): _read_end,
}
