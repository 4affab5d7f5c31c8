"""The one door from MessagePack to values: a typed value comes out, or a WireError with one sentence.

Types are checked by msgspec, names and ranges by the tables below; a note is evidence, nobody acts on it, so of
notes only the types are checked. The bytes of radio frames and GBCS messages are ``air_bytes``' business.
"""

import reprlib
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from msgspec import DecodeError, Struct
from msgspec.msgpack import Decoder, Encoder

from premises.errors import UsageError, WireError
from premises.identity import Eui64, Name, eui64, name
from premises.quantity import Instant
from premises.wire.device.supply import SupplyCut
from premises.wire.duis.inventory import (
    DevicePrenotification,
    InventoryEntry,
    ReadInventory,
    UpdateDeviceDetails,
    UpdateHANDeviceLog,
    UpdateInventory,
)
from premises.wire.duis.messages import (
    DEVICE_ID_LIST_MAX,
    FIRMWARE_IMAGE_MAX,
    MAIL_FIRST,
    REQUEST_ID_MAX,
    ActivateFirmware,
    ActivateFirmwareResult,
    CommsHubAlert,
    DeviceAlertMessage,
    Duis,
    DuisAck,
    FirmwareVersionResult,
    FutureDatedDeviceAlert,
    PPMIDAlert,
    ReadFirmwareVersion,
    TransformActivateFirmware,
    UpdateFirmware,
    UpdatePPMIDFirmware,
)
from premises.wire.envelope import ENVELOPE_VERSION, PAYLOAD_MAX, UNTURNED, Clock, ClockOrder, Envelope, FaultsInForce
from premises.wire.field.wan import (
    WAN_CHUNK_MAX,
    AlertAck,
    ChunkRequest,
    ChunkResponse,
    ImageDiscarded,
    ImageOffer,
    WanPrivate,
)
from premises.wire.gbcs.activation import AT_ONCE, CANCELLED
from premises.wire.gbcs.message import HASH_SIZE, SIGNATURE_SIZE
from premises.wire.notes.note import Note

Kind = TypeVar("Kind", bound=Struct)


class WanCarried(Struct, frozen=True, array_like=True, gc=False):
    """A carrier's own message as bytes on the WAN."""

    transaction: int
    message: WanPrivate


class DuisCarried(Struct, frozen=True, array_like=True, gc=False):
    """A message between a Supplier and the DCC adapter, as bytes."""

    transaction: int
    message: Duis


class MainsCarried(Struct, frozen=True, array_like=True, gc=False):
    """What an ESME does to its hub's supply, as bytes."""

    transaction: int
    message: SupplyCut


def encode(value: Struct) -> bytes:
    """Give ``value`` as MessagePack."""
    return _ENCODER.encode(value)


def decode(kind: type[Kind], octets: bytes) -> Kind:
    """Give the value of type ``kind`` that ``octets`` hold; WireError unless they hold exactly one."""
    if len(octets) > PAYLOAD_MAX:
        raise WireError(f"{kind.__name__} of {len(octets)} octets: at most {PAYLOAD_MAX} are taken")
    try:
        value: Kind = _decoder(kind).decode(octets)
    except (DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _reason(kind, octets, error) from error
    if _is_versioned(kind) and _version_of(value) != ENVELOPE_VERSION:
        raise _other_version(kind, _version_of(value))
    _refuse_out_of_range(value)
    return value


@dataclass(frozen=True, slots=True)
class _Limit:
    """What a number, or the length of anything that has one, must lie between."""

    low: float
    high: float

    def holds(self, value: Any) -> bool:
        return self.low <= (len(value) if hasattr(value, "__len__") else value) <= self.high


class _Versioned(Struct, array_like=True):
    """The beginning of every versioned value, whatever else it holds."""

    version: int


_NOT_NEGATIVE = _Limit(0, sys.float_info.max)
_OCTET = _Limit(0, 0xFF)
_FOUR_OCTETS = _Limit(0, 0xFFFF_FFFF)
_TWO_OCTETS = _Limit(0, 0xFFFF)
_COUNTER = _Limit(1, 0xFFFF_FFFF_FFFF_FFFF)

_LIMITS: Mapping[type[Struct], Mapping[str, _Limit]] = {
    Clock: {"speed": _NOT_NEGATIVE, "revision": _COUNTER},
    ClockOrder: {"speed": _NOT_NEGATIVE},
    Envelope: {"turned": _Limit(UNTURNED, 8 * PAYLOAD_MAX)},
    FaultsInForce: {"revision": _COUNTER},
    WanCarried: {"transaction": _OCTET},
    DuisCarried: {"transaction": _FOUR_OCTETS},
    MainsCarried: {"transaction": _OCTET},
    SupplyCut: {"span": _Limit(1, _COUNTER.high)},
    ImageOffer: {"transfer": _COUNTER, "sha256": _Limit(32, 32)},
    ChunkRequest: {"transfer": _COUNTER},
    ChunkResponse: {"transfer": _COUNTER, "data": _Limit(0, WAN_CHUNK_MAX)},
    AlertAck: {"counter": _COUNTER},
    ImageDiscarded: {"transfer": _Limit(0, _COUNTER.high), "version": _FOUR_OCTETS},
    UpdatePPMIDFirmware: {
        "request_id": _Limit(0, REQUEST_ID_MAX),
        "firmware_image": _Limit(0, FIRMWARE_IMAGE_MAX),
        "firmware_version": _FOUR_OCTETS,
    },
    UpdateFirmware: {
        "request_id": _Limit(0, REQUEST_ID_MAX),
        "firmware_image": _Limit(0, FIRMWARE_IMAGE_MAX),
        "firmware_version": _FOUR_OCTETS,
    },
    ActivateFirmware: {
        "request_id": _Limit(0, REQUEST_ID_MAX),
        "firmware_hash": _Limit(HASH_SIZE, HASH_SIZE),
        "activation_at": _Limit(AT_ONCE, CANCELLED),
        "signature": _Limit(0, SIGNATURE_SIZE),
    },
    ActivateFirmwareResult: {"firmware_version": _FOUR_OCTETS},
    FutureDatedDeviceAlert: {"alert_code": _TWO_OCTETS, "firmware_version": _FOUR_OCTETS},
    CommsHubAlert: {"firmware_version": _FOUR_OCTETS},
    PPMIDAlert: {"firmware_version": _FOUR_OCTETS},
    DeviceAlertMessage: {
        "alert_code": _TWO_OCTETS,
        "said_at": _NOT_NEGATIVE,
        "firmware_hash": _Limit(0, HASH_SIZE),
    },
    TransformActivateFirmware: {
        "request_id": _Limit(0, REQUEST_ID_MAX),
        "firmware_hash": _Limit(HASH_SIZE, HASH_SIZE),
        "activation_at": _Limit(AT_ONCE, CANCELLED),
    },
    ReadFirmwareVersion: {"request_id": _Limit(0, REQUEST_ID_MAX)},
    ReadInventory: {"request_id": _Limit(0, REQUEST_ID_MAX)},
    UpdateInventory: {"request_id": _Limit(0, REQUEST_ID_MAX)},
    UpdateDeviceDetails: {"request_id": _Limit(0, REQUEST_ID_MAX)},
    UpdateHANDeviceLog: {"request_id": _Limit(0, REQUEST_ID_MAX)},
    DevicePrenotification: {
        "request_id": _Limit(0, REQUEST_ID_MAX),
        "manufacturer": _TWO_OCTETS,
        "model": _TWO_OCTETS,
        "firmware_version": _FOUR_OCTETS,
    },
    InventoryEntry: {"manufacturer": _TWO_OCTETS, "model": _TWO_OCTETS, "firmware_version": _FOUR_OCTETS},
    DuisAck: {"number": _Limit(MAIL_FIRST, _FOUR_OCTETS.high)},
    FirmwareVersionResult: {"firmware_version": _FOUR_OCTETS},
}
"""Where a field's own type allows more than its meaning does. NaN and infinity lie within no limit."""

_ENCODER = Encoder()
_Test = Callable[[Any], bool]


@cache
def _decoder(kind: type[Any]) -> Decoder[Any]:
    return Decoder(kind)


def _is_versioned(kind: type[Struct]) -> bool:
    return kind.__struct_fields__[0] == "version"


def _version_of(value: Any) -> int:
    version: int = value.version
    return version


def _other_version(kind: type[Struct], version: int) -> WireError:
    return WireError(f"{kind.__name__} of version {version}: this program reads version {ENVELOPE_VERSION}")


def _reason(kind: type[Struct], octets: bytes, error: Exception) -> WireError:
    """Give why ``octets`` are no ``kind``; another version explains every other fault."""
    if _is_versioned(kind):
        with suppress(DecodeError, UnicodeDecodeError, RecursionError):
            version = _decoder(_Versioned).decode(octets).version
            if version != ENVELOPE_VERSION:
                return _other_version(kind, version)
    return WireError(f"{kind.__name__} of {len(octets)} octets: {error}")


def _refuse_out_of_range(value: Struct) -> None:
    for field, holds in _tests(type(value)):
        found = getattr(value, field)
        if not holds(found):
            raise WireError(f"{type(value).__name__}: {field} {reprlib.repr(found)} is out of range")


@cache
def _tests(kind: type[Struct]) -> tuple[tuple[str, _Test], ...]:
    """Give what each field of ``kind`` must pass, for the fields whose type does not say it all."""
    limits = _LIMITS.get(kind, {})
    hints = get_type_hints(kind)
    tests = ((field, _test(hints[field], limits.get(field))) for field in kind.__struct_fields__)
    return tuple((field, test) for field, test in tests if test is not None)


def _test(hint: Any, limit: _Limit | None) -> _Test | None:
    if limit is not None:
        return limit.holds
    if hint in _TESTS:
        return _TESTS[hint]
    inner = [part for part in get_args(hint) or (hint,) if isinstance(part, type) and issubclass(part, Struct)]
    if not inner or issubclass(inner[0], Note):
        return None
    return _are_in_range if get_origin(hint) is tuple else _is_in_range


def _is_in_range(value: Struct) -> bool:
    _refuse_out_of_range(value)
    return True


def _are_in_range(values: tuple[Struct, ...]) -> bool:
    return all(_is_in_range(value) for value in values)


@lru_cache(maxsize=256)
def _is_name(text: str) -> bool:
    try:
        return name(text) == text
    except UsageError:
        return False


def _is_eui64(text: str) -> bool:
    try:
        return eui64(text) == text
    except UsageError:
        return False


def _are_eui64s(texts: tuple[str, ...]) -> bool:
    return len(texts) <= DEVICE_ID_LIST_MAX and all(_is_eui64(text) for text in texts)


_TESTS: Mapping[Any, _Test] = {
    int: _NOT_NEGATIVE.holds,
    Instant: _NOT_NEGATIVE.holds,
    Name: _is_name,
    Eui64: _is_eui64,
    tuple[Eui64, ...]: _are_eui64s,
}
