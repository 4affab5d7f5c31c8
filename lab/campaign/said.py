"""What a message from the DCC adapter says of one request: whose transfer ended, whose last word it is, what was lost.

Pure; of 11.1 and 11.4 alike, and of the 11.3 that follow an 11.1.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from premises.identity import Eui64
from premises.wire.duis.messages import (
    ActivateFirmwareResult,
    CommsHubAlert,
    DeviceAlertMessage,
    DistributionCode,
    FirmwareDistributionAlert,
    FutureDatedDeviceAlert,
    PPMIDAlert,
    ServiceResponse,
)
from premises.wire.gbcs.activation import ActivationCode, ReceiptCode
from premises.wire.gbcs.alerts import TransferResponseCode
from premises.wire.message import Message


@dataclass(frozen=True, slots=True)
class Said:
    """What one message says of one request, by device."""

    transferred: tuple[Eui64, ...] = ()
    """Whose image the hub holds no longer."""
    done: tuple[Eui64, ...] = ()
    """Of whom nothing more is to come."""
    displaced: tuple[Eui64, ...] = ()
    """Whose image another one displaced in the hub's store, or kept out of it."""
    failed: tuple[Eui64, ...] = ()
    """Who is never to have the image by this request."""


NOTHING_SAID = Said()


def said_of(request_id: str, message: Message, firmware_hash: bytes = b"", orders: Sequence[str] = ()) -> Said:
    """Give what ``message`` says of a request; ``firmware_hash`` is that of its image when it is an 11.1.

    ``orders`` are the ids of the 11.3 that follow it. Without them nothing follows CCS08 or FDRA; with them its last
    word is what came of CS06, or that no image is there to be run.
    """
    match message:
        case ServiceResponse(about, _, _, refused) if about == request_id or about in orders:
            return Said(refused, refused, failed=refused if about == request_id else ())
        case CommsHubAlert(about, device, _, code) if about == request_id:
            return _of_transfer(device, code, is_last=bool(firmware_hash) and not orders)
        case PPMIDAlert(about, device) if about == request_id:
            return Said((device,), (device,))
        case FirmwareDistributionAlert(about, device, DistributionCode.NOT_DELIVERED) if about == request_id:
            return Said((device,), (device,), (device,), (device,))
        case DeviceAlertMessage(device, alert_code, _, named) if alert_code in _FDRA and named == firmware_hash != b"":
            is_held = alert_code == ReceiptCode.VERIFICATION_SUCCEEDED
            return Said((device,), () if orders and is_held else (device,), failed=() if is_held else (device,))
        case ActivateFirmwareResult() | FutureDatedDeviceAlert() if message.request_id in orders:
            return (
                Said()
                if message.result is ActivationCode.ACCEPTED
                else Said((message.device_id,), (message.device_id,))
            )
    return NOTHING_SAID


_FDRA = (ReceiptCode.VERIFICATION_SUCCEEDED, ReceiptCode.VERIFICATION_FAILED)


def _of_transfer(device: Eui64, code: TransferResponseCode, *, is_last: bool) -> Said:
    if code is TransferResponseCode.SUCCESS:
        # The device has the image, and its last word, if it says one, is still to come.
        return Said((device,), (device,) if is_last else ())
    lost = (device,) if code is TransferResponseCode.IMAGE_DISCARDED else ()
    return Said((device,), (device,), lost, (device,))
