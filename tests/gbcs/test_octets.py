"""11.2 and 8.11 octet by octet, as GP's parser reads its vectors, with the MAC round them, and what is refused."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from premises.errors import WireError
from premises.identity import Eui64
from premises.wire.gbcs.device_log import (
    AddDeviceCommand,
    AddDeviceResponse,
    LogDeviceType,
    RemoveDeviceCommand,
    RemoveDeviceResponse,
)
from premises.wire.gbcs.message import GbcsMessage
from premises.wire.gbcs.octets import from_gbcs, maced_octets, to_gbcs, with_mac, with_signature
from premises.wire.gbcs.reading import (
    ReadEsmeVersionCommand,
    ReadEsmeVersionResponse,
    ReadGsmeVersionCommand,
    ReadGsmeVersionResponse,
    ReadPpmidVersionCommand,
    ReadPpmidVersionResponse,
)

SUPPLIER, BROKER = Eui64("90-B3-D5-1F-30-01-00-00"), Eui64("90-B3-D5-1F-30-00-00-02")
METER, CHF = Eui64("00-DB-12-34-56-78-90-A0"), Eui64("00-DB-12-34-56-78-90-A2")

TO_METER = "0000000000000007 08 90b3d51f30010000 08 00db1234567890a0 00 02"
FROM_METER = "0000000000000007 08 00db1234567890a0 08 90b3d51f30010000 00 02"
BROKERED = "0000000000000007 08 90b3d51f30000002 08 00db1234567890a0 00 12"
TO_BROKER = "0000000000000007 08 00db1234567890a0 08 90b3d51f30000002 00 12"
PARTY = "90b3d51f30010000 0000000000000009"

ASKED, ANSWERED = (SUPPLIER, METER, 7), (METER, SUPPLIER, 7)
BY_BROKER, FOR_BROKER = (BROKER, METER, 7, SUPPLIER, 9), (METER, BROKER, 7, SUPPLIER, 9)
LOG = "0068 00001e0300ff"
CODE = bytes(range(16))

MESSAGES: dict[str, tuple[GbcsMessage, str]] = {
    "ECS52": (
        ReadEsmeVersionCommand(*ASKED),
        f"df 09 01 {TO_METER} 0059 13 d9 20000007 00 01 01 0001 0000000201ff 02 01 00 00",
    ),
    "ECS52 read": (
        ReadEsmeVersionResponse(*ANSWERED, 0x00010001, True),
        f"df 09 02 {FROM_METER} 0059 11 da 20000007 00 00 01 09 04 00010001 01 01 00 00",
    ),
    "ECS52 not read": (
        ReadEsmeVersionResponse(*ANSWERED, 0, False),
        f"df 09 02 {FROM_METER} 0059 0c da 20000007 00 00 01 00 01 01 fa 00",
    ),
    "GCS38": (
        ReadGsmeVersionCommand(*ASKED),
        f"df 09 01 {TO_METER} 0084 0d 0109 01 01 0702 0005 000000 0602 00",
    ),
    "GCS38 read": (
        ReadGsmeVersionResponse(*ANSWERED, 0x00010001, True),
        f"df 09 02 {FROM_METER} 0084 14 0109 01 01 0702 000c 080001 0602 00 41 04 00010001 00",
    ),
    "GCS38 not read": (
        ReadGsmeVersionResponse(*ANSWERED, 0, False),
        f"df 09 02 {FROM_METER} 0084 0e 0109 01 01 0702 0006 080001 0602 c0 00",
    ),
    "CS08": (ReadPpmidVersionCommand(*BY_BROKER), f"df 09 01 {BROKERED} 0129 {PARTY} 02 0500 00"),
    "CS08 read": (
        ReadPpmidVersionResponse(*FOR_BROKER, 0x00010001, True),
        f"df 09 02 {TO_BROKER} 0129 {PARTY} 0b 30 09 04 04 00010001 02 01 00 00",
    ),
    "CS08 not read": (
        ReadPpmidVersionResponse(*FOR_BROKER, 0, False),
        f"df 09 02 {TO_BROKER} 0129 {PARTY} 0b 30 09 04 04 00000000 02 01 01 00",
    ),
    "CCS01": (
        AddDeviceCommand(*BY_BROKER, CHF, LogDeviceType.PPMID, CODE, 90),
        (
            f"df 09 01 {BROKERED} 0001 {PARTY} 4d d9 20000007 00 03 03 {LOG} 01 02 {LOG} 03 02 {LOG} 02 03"
            f" 02 04 09 08 00db1234567890a2 16 05 09 10 {CODE.hex()} 16 00 12 005a 03 ff 00"
        ),
    ),
    "CCS01 done": (
        AddDeviceResponse(*FOR_BROKER, True),
        f"df 09 02 {TO_BROKER} 0001 {PARTY} 12 da 20000007 00 00 03 000000 03 0300 0200 0200 00",
    ),
    "CCS01 not done": (
        AddDeviceResponse(*FOR_BROKER, False),
        f"df 09 02 {TO_BROKER} 0001 {PARTY} 12 da 20000007 00 00 03 000000 03 03fa 02fa 02fa 00",
    ),
    "CCS02": (
        RemoveDeviceCommand(*BY_BROKER, CHF),
        f"df 09 01 {BROKERED} 0002 {PARTY} 1c d9 20000007 00 01 03 {LOG} 02 01 09 08 00db1234567890a2 00",
    ),
    "CCS02 done": (
        RemoveDeviceResponse(*FOR_BROKER, True),
        f"df 09 02 {TO_BROKER} 0002 {PARTY} 0c da 20000007 00 00 01 00 01 0300 00",
    ),
}


@pytest.mark.parametrize("name", MESSAGES)
def test_each_message_has_the_layout_of_the_public_vectors(name: str) -> None:
    message, octets = MESSAGES[name]

    assert to_gbcs(message).hex() == bytes.fromhex(octets).hex()
    assert from_gbcs(bytes.fromhex(octets)) == message


@pytest.mark.parametrize("name", MESSAGES)
def test_a_mac_goes_round_the_whole_message_and_is_read_back(name: str) -> None:
    message = with_mac(MESSAGES[name][0], bytes(range(12)))
    octets, inner = to_gbcs(message), maced_octets(message)

    assert octets == b"\xdd" + bytes(6) + _length(17 + len(inner)) + b"\x11\0\0\0\0" + inner + bytes(range(12))
    assert from_gbcs(octets) == message


def test_a_signed_message_with_a_mac_has_a_length_of_two_octets() -> None:
    whole = with_mac(with_signature(MESSAGES["CS08"][0], bytes(range(64))), bytes(12))

    assert to_gbcs(whole)[7] == 0x81
    assert from_gbcs(to_gbcs(whole)) == whole


@pytest.mark.parametrize(
    ("name", "old", "new", "line"),
    [
        ("ECS52", "0201ff", "0200ff", "ECS52: 010100010000000200ff020100 asks for no firmware version"),
        ("ECS52", "d920000007", "d920000008", "ECS52: d92000000800 does not begin it, d92000000700 does"),
        ("ECS52 read", "09040001", "09050001", "ReadEsmeVersionResponse: da200000070000"),
        ("ECS52 not read", "0101fa", "010101", "ReadEsmeVersionResponse: da200000070000"),
        ("GCS38", "0602", "0702", "GCS38: 01090101070200050000000702 asks for no firmware version"),
        ("GCS38 read", "410400010001", "420400010001", "GCS38 response: 0109010107"),
        ("GCS38 not read", "c0", "c1", "GCS38 response: 0109010107"),
        ("CS08", "0500", "0400", "CS08: 0400 is no NULL"),
        ("CS08 not read", "0400000000", "0400000001", "CS08 response: version 0x00000001 with result 1"),
        ("CS08 read", "020100", "020102", "CS08 response: version 0x00010001 with result 2"),
        ("CCS01", "1605", "1607", "CCS01: 7 is no type of device"),
        ("CCS01", "03ff00", "030000", "AddDeviceCommand: d920000007"),
        ("CCS01 done", "03000200", "03000201", "AddDeviceResponse: da20000007"),
        ("CCS02", "0908", "0907", "RemoveDeviceCommand: d920000007"),
        ("CS08", "0000000000000009", "0000000000000000", "GBCS message: a remote party's counter begins at 1"),
        ("CS08", "0012", "0002", "GBCS message code 0x0129: other information of 2 octets"),
        ("ECS52", "00020059", "00120059", "GBCS message code 0x0059: other information of 18 octets"),
    ],
)
def test_a_message_that_is_none_says_why(name: str, old: str, new: str, line: str) -> None:
    octets = bytes.fromhex(MESSAGES[name][1]).hex()
    assert octets.count(old) >= 1, "there is something to change"
    at = octets.rindex(old)

    with pytest.raises(WireError) as refused:
        from_gbcs(bytes.fromhex(octets[:at] + new + octets[at + len(old) :]))

    assert str(refused.value).startswith(line)


@pytest.mark.parametrize(
    "change",
    [
        lambda octets: octets[:-1],
        lambda octets: octets + b"\0",
        lambda octets: octets[:7] + bytes((octets[7] + 1,)) + octets[8:],
        lambda octets: b"\xdd\1" + octets[2:],
        lambda octets: octets[:8] + b"\x31" + octets[9:],
        lambda octets: octets[:7] + b"\x81" + octets[7:],
        lambda octets: octets[:7],
        lambda octets: octets[:8],
    ],
    ids=["short", "long", "length", "head", "encrypted", "not the shortest", "cut", "cut later"],
)
def test_what_is_no_message_with_a_mac_is_refused(change: Callable[[bytes], bytes]) -> None:
    octets = to_gbcs(with_mac(MESSAGES["CS08"][0], bytes(12)))

    with pytest.raises(WireError, match="does not begin, or not end, as one with a MAC"):
        from_gbcs(change(octets))


def test_a_mac_has_twelve_octets_or_none() -> None:
    with pytest.raises(AssertionError, match="a MAC has 12 octets, not 11"):
        to_gbcs(replace(MESSAGES["CS08"][0], mac=bytes(11)))


def _length(size: int) -> bytes:
    return bytes((size,)) if size < 0x80 else bytes((0x81, size))
