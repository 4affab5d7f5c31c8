"""The payloads of GCS38, ZCL in the form of GBZ, and of CS08, DER; ECS52 is in ``access_payloads``.

Source: docs/sources.md, GBCS messages, by the vectors of GP, and tshark's gbcs_gbz.
"""

from struct import Struct

from premises.errors import WireError
from premises.wire.gbcs import der
from premises.wire.gbcs.alert_payloads import CS09_CODE, SMART_ENERGY, Readers, Who, WhoBrokered, Writers
from premises.wire.gbcs.reading import (
    ReadGsmeVersionCommand,
    ReadGsmeVersionResponse,
    ReadPpmidVersionCommand,
    ReadPpmidVersionResponse,
)

GCS38_CODE = 0x0084
CS08_CODE = CS09_CODE
"""Source: GP util.ts."""

_GBZ = Struct(">HBBHH")
"""Profile, one component, the last one, cluster, how many octets of ZCL follow. Source: tshark's gbcs_gbz."""

_BASIC_METERING = 0x0702
_ATTRIBUTE = bytes.fromhex("0602")
"""0x0206, least octet first. Source: GP vectors."""

_ASKS = bytes.fromhex("000000") + _ATTRIBUTE
_ANSWERS = bytes.fromhex("080001") + _ATTRIBUTE
_SUCCESS, _HARDWARE_FAILURE = 0x00, 0xC0
_OCTET_STRING = 0x41

_NULL = bytes((der.NULL, 0))
_CS08_TAGS = (der.OCTET_STRING, der.INTEGER)


def _component(zcl: bytes) -> bytes:
    return _GBZ.pack(SMART_ENERGY, 1, 1, _BASIC_METERING, len(zcl)) + zcl


def _write_gcs38(_command: ReadGsmeVersionCommand) -> bytes:
    return _component(_ASKS)


def _read_gcs38(who: Who, payload: bytes) -> ReadGsmeVersionCommand:
    if payload != _component(_ASKS):
        raise WireError(f"GCS38: {payload.hex() or 'nothing'} asks for no firmware version")
    return ReadGsmeVersionCommand(*who)


def _write_gcs38_response(response: ReadGsmeVersionResponse) -> bytes:
    if not response.is_read:
        return _component(_ANSWERS + bytes((_HARDWARE_FAILURE,)))
    value = bytes((_SUCCESS, _OCTET_STRING, der.VERSION_SIZE)) + response.version.to_bytes(der.VERSION_SIZE, "big")
    return _component(_ANSWERS + value)


def _read_gcs38_response(who: Who, payload: bytes) -> ReadGsmeVersionResponse:
    at = _GBZ.size + len(_ANSWERS)
    is_read = payload[at : at + 1] == bytes((_SUCCESS,))
    version = der.read_version(payload[at + 3 :]) if is_read else 0
    response = ReadGsmeVersionResponse(*who, version, is_read)
    if _write_gcs38_response(response) != payload:
        raise WireError(f"GCS38 response: {payload.hex()} is no firmware version, and no reason why there is none")
    return response


def _write_cs08(_command: ReadPpmidVersionCommand) -> bytes:
    return _NULL


def _read_cs08(who: WhoBrokered, payload: bytes) -> ReadPpmidVersionCommand:
    if payload != _NULL:
        raise WireError(f"CS08: {payload.hex() or 'nothing'} is no NULL")
    return ReadPpmidVersionCommand(*who)


def _write_cs08_response(response: ReadPpmidVersionResponse) -> bytes:
    return der.sequence(der.version(response.version), der.integer(not response.is_read))


def _read_cs08_response(who: WhoBrokered, payload: bytes) -> ReadPpmidVersionResponse:
    what = "CS08 response"
    version, result = der.contents(what, payload, _CS08_TAGS)
    number, failed = der.read_version(version), der.read_integer(what, result)
    if failed > 1 or (failed and number):
        raise WireError(f"{what}: version {number:#010x} with result {failed}, expected 0, or 1 and no version")
    return ReadPpmidVersionResponse(*who, number, not failed)


COMMAND_WRITERS: Writers = {
    ReadGsmeVersionCommand: (GCS38_CODE, _write_gcs38),
    ReadPpmidVersionCommand: (CS08_CODE, _write_cs08),
}
COMMAND_READERS: Readers = {GCS38_CODE: _read_gcs38, CS08_CODE: _read_cs08}
RESPONSE_WRITERS: Writers = {
    ReadGsmeVersionResponse: (GCS38_CODE, _write_gcs38_response),
    ReadPpmidVersionResponse: (CS08_CODE, _write_cs08_response),
}
RESPONSE_READERS: Readers = {GCS38_CODE: _read_gcs38_response, CS08_CODE: _read_cs08_response}
