"""What a Supplier was told, in a line each: response codes, and alerts and answers by their use case.

Devices stand there as their EUI-64s; who has the site puts names in their place.
"""

from collections.abc import Mapping

from premises.identity import Eui64
from premises.wire.duis.inventory import DeviceLogUpdated, HanDeviceLogResult
from premises.wire.duis.messages import (
    ActivateFirmwareResult,
    CommsHubAlert,
    FirmwareDistributionAlert,
    FirmwareVersionResult,
    FutureDatedDeviceAlert,
    PPMIDAlert,
    ServiceResponse,
)
from premises.wire.message import Message


def heard_in_words(message: Message) -> str:
    """Give what one message told a Supplier; empty for what is no answer of its own, like a device's alert."""
    match message:
        case ServiceResponse(response_code=code):
            return code
        case CommsHubAlert(device_id=device, transfer_response_code=result):
            return f"CCS08 {device} {result.name.lower()}"
        case PPMIDAlert(device_id=device, activate_image_result_code=result):
            return f"CS09 {device} {result.name.lower()}"
        case FirmwareDistributionAlert(device_id=device, alert_code=alert):
            return f"{alert.value} {device}"
        case (
            ActivateFirmwareResult(device_id=device, result=result)
            | FutureDatedDeviceAlert(device_id=device, result=result)
        ):
            return f"CS06 {device} {result.name.lower()}"
    return _answer_in_words(message)


def with_names(line: str, names: Mapping[Eui64, str]) -> str:
    """Give a line with the names of the site's devices in the place of their identities."""
    return " ".join(names.get(Eui64(word), word) for word in line.split(" "))


def _answer_in_words(message: Message) -> str:
    match message:
        case FirmwareVersionResult(device_id=device, firmware_version=version, is_read=is_read):
            return f"11.2 {device} {f'{version:#010x}' if is_read else 'unread'}"
        case HanDeviceLogResult(device_id=device, is_done=is_done):
            return f"8.11 {device} {'done' if is_done else 'refused'}"
        case DeviceLogUpdated():
            return "N24"
    return ""
