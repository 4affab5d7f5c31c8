"""tshark, which nobody here wrote, reads every message as it was meant; and it does complain about bad ones."""

import pytest

from premises.identity import Eui64
from premises.talk.fragments import split
from premises.wire.field import metering, zcl
from premises.wire.field.air_bytes import Hop, frame_check_sequence, to_octets
from premises.wire.gbcs.alerts import (
    ActivateImageResultCode,
    AlertCode,
    DutyCycleAlert,
    FirmwareActivationAlert,
    FirmwareTransferAlert,
    MessageDiscardedAlert,
    SubGhzAlertCode,
    TransferResponseCode,
)
from premises.wire.gbcs.message import GbcsAlert
from premises.wire.gbcs.octets import to_gbcs, with_signature
from premises.wire.message import Frame, Medium, Message
from premises.wire.radio.aps import ApsFragment
from tests.judges.on_the_air import B1, BOOK, CS06, EUI, GBCS_FIELDS, HUB, on_radio, on_wan
from tests.judges.tshark import TSHARK, Captured, complaints, dissect
from tests.wire.messages import KINDS

pytestmark = [pytest.mark.judge, pytest.mark.skipif(TSHARK is None, reason="tshark is not installed")]

BROKER = Eui64("90-B3-D5-1F-30-00-00-02")

IDENTITY = (0xA170, 0x0184, 2)
CCS08 = FirmwareTransferAlert(
    EUI[HUB], BROKER, 7, 3600, AlertCode.TRANSFER_SUCCEEDED, EUI[B1], 2, TransferResponseCode.SUCCESS
)
CS09 = FirmwareActivationAlert(EUI[B1], BROKER, 8, 86_400, 2, ActivateImageResultCode.SUCCESS)
DBCH06 = DutyCycleAlert(EUI[HUB], BROKER, 9, 3600, SubGhzAlertCode.CRITICAL_ACTION_TAKEN)
DBCH10 = MessageDiscardedAlert(EUI[HUB], BROKER, 10, 86_400, SubGhzAlertCode.MESSAGE_DISCARDED)

MESSAGES: list[Message] = [
    zcl.ImageNotify(100, *IDENTITY),
    zcl.QueryNextImageRequest(*IDENTITY, 0x1111),
    zcl.QueryNextImageResponse(*IDENTITY, 361),
    zcl.QueryNextImageRefusal(zcl.Status.NO_IMAGE_AVAILABLE),
    zcl.ImageBlockRequest(*IDENTITY, 640, 48),
    zcl.ImageBlockResponse(*IDENTITY, 640, bytes(range(48))),
    zcl.ImageBlockWait(60, 65, 500),
    zcl.ImageBlockAbort(),
    zcl.UpgradeEndRequest(zcl.Status.INVALID_IMAGE, *IDENTITY),
    zcl.UpgradeEndResponse(*IDENTITY, 60, zcl.UPGRADE_TIME_WAIT),
    zcl.TransferData(3, CS09),
    zcl.TransferData(3, CCS08),
    zcl.DefaultResponse(zcl.TUNNEL_CLUSTER, 0x02, zcl.Status.SUCCESS),
    zcl.DefaultResponse(zcl.OTA_CLUSTER, 0x05, zcl.Status.FAILURE),
    zcl.DefaultResponse(metering.METERING_CLUSTER, metering.REPORT_COMMAND, zcl.Status.SUCCESS),
    zcl.SuspendZclMessages(5),
    metering.MirrorReportAttributeResponse(metering.NEW_OTA_FIRMWARE | metering.TUNNEL_MESSAGE_PENDING),
    zcl.TransferDataToClient(3, CS06),
    zcl.TransferDataGet(3),
    zcl.TransferDataGetResponse(3, 1, CS06),
    metering.ReadAttributes(metering.CURRENT_SUMMATION_DELIVERED),
    metering.ReadAttributesResponse(metering.CURRENT_SUMMATION_DELIVERED, 123_456_789),
    metering.ReportAttributes(metering.CURRENT_SUMMATION_DELIVERED, metering.NO_VALUE),
]

OTA = "zbee_zcl_general.ota"
FIELDS = {
    "transaction": "zbee_zcl.cmd.tsn",
    "pan": "wpan.dst_pan",
    "hop": "wpan.dst16",
    "source": "zbee_nwk.src",
    "target": "zbee_nwk.dst",
    "sequence": "wpan.seq_no",
    "manufacturer": f"{OTA}.manufacturer_code",
    "image_type": f"{OTA}.image.type",
    "version": f"{OTA}.file.version",
    "hardware": f"{OTA}.hw_ver",
    "size": f"{OTA}.image.size",
    "offset": f"{OTA}.file.offset",
    "size_max": f"{OTA}.max_data_size",
    "data": f"{OTA}.image.data",
    "data_size": f"{OTA}.data_size",
    "current_time": f"{OTA}.current_time",
    "upgrade_time": f"{OTA}.upgrade_time",
    "request_time": f"{OTA}.request_time",
    "jitter": f"{OTA}.query_jitter",
    "period": "zbee_zcl_se.sub_ghz.zcl_messages_suspension_period",
    "tunnel": "zbee_zcl_se.tun.tunnel_id",
    "attribute": "zbee_zcl_se.met.attr_id",
    "value": "zbee_zcl.attr.uint48",
}


def numbers(row: dict[str, str]) -> dict[str, int]:
    """Give the fields of FIELDS that a frame has, as numbers; data left out."""
    return {ours: int(row[theirs], 0) for ours, theirs in FIELDS.items() if row[theirs] and ours != "data"}


def test_every_message_that_a_radio_carries_is_judged() -> None:
    assert {*(type(message) for message in MESSAGES), ApsFragment} == set(KINDS[Medium.RADIO])


def test_every_message_is_read_to_its_end_without_complaint() -> None:
    radio = [Captured(Medium.RADIO, on_radio(message)) for message in MESSAGES]
    wan = [Captured(Medium.WAN, on_wan(alert)) for alert in (CCS08, CS09, DBCH06, DBCH10)]

    assert complaints(dissect([*wan, *radio])) == []


def test_a_signed_alert_is_read_to_its_end_without_complaint() -> None:
    signed = [Captured(Medium.WAN, to_gbcs(with_signature(alert, bytes(range(64))))) for alert in (CCS08, CS09)]

    assert complaints(dissect(signed)) == []


def fragments_of(transaction: int) -> list[Captured]:
    """Give a signed CS09 in its tunnel as it crosses the last hop to the hub."""
    whole = Frame(B1, HUB, transaction, zcl.TransferData(3, with_signature(CS09, bytes(range(64)))))
    parts = enumerate(split(whole))
    return [Captured(Medium.RADIO, to_octets(part, Medium.RADIO, Hop(B1, HUB), 70 + at, BOOK)) for at, part in parts]


def test_a_signed_alert_in_fragments_is_put_together_and_read_to_its_end() -> None:
    captured = fragments_of(8)
    first, last = dissect(captured, ("zbee_aps.block", "zbee_aps.reassembled.length", *GBCS_FIELDS))

    assert complaints([first, last]) == []
    assert (first["zbee_aps.block"], last["zbee_aps.block"]) == ("2", "1"), "how many, then which"
    assert last["zbee_aps.reassembled.length"] == "138"
    assert int(last[GBCS_FIELDS[-1]], 0) == 0x0129


def test_a_fragment_whose_frame_never_became_whole_is_complained_about() -> None:
    first, last = fragments_of(8)

    assert complaints(dissect([first])) != []
    assert complaints(dissect([last])) != []
    assert complaints(dissect([first, fragments_of(9)[1]])) != []


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: type(message).__name__)
def test_each_field_is_read_as_we_meant_it(message: Message) -> None:
    (row,) = dissect([Captured(Medium.RADIO, on_radio(message))], tuple(FIELDS.values()))

    read = numbers(row)
    assert int(row["frame.len"]) == len(on_radio(message))
    assert [read[end] for end in ("pan", "hop", "source", "target")] == [0x1A62, 0x1B01, 0x0000, 0x1B02]
    assert (read["transaction"], read["sequence"]) == (9, 77)
    meant = {field: getattr(message, field, value) for field, value in read.items()}
    assert read == meant
    if isinstance(message, zcl.ImageBlockResponse):
        assert bytes.fromhex(row[FIELDS["data"]].replace(":", "")) == message.data
        assert read["data_size"] == len(message.data)


def test_the_fields_of_a_block_are_all_read() -> None:
    request, response = zcl.ImageBlockRequest(*IDENTITY, 640, 48), zcl.ImageBlockResponse(*IDENTITY, 640, b"block")

    rows = dissect([Captured(Medium.RADIO, on_radio(said)) for said in (request, response)], tuple(FIELDS.values()))

    assert {"manufacturer", "image_type", "version", "offset", "size_max"} <= set(numbers(rows[0]))
    assert {"manufacturer", "image_type", "version", "offset", "data_size"} <= set(numbers(rows[1]))


@pytest.mark.parametrize(
    ("alert", "code"),
    [(CCS08, 0x0128), (CS09, 0x0129), (DBCH06, 0x0110), (DBCH10, 0x0114)],
    ids=["CCS08", "CS09", "DBCH06", "DBCH10"],
)
def test_an_alert_is_read_as_we_meant_it(alert: GbcsAlert, code: int) -> None:
    (row,) = dissect([Captured(Medium.WAN, on_wan(alert))], GBCS_FIELDS)

    flag, counter, originator, recipient, message_code = (row[field] for field in GBCS_FIELDS)
    assert (int(flag, 0), int(counter, 0), int(message_code, 0)) == (3, alert.counter, code)
    ends = [end.replace(":", "-").upper() for end in (originator, recipient)]
    assert ends == [alert.originator, alert.recipient]


@pytest.mark.parametrize("alert", [DBCH06, DBCH10], ids=["DBCH06", "DBCH10"])
def test_an_alert_about_the_duty_cycle_is_read_by_its_code_and_moment(alert: DutyCycleAlert) -> None:
    (row,) = dissect([Captured(Medium.WAN, on_wan(alert))], ("gbcs_gbz.alert_code", "gbcs_gbz.timestamp"))

    assert int(row["gbcs_gbz.alert_code"], 0) == alert.alert_code
    said = {3600: "Jan  1, 2026 01:00:00", 86_400: "Jan  2, 2026 00:00:00"}[alert.said_at]
    assert row["gbcs_gbz.timestamp"].startswith(said)


def test_a_client_reads_for_how_long_it_is_suspended() -> None:
    (row,) = dissect([Captured(Medium.RADIO, on_radio(zcl.SuspendZclMessages(255)))], tuple(FIELDS.values()))

    assert numbers(row)["period"] == 255


def test_an_image_can_be_put_together_from_what_tshark_read() -> None:
    image = bytes(place * 7 % 256 for place in range(361))
    blocks = [(offset, image[offset : offset + 48]) for offset in range(0, len(image), 48)]
    frames = [on_radio(zcl.ImageBlockResponse(*IDENTITY, *block), counter) for counter, block in enumerate(blocks)]

    rows = dissect([Captured(Medium.RADIO, frame) for frame in frames], tuple(FIELDS.values()))

    assert complaints(rows) == []
    assert [int(row[FIELDS["offset"]], 0) for row in rows] == [offset for offset, _ in blocks]
    assert b"".join(bytes.fromhex(row[FIELDS["data"]].replace(":", "")) for row in rows) == image


def test_damage_on_the_air_is_complained_about() -> None:
    octets = bytearray(on_radio(MESSAGES[0]))
    octets[2] ^= 1

    assert "frame 0: bad FCS" in complaints(dissect([Captured(Medium.RADIO, bytes(octets))]))


def test_a_block_cut_short_is_complained_about() -> None:
    body = on_radio(zcl.ImageBlockResponse(*IDENTITY, 0, bytes(48)))[:-12]
    said = complaints(dissect([Captured(Medium.RADIO, body + frame_check_sequence(body))]))

    assert any("malformed" in line for line in said), said


def test_a_command_that_nobody_knows_is_complained_about() -> None:
    body = on_radio(zcl.ImageBlockAbort())[:-4] + b"\x77\x00"
    said = complaints(dissect([Captured(Medium.RADIO, body + frame_check_sequence(body))]))

    assert said != []


def test_the_register_of_a_meter_is_read_by_its_name() -> None:
    report = metering.ReportAttributes(metering.CURRENT_SUMMATION_DELIVERED, 123_456_789)

    (row,) = dissect([Captured(Medium.RADIO, on_radio(report))], tuple(FIELDS.values()))

    assert {"attribute": 0, "value": 123_456_789}.items() <= numbers(row).items()


def test_a_register_cut_short_is_complained_about() -> None:
    body = on_radio(metering.ReportAttributes(0, 1))[:-5]
    said = complaints(dissect([Captured(Medium.RADIO, body + frame_check_sequence(body))]))

    assert any("malformed" in line for line in said), said


def test_an_alert_with_a_broken_payload_is_complained_about() -> None:
    octets = on_wan(CS09).replace(b"\x18\x0f", b"\x18\x7f")

    assert complaints(dissect([Captured(Medium.WAN, octets)])) != []
