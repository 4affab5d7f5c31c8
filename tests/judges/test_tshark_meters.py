"""tshark reads what is said of a meter's firmware, on the WAN and through a tunnel, as it was meant."""

import pytest

from premises.talk.fragments import split
from premises.wire.field import metering, zcl
from premises.wire.field.air_bytes import Hop, to_octets
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
from premises.wire.gbcs.message import GbcsMessage
from premises.wire.gbcs.octets import to_gbcs, with_signature
from premises.wire.message import Frame, Medium
from tests.judges.on_the_air import B1, BOOK, CS06, EUI, GBCS_FIELDS, HASH, HUB, SUPPLIER, on_radio
from tests.judges.tshark import TSHARK, Captured, complaints, dissect

pytestmark = [pytest.mark.judge, pytest.mark.skipif(TSHARK is None, reason="tshark is not installed")]

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
