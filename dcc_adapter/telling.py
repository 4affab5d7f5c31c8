"""What Suppliers are told of what the DCC adapter heard: one message of DUIS for each alert, and whose it is.

What came of a request is told to who asked; what a device says of itself to who is responsible for it when it says so
(assumption 91, docs/sources.md). After a Change of Supplier these are not the same. Pure; what the adapter itself makes
of an alert is in ``ledger`` and ``activations``.
"""

from dcc_adapter.accounts import Accounts
from dcc_adapter.plan import SmiDevice
from dcc_adapter.sending.jobs import Job
from premises.identity import Eui64, Name
from premises.quantity import Instant, spoken
from premises.wire.duis.inventory import DeviceLogUpdated, HanDeviceLogResult
from premises.wire.duis.messages import (
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
)
from premises.wire.field.wan import TransferStatus
from premises.wire.gbcs.activation import FirmwareAlert, FirmwareReceiptAlert, FutureDatedAlert
from premises.wire.gbcs.alerts import FirmwareActivationAlert, FirmwareTransferAlert, SubGhzAlert
from premises.wire.gbcs.message import GbcsAlert
from premises.wire.gbcs.octets import to_gbcs

AskedFor = (
    ServiceResponse
    | ActivateFirmwareResult
    | FirmwareVersionResult
    | HanDeviceLogResult
    | DeviceLogUpdated
    | CommsHubAlert
    | FirmwareDistributionAlert
    | FutureDatedDeviceAlert
)
"""What a request brought about, later than its answer."""

Later = AskedFor | PPMIDAlert | DeviceAlertMessage
"""Whatever is told to Suppliers later."""


def message_of(alert: GbcsAlert, request_id: str) -> Later | None:
    """Give what carries ``alert``, which is about ``request_id`` (empty for none known); None when nothing does."""
    whole = to_gbcs(alert)
    match alert:
        case FirmwareTransferAlert():
            return CommsHubAlert(request_id, alert.entity, alert.version, alert.response_code)
        case FirmwareActivationAlert():
            return PPMIDAlert(request_id, alert.originator, alert.version, alert.result)
        case SubGhzAlert() | FirmwareAlert():
            return DeviceAlertMessage(alert.originator, int(alert.alert_code), alert.said_at, b"", whole)
        case FirmwareReceiptAlert():
            return DeviceAlertMessage(
                alert.originator, int(alert.alert_code), alert.said_at, alert.firmware_hash, whole
            )
        case FutureDatedAlert():
            code = int(alert.alert_code)
            return FutureDatedDeviceAlert(request_id, alert.originator, code, alert.result, alert.version, whole)
    return None


def unanswered(request_id: str, device_id: Eui64, by: Instant, service: str, *, is_taken: bool) -> ServiceResponse:
    """Give what is told of a command to which no answer came ``by`` then; ``is_taken`` says that the hub had it."""
    if is_taken:
        words = f"no answer of {device_id} by {spoken(by)}"
        return ServiceResponse(request_id, "E21", Refusal.NO_RESPONSE, (device_id,), words, service=service)
    words = f"the hub of {device_id} did not take it"
    return ServiceResponse(request_id, "E20", Refusal.NOT_DELIVERED, (device_id,), words, service=service)


def distribution_alerts(job: Job, status: TransferStatus, devices: tuple[SmiDevice, ...]) -> list[Later]:
    """Give N60 or N61 for each device of a job that will say FDRA of what its hub has."""
    code = DistributionCode.DELIVERED if status is TransferStatus.STORED else DistributionCode.NOT_DELIVERED
    told = {device.device_id for device in devices if device.says_receipt}
    about, version = job.request_id, job.version
    return [FirmwareDistributionAlert(about, device, code, version) for device in job.devices if device in told]


def letters_of(
    message: Later, accounts: Accounts, devices: tuple[SmiDevice, ...], now: Instant
) -> list[tuple[Name, Later]]:
    """Give to whom ``message`` goes at ``now``, and as what: who did not ask is told of no request."""
    if isinstance(message, AskedFor):
        asker = accounts.asker(message.request_id)
        if asker is not None:
            return [(asker.name, message)]
        if isinstance(message, ServiceResponse | DeviceLogUpdated):
            return []
    about = message.device_id
    kind = next((device.device_type for device in devices if device.device_id == about), "")
    told = accounts.responsible(kind, now)
    if not isinstance(message, PPMIDAlert):
        return [(account.name, message) for account in told]
    asker = accounts.asker(message.request_id)
    unasked = PPMIDAlert("", about, message.firmware_version, message.activate_image_result_code)
    return [(account.name, message if account == asker else unasked) for account in told]
