"""tshark reads what is said of a meter's firmware, on the WAN and through a tunnel, as it was meant."""

import pytest

from premises.identity import Eui64, Name
from premises.talk.fragments import split
from premises.wire.field import metering, zcl
from premises.wire.field.air_bytes import AddressBook, Hop, to_octets
from premises.wire.gbcs.activation import (
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
from premises.wire.gbcs.message import GbcsAlert, GbcsMessage
from premises.wire.gbcs.octets import to_gbcs, transaction_of, with_signature
from premises.wire.message import Frame, Medium, Message
from tests.judges.tshark import TSHARK, Captured, complaints, dissect

pytestmark = [pytest.mark.judge, pytest.mark.skipif(TSHARK is None, reason="tshark is not installed")]

HUB, B1, B2, DCC = Name("hub"), Name("b1"), Name("b2"), Name("dcc")
EUI = {HUB: Eui64("90-B3-D5-1F-30-00-00-10"), B1: Eui64("90-B3-D5-1F-30-00-00-B1")}
BROKER = Eui64("90-B3-D5-1F-30-00-00-02")
BOOK = AddressBook(0x1A62, {HUB: 0x0000, B1: 0x1B01, B2: 0x1B02}, EUI)

IDENTITY = (0xA170, 0x0184, 2)
CCS08 = FirmwareTransferAlert(
    EUI[HUB], BROKER, 7, 3600, AlertCode.TRANSFER_SUCCEEDED, EUI[B1], 2, TransferResponseCode.SUCCESS
)
CS09 = FirmwareActivationAlert(EUI[B1], BROKER, 8, 86_400, 2, ActivateImageResultCode.SUCCESS)
DBCH06 = DutyCycleAlert(EUI[HUB], BROKER, 9, 3600, SubGhzAlertCode.CRITICAL_ACTION_TAKEN)
DBCH10 = MessageDiscardedAlert(EUI[HUB], BROKER, 10, 86_400, SubGhzAlertCode.MESSAGE_DISCARDED)

SUPPLIER = Eui64("90-B3-D5-1F-30-01-00-00")
HASH = bytes(range(32))
CS06 = ActivateFirmwareCommand(SUPPLIER, EUI[B1], 7, HASH)
OF_METERS: dict[str, tuple[GbcsMessage, int, int]] = {
    "CS06": (CS06, 1, 0x0012),
    "CS06 for later": (ActivateFirmwareCommand(SUPPLIER, EUI[B1], 7, HASH, 86_400), 1, 0x0012),
    "CS06 called off": (ActivateFirmwareCommand(SUPPLIER, EUI[B1], 7, HASH, CANCELLED), 1, 0x0012),
    "accepted": (ActivateFirmwareResponse(EUI[B1], SUPPLIER, 7, ActivationCode.ACCEPTED, 0), 2, 0x0012),
    "done": (ActivateFirmwareResponse(EUI[B1], SUPPLIER, 7, ActivationCode.SUCCESS, 2), 2, 0x0012),
    "future-dated": (
        FutureDatedAlert(EUI[B1], SUPPLIER, 8, 86_400, FutureDatedCode.DONE, 7, ActivationCode.SUCCESS, 2), 3, 0x00CA
    ),
    "FDRA of a GSME": (
        FirmwareReceiptAlert(EUI[B1], SUPPLIER, 8, 86_400, ReceiptCode.VERIFICATION_FAILED, HASH, True), 3, 0x00CF
    ),
    "FDRA of an ESME": (
        FirmwareReceiptAlert(EUI[B1], SUPPLIER, 8, 86_400, ReceiptCode.VERIFICATION_FAILED, HASH, False), 3, 0x00CE
    ),
    "version of a GSME": (FirmwareAlert(EUI[B1], SUPPLIER, 8, 86_400, FirmwareCode.VERSION_CHANGED, True), 3, 0x1001),
    "version of an ESME": (FirmwareAlert(EUI[B1], SUPPLIER, 8, 86_400, FirmwareCode.VERSION_CHANGED, False), 3, 0x1001),
}  # fmt: skip
"""With CRA flag and message code."""

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

GBCS = "gbcs_message.grouping_header"
GBCS_FIELDS = (
    f"{GBCS}.cra_flag",
    f"{GBCS}.originator_counter",
    f"{GBCS}.business_originator_id",
    f"{GBCS}.business_target_id",
    f"{GBCS}.message_code",
)


def on_radio(message: Message, counter: int = 77) -> bytes:
    """Give the octets of a frame from the hub to B2 on its way over B1."""
    return to_octets(Frame(HUB, B2, 9, message), Medium.RADIO, Hop(HUB, B1), counter, BOOK)


def on_wan(alert: GbcsAlert) -> bytes:
    """Give the octets of an alert from the hub to the DCC."""
    return to_octets(Frame(HUB, DCC, transaction_of(alert), alert), Medium.WAN, Hop(HUB, DCC), 77, BOOK)


def numbers(row: dict[str, str]) -> dict[str, int]:
    """Give the fields of FIELDS that a frame has, as numbers; data left out."""
    return {ours: int(row[theirs], 0) for ours, theirs in FIELDS.items() if row[theirs] and ours != "data"}


@pytest.mark.parametrize("name", OF_METERS)
def test_what_is_said_of_a_meters_firmware_is_read_as_we_meant_it(name: str) -> None:
    said, flag, code = OF_METERS[name]
    whole = with_signature(said, bytes(range(64)))
    (row,) = dissect([Captured(Medium.WAN, to_gbcs(whole))], GBCS_FIELDS)

    assert complaints([row]) == []
    assert [int(row[field], 0) for field in (GBCS_FIELDS[0], GBCS_FIELDS[1], GBCS_FIELDS[4])] == [
        flag,
        said.counter,
        code,
    ]


def test_the_flags_that_a_gsme_is_told_of_are_read_by_their_names() -> None:
    flags = "zbee_zcl_se.met.attr.func_noti_flag"
    names = (f"{flags}.new_ota_firmware", f"{flags}.tunnel_message_pending", f"{flags}.time_sync")
    said = metering.MirrorReportAttributeResponse(metering.NEW_OTA_FIRMWARE | metering.TUNNEL_MESSAGE_PENDING)
    (row,) = dissect([Captured(Medium.RADIO, on_radio(said))], names)

    assert [row[name] for name in names] == ["1", "1", "0"]


def test_a_signed_command_in_fragments_is_put_together_and_read_to_its_end() -> None:
    signed = with_signature(CS06, bytes(64))
    for said in (zcl.TransferDataToClient(3, signed), zcl.TransferDataGetResponse(3, 0, signed)):
        parts = enumerate(split(Frame(HUB, B1, 5, said)))
        octets = [to_octets(part, Medium.RADIO, Hop(HUB, B1), 90 + at, BOOK) for at, part in parts]
        rows = dissect([Captured(Medium.RADIO, each) for each in octets], GBCS_FIELDS)

        assert complaints(rows) == []
        assert int(rows[-1][GBCS_FIELDS[-1]], 0) == 0x0012
