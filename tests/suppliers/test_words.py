"""What a Supplier hears, in words, and only when the DCC said it."""

import pytest

from lab.campaign.activation import activation_for
from lab.desk.client import read_as
from lab.desk.post import devices_of, variant_of
from lab.desk.words import line_of
from premises.errors import TrustError
from premises.identity import Eui64
from premises.quantity import Instant
from premises.trust.users import dcc_identity
from premises.trust.xml_signature import sign_xml
from premises.wire.duis.inventory import LogRequest, UpdateHANDeviceLog
from premises.wire.duis.messages import (
    CommsHubAlert,
    DeviceAlertMessage,
    PPMIDAlert,
    ReadFirmwareVersion,
    TransformActivateFirmware,
)
from premises.wire.gbcs.activation import AT_ONCE
from premises.wire.gbcs.alerts import ActivateImageResultCode, TransferResponseCode
from premises.wire.site import ACB_EUI, Site
from premises.wire.xml.response import Told, write_response
from tests.gateway.ground import B1, SEED, update
from tests.suppliers.at_the_gateway import ME

HUB_EUI = Site().hub.eui
ALERT = CommsHubAlert(f"{ME}:{ACB_EUI}:5", B1, 2, TransferResponseCode.SUCCESS)
DCC = (dcc_identity(SEED).certificate,)


def letter(signer: int = SEED, message: CommsHubAlert = ALERT) -> bytes:
    """Give what the DCC of a premises says later."""
    return sign_xml(write_response(message, Instant(0), extended=True, hub=B1), dcc_identity(signer))


def test_what_the_dcc_said_is_read_and_what_another_said_is_not() -> None:
    said = letter()

    assert read_as(said, DCC) == Told(ALERT.request_id, "I0", ALERT)
    with pytest.raises(TrustError):
        read_as(letter(SEED + 1), DCC)
    with pytest.raises(TrustError):
        read_as(said.replace(b"FileTransferSuccess", b"FileTransferFailure"), DCC)


def test_each_request_goes_in_the_command_variant_of_its_kind() -> None:
    order = activation_for(B1, bytes(32), AT_ONCE, 4)
    transform = TransformActivateFirmware(order.request_id, B1, bytes(32), AT_ONCE)
    log = UpdateHANDeviceLog(f"{ME}:{HUB_EUI}:1", B1, LogRequest.ADD)

    asked = (update(1), order, transform, ReadFirmwareVersion(f"{ME}:{B1}:1", B1), log)
    assert [variant_of(request) for request in asked] == [8, 5, 4, 1, 1]


@pytest.mark.parametrize(
    ("told", "line"),
    [
        (Told("A:B:5", "I0", ALERT), "CCS08 b1 success (I0, request 5)"),
        (Told("", "I0", PPMIDAlert("", B1, 2, ActivateImageResultCode.FAILURE)), "CS09 b1 failure (I0)"),
        (Told("", "I0", DeviceAlertMessage(ME, 0x8F72, 1)), f"0x8F72 {ME} (I0)"),
        (Told("A:B:5", "I0", None), "something that nothing here can read (I0, request 5)"),
    ],
)
def test_each_word_is_a_line(told: Told, line: str) -> None:
    assert line_of(told, {B1: "b1"}) == line


def test_a_refusal_is_about_every_device_of_its_request() -> None:
    assert devices_of(update(1)) == (B1,)
    assert devices_of(ReadFirmwareVersion("r", Eui64(ME))) == (ME,)
