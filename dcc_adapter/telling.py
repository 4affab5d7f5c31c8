"""What the Supplier is told of what the DCC adapter heard: one message of DUIS for each alert that is for it.

Pure; what the adapter itself makes of an alert is in ``ledger`` and ``activations``.
"""

from dcc_adapter.jobs import Job
from dcc_adapter.plan import SmiDevice
from premises.wire.duis.messages import (
    CommsHubAlert,
    DeviceAlertMessage,
    DistributionCode,
    FirmwareDistributionAlert,
    FutureDatedDeviceAlert,
    PPMIDAlert,
)
from premises.wire.field.wan import TransferStatus
from premises.wire.gbcs.activation import FirmwareAlert, FirmwareReceiptAlert, FutureDatedAlert
from premises.wire.gbcs.alerts import FirmwareActivationAlert, FirmwareTransferAlert, SubGhzAlert
from premises.wire.gbcs.message import GbcsAlert
from premises.wire.message import Message


def message_of(alert: GbcsAlert, request_id: str) -> Message | None:
    """Give what carries ``alert``, which is about ``request_id`` (empty for none known); None when nothing does."""
    match alert:
        case FirmwareTransferAlert():
            return CommsHubAlert(request_id, alert.entity, alert.version, alert.response_code)
        case FirmwareActivationAlert():
            return PPMIDAlert(request_id, alert.originator, alert.version, alert.result)
        case SubGhzAlert() | FirmwareAlert():
            return DeviceAlertMessage(alert.originator, int(alert.alert_code), alert.said_at)
        case FirmwareReceiptAlert():
            return DeviceAlertMessage(alert.originator, int(alert.alert_code), alert.said_at, alert.firmware_hash)
        case FutureDatedAlert():
            code = int(alert.alert_code)
            return FutureDatedDeviceAlert(request_id, alert.originator, code, alert.result, alert.version)
    return None


def distribution_alerts(job: Job, status: TransferStatus, devices: tuple[SmiDevice, ...]) -> list[Message]:
    """Give N60 or N61 for each device of a job that will say FDRA of what its hub has."""
    code = DistributionCode.DELIVERED if status is TransferStatus.STORED else DistributionCode.NOT_DELIVERED
    told = {device.device_id for device in devices if device.says_receipt}
    return [
        FirmwareDistributionAlert(job.request_id, device, code, job.version) for device in job.devices if device in told
    ]
