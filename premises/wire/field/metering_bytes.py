"""Payloads of the Metering cluster's messages as bytes, all little endian; ``zcl_bytes`` writes the header round them.

A frame here is about one attribute of 48 bits without a sign; one about several, or of another type, is refused.
Source: ZCL foundation commands 0x00, 0x01 and 0x0A (docs/sources.md), judged by tshark.
"""

from collections.abc import Callable, Mapping
from struct import Struct
from typing import Any

from premises.errors import WireError
from premises.wire.field import metering
from premises.wire.message import Message

REPORT = (metering.METERING_CLUSTER, metering.REPORT_COMMAND)
"""Cluster and command of the one message here that wants a Default Response."""

_CLUSTER_SPECIFIC = 0x01
_TO_CLIENT = 0x08
_NO_DEFAULT_RESPONSE = 0x10

_READ, _READ_RESPONSE = 0x00, 0x01
_SUCCESS = 0x00
_UNSIGNED_48 = 0x25

_ATTRIBUTE = Struct("<H")
_READ_FIELDS = Struct("<HBB")
_REPORT_FIELDS = Struct("<HB")
_MIRROR_FIELDS = Struct("<BI")
_VALUE_SIZE = 6


def _write_read(said: metering.ReadAttributes) -> bytes:
    return _ATTRIBUTE.pack(said.attribute)


def _read_read(payload: bytes) -> metering.ReadAttributes:
    if len(payload) != _ATTRIBUTE.size:
        raise WireError(f"Read Attributes of {len(payload)} octets: expected {_ATTRIBUTE.size}, for one attribute")
    return metering.ReadAttributes(*_ATTRIBUTE.unpack(payload))


def _write_response(said: metering.ReadAttributesResponse) -> bytes:
    return _READ_FIELDS.pack(said.attribute, _SUCCESS, _UNSIGNED_48) + _value(said.value)


def _read_response(payload: bytes) -> metering.ReadAttributesResponse:
    expected = _READ_FIELDS.size + _VALUE_SIZE
    if len(payload) != expected:
        raise WireError(f"Read Attributes Response of {len(payload)} octets: expected {expected}, for one register")
    attribute, status, kind = _READ_FIELDS.unpack_from(payload)
    if status != _SUCCESS:
        raise WireError(f"Read Attributes Response: status 0x{status:02X} with a value")
    return metering.ReadAttributesResponse(attribute, _register(kind, payload, "Read Attributes Response"))


def _write_report(said: metering.ReportAttributes) -> bytes:
    return _REPORT_FIELDS.pack(said.attribute, _UNSIGNED_48) + _value(said.value)


def _read_report(payload: bytes) -> metering.ReportAttributes:
    expected = _REPORT_FIELDS.size + _VALUE_SIZE
    if len(payload) != expected:
        raise WireError(f"Report Attributes of {len(payload)} octets: expected {expected}, for one register")
    attribute, kind = _REPORT_FIELDS.unpack_from(payload)
    return metering.ReportAttributes(attribute, _register(kind, payload, "Report Attributes"))


def _write_mirror(said: metering.MirrorReportAttributeResponse) -> bytes:
    return _MIRROR_FIELDS.pack(metering.SCHEME_A, said.flags)


def _read_mirror(payload: bytes) -> metering.MirrorReportAttributeResponse:
    if len(payload) != _MIRROR_FIELDS.size or payload[0] != metering.SCHEME_A:
        raise WireError(f"Mirror Report Attribute Response {payload.hex()}: expected scheme A and its flags")
    return metering.MirrorReportAttributeResponse(_MIRROR_FIELDS.unpack(payload)[1])


def _value(value: int) -> bytes:
    assert 0 <= value <= metering.NO_VALUE, f"{value} in a register of 48 bits"
    return value.to_bytes(_VALUE_SIZE, "little")


def _register(kind: int, payload: bytes, what: str) -> int:
    if kind != _UNSIGNED_48:
        raise WireError(f"{what}: type 0x{kind:02X} is not 0x{_UNSIGNED_48:02X}, a number of 48 bits")
    return int.from_bytes(payload[-_VALUE_SIZE:], "little")


WRITERS: Mapping[type[Message], tuple[int, int, Callable[[Any], bytes]]] = {
    metering.ReadAttributes: (_NO_DEFAULT_RESPONSE, _READ, _write_read),
    metering.ReadAttributesResponse: (_NO_DEFAULT_RESPONSE | _TO_CLIENT, _READ_RESPONSE, _write_response),
    metering.MirrorReportAttributeResponse: (
        _CLUSTER_SPECIFIC | _NO_DEFAULT_RESPONSE,
        metering.MIRROR_REPORT_COMMAND,
        _write_mirror,
    ),
    # Nothing else answers it, so its Default Response is wanted.
    metering.ReportAttributes: (_TO_CLIENT, metering.REPORT_COMMAND, _write_report),
}
"""Frame control, command and payload of each message."""

READERS: Mapping[tuple[int, int, int], Callable[[bytes], Message]] = {
    (metering.METERING_CLUSTER, 0, _READ): _read_read,
    (metering.METERING_CLUSTER, _CLUSTER_SPECIFIC, metering.MIRROR_REPORT_COMMAND): _read_mirror,
    (metering.METERING_CLUSTER, _TO_CLIENT, _READ_RESPONSE): _read_response,
    (metering.METERING_CLUSTER, _TO_CLIENT, metering.REPORT_COMMAND): _read_report,
}
"""What reads the payload, by cluster, frame control (without what it says of Default Responses) and command."""
