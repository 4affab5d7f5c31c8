"""The payloads of CCS08 and CS09 in DER, of DBCH06 and DBCH10 in GBZ.

The fields are those that the public parsers and tshark's gbcs_message dissector agree on.
Source: docs/sources.md, GBCS messages; that CS09 is alert 0x8F8B under 0x0129 is assumption 10.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from struct import Struct
from typing import Any

from premises.errors import WireError
from premises.identity import Eui64, eui64_from_octets, eui64_octets
from premises.wire.gbcs import der
from premises.wire.gbcs.alerts import (
    ActivateImageResultCode,
    AlertCode,
    DutyCycleAlert,
    FirmwareActivationAlert,
    FirmwareTransferAlert,
    MessageDiscardedAlert,
    SubGhzAlert,
    SubGhzAlertCode,
    TransferResponseCode,
)
from premises.wire.gbcs.message import GbcsMessage

CCS08_CODE = 0x0128
CS09_CODE = 0x0129
"""That of CS08, under which GP knows the alert 0x8F8B. Assumption 10, docs/sources.md."""

DBCH06_CODE = 0x0110
DBCH10_CODE = 0x0114
"""Source: GP."""

GBZ = Struct(">HBHI")
"""Profile, number of components, alert code, seconds since 2000. Source: tshark's gbcs_gbz."""

SMART_ENERGY = 0x0109
EPOCH_IN_ZIGBEE = round((der.EPOCH - datetime(2000, 1, 1, tzinfo=UTC)).total_seconds())

SAID_AT_GBZ_MAX = 0xFFFF_FFFF - EPOCH_IN_ZIGBEE
"""The last second that a GBZ alert can name, from the premises' origin. Source: ZCL, UTCTime."""

Who = tuple[Eui64, Eui64, int]
"""Originator, recipient and counter, from the header."""

WhoBrokered = tuple[Eui64, Eui64, int, Eui64, int]
"""The same, then the remote party and its counter."""

Writers = dict[type[GbcsMessage], tuple[int | Callable[[Any], int], Callable[[Any], bytes]]]
"""Message code, or what gives it, and payload, by class."""

Readers = dict[int, Callable[[Any, bytes], GbcsMessage]]
"""Who reads a payload, by message code; of what is brokered it gets the remote party and its counter beside Who."""

_SUB_GHZ_CODES: Mapping[type[SubGhzAlert], frozenset[int]] = {
    DutyCycleAlert: frozenset(SubGhzAlertCode) - {SubGhzAlertCode.MESSAGE_DISCARDED},
    MessageDiscardedAlert: frozenset({SubGhzAlertCode.MESSAGE_DISCARDED}),
}

_CCS08_TAGS = (der.INTEGER, der.GENERALIZED_TIME, der.OCTET_STRING, der.OCTET_STRING, der.INTEGER)
_CS09_TAGS = (der.INTEGER, der.GENERALIZED_TIME, der.OCTET_STRING, der.INTEGER)


def _write_ccs08(alert: FirmwareTransferAlert) -> bytes:
    assert alert.alert_code is not AlertCode.FIRMWARE_VERSION, "CCS08 says how a transfer ended"
    code, result = der.integer(alert.alert_code), der.integer(alert.response_code)
    entity, version = der.octets(eui64_octets(alert.entity)), der.version(alert.version)
    return der.sequence(code, der.moment(alert.said_at), entity, version, result)


def _read_ccs08(who: Who, payload: bytes) -> FirmwareTransferAlert:
    code, time, entity, version, result = der.contents("CCS08", payload, _CCS08_TAGS)
    if len(entity) != 8:
        raise WireError(f"CCS08: a device is named in 8 octets, not in {len(entity)}")
    alert_code = der.read_code("CCS08", AlertCode, code)
    if alert_code is AlertCode.FIRMWARE_VERSION:
        raise WireError(f"CCS08: alert code 0x{alert_code:04X} is not a transfer's")
    device, response_code = eui64_from_octets(entity), der.read_code("CCS08", TransferResponseCode, result)
    said_at, number = der.read_moment(time), der.read_version(version)
    return FirmwareTransferAlert(*who, said_at, alert_code, device, number, response_code)


def _write_cs09(alert: FirmwareActivationAlert) -> bytes:
    code, result = der.integer(AlertCode.FIRMWARE_VERSION), der.integer(alert.result)
    return der.sequence(code, der.moment(alert.said_at), der.version(alert.version), result)


def _read_cs09(who: Who, payload: bytes) -> FirmwareActivationAlert:
    code, time, version, result = der.contents("CS09", payload, _CS09_TAGS)
    alert_code = der.read_code("CS09", AlertCode, code)
    if alert_code is not AlertCode.FIRMWARE_VERSION:
        raise WireError(f"CS09: alert code 0x{alert_code:04X} is a transfer's")
    activation = der.read_code("CS09", ActivateImageResultCode, result)
    return FirmwareActivationAlert(*who, der.read_moment(time), der.read_version(version), activation)


def _write_sub_ghz(alert: SubGhzAlert) -> bytes:
    known = _SUB_GHZ_CODES[type(alert)]
    assert alert.alert_code in known, f"{type(alert).__name__} with code 0x{alert.alert_code:04X}"
    return GBZ.pack(SMART_ENERGY, 0, alert.alert_code, EPOCH_IN_ZIGBEE + alert.said_at)


def _read_sub_ghz(kind: type[SubGhzAlert], who: Who, payload: bytes) -> SubGhzAlert:
    what = kind.__name__
    if len(payload) != GBZ.size:
        raise WireError(f"{what}: a payload of {len(payload)} octets, expected {GBZ.size}")
    profile, components, code, time = GBZ.unpack(payload)
    if (profile, components) != (SMART_ENERGY, 0) or time < EPOCH_IN_ZIGBEE:
        raise WireError(f"{what}: {payload.hex()} is no alert of profile 0x{SMART_ENERGY:04X} with nothing but a code")
    if code not in _SUB_GHZ_CODES[kind]:
        raise WireError(f"{what}: alert code 0x{code:04X} is another message's")
    return kind(*who, time - EPOCH_IN_ZIGBEE, SubGhzAlertCode(code))


WRITERS: Writers = {
    FirmwareTransferAlert: (CCS08_CODE, _write_ccs08),
    FirmwareActivationAlert: (CS09_CODE, _write_cs09),
    DutyCycleAlert: (DBCH06_CODE, _write_sub_ghz),
    MessageDiscardedAlert: (DBCH10_CODE, _write_sub_ghz),
}
READERS: Readers = {
    CCS08_CODE: _read_ccs08,
    CS09_CODE: _read_cs09,
    DBCH06_CODE: partial(_read_sub_ghz, DutyCycleAlert),
    DBCH10_CODE: partial(_read_sub_ghz, MessageDiscardedAlert),
}
