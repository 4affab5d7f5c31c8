"""GBCS-shaped alerts as bytes: a grouping header, a DER or GBZ payload, and room for a signature.

CCS08, CS09, DBCH06 and DBCH10 only, with the fields that the public parsers and tshark's gbcs_message dissector agree
on; nothing here claims conformance with GBCS, and nothing here makes or checks a signature.
Source: docs/sources.md, GBCS messages; that CS09 is alert 0x8F8B under 0x0129 is assumption 10.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from enum import IntEnum
from functools import partial
from struct import Struct
from typing import Any, TypeVar

from msgspec.structs import replace

from premises.errors import WireError
from premises.identity import Eui64, eui64_from_octets, eui64_octets
from premises.wire.field.gbcs import (
    SIGNATURE_SIZE,
    ActivateImageResultCode,
    AlertCode,
    DutyCycleAlert,
    FirmwareActivationAlert,
    FirmwareTransferAlert,
    GbcsAlert,
    MessageDiscardedAlert,
    SubGhzAlert,
    SubGhzAlertCode,
    TransferResponseCode,
)

EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
"""What a premises' origin is called in GeneralizedTime; any moment would do. Assumption 8, docs/sources.md."""

CCS08_CODE = 0x0128
CS09_CODE = 0x0129
"""That of CS08, under which GP knows the alert 0x8F8B. Assumption 10, docs/sources.md."""

DBCH06_CODE = 0x0110
DBCH10_CODE = 0x0114
"""Source: GP."""

GENERAL_SIGNING = 0xDF
"""The first octet of every message here."""


def transaction_of(alert: GbcsAlert) -> int:
    """Give the transaction number of a frame that is nothing but ``alert``: what its counter shows of itself."""
    return alert.counter & 0xFF


def to_gbcs(alert: GbcsAlert) -> bytes:
    """Give the whole message, with its signature if it has one."""
    size = len(alert.signature)
    assert size in (0, SIGNATURE_SIZE), f"a signature has {SIGNATURE_SIZE} octets, not {size}"
    return bytes((GENERAL_SIGNING,)) + signed_octets(alert) + bytes((size,)) + alert.signature


def with_signature(alert: GbcsAlert, signature: bytes) -> GbcsAlert:
    """Give ``alert`` with another signature, over the same ``signed_octets``."""
    return replace(alert, signature=signature)


def signed_octets(alert: GbcsAlert) -> bytes:
    """Give what a signature covers: everything after the first octet, up to the end of the payload."""
    known = _WRITERS.get(type(alert))
    assert known is not None, f"{type(alert).__name__} is not a GBCS alert"
    code, write = known
    payload: bytes = write(alert)
    originator, recipient = eui64_octets(alert.originator), eui64_octets(alert.recipient)
    return _HEADER.pack(9, _ALERT, alert.counter, 8, originator, 8, recipient, 0, 2, code, len(payload)) + payload


def from_gbcs(octets: bytes) -> GbcsAlert:
    """Give the alert that a whole message is, its signature unchecked; WireError when it is no alert of ours."""
    if len(octets) < 1 + _HEADER.size or octets[0] != GENERAL_SIGNING:
        raise WireError(f"GBCS message of {len(octets)} octets does not begin with a grouping header")
    fields = _HEADER.unpack_from(octets, 1)
    nine, flag, counter, eight, originator, eight_too, recipient, no_time, two, code, size = fields
    if (nine, flag, eight, eight_too, no_time, two) != (9, _ALERT, 8, 8, 0, 2):
        raise WireError(f"GBCS grouping header {octets[1 : 1 + _HEADER.size].hex()} is not an alert's")
    if code not in _READERS:
        raise WireError(f"GBCS message code 0x{code:04X} is none of CCS08, CS09, DBCH06 and DBCH10")
    start = 1 + _HEADER.size
    payload, rest = octets[start : start + size], octets[start + size :]
    if len(payload) != size or not rest or len(rest) != 1 + rest[0]:
        raise WireError(f"GBCS message of {len(octets)} octets does not end where its lengths say")
    if counter == 0:
        raise WireError("GBCS message: an originator's counter begins at 1")
    who = (eui64_from_octets(originator), eui64_from_octets(recipient), counter)
    if rest[0] not in (0, SIGNATURE_SIZE):
        raise WireError(f"GBCS message with a signature of {rest[0]} octets: {SIGNATURE_SIZE} or none are one")
    alert = _READERS[code](who, payload)
    return with_signature(alert, rest[1:]) if rest[0] else alert


_ALERT = 0x03
"""CRA flag: neither command (1) nor response (2)."""

_HEADER = Struct(">BBQB8sB8sBBHB")
"""Length, CRA flag, counter, length, originator, length, recipient, no date-time, length, code, payload length."""

_GBZ = Struct(">HBHI")
"""Profile, number of components, alert code, seconds since 2000. Source: tshark's gbcs_gbz."""

_SMART_ENERGY = 0x0109
_EPOCH_IN_ZIGBEE = round((EPOCH - datetime(2000, 1, 1, tzinfo=UTC)).total_seconds())

SAID_AT_GBZ_MAX = 0xFFFF_FFFF - _EPOCH_IN_ZIGBEE
"""The last second that a GBZ alert can name, from the premises' origin. Source: ZCL, UTCTime."""

_SUB_GHZ_CODES: Mapping[type[SubGhzAlert], frozenset[int]] = {
    DutyCycleAlert: frozenset(SubGhzAlertCode) - {SubGhzAlertCode.MESSAGE_DISCARDED},
    MessageDiscardedAlert: frozenset({SubGhzAlertCode.MESSAGE_DISCARDED}),
}

_INTEGER = 0x02
_OCTET_STRING = 0x04
_GENERALIZED_TIME = 0x18
_SEQUENCE = 0x30

_SIZE_MAX = 0x7F
"""Octets in the longest DER value whose length is one octet; every value here is shorter."""

_TIME_FORMAT = "%Y%m%d%H%M%SZ"

_CCS08_TAGS = (_INTEGER, _GENERALIZED_TIME, _OCTET_STRING, _OCTET_STRING, _INTEGER)
_CS09_TAGS = (_INTEGER, _GENERALIZED_TIME, _OCTET_STRING, _INTEGER)

_Who = tuple[Eui64, Eui64, int]
Code = TypeVar("Code", bound=IntEnum)


def _write_ccs08(alert: FirmwareTransferAlert) -> bytes:
    assert alert.alert_code is not AlertCode.FIRMWARE_VERSION, "CCS08 says how a transfer ended"
    code, result = _integer(alert.alert_code), _integer(alert.response_code)
    entity, version = _der(_OCTET_STRING, eui64_octets(alert.entity)), _version(alert.version)
    return _der(_SEQUENCE, code + _time(alert.said_at) + entity + version + result)


def _read_ccs08(who: _Who, payload: bytes) -> FirmwareTransferAlert:
    code, time, entity, version, result = _contents("CCS08", payload, _CCS08_TAGS)
    if len(entity) != 8:
        raise WireError(f"CCS08: a device is named in 8 octets, not in {len(entity)}")
    alert_code = _code("CCS08", AlertCode, code)
    if alert_code is AlertCode.FIRMWARE_VERSION:
        raise WireError(f"CCS08: alert code 0x{alert_code:04X} is not a transfer's")
    device, response_code = eui64_from_octets(entity), _code("CCS08", TransferResponseCode, result)
    return FirmwareTransferAlert(*who, _read_time(time), alert_code, device, _read_version(version), response_code)


def _write_cs09(alert: FirmwareActivationAlert) -> bytes:
    code, result = _integer(AlertCode.FIRMWARE_VERSION), _integer(alert.result)
    return _der(_SEQUENCE, code + _time(alert.said_at) + _version(alert.version) + result)


def _read_cs09(who: _Who, payload: bytes) -> FirmwareActivationAlert:
    code, time, version, result = _contents("CS09", payload, _CS09_TAGS)
    alert_code = _code("CS09", AlertCode, code)
    if alert_code is not AlertCode.FIRMWARE_VERSION:
        raise WireError(f"CS09: alert code 0x{alert_code:04X} is a transfer's")
    activation = _code("CS09", ActivateImageResultCode, result)
    return FirmwareActivationAlert(*who, _read_time(time), _read_version(version), activation)


def _write_sub_ghz(alert: SubGhzAlert) -> bytes:
    known = _SUB_GHZ_CODES[type(alert)]
    assert alert.alert_code in known, f"{type(alert).__name__} with code 0x{alert.alert_code:04X}"
    return _GBZ.pack(_SMART_ENERGY, 0, alert.alert_code, _EPOCH_IN_ZIGBEE + alert.said_at)


def _read_sub_ghz(kind: type[SubGhzAlert], who: _Who, payload: bytes) -> SubGhzAlert:
    what = kind.__name__
    if len(payload) != _GBZ.size:
        raise WireError(f"{what}: a payload of {len(payload)} octets, expected {_GBZ.size}")
    profile, components, code, time = _GBZ.unpack(payload)
    if (profile, components) != (_SMART_ENERGY, 0) or time < _EPOCH_IN_ZIGBEE:
        raise WireError(f"{what}: {payload.hex()} is no alert of profile 0x{_SMART_ENERGY:04X} with nothing but a code")
    if code not in _SUB_GHZ_CODES[kind]:
        raise WireError(f"{what}: alert code 0x{code:04X} is another message's")
    return kind(*who, time - _EPOCH_IN_ZIGBEE, SubGhzAlertCode(code))


def _der(tag: int, content: bytes) -> bytes:
    assert len(content) <= _SIZE_MAX, f"a DER value of {len(content)} octets needs a longer length"
    return bytes((tag, len(content))) + content


def _integer(number: int) -> bytes:
    # DER integers are signed: one bit more than the number has keeps the first one clear.
    return _der(_INTEGER, number.to_bytes(number.bit_length() // 8 + 1, "big"))


def _time(said_at: int) -> bytes:
    return _der(_GENERALIZED_TIME, (EPOCH + timedelta(seconds=said_at)).strftime(_TIME_FORMAT).encode("ascii"))


def _version(version: int) -> bytes:
    # Most significant octet first, as DUIS writes a FirmwareVersion; no vector read so far tells (ours).
    return _der(_OCTET_STRING, version.to_bytes(4, "big"))


def _contents(what: str, payload: bytes, tags: tuple[int, ...]) -> list[bytes]:
    """Give the contents of the one SEQUENCE that ``payload`` is, whose elements have ``tags``."""
    outer = list(_elements(what, payload))
    if [tag for tag, _ in outer] != [_SEQUENCE]:
        raise WireError(f"{what}: the payload {payload.hex()} is not one SEQUENCE")
    elements = list(_elements(what, outer[0][1]))
    if [tag for tag, _ in elements] != list(tags):
        raise WireError(f"{what}: a SEQUENCE of tags {[tag for tag, _ in elements]}, expected {list(tags)}")
    return [content for _, content in elements]


def _elements(what: str, octets: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at < len(octets):
        size = octets[at + 1] if at + 1 < len(octets) else _SIZE_MAX
        end = at + 2 + size
        if size > _SIZE_MAX or end > len(octets):
            raise WireError(f"{what}: the DER value at octet {at} of {len(octets)} does not end there")
        yield octets[at], octets[at + 2 : end]
        at = end


def _code(what: str, codes: type[Code], content: bytes) -> Code:
    number = int.from_bytes(content, "big", signed=True)
    if _integer(abs(number))[2:] != content:
        raise WireError(f"{what}: {content.hex() or 'nothing'} is not the shortest form of an INTEGER of 0 or more")
    try:
        return codes(number)
    except ValueError:
        raise WireError(f"{what}: {number} (0x{number:04X}) is no {codes.__name__}") from None


def _read_version(content: bytes) -> int:
    if len(content) != 4:
        raise WireError(f"a firmware version has 4 octets, not {len(content)}")
    return int.from_bytes(content, "big")


def _read_time(content: bytes) -> int:
    """Give seconds since EPOCH; only the one form that ``_time`` writes is DER."""
    try:
        moment = datetime.strptime(content.decode("ascii"), _TIME_FORMAT).replace(tzinfo=UTC)
    except ValueError:
        raise WireError(f"time {content!r} is not a GeneralizedTime like 20260101000000Z") from None
    said_at = round((moment - EPOCH).total_seconds())
    if said_at < 0 or _time(said_at)[2:] != content:
        raise WireError(f"time {content!r} is not a GeneralizedTime of {EPOCH:%Y} or later")
    return said_at


_WRITERS: Mapping[type[GbcsAlert], tuple[int, Callable[[Any], bytes]]] = {
    FirmwareTransferAlert: (CCS08_CODE, _write_ccs08),
    FirmwareActivationAlert: (CS09_CODE, _write_cs09),
    DutyCycleAlert: (DBCH06_CODE, _write_sub_ghz),
    MessageDiscardedAlert: (DBCH10_CODE, _write_sub_ghz),
}

_READERS: Mapping[int, Callable[[_Who, bytes], GbcsAlert]] = {
    CCS08_CODE: _read_ccs08,
    CS09_CODE: _read_cs09,
    DBCH06_CODE: partial(_read_sub_ghz, DutyCycleAlert),
    DBCH10_CODE: partial(_read_sub_ghz, MessageDiscardedAlert),
}
