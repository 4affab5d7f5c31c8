"""CCS08 and CS09 octet by octet, their signatures' place, and what is refused."""

import pytest

from premises.errors import WireError
from premises.identity import Eui64
from premises.wire.gbcs.alerts import (
    ActivateImageResultCode,
    AlertCode,
    FirmwareActivationAlert,
    FirmwareTransferAlert,
    TransferResponseCode,
)
from premises.wire.gbcs.message import GbcsAlert
from premises.wire.gbcs.octets import from_gbcs, signed_octets, to_gbcs, transaction_of, with_signature

HUB, BROKER, BRIDGE = (Eui64(f"90-B3-D5-1F-30-00-00-{last}") for last in ("10", "02", "B1"))

CCS08 = FirmwareTransferAlert(
    HUB, BROKER, 7, 3600, AlertCode.TRANSFER_FAILED, BRIDGE, 0xACDCACDC, TransferResponseCode.IMAGE_DISCARDED
)
CS09 = FirmwareActivationAlert(BRIDGE, BROKER, 258, 86_400, 2, ActivateImageResultCode.FAILURE)

CCS08_OCTETS = (
    "df 09 03 0000000000000007 08 90b3d51f30000010 08 90b3d51f30000002 00 02 0128 2b"
    "30 29 02 03 008f89 18 0f 32303236303130313031303030305a 04 08 90b3d51f300000b1 04 04 acdcacdc 02 01 01"
    "00"
)
CS09_OCTETS = (
    "df 09 03 0000000000000102 08 90b3d51f300000b1 08 90b3d51f30000002 00 02 0129 21"
    "30 1f 02 03 008f8b 18 0f 32303236303130323030303030305a 04 04 00000002 02 01 01"
    "00"
)
SIGNATURE = bytes(range(64))

RESPONSES = "0x0001, 0x0002, 0x0012, 0x0059, 0x0084, 0x0129"
"""What devices answer to."""

ALERTS = [(CCS08, CCS08_OCTETS), (CS09, CS09_OCTETS)]


def changed(old: str, new: str) -> bytes:
    """Give the octets of CCS08 with one stretch replaced."""
    assert CCS08_OCTETS.count(old) == 1
    return bytes.fromhex(CCS08_OCTETS.replace(old, new))


@pytest.mark.parametrize(("alert", "octets"), ALERTS, ids=["CCS08", "CS09"])
def test_each_alert_has_the_layout_of_the_public_parsers(alert: GbcsAlert, octets: str) -> None:
    assert to_gbcs(alert) == bytes.fromhex(octets)
    assert from_gbcs(bytes.fromhex(octets)) == alert


@pytest.mark.parametrize(("alert", "octets"), ALERTS, ids=["CCS08", "CS09"])
def test_a_signature_follows_what_it_covers(alert: GbcsAlert, octets: str) -> None:
    signed = with_signature(alert, SIGNATURE)
    message = to_gbcs(signed)

    assert message == b"\xdf" + signed_octets(alert) + b"\x40" + SIGNATURE
    assert from_gbcs(message) == signed != alert
    assert signed_octets(signed) == signed_octets(alert)


@pytest.mark.parametrize("size", [1, 63, 65, 255])
def test_a_signature_of_another_length_is_refused(size: int) -> None:
    octets = b"\xdf" + signed_octets(CS09) + bytes((size,)) + bytes(size)

    with pytest.raises(WireError, match=f"^GBCS message with a signature of {size} octets: 64 or none are one$"):
        from_gbcs(octets)
    with pytest.raises(AssertionError, match=f"a signature has 64 octets, not {size}"):
        to_gbcs(with_signature(CS09, bytes(size)))


def test_an_alert_shows_the_low_octet_of_its_counter() -> None:
    assert transaction_of(CS09) == 2


def test_ccs08_never_carries_the_code_of_cs09() -> None:
    wrong = FirmwareTransferAlert(
        HUB, BROKER, 7, 0, AlertCode.FIRMWARE_VERSION, BRIDGE, 1, TransferResponseCode.SUCCESS
    )

    with pytest.raises(AssertionError, match="CCS08 says how a transfer ended"):
        to_gbcs(wrong)


@pytest.mark.parametrize(
    ("octets", "line"),
    [
        (b"\xdf\x09", "GBCS message of 2 octets does not begin with a grouping header"),
        (changed("df 09", "de 09"), "GBCS message of 78 octets does not begin with a grouping header"),
        (
            changed("df 09", "dd 09"),
            "GBCS message of 78 octets does not begin, or not end, as one with a MAC",
        ),
        (
            changed("09 03 00", "09 04 00"),
            "GBCS grouping header 090400000000000000070890b3d51f300000100890b3d51f3000000200020128 is none of ours",
        ),
        (changed("09 03 00", "09 02 00"), "GBCS message code 0x0128 of CRA flag 2 is none of {known}"),
        (
            changed("02 0128", "02 0012"),
            (
                "GBCS message code 0x0012 of CRA flag 3 is none of 0x00CA, 0x00CE, 0x00CF, 0x0110, 0x0114, 0x0128, "
                "0x0129, 0x1000, 0x1001"
            ),
        ),
        (changed("0000000000000007", "0000000000000000"), "GBCS message: an originator's counter begins at 1"),
        (changed("0128 2b", "0128 2c"), "GBCS message of 78 octets does not end where its lengths say"),
        (bytes.fromhex(CCS08_OCTETS)[:-1], "GBCS message of 77 octets does not end where its lengths say"),
        (bytes.fromhex(CCS08_OCTETS) + b"\0", "GBCS message of 79 octets does not end where its lengths say"),
        (changed("30 29", "30 28"), "CCS08: the DER value at octet 42 of 43 does not end there"),
        (changed("30 29", "31 29"), "CCS08: the payload 3129{rest} is not one SEQUENCE"),
        (
            changed("04 08 90b3d51f300000b1 04 04 ac", "04 07 90b3d51f300000 04 05 b1ac"),
            "CCS08: a device is named in 8 octets, not in 7",
        ),
        (changed("18 0f", "17 0f"), "CCS08: a SEQUENCE of tags [2, 23, 4, 4, 2], expected [2, 24, 4, 4, 2]"),
        (changed("02 01 01", "02 01 04"), "CCS08: 4 (0x0004) is no TransferResponseCode"),
        (changed("02 01 01", "02 01 ff"), "CCS08: ff is not the shortest form of an INTEGER of 0 or more"),
        (changed("02 03 008f89", "02 03 008f00"), "CCS08: 36608 (0x8F00) is no AlertCode"),
        (changed("02 03 008f89", "02 03 008f8b"), "CCS08: alert code 0x8F8B is not a transfer's"),
        (
            changed("323032363031303130", "323032353031303130"),
            "time b'20250101010000Z' is not a GeneralizedTime of 2026 or later",
        ),
        (
            changed("323032363031303130", "323032363133303130"),
            "time b'20261301010000Z' is not a GeneralizedTime like 20260101000000Z",
        ),
        (
            changed("323032363031303130", "e28082363031303130"),
            "time b'\\xe2\\x80\\x8260101010000Z' is not a GeneralizedTime like 20260101000000Z",
        ),
    ],
)
def test_a_message_that_is_no_alert_says_why(octets: bytes, line: str) -> None:
    with pytest.raises(WireError) as refused:
        from_gbcs(octets)

    assert str(refused.value) == line.format(rest=octets[36:-1].hex(), known=RESPONSES)


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("04 04 00000002", "04 05 0000000002", "a firmware version has 4 octets, not 5"),
        ("02 03 008f8b", "02 03 008f8a", "CS09: alert code 0x8F8A is a transfer's"),
        ("02 01 01", "02 01 02", "CS09: 2 (0x0002) is no ActivateImageResultCode"),
        ("02 01 01", "02 02 0001", "CS09: 0001 is not the shortest form of an INTEGER of 0 or more"),
        ("02 01 01", "02 00", "CS09: nothing is not the shortest form of an INTEGER of 0 or more"),
    ],
)
def test_a_cs09_that_is_none_says_why(old: str, new: str, line: str) -> None:
    more = len(bytes.fromhex(new)) - len(bytes.fromhex(old))
    lengths = CS09_OCTETS.replace("0129 21", f"0129 {0x21 + more:02x}").replace("30 1f", f"30 {0x1F + more:02x}")

    with pytest.raises(WireError) as refused:
        from_gbcs(bytes.fromhex(lengths.replace(old, new)))

    assert str(refused.value) == line
