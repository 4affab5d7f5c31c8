"""The messages that a test speaks of, under the names that they have in the field.

``CCS08``, ``CS09``, ``FDRA`` and ``CS06`` are here what the Supplier receives of them, as the DCC adapter passes it on.
"""

from collections.abc import Mapping

from premises.errors import UsageError
from premises.nearest import hint
from premises.wire.duis.inventory import DeviceLogUpdated, HanDeviceLogResult, Inventory
from premises.wire.duis.messages import (
    ActivateFirmware,
    ActivateFirmwareResult,
    CommsHubAlert,
    DeviceAlertMessage,
    DistributionCode,
    FirmwareDistributionAlert,
    FirmwareVersionResult,
    FutureDatedDeviceAlert,
    PPMIDAlert,
    Refusal,
    ServiceResponse,
    UpdateFirmware,
    UpdatePPMIDFirmware,
)
from premises.wire.gbcs.activation import ActivationCode
from premises.wire.gbcs.alerts import ActivateImageResultCode, TransferResponseCode
from premises.wire.message import Message

CCS08 = CommsHubAlert
"""How the transfer of an image to one device ended."""

CS09 = PPMIDAlert
"""Which version a device runs now, and whether its activation succeeded."""

CS06 = ActivateFirmwareResult
"""What a meter answered to 11.3: accepted for later, or what came of it, and which version it runs."""

FDRA = DeviceAlertMessage
"""Whether a meter found its image genuine (``alert_code`` 0x8F72 or 0x8F1C); its other alerts come so too."""

__all__ = [
    "CCS08",
    "CS06",
    "CS09",
    "FDRA",
    "ActivateFirmware",
    "ActivateImageResultCode",
    "ActivationCode",
    "DeviceAlertMessage",
    "DistributionCode",
    "FirmwareDistributionAlert",
    "FutureDatedDeviceAlert",
    "Refusal",
    "ServiceResponse",
    "TransferResponseCode",
    "UpdateFirmware",
    "UpdatePPMIDFirmware",
    "called",
    "kind_of",
]

HEARD: Mapping[str, type[Message]] = {
    "CCS08": CCS08,
    "CS09": CS09,
    "CS06": CS06,
    "ServiceResponse": ServiceResponse,
    "DeviceAlertMessage": DeviceAlertMessage,
    "FDRA": FDRA,
    "FirmwareDistributionAlert": FirmwareDistributionAlert,
    "FutureDatedDeviceAlert": FutureDatedDeviceAlert,
    "ActivateFirmwareResult": ActivateFirmwareResult,
    "CommsHubAlert": CommsHubAlert,
    "PPMIDAlert": PPMIDAlert,
    "FirmwareVersionResult": FirmwareVersionResult,
    "Inventory": Inventory,
    "HanDeviceLogResult": HanDeviceLogResult,
    "DeviceLogUpdated": DeviceLogUpdated,
}
"""What a Supplier can receive, by the names that it goes by, the field's own first."""


def kind_of(what: type[Message] | str) -> type[Message]:
    """Give the kind of message that is meant; UsageError, with the nearest name, when a Supplier hears none such."""
    if isinstance(what, str):
        found = {name.lower(): kind for name, kind in HEARD.items()}.get(what.lower())
        if found is None:
            raise UsageError(f"no Supplier receives a message {what!r}: {hint(what, HEARD)}")
        return found
    if what not in HEARD.values():
        raise UsageError(f"no Supplier receives a message {what.__name__}: {hint(what.__name__, HEARD)}")
    return what


def called(kind: type[Message]) -> str:
    """Give the name by which the field knows what a Supplier receives."""
    return next(name for name, each in HEARD.items() if each is kind)
