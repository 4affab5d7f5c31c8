"""ZCL frames octet by octet, what the standard leaves open, and what is refused."""

import pytest

from premises.errors import WireError
from premises.identity import Eui64
from premises.wire.field import metering, zcl
from premises.wire.field.zcl_bytes import (
    HARDWARE_UNKNOWN,
    cluster_of,
    from_zcl,
    to_zcl,
)
from premises.wire.gbcs.alerts import ActivateImageResultCode, FirmwareActivationAlert
from premises.wire.gbcs.octets import to_gbcs
from premises.wire.message import Message

ALERT = FirmwareActivationAlert(
    Eui64("90-B3-D5-1F-30-00-00-B1"), Eui64("90-B3-D5-1F-30-00-00-02"), 1, 60, 2, ActivateImageResultCode.SUCCESS
)
IDENTITY = "70a1 8401 02000000"
"""Manufacturer 0xA170, image type 0x0184, version 2, as they stand in most commands."""

LAYOUTS: list[tuple[Message, str]] = [
    (zcl.ImageNotify(100, 0xA170, 0x0184, 2), f"19 05 00 03 64 {IDENTITY}"),
    (zcl.QueryNextImageRequest(0xA170, 0x0184, 2, 0x1111), f"11 05 01 01 {IDENTITY} 1111"),
    (zcl.QueryNextImageResponse(0xA170, 0x0184, 2, 361), f"19 05 02 00 {IDENTITY} 69010000"),
    (zcl.QueryNextImageRefusal(zcl.Status.NO_IMAGE_AVAILABLE), "19 05 02 98"),
    (zcl.ImageBlockRequest(0xA170, 0x0184, 2, 640, 48), f"11 05 03 00 {IDENTITY} 80020000 30"),
    (zcl.ImageBlockResponse(0xA170, 0x0184, 2, 640, b"\xaa\xbb"), f"19 05 05 00 {IDENTITY} 80020000 02 aabb"),
    (zcl.ImageBlockWait(60, 65, 500), "19 05 05 97 3c000000 41000000 f401"),
    (zcl.ImageBlockAbort(), "19 05 05 95"),
    (zcl.UpgradeEndRequest(zcl.Status.INVALID_IMAGE, 0xA170, 0x0184, 2), f"11 05 06 96 {IDENTITY}"),
    (zcl.UpgradeEndResponse(0xA170, 0x0184, 2, 60, 0xFFFFFFFF), f"19 05 07 {IDENTITY} 3c000000 ffffffff"),
    (zcl.TransferData(3, ALERT), f"01 05 02 0300 03 {to_gbcs(ALERT).hex()}"),
    (zcl.DefaultResponse(zcl.TUNNEL_CLUSTER, 0x02, zcl.Status.SUCCESS), "18 05 0b 02 00"),
    (zcl.DefaultResponse(zcl.OTA_CLUSTER, 0x06, zcl.Status.SUCCESS), "18 05 0b 06 00"),
    (zcl.DefaultResponse(zcl.OTA_CLUSTER, 0x05, zcl.Status.FAILURE), "10 05 0b 05 01"),
    (metering.ReadAttributes(0), "10 05 00 0000"),
    (metering.ReadAttributesResponse(0, 0x010203040506), "18 05 01 0000 00 25 060504030201"),
    (metering.ReportAttributes(0x0102, metering.NO_VALUE), "08 05 0a 0201 25 ffffffffffff"),
    (metering.MirrorReportAttributeResponse(0x0020_0001), "11 05 09 01 01002000"),
    (zcl.DefaultResponse(metering.METERING_CLUSTER, 0x0A, zcl.Status.SUCCESS), "10 05 0b 0a 00"),
    (zcl.DefaultResponse(metering.METERING_CLUSTER, 0x00, zcl.Status.SUCCESS), "18 05 0b 00 00"),
]


@pytest.mark.parametrize(("message", "layout"), LAYOUTS, ids=lambda value: type(value).__name__)
def test_each_command_has_the_layout_of_the_standard(message: Message, layout: str) -> None:
    octets = to_zcl(message, 5)

    assert octets == bytes.fromhex(layout)
    assert from_zcl(cluster_of(message), octets) == (5, message)


@pytest.mark.parametrize(
    ("layout", "message"),
    [
        ("19 05 00 00 64", zcl.ImageNotify(100, zcl.ANY_MANUFACTURER, zcl.ANY_IMAGE_TYPE, zcl.WILDCARD_VERSION)),
        ("19 05 00 01 64 70a1", zcl.ImageNotify(100, 0xA170, zcl.ANY_IMAGE_TYPE, zcl.WILDCARD_VERSION)),
        ("19 05 00 02 64 70a1 8401", zcl.ImageNotify(100, 0xA170, 0x0184, zcl.WILDCARD_VERSION)),
        (f"11 05 01 00 {IDENTITY}", zcl.QueryNextImageRequest(0xA170, 0x0184, 2, HARDWARE_UNKNOWN)),
        (f"11 05 03 01 {IDENTITY} 00000000 30 1122334455667788", zcl.ImageBlockRequest(0xA170, 0x0184, 2, 0, 48)),
        (f"11 05 03 02 {IDENTITY} 00000000 30 f401", zcl.ImageBlockRequest(0xA170, 0x0184, 2, 0, 48)),
        (f"11 05 03 03 {IDENTITY} 00000000 30 1122334455667788 f401", zcl.ImageBlockRequest(0xA170, 0x0184, 2, 0, 48)),
        ("19 05 05 97 3c000000 41000000", zcl.ImageBlockWait(60, 65, 0)),
        ("09 05 05 95", zcl.ImageBlockAbort()),
        (f"19 05 02 98 {IDENTITY} 69010000", zcl.QueryNextImageRefusal(zcl.Status.NO_IMAGE_AVAILABLE)),
    ],
)
def test_what_the_standard_leaves_open_is_read(layout: str, message: Message) -> None:
    assert from_zcl(zcl.OTA_CLUSTER, bytes.fromhex(layout)).message == message


@pytest.mark.parametrize(
    ("layout", "line"),
    [
        ("19 05", "ZCL frame of 2 octets: a header has 3"),
        ("19 05 00 03 65" + IDENTITY, "Image Notify: query jitter 101 is not 1 to 100"),
        ("19 05 00 04 64" + IDENTITY, "Image Notify of payload type 4 and 10 octets"),
        ("19 05 00 03 64", "Image Notify of payload type 3 and 2 octets"),
        ("19 05 00", "Image Notify of payload type 0 and 0 octets"),
        ("11 05 01 01" + IDENTITY, "Query Next Image Request with hardware version of 9 octets: expected 11"),
        ("11 05 01 02" + IDENTITY + "1111", "Query Next Image Request: field control 0x02 is unknown"),
        ("19 05 02", "Query Next Image Response without a status"),
        ("19 05 02 98 00", "Query Next Image Response NO_IMAGE_AVAILABLE of 2 octets: expected 1"),
        ("19 05 02 81", "Query Next Image Response: status 0x81 is unknown"),
        ("11 05 03 04" + IDENTITY + "00000000 30", "Image Block Request: field control 0x04 is unknown"),
        ("11 05 03 00" + IDENTITY + "00000000 30 00", "Image Block Request of 15 octets: expected 14"),
        ("19 05 05 00 70a1", "Image Block Response of 3 octets: 14 stand before the data"),
        ("19 05 05 00" + IDENTITY + "00000000 03 aabb", "Image Block Response of 16 octets: expected 17"),
        ("19 05 05 00" + IDENTITY + "00000000 01 aabb", "Image Block Response of 16 octets: expected 15"),
        ("19 05 05 97 3c000000", "Image Block Response WAIT_FOR_DATA of 5 octets: expected 11"),
        ("19 05 05 98", "Image Block Response: status NO_IMAGE_AVAILABLE is none of SUCCESS, WAIT_FOR_DATA and ABORT"),
        ("11 05 05 95", "cluster 0x0019: no command 0x05 with frame control 0x11"),
        ("19 05 03 00", "cluster 0x0019: no command 0x03 with frame control 0x19"),
        ("1d 05 05 95", "cluster 0x0019: no command 0x05 with frame control 0x1D"),
        ("18 05 0b 02", "Default Response of 1 octets: expected 2"),
        ("18 05 0b 02 81", "Default Response: status 0x81 is unknown"),
        ("1c 05 0b 02 00", "cluster 0x0019: no command 0x0B with frame control 0x1C"),
    ],
)
def test_an_ota_frame_that_is_none_says_why(layout: str, line: str) -> None:
    with pytest.raises(WireError) as refused:
        from_zcl(zcl.OTA_CLUSTER, bytes.fromhex(layout))

    assert str(refused.value) == line


@pytest.mark.parametrize(
    ("cluster", "layout", "line"),
    [
        (0x0704, "01 05 02 00", "TransferData of 1 octets: no tunnel and no verb"),
        (0x0704, "01 05 02 0000 02", "TransferData in tunnel 0: 0x02 is neither PUT nor GET"),
        (0x0704, "01 05 02 0000 03", "GBCS message of 0 octets does not begin with a grouping header"),
        (0x0702, "10 05 00 00", "Read Attributes of 1 octets: expected 2, for one attribute"),
        (0x0702, "10 05 00 00000001", "Read Attributes of 4 octets: expected 2, for one attribute"),
        (0x0702, "18 05 01 0000 86", "Read Attributes Response of 3 octets: expected 10, for one register"),
        (0x0702, "18 05 01 0000 86 25 000000000000", "Read Attributes Response: status 0x86 with a value"),
        (
            0x0702,
            "18 05 01 0000 00 21 000000000000",
            "Read Attributes Response: type 0x21 is not 0x25, a number of 48 bits",
        ),
        (0x0702, "08 05 0a 0000 25 0000", "Report Attributes of 5 octets: expected 9, for one register"),
        (0x0702, "08 05 0a 0000 42 000000000000", "Report Attributes: type 0x42 is not 0x25, a number of 48 bits"),
        (0x0702, "00 05 0a 0000 25 000000000000", "cluster 0x0702: no command 0x0A with frame control 0x00"),
        (0x0006, "18 05 0b 02 00", "Default Response in cluster 0x0006, which is not known here"),
    ],
)
def test_a_frame_of_another_cluster_that_is_none_says_why(cluster: int, layout: str, line: str) -> None:
    with pytest.raises(WireError) as refused:
        from_zcl(cluster, bytes.fromhex(layout))

    assert str(refused.value) == line


@pytest.mark.parametrize("value", [-1, metering.NO_VALUE + 1])
def test_a_register_of_more_than_48_bits_is_our_own_mistake(value: int) -> None:
    with pytest.raises(AssertionError, match="in a register of 48 bits"):
        to_zcl(metering.ReportAttributes(0, value), 5)


def test_a_refusal_never_says_success() -> None:
    with pytest.raises(AssertionError, match="is no refusal"):
        to_zcl(zcl.QueryNextImageRefusal(zcl.Status.SUCCESS), 5)
