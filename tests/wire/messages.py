"""Every message of a premises, drawn at random: half of the values as a good update has them, half anything."""

from enum import Enum
from functools import cache
from itertools import permutations
from typing import Any, get_args, get_type_hints

from hypothesis import strategies as st

from premises.identity import Eui64, Name, eui64_from_octets
from premises.trust.network import NetworkCipher
from premises.wire.device.supply import SupplyCut
from premises.wire.duis.inventory import DeviceStatus, InventoryEntry
from premises.wire.duis.messages import (
    MAIL_FIRST,
    DeviceAlertMessage,
    DistributionCode,
    Duis,
    FirmwareDistributionAlert,
    FutureDatedDeviceAlert,
)
from premises.wire.field import zcl
from premises.wire.field.air_bytes import AddressBook, Hop
from premises.wire.field.metering import (
    CURRENT_SUMMATION_DELIVERED,
    METERING_CLUSTER,
    NEW_OTA_FIRMWARE,
    NO_VALUE,
    TUNNEL_MESSAGE_PENDING,
)
from premises.wire.field.ota_description import IMAGE_TYPE_NAMES
from premises.wire.field.ota_file import BRIDGE_MANUFACTURER
from premises.wire.field.wan import WanPrivate
from premises.wire.gbcs import octets
from premises.wire.gbcs.activation import (
    AT_ONCE,
    CANCELLED,
    ActivateFirmwareResponse,
    ActivationCode,
    FirmwareAlert,
    FirmwareCode,
    FirmwareReceiptAlert,
    FutureDatedAlert,
    FutureDatedCode,
    ReceiptCode,
)
from premises.wire.gbcs.alert_payloads import SAID_AT_GBZ_MAX
from premises.wire.gbcs.alerts import (
    AlertCode,
    DutyCycleAlert,
    FirmwareTransferAlert,
    MessageDiscardedAlert,
    SubGhzAlert,
    SubGhzAlertCode,
)
from premises.wire.gbcs.device_log import INSTALL_CODE_SIZE
from premises.wire.gbcs.message import HASH_SIZE, MAC_SIZE, SIGNATURE_SIZE, GbcsMessage
from premises.wire.gbcs.octets import to_gbcs, transaction_of
from premises.wire.gbcs.reading import ReadVersionResponse
from premises.wire.message import Frame, Medium, Message
from premises.wire.radio.aps import BLOCK_SIZE_MAX, ApsFragment

HUB, B1, B2, DCC, SUPPLIER = Name("hub"), Name("b1"), Name("b2"), Name("dcc"), Name("supplier")
ESME = Name("esme")

BOOK = AddressBook(
    pan=0x1A62,
    short={HUB: 0x0000, B1: 0x1B01, B2: 0x1B02},
    eui={
        HUB: Eui64("90-B3-D5-1F-30-00-00-10"),
        B1: Eui64("90-B3-D5-1F-30-00-00-B1"),
        B2: Eui64("90-B3-D5-1F-30-00-00-B2"),
    },
)

SECURED = AddressBook(BOOK.pan, BOOK.short, BOOK.eui, NetworkCipher(bytes(range(16))))
"""The same premises with a network key."""

BOOKS = {"plain": BOOK, "secured": SECURED}

TUNNELLED_MAX = 75
"""Octets of a GBCS message that crosses a tunnel in one frame; a longer one goes in fragments."""

RADIO_ENDS = (HUB, B1, B2)
HOPS = {
    Medium.WAN: (Hop(DCC, HUB), Hop(HUB, DCC)),
    Medium.DUIS: (Hop(SUPPLIER, DCC), Hop(DCC, SUPPLIER)),
    Medium.MAINS: (Hop(ESME, HUB),),
}

READ: tuple[type[Message], ...] = get_args(ReadVersionResponse)
"""What says a version, if that could be read."""

ALERTS: tuple[type[GbcsMessage], ...] = octets.KINDS

KINDS: dict[Medium, tuple[type[Message], ...]] = {
    Medium.RADIO: (*get_args(zcl.Zcl), ApsFragment),
    Medium.WAN: (*get_args(WanPrivate), *ALERTS),
    Medium.DUIS: get_args(Duis),
    Medium.MAINS: (SupplyCut,),
}
"""Every class that each medium carries."""


def _number(octets: int, *usual: int) -> st.SearchStrategy[int]:
    return st.one_of(st.sampled_from(usual), st.integers(0, 256**octets - 1))


def _counter(*usual: int) -> st.SearchStrategy[int]:
    return st.one_of(st.sampled_from(usual), st.integers(1, 2**64 - 1))


EUIS = st.one_of(st.sampled_from(sorted(BOOK.eui.values())), st.binary(min_size=8, max_size=8).map(eui64_from_octets))

_BY_FIELD: dict[str, st.SearchStrategy[Any]] = {
    "jitter": st.one_of(st.just(100), st.integers(1, 100)),
    "manufacturer": _number(2, BRIDGE_MANUFACTURER, 0x121D),
    "image_type": _number(2, *IMAGE_TYPE_NAMES),
    "version": _number(4, 1, 2, 0xACDCACDC),
    "firmware_version": _number(4, 1, 2, 0xACDCACDC),
    "hardware": _number(2, 1, 0x1111),
    "size": _number(4, 361, 295, 2**20),
    "offset": _number(4, 0, 48, 96),
    "size_max": _number(1, zcl.BLOCK_DATA_DEFAULT, zcl.BLOCK_DATA_MAX),
    "data": st.one_of(st.just(bytes(range(48))), st.binary(max_size=zcl.BLOCK_DATA_MAX)),
    "current_time": _number(4, 0, 3600),
    "request_time": _number(4, 5, 3605),
    "upgrade_time": _number(4, 0, zcl.UPGRADE_TIME_WAIT),
    "block_period_min": _number(2, 0, 500),
    "period": _number(1, 0, 5),
    "span": st.integers(1, 2**62),
    "tunnel": _number(2, 0),
    "cluster": st.sampled_from((zcl.OTA_CLUSTER, zcl.TUNNEL_CLUSTER, METERING_CLUSTER)),
    "attribute": _number(2, CURRENT_SUMMATION_DELIVERED),
    "value": _number(6, 0, 12_345_678, NO_VALUE),
    "command": _number(1, 0x02),
    "counter": _counter(1, 2),
    "transfer": _counter(1, 2),
    "said_at": st.one_of(st.just(3600), st.integers(0, 2**37)),
    "alert_code": st.sampled_from((AlertCode.TRANSFER_SUCCEEDED, AlertCode.TRANSFER_FAILED)),
    "since": st.one_of(st.just(0), st.integers(0, 2**62)),
    "sha256": st.binary(min_size=32, max_size=32),
    "firmware_image": st.binary(max_size=400),
    "signature": st.one_of(st.just(b""), st.binary(min_size=SIGNATURE_SIZE, max_size=SIGNATURE_SIZE)),
    "mac": st.one_of(st.just(b""), st.binary(min_size=MAC_SIZE, max_size=MAC_SIZE)),
    "remote_party_counter": _counter(1, 2),
    "install_code": st.binary(min_size=INSTALL_CODE_SIZE, max_size=INSTALL_CODE_SIZE),
    "join_time": _number(2, 90),
    "message": st.deferred(lambda: _alerts()),  # noqa: PLW0108 - it stands below
    "firmware_hash": st.binary(min_size=HASH_SIZE, max_size=HASH_SIZE),
    "activation_at": st.one_of(st.just(AT_ONCE), st.just(CANCELLED), st.integers(0, 2**30)),
    "number": st.integers(MAIL_FIRST, 2**32 - 1),
    "model": _number(2, 1, 0x1111),
    "gbcs_payload": st.binary(max_size=200),
    "remaining": _number(1, 0, 1),
    "flags": _number(4, NEW_OTA_FIRMWARE, TUNNEL_MESSAGE_PENDING),
}

_BY_TYPE: dict[Any, st.SearchStrategy[Any]] = {
    Eui64: EUIS,
    tuple[Eui64, ...]: st.lists(EUIS, max_size=4).map(tuple),
    bool: st.booleans(),
    int: _number(2, 1),
    DeviceStatus | None: st.one_of(st.none(), st.sampled_from(DeviceStatus)),
    tuple[InventoryEntry, ...]: st.deferred(lambda: _devices()),  # noqa: PLW0108 - it stands below
    str: st.one_of(st.just("I99"), st.text(max_size=20)),
}


_OUTCOMES = st.sampled_from([code for code in ActivationCode if code is not ActivationCode.ACCEPTED])
_DISCARDED = SubGhzAlertCode.MESSAGE_DISCARDED

_CODES: dict[type[Message], dict[str, st.SearchStrategy[Any]]] = {
    ActivateFirmwareResponse: {"result": _OUTCOMES},
    FirmwareReceiptAlert: {"alert_code": st.sampled_from(ReceiptCode)},
    FirmwareAlert: {"alert_code": st.sampled_from(FirmwareCode)},
    FutureDatedAlert: {"alert_code": st.sampled_from(FutureDatedCode), "command": _counter(1, 2), "result": _OUTCOMES},
    FirmwareDistributionAlert: {"alert_code": st.sampled_from(DistributionCode)},
    FutureDatedDeviceAlert: {"alert_code": _number(2, 0x8F66)},
    DeviceAlertMessage: {"alert_code": _number(2, 0x8F72)},
    DutyCycleAlert: {"alert_code": st.sampled_from([code for code in SubGhzAlertCode if code is not _DISCARDED])},
    MessageDiscardedAlert: {"alert_code": st.just(_DISCARDED)},
}


@cache
def said(kind: type[Message]) -> st.SearchStrategy[Message]:
    """Draw one message of ``kind``; cached, for a strategy is looked through each time it is new."""
    if kind is ApsFragment:
        return st.one_of(_fragments(st.just(0), st.integers(2, 255)), _fragments(st.integers(1, 255), st.just(0)))
    if kind is zcl.QueryNextImageRefusal:
        return st.sampled_from([status for status in zcl.Status if status]).map(zcl.QueryNextImageRefusal)
    fields = {field: _value(field, hint) for field, hint in _fields_of(kind).items()}
    drawn = st.builds(kind, **fields | _codes_of(kind))
    # What could not be read has no version.
    return drawn.filter(_can_be_said) if kind in READ else drawn


def _can_be_said(read: Any) -> bool:
    return bool(read.is_read or not read.version)


def _devices() -> st.SearchStrategy[tuple[InventoryEntry, ...]]:
    hints = get_type_hints(InventoryEntry)
    fields = {field: _value(field, hints[field]) for field in InventoryEntry.__struct_fields__}
    return st.lists(st.builds(InventoryEntry, **fields), max_size=4).map(tuple)


def _alerts() -> st.SearchStrategy[Message]:
    return st.sampled_from(ALERTS).flatmap(said)


def _codes_of(kind: type[Message]) -> dict[str, st.SearchStrategy[Any]]:
    """Give the fields whose values depend on the kind of message: codes, and moments that its form can say."""
    fields = dict(_CODES.get(kind, {}))
    if issubclass(kind, SubGhzAlert | FirmwareReceiptAlert | FirmwareAlert):
        fields["said_at"] = st.integers(0, SAID_AT_GBZ_MAX)
    return fields


def _fragments(block: st.SearchStrategy[int], blocks: st.SearchStrategy[int]) -> st.SearchStrategy[Message]:
    clusters, counters = st.sampled_from((zcl.OTA_CLUSTER, zcl.TUNNEL_CLUSTER)), st.integers(0, 255)
    octets = st.binary(min_size=1, max_size=BLOCK_SIZE_MAX)
    return st.builds(ApsFragment, clusters, counters, block, blocks, octets)


@cache
def frames(medium: Medium, kind: type[Message]) -> st.SearchStrategy[tuple[Frame, Hop]]:
    """Draw a frame of ``kind`` and the hop that it crosses, which on a radio may be part of its way only."""
    return st.builds(_frame, said(kind).filter(_fits), _WAYS[medium], st.integers(0, 255))


def _fits(message: Message) -> bool:
    # CCS08 is the hub's own and never crosses a tunnel; what is signed crosses one in fragments.
    if not isinstance(message, zcl.TransferData | zcl.TransferDataToClient | zcl.TransferDataGetResponse):
        return True
    return not isinstance(message.message, FirmwareTransferAlert) and len(to_gbcs(message.message)) <= TUNNELLED_MAX


_ENDS = st.sampled_from([Hop(*ends) for ends in permutations(RADIO_ENDS, 2)])
_WAYS: dict[Medium, st.SearchStrategy[tuple[Hop, Hop]]] = {
    Medium.RADIO: st.tuples(_ENDS, _ENDS),
    **{medium: st.sampled_from(hops).map(lambda hop: (hop, hop)) for medium, hops in HOPS.items()},
}
"""From whom to whom a frame goes, and the hop that is looked at."""


def _frame(message: Message, way: tuple[Hop, Hop], drawn: int) -> tuple[Frame, Hop]:
    number = _own_number(message) if isinstance(message, GbcsMessage | ApsFragment) else drawn
    return Frame(way[0].source, way[0].target, number, message), way[1]


def _own_number(message: GbcsMessage | ApsFragment) -> int:
    """Give the transaction of a message that has no place for any but its own counter."""
    return message.counter if isinstance(message, ApsFragment) else transaction_of(message)


def _fields_of(kind: type[Message]) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {field: hints[field] for field in kind.__struct_fields__}


def _value(field: str, hint: Any) -> st.SearchStrategy[Any]:
    if field in _BY_FIELD:
        return _BY_FIELD[field]
    if isinstance(hint, type) and issubclass(hint, Enum):
        return st.sampled_from(hint)
    return _BY_TYPE[hint]
