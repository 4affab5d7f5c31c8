"""The payloads that are DLMS access requests and responses: ECS52, CCS01 and CCS02.

Writes one form of each and reads nothing else. Source: docs/sources.md, GBCS messages, by the vectors of GP; what a
failure is called there (any other reason, 250) is assumption 98.
"""

from collections.abc import Callable
from functools import partial
from struct import Struct
from typing import TypeVar

from premises.errors import WireError
from premises.identity import eui64_from_octets, eui64_octets
from premises.wire.gbcs.alert_payloads import Readers, Who, WhoBrokered, Writers
from premises.wire.gbcs.der import VERSION_SIZE, read_version
from premises.wire.gbcs.device_log import (
    INSTALL_CODE_SIZE,
    AddDeviceCommand,
    AddDeviceResponse,
    LogDeviceType,
    RemoveDeviceCommand,
    RemoveDeviceResponse,
)
from premises.wire.gbcs.message import GbcsMessage
from premises.wire.gbcs.reading import ReadEsmeVersionCommand, ReadEsmeVersionResponse

Said = TypeVar("Said", bound=GbcsMessage)
Done = TypeVar("Done", AddDeviceResponse, RemoveDeviceResponse)

ECS52_CODE = 0x0059
CCS01_CODE = 0x0001
CCS02_CODE = 0x0002
"""Source: GP util.ts."""

_HEAD = Struct(">BIB")
"""Access request or response, long invoke id, no date-time. Source: DLMS, as GP reads it."""

_REQUEST, _RESPONSE = 0xD9, 0xDA
_INVOKE_ID = 0x2000_0000
"""Its low 24 bits are those of the counter. Source: GP vectors."""

_GET, _SET, _ACTION = 1, 2, 3
_SUCCESS, _OTHER_REASON = 0, 250
_NULL, _STRUCTURE, _OCTETS, _LONG_UNSIGNED, _ENUM, _BOOLEAN = 0x00, 0x02, 0x09, 0x12, 0x16, 0x03

_FIRMWARE = bytes.fromhex("0001 0000000201ff 02")
"""Data 0.0.0.2.1.255, attribute 2."""

_LOG = bytes.fromhex("0068 00001e0300ff")
"""Class 104, 0.0.30.3.0.255."""

_READ = bytes((1, _GET)) + _FIRMWARE + bytes((1, _NULL))
_ADD = bytes((3, _ACTION)) + _LOG + bytes((1, _SET)) + _LOG + bytes((3, _SET)) + _LOG + bytes((2, 3))
_REMOVE = bytes((1, _ACTION)) + _LOG + bytes((2, 1))

_ADDED = Struct(f">BB BB8s BB BB{INSTALL_CODE_SIZE}s BB BH BB")
"""A structure of four (device, its type, install code, 0), how long it may join, true."""


def _head(kind: int, message: GbcsMessage) -> bytes:
    return _HEAD.pack(kind, _INVOKE_ID | message.counter & 0xFF_FFFF, 0)


def _rest(what: str, kind: int, who: Who | WhoBrokered, payload: bytes) -> bytes:
    """Give what follows the beginning of an access request or response."""
    expected = _HEAD.pack(kind, _INVOKE_ID | who[2] & 0xFF_FFFF, 0)
    if payload[: _HEAD.size] != expected:
        raise WireError(f"{what}: {payload[: _HEAD.size].hex() or 'nothing'} does not begin it, {expected.hex()} does")
    return payload[_HEAD.size :]


def _write_read(command: ReadEsmeVersionCommand) -> bytes:
    return _head(_REQUEST, command) + _READ


def _read_read(who: Who, payload: bytes) -> ReadEsmeVersionCommand:
    rest = _rest("ECS52", _REQUEST, who, payload)
    if rest != _READ:
        raise WireError(f"ECS52: {rest.hex() or 'nothing'} asks for no firmware version")
    return ReadEsmeVersionCommand(*who)


def _write_version(response: ReadEsmeVersionResponse) -> bytes:
    value = bytes((_OCTETS, VERSION_SIZE)) + response.version.to_bytes(VERSION_SIZE, "big")
    data = value if response.is_read else bytes((_NULL,))
    return _head(_RESPONSE, response) + bytes((0, 1)) + data + bytes((1, _GET, _code(response.is_read)))


def _read_version(who: Who, payload: bytes) -> ReadEsmeVersionResponse:
    rest = _rest("ECS52 response", _RESPONSE, who, payload)
    is_read = rest[2:4] == bytes((_OCTETS, VERSION_SIZE))
    version = read_version(rest[4 : 4 + VERSION_SIZE]) if is_read else 0
    response = ReadEsmeVersionResponse(*who, version, is_read)
    return _the_one(_write_version, response, payload)


def _write_add(command: AddDeviceCommand) -> bytes:
    added = _ADDED.pack(
        *(_STRUCTURE, 4),
        *(_OCTETS, 8, eui64_octets(command.device)),
        *(_ENUM, command.device_type),
        *(_OCTETS, INSTALL_CODE_SIZE, command.install_code),
        *(_ENUM, 0),
        *(_LONG_UNSIGNED, command.join_time),
        *(_BOOLEAN, 0xFF),
    )
    return _head(_REQUEST, command) + _ADD + added


def _read_add(who: WhoBrokered, payload: bytes) -> AddDeviceCommand:
    added = _rest("CCS01", _REQUEST, who, payload)[len(_ADD) :]
    if len(added) != _ADDED.size:
        raise WireError(f"CCS01: {len(added)} octets name a device, expected {_ADDED.size}")
    fields = _ADDED.unpack(added)
    try:
        device_type = LogDeviceType(fields[6])
    except ValueError:
        raise WireError(f"CCS01: {fields[6]} is no type of device") from None
    command = AddDeviceCommand(*who, eui64_from_octets(fields[4]), device_type, fields[9], fields[13])
    return _the_one(_write_add, command, payload)


def _write_remove(command: RemoveDeviceCommand) -> bytes:
    return _head(_REQUEST, command) + _REMOVE + bytes((_OCTETS, 8)) + eui64_octets(command.device)


def _read_remove(who: WhoBrokered, payload: bytes) -> RemoveDeviceCommand:
    rest = _rest("CCS02", _REQUEST, who, payload)
    device = rest[len(_REMOVE) + 2 :]
    if len(device) != 8:
        raise WireError(f"CCS02: a device is named in 8 octets, not in {len(device)}")
    return _the_one(_write_remove, RemoveDeviceCommand(*who, eui64_from_octets(device)), payload)


def _write_done(verbs: tuple[int, ...], response: AddDeviceResponse | RemoveDeviceResponse) -> bytes:
    said = b"".join(bytes((verb, _code(response.is_done))) for verb in verbs)
    nulls = bytes((0, len(verbs), *(_NULL for _ in verbs)))
    return _head(_RESPONSE, response) + nulls + bytes((len(verbs),)) + said


def _read_done(kind: type[Done], verbs: tuple[int, ...], who: WhoBrokered, payload: bytes) -> Done:
    _rest(kind.__name__, _RESPONSE, who, payload)
    response = kind(*who, payload[-1] == _SUCCESS)
    return _the_one(partial(_write_done, verbs), response, payload)


def _code(is_success: bool) -> int:
    return _SUCCESS if is_success else _OTHER_REASON


def _the_one(write: Callable[[Said], bytes], message: Said, payload: bytes) -> Said:
    """Give ``message`` if it is written as ``payload``, for there is one form of each."""
    if write(message) != payload:
        raise WireError(
            f"{type(message).__name__}: {payload.hex()} is not how it is written, {write(message).hex()} is"
        )
    return message


_ADD_VERBS, _REMOVE_VERBS = (_ACTION, _SET, _SET), (_ACTION,)

COMMAND_WRITERS: Writers = {
    ReadEsmeVersionCommand: (ECS52_CODE, _write_read),
    AddDeviceCommand: (CCS01_CODE, _write_add),
    RemoveDeviceCommand: (CCS02_CODE, _write_remove),
}
COMMAND_READERS: Readers = {ECS52_CODE: _read_read, CCS01_CODE: _read_add, CCS02_CODE: _read_remove}
RESPONSE_WRITERS: Writers = {
    ReadEsmeVersionResponse: (ECS52_CODE, _write_version),
    AddDeviceResponse: (CCS01_CODE, partial(_write_done, _ADD_VERBS)),
    RemoveDeviceResponse: (CCS02_CODE, partial(_write_done, _REMOVE_VERBS)),
}
RESPONSE_READERS: Readers = {
    ECS52_CODE: _read_version,
    CCS01_CODE: partial(_read_done, AddDeviceResponse, _ADD_VERBS),
    CCS02_CODE: partial(_read_done, RemoveDeviceResponse, _REMOVE_VERBS),
}
