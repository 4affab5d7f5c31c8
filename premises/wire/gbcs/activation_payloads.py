"""The payloads of a meter's firmware messages: CS06 and its answers in DER, FDRA and plain alerts in DLMS or GBZ.

Source: docs/sources.md, GBCS messages, as GP and tshark read them; that 0x8F1B goes under 0x1000 and 0x8F43 under
0x1001 is assumption 62.
"""

from datetime import timedelta
from functools import partial
from struct import Struct
from typing import Any

from premises.errors import WireError
from premises.wire.gbcs import der
from premises.wire.gbcs.activation import (
    AT_ONCE,
    CANCELLED,
    ActivateFirmwareCommand,
    ActivateFirmwareResponse,
    ActivationCode,
    FirmwareAlert,
    FirmwareCode,
    FirmwareReceiptAlert,
    FutureDatedAlert,
    FutureDatedCode,
    ReceiptCode,
)
from premises.wire.gbcs.alert_payloads import EPOCH_IN_ZIGBEE, GBZ, SMART_ENERGY, Readers, Who, Writers
from premises.wire.gbcs.message import HASH_SIZE

CS06_CODE = 0x0012
CS06_ALERT_CODE = 0x00CA
FDRA_ESME_CODE = 0x00CE
FDRA_GSME_CODE = 0x00CF
"""Source: GP util.ts."""

CRITICAL_CODE = 0x1000
NON_CRITICAL_CODE = 0x1001
"""Alerts that have no use case of their own. Source: tshark."""

_NEVER = b"99991231235959Z"
_NULL = bytes((der.NULL, 0))

_ALERT_TAGS = (der.INTEGER, der.GENERALIZED_TIME, der.INTEGER, der.SEQUENCE)
_OUTCOME_TAGS = (der.INTEGER, der.OCTET_STRING)

_DLMS = Struct(">BIBBBBHBB")
"""Data notification, invoke id, no date-time, a structure of three or two, a long unsigned, alert code, time of 12."""

_DATE_TIME = Struct(">HBBBBBBBhB")
"""Year, month, day, weekday, hour, minute, second, hundredths, deviation, status. Source: DLMS, as GP reads it."""

_NOTIFICATION, _STRUCTURE, _LONG_UNSIGNED, _OCTETS = 0x0F, 0x02, 0x12, 0x09
_INVOKE_ID = 0x2000_0000
"""A DLMS alert's long invoke id holds the low 24 bits of the counter. Source: GP vectors."""


def _write_command(command: ActivateFirmwareCommand) -> bytes:
    values = [der.octets(command.firmware_hash), der.integer(command.counter)]
    if command.activation_at == CANCELLED:
        values.append(der.value(der.GENERALIZED_TIME, _NEVER))
    elif command.activation_at != AT_ONCE:
        values.append(der.moment(command.activation_at))
    return der.sequence(*values)


def _read_command(who: Who, payload: bytes) -> ActivateFirmwareCommand:
    elements = der.read_sequence("CS06", payload)
    tags = [tag for tag, _ in elements]
    if tags[:2] != [der.OCTET_STRING, der.INTEGER] or tags[2:] not in ([], [der.GENERALIZED_TIME]):
        raise WireError(f"CS06: a SEQUENCE of tags {tags}, expected a hash, a counter and perhaps a time")
    firmware_hash, counter = _hash("CS06", elements[0][1]), der.read_integer("CS06", elements[1][1])
    if counter != who[2]:
        raise WireError(f"CS06: counter {counter} in a message of counter {who[2]}")
    return ActivateFirmwareCommand(*who, firmware_hash, _activation(elements[2][1]) if tags[2:] else AT_ONCE)


def _activation(content: bytes) -> int:
    return CANCELLED if content == _NEVER else der.read_moment(content)


def _write_response(response: ActivateFirmwareResponse) -> bytes:
    if response.result is ActivationCode.ACCEPTED:
        return _NULL
    return _outcome(response.result, response.version)


def _read_response(who: Who, payload: bytes) -> ActivateFirmwareResponse:
    if payload == _NULL:
        return ActivateFirmwareResponse(*who, ActivationCode.ACCEPTED, 0)
    return ActivateFirmwareResponse(*who, *_read_outcome("CS06 response", payload))


def _write_future_dated(alert: FutureDatedAlert) -> bytes:
    code, time, command = der.integer(alert.alert_code), der.moment(alert.said_at), der.integer(alert.command)
    return der.sequence(code, time, command, _outcome(alert.result, alert.version))


def _read_future_dated(who: Who, payload: bytes) -> FutureDatedAlert:
    what = "CS06 alert"
    code, time, command, outcome = der.contents(what, payload, _ALERT_TAGS)
    result, version = _read_outcome(what, der.value(der.SEQUENCE, outcome))
    alert_code = der.read_code(what, FutureDatedCode, code)
    return FutureDatedAlert(*who, der.read_moment(time), alert_code, der.read_integer(what, command), result, version)


def _outcome(result: ActivationCode, version: int) -> bytes:
    assert result is not ActivationCode.ACCEPTED, "what is accepted has no outcome yet"
    return der.sequence(der.integer(result), der.version(version))


def _read_outcome(what: str, payload: bytes) -> tuple[ActivationCode, int]:
    code, version = der.contents(what, payload, _OUTCOME_TAGS)
    result = der.read_code(what, ActivationCode, code)
    if result is ActivationCode.ACCEPTED:
        raise WireError(f"{what}: {int(result)} is no outcome")
    return result, der.read_version(version)


def _write_receipt(alert: FirmwareReceiptAlert) -> bytes:
    return _plain(alert, 3) + bytes((_OCTETS, HASH_SIZE)) + alert.firmware_hash


def _read_receipt(what: str, who: Who, payload: bytes, *, is_gas: bool) -> FirmwareReceiptAlert:
    code, said_at, rest = _read_plain(what, who, payload, 3, is_gas=is_gas)
    if rest[:2] != bytes((_OCTETS, HASH_SIZE)):
        raise WireError(f"{what}: {rest.hex() or 'nothing'} is no Manufacturer Image Hash")
    return FirmwareReceiptAlert(*who, said_at, _member(what, ReceiptCode, code), _hash(what, rest[2:]), is_gas)


def _write_alert(alert: FirmwareAlert) -> bytes:
    return _plain(alert, 2)


def _read_alert(message_code: int, who: Who, payload: bytes) -> FirmwareAlert:
    what, is_gas = "alert", payload[:1] != bytes((_NOTIFICATION,))
    code, said_at, rest = _read_plain(what, who, payload, 2, is_gas=is_gas)
    if rest:
        raise WireError(f"{what}: {len(rest)} octets after its time")
    found = _member(what, FirmwareCode, code)
    if _alert_code(found) != message_code:
        raise WireError(f"{what}: 0x{code:04X} does not go under 0x{message_code:04X}")
    return FirmwareAlert(*who, said_at, found, is_gas)


def _alert_code(code: FirmwareCode) -> int:
    return CRITICAL_CODE if code is FirmwareCode.VERIFICATION_FAILED_AT_POWER_ON else NON_CRITICAL_CODE


def _plain(alert: FirmwareReceiptAlert | FirmwareAlert, fields: int) -> bytes:
    """Give an alert's code and moment, in the form of its meter; DLMS says how many fields it has."""
    if alert.is_gas:
        return GBZ.pack(SMART_ENERGY, fields - 2, alert.alert_code, EPOCH_IN_ZIGBEE + alert.said_at)
    head = (_NOTIFICATION, _INVOKE_ID | alert.counter & 0xFF_FFFF, 0, _STRUCTURE, fields, _LONG_UNSIGNED)
    return _DLMS.pack(*head, alert.alert_code, _OCTETS, _DATE_TIME.size) + _date_time(alert.said_at)


def _date_time(said_at: int) -> bytes:
    moment = der.EPOCH + timedelta(seconds=said_at)
    day = moment.year, moment.month, moment.day, moment.isoweekday()
    return _DATE_TIME.pack(*day, moment.hour, moment.minute, moment.second, 0, 0, 0)


def _read_plain(what: str, who: Who, payload: bytes, fields: int, *, is_gas: bool) -> tuple[int, int, bytes]:
    size = GBZ.size if is_gas else _DLMS.size + _DATE_TIME.size
    head, rest = payload[:size], payload[size:]
    code, said_at = _read_gbz(what, head) if is_gas else _read_dlms(what, head)
    again = GBZ.pack(SMART_ENERGY, fields - 2, code, EPOCH_IN_ZIGBEE + said_at) if is_gas else b""
    if not is_gas:
        first = (_NOTIFICATION, _INVOKE_ID | who[2] & 0xFF_FFFF, 0, _STRUCTURE, fields, _LONG_UNSIGNED)
        again = _DLMS.pack(*first, code, _OCTETS, _DATE_TIME.size) + _date_time(said_at)
    if again != head:
        raise WireError(f"{what}: {head.hex()} does not begin as an alert of {fields} fields")
    return code, said_at, rest


def _read_gbz(what: str, head: bytes) -> tuple[int, int]:
    if len(head) != GBZ.size:
        raise WireError(f"{what}: a payload of {len(head)} octets ends too early")
    _, _, code, time = GBZ.unpack(head)
    if time < EPOCH_IN_ZIGBEE:
        raise WireError(f"{what}: said before the premises began")
    return code, time - EPOCH_IN_ZIGBEE


def _read_dlms(what: str, head: bytes) -> tuple[int, int]:
    if len(head) != _DLMS.size + _DATE_TIME.size:
        raise WireError(f"{what}: a payload of {len(head)} octets ends too early")
    code = _DLMS.unpack_from(head)[6]
    year, month, day, _, hour, minute, second, *_ = _DATE_TIME.unpack_from(head, _DLMS.size)
    try:
        found = der.EPOCH.replace(year, month, day, hour, minute, second)
    except ValueError:
        raise WireError(f"{what}: {head[_DLMS.size :].hex()} is no moment") from None
    said_at = round((found - der.EPOCH).total_seconds())
    if said_at < 0:
        raise WireError(f"{what}: said before the premises began")
    return code, said_at


def _hash(what: str, content: bytes) -> bytes:
    if len(content) != HASH_SIZE:
        raise WireError(f"{what}: a Manufacturer Image Hash has {HASH_SIZE} octets, not {len(content)}")
    return content


def _member(what: str, codes: type[Any], number: int) -> Any:
    try:
        return codes(number)
    except ValueError:
        raise WireError(f"{what}: 0x{number:04X} is no {codes.__name__}") from None


def code_of(message: FirmwareReceiptAlert | FirmwareAlert) -> int:
    """Give the message code of an alert whose class does not say it all."""
    if isinstance(message, FirmwareAlert):
        return _alert_code(message.alert_code)
    return FDRA_GSME_CODE if message.is_gas else FDRA_ESME_CODE


COMMAND_WRITERS: Writers = {ActivateFirmwareCommand: (CS06_CODE, _write_command)}
COMMAND_READERS: Readers = {CS06_CODE: _read_command}
RESPONSE_WRITERS: Writers = {ActivateFirmwareResponse: (CS06_CODE, _write_response)}
RESPONSE_READERS: Readers = {CS06_CODE: _read_response}
ALERT_WRITERS: Writers = {
    FutureDatedAlert: (CS06_ALERT_CODE, _write_future_dated),
    FirmwareReceiptAlert: (code_of, _write_receipt),
    FirmwareAlert: (code_of, _write_alert),
}
ALERT_READERS: Readers = {
    CS06_ALERT_CODE: _read_future_dated,
    FDRA_ESME_CODE: partial(_read_receipt, "FDRA", is_gas=False),
    FDRA_GSME_CODE: partial(_read_receipt, "FDRA", is_gas=True),
    CRITICAL_CODE: partial(_read_alert, CRITICAL_CODE),
    NON_CRITICAL_CODE: partial(_read_alert, NON_CRITICAL_CODE),
}
