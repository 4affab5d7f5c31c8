"""Which kinds of message a fault can be aimed at, by the names that the standards and our traces use.

A closed list; a test holds it to the messages that there are.
"""

from collections.abc import Mapping

from premises.wire.field.duis import CommsHubAlert, PPMIDAlert, ServiceResponse, UpdatePPMIDFirmware
from premises.wire.field.gbcs import FirmwareActivationAlert, FirmwareTransferAlert
from premises.wire.field.metering import ReadAttributes, ReadAttributesResponse, ReportAttributes
from premises.wire.field.wan import AlertAck, ChunkRequest, ChunkResponse, ImageOffer, TransferAck, TransferEnd
from premises.wire.field.zcl import (
    DefaultResponse,
    ImageBlockAbort,
    ImageBlockRequest,
    ImageBlockResponse,
    ImageBlockWait,
    ImageNotify,
    QueryNextImageRefusal,
    QueryNextImageRequest,
    QueryNextImageResponse,
    TransferData,
    UpgradeEndRequest,
    UpgradeEndResponse,
)
from premises.wire.message import Message
from premises.wire.radio.aps import ApsFragment
from premises.wire.radio.mac import DataRequest

_ALL: tuple[type[Message], ...] = (
    ImageNotify,
    QueryNextImageRequest,
    QueryNextImageResponse,
    QueryNextImageRefusal,
    ImageBlockRequest,
    ImageBlockResponse,
    ImageBlockWait,
    ImageBlockAbort,
    UpgradeEndRequest,
    UpgradeEndResponse,
    TransferData,
    DefaultResponse,
    ReadAttributes,
    ReadAttributesResponse,
    ReportAttributes,
    ApsFragment,
    DataRequest,
    ImageOffer,
    ChunkRequest,
    ChunkResponse,
    TransferEnd,
    TransferAck,
    AlertAck,
    FirmwareTransferAlert,
    FirmwareActivationAlert,
    UpdatePPMIDFirmware,
    ServiceResponse,
    CommsHubAlert,
    PPMIDAlert,
)

MESSAGES: Mapping[str, type[Message]] = {kind.__name__: kind for kind in _ALL} | {
    "CCS08": FirmwareTransferAlert,
    "CS09": FirmwareActivationAlert,
}
"""Each kind by its class name, as ``kind`` in a note says it, and the alerts by their use case too."""
