"""Response codes and alert codes, where the XSD has a closed list and the messages have reasons in words.

What the codes of one service request mean (E110101 and its like) is in no public text; see ``Refusal``.
Source: ERR for those that have a meaning, DUIS XSD V5.1 for which there are (docs/sources.md).
"""

from premises.wire.duis.messages import DistributionCode, Refusal
from premises.wire.gbcs.alerts import ActivateImageResultCode, AlertCode, TransferResponseCode

CCS08_ALERT = "N62"
"""The DCC alert that carries CCS08 (CommsHubAlert). Assumption 87 (docs/sources.md)."""

CS09_ALERT = "N63"
"""The DCC alert that carries CS09 (PPMIDAlert). Assumption 87 (docs/sources.md)."""

LOG_ALERT = "N24"
"""The DCC alert of what a hub took into its log (UpdateHANDeviceLogResult). Source: DP test."""

IN_TRANSFER = {
    TransferResponseCode.SUCCESS: "FileTransferSuccess",
    TransferResponseCode.IMAGE_DISCARDED: "FirmwareImageDiscarded",
    TransferResponseCode.HARDWARE_VERSION_MISMATCH: "HardwareVersionMismatch",
    TransferResponseCode.TRANSFER_FAILURE: "FileTransferFailure",
}
"""TransferResponseCode in words. Source: DUIS XSD V5.1."""

IN_ACTIVATION = {
    ActivateImageResultCode.SUCCESS: "ActivationSuccess",
    ActivateImageResultCode.FAILURE: "ActivationFailure",
}
"""ActivateImageResultCode in words. Source: DUIS XSD V5.1."""

DELIVERY = {DistributionCode.DELIVERED: "Success", DistributionCode.NOT_DELIVERED: "Failure"}
"""CommsHubTransferStatus. Source: DUIS XSD V5.1."""

LISTS = (
    Refusal.INVALID_DEVICE_ID,
    Refusal.NOT_COMMISSIONED,
    Refusal.NOT_APPLICABLE_FIRMWARE,
    Refusal.OTHER_REQUEST_IN_PROGRESS,
    Refusal.INVALID_GBCS_VERSION,
)
"""The lists of devices in a warning, in its order, each named as its element. Source: DUIS XSD V5.1."""

WARNINGS = {"11.1": "DSPUpdateFirmwareWarning", "11.4": "DSPUpdatePPMIDFirmwareWarning"}
"""Elements that list the devices of a request which were not taken, by ServiceReference. Source: DUIS XSD V5.1."""

GENERAL = ("I0", "I99", "E1", "E2", "E3", "E4", "E5", "E11", "E12", "E13", "E17", "E19", "E20", "E21")
"""Codes with a public meaning that any service request may have. Source: ERR."""

UNANSWERED = ("E20", "E21")
"""Codes that come later than the answer, when nobody did what was taken. Source: ERR."""

OWN = {
    "11.1": ("E110101", "E110102", "E110103", "E110105", "W110101"),
    "11.4": ("E110401", "E110402", "E110403", "E110405", "W110401"),
}
"""Codes of one service request. Source: DUIS XSD V5.1."""

OF_REFUSAL = {
    Refusal.NONE: "E2",
    Refusal.INVALID_DEVICE_ID: "E19",
    Refusal.NOT_COMMISSIONED: "E5",
    Refusal.NOT_APPLICABLE_FIRMWARE: "E11",
    Refusal.OTHER_REQUEST_IN_PROGRESS: "E5",
    Refusal.INVALID_GBCS_VERSION: "E11",
    Refusal.INVALID_IMAGE: "E11",
    Refusal.QUEUE_FULL: "E20",
    Refusal.NOT_DELIVERED: "E20",
    Refusal.NO_RESPONSE: "E21",
    Refusal.UNKNOWN_USER: "E1",
    Refusal.ROLE: "E2",
    Refusal.NOT_RESPONSIBLE: "E4",
    Refusal.DEVICE_STATUS: "E5",
    Refusal.DEVICE_TYPE: "E11",
    Refusal.UNKNOWN_DEVICE: "E19",
    Refusal.NOT_SUPPORTED: "E2",
    Refusal.PPMID_VARIANT: "E11",
    Refusal.PRODUCT_LIST: "E11",
}
"""What a refusal is called whose own code DUIS has not. Assumption 86 (docs/sources.md)."""

_MEANT = {
    "E1": Refusal.UNKNOWN_USER,
    "E2": Refusal.ROLE,
    "E4": Refusal.NOT_RESPONSIBLE,
    "E5": Refusal.DEVICE_STATUS,
    "E11": Refusal.DEVICE_TYPE,
    "E19": Refusal.UNKNOWN_DEVICE,
    "E20": Refusal.NOT_DELIVERED,
    "E21": Refusal.NO_RESPONSE,
}


def code_of(code: str, refusal: Refusal, service: str) -> str:
    """Give ``code`` when the XSD has it for ``service``, or else what its reason is called there."""
    if code in GENERAL or code in OWN.get(service, ()):
        return code
    return OF_REFUSAL[refusal]


def refusal_of(code: str) -> Refusal:
    """Give the reason that a code stands for; NONE when it stands for none that is known."""
    return _MEANT.get(code, Refusal.NONE)


def transfer_alert(result: TransferResponseCode) -> AlertCode:
    """Give the alert code of CCS08 with this result. Source: GP util.ts."""
    return AlertCode.TRANSFER_SUCCEEDED if result is TransferResponseCode.SUCCESS else AlertCode.TRANSFER_FAILED
