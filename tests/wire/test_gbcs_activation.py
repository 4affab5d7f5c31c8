"""A meter's firmware messages octet by octet, as GP's parser and tshark read them, and what is refused."""

import pytest

from premises.errors import WireError
from premises.identity import Eui64
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
from premises.wire.gbcs.message import GbcsMessage
from premises.wire.gbcs.octets import from_gbcs, to_gbcs

SUPPLIER, ESME = Eui64("90-B3-D5-1F-30-01-00-00"), Eui64("00-DB-12-34-56-78-90-A0")
HASH = bytes(range(32))

TO_METER = "0000000000000007 08 90b3d51f30010000 08 00db1234567890a0 00 02"
FROM_METER = "0000000000000007 08 00db1234567890a0 08 90b3d51f30010000 00 02"

WHO, BACK = (SUPPLIER, ESME, 7), (ESME, SUPPLIER, 7)

MESSAGES: dict[str, tuple[GbcsMessage, str]] = {
    "CS06 at once": (
        ActivateFirmwareCommand(*WHO, HASH, AT_ONCE),
        f"df 09 01 {TO_METER} 0012 27 30 25 04 20 {HASH.hex()} 02 01 07 00",
    ),
    "CS06 for later": (
        ActivateFirmwareCommand(*WHO, HASH, 3600),
        f"df 09 01 {TO_METER} 0012 38 30 36 04 20 {HASH.hex()} 02 01 07 18 0f 32303236303130313031303030305a 00",
    ),
    "CS06 called off": (
        ActivateFirmwareCommand(*WHO, HASH, CANCELLED),
        f"df 09 01 {TO_METER} 0012 38 30 36 04 20 {HASH.hex()} 02 01 07 18 0f 39393939313233313233353935395a 00",
    ),
    "accepted": (
        ActivateFirmwareResponse(*BACK, ActivationCode.ACCEPTED, 0),
        f"df 09 02 {FROM_METER} 0012 02 05 00 00",
    ),
    "hash mismatch": (
        ActivateFirmwareResponse(*BACK, ActivationCode.HASH_MISMATCH, 0x00010000),
        f"df 09 02 {FROM_METER} 0012 0b 30 09 02 01 02 04 04 00010000 00",
    ),
    "done when its moment came": (
        FutureDatedAlert(*BACK, 3600, FutureDatedCode.DONE, 5, ActivationCode.SUCCESS, 2),
        (
            f"df 09 03 {FROM_METER} 00ca 26 30 24 02 03 008f66 18 0f 32303236303130313031303030305a 02 01 05"
            " 30 09 02 01 00 04 04 00000002 00"
        ),
    ),
    "FDRA of an ESME": (
        FirmwareReceiptAlert(*BACK, 3600, ReceiptCode.VERIFICATION_SUCCEEDED, HASH, is_gas=False),
        (
            f"df 09 03 {FROM_METER} 00ce 3b 0f 20000007 00 02 03 12 8f72 09 0c 07ea 01 01 04 01 00 00 00 0000 00"
            f" 09 20 {HASH.hex()} 00"
        ),
    ),
    "FDRA of a GSME": (
        FirmwareReceiptAlert(*BACK, 3600, ReceiptCode.VERIFICATION_FAILED, HASH, is_gas=True),
        f"df 09 03 {FROM_METER} 00cf 2b 0109 01 8f1c 30e88390 09 20 {HASH.hex()} 00",
    ),
    "version changed": (
        FirmwareAlert(*BACK, 3600, FirmwareCode.VERSION_CHANGED, is_gas=True),
        f"df 09 03 {FROM_METER} 1001 09 0109 00 8f43 30e88390 00",
    ),
    "not genuine at power-on": (
        FirmwareAlert(*BACK, 3600, FirmwareCode.VERIFICATION_FAILED_AT_POWER_ON, is_gas=False),
        f"df 09 03 {FROM_METER} 1000 19 0f 20000007 00 02 02 12 8f1b 09 0c 07ea 01 01 04 01 00 00 00 0000 00 00",
    ),
}


@pytest.mark.parametrize("name", MESSAGES)
def test_each_message_has_the_layout_of_the_public_parsers(name: str) -> None:
    message, octets = MESSAGES[name]

    assert to_gbcs(message).hex() == bytes.fromhex(octets).hex()
    assert from_gbcs(bytes.fromhex(octets)) == message


@pytest.mark.parametrize(
    ("name", "old", "new", "line"),
    [
        ("CS06 at once", "0201 07", "0201 08", "CS06: counter 8 in a message of counter 7"),
        (
            "CS06 at once",
            "0420",
            "0520",
            "CS06: a SEQUENCE of tags [5, 2], expected a hash",
        ),
        (
            "CS06 for later",
            "180f",
            "170f",
            "CS06: a SEQUENCE of tags [4, 2, 23], expected a hash",
        ),
        ("accepted", "0500 00", "0501 00", "CS06 response: the DER value at octet 0 of 2 does not end there"),
        ("hash mismatch", "020102", "020104", "CS06 response: 4 (0x0004) is no ActivationCode"),
        ("hash mismatch", "0b3009020102", "0c300a020200ff", "CS06 response: 255 is no outcome"),
        ("done when its moment came", "8f66", "8f68", "CS06 alert: 36712 (0x8F68) is no FutureDatedCode"),
        ("FDRA of an ESME", "8f72", "8f73", "FDRA: 0x8F73 is no ReceiptCode"),
        ("FDRA of an ESME", "20000007", "20000008", "FDRA: 0f20000008"),
        ("FDRA of an ESME", "07ea0101", "07ea0d01", "FDRA: 07ea0d01"),
        ("FDRA of an ESME", "07ea0101", "07e90101", "FDRA: said before the premises began"),
        ("FDRA of a GSME", "0109018f1c", "0109008f1c", "FDRA: 0109008f1c"),
        ("FDRA of a GSME", "30e88390", "00e88390", "FDRA: said before the premises began"),
        ("version changed", "8f43", "8f1b", "alert: 0x8F1B does not go under 0x1001"),
        ("version changed", "8f43", "8f44", "alert: 0x8F44 is no FirmwareCode"),
    ],
)
def test_a_message_that_is_none_says_why(name: str, old: str, new: str, line: str) -> None:
    octets, before = bytes.fromhex(MESSAGES[name][1]).hex(), old.replace(" ", "")
    assert octets.count(before) >= 1

    with pytest.raises(WireError) as refused:
        from_gbcs(bytes.fromhex(octets[::-1].replace(before[::-1], new.replace(" ", "")[::-1], 1)[::-1]))

    assert str(refused.value).startswith(line)


def test_what_is_accepted_has_no_outcome() -> None:
    with pytest.raises(AssertionError, match="no outcome yet"):
        to_gbcs(FutureDatedAlert(*BACK, 0, FutureDatedCode.DONE, 5, ActivationCode.ACCEPTED, 2))
