"""The ZCL messages of a premises: the OTA Upgrade cluster, the default response and a tunnelled GBCS message.

Values only; their bytes are in ``zcl_bytes``, everyday traffic is in ``metering``. Names and fields are the standard's.
Source: Zigbee OTA Upgrade cluster 0x0019 as implemented by EZ-OC and EZ-OS, and DEV (docs/sources.md).
"""

from enum import IntEnum

from premises.wire.field.metering import Metering
from premises.wire.gbcs.message import GbcsMessage
from premises.wire.message import Message

BLOCK_DATA_MAX = 63
"""The most image octets a client takes in one block. Source: EZ-OC."""

BLOCK_DATA_DEFAULT = 48
"""What fits a 127-octet frame once NWK and APS security are on. Source: docs/sources.md, radio frames."""

WILDCARD_VERSION = 0xFFFFFFFF
"""File version that means any. Source: Zigbee OTA Upgrade cluster."""

ANY_MANUFACTURER = 0xFFFF
ANY_IMAGE_TYPE = 0xFFFF
"""What an Image Notify without a manufacturer or image type means. Source: Zigbee OTA Upgrade cluster."""

UPGRADE_TIME_WAIT = 0xFFFFFFFF
"""Upgrade time that means: wait, and ask again within 60 minutes. Source: EZ-OC."""

QUERY_JITTER_ALL = 100
"""Query jitter at which every invited client answers; below it, only those that draw at most this much of 100."""


class Status(IntEnum):
    """ZCL statuses that an update meets. Source: GP zigbee.ts; 0x00 and 0x01 from ZCL."""

    SUCCESS = 0x00
    FAILURE = 0x01
    ABORT = 0x95
    INVALID_IMAGE = 0x96
    WAIT_FOR_DATA = 0x97
    NO_IMAGE_AVAILABLE = 0x98
    REQUIRE_MORE_IMAGE = 0x99


class ImageNotify(Message, frozen=True, gc=False):
    """Server to client: an invitation to ask; the client drives everything after it."""

    jitter: int
    """1 to 100: only clients whose own draw of 1..100 is at most this answer."""
    manufacturer: int
    image_type: int
    version: int


class QueryNextImageRequest(Message, frozen=True, gc=False):
    """Client to server: this is what I am and what I run; say whether there is anything newer."""

    manufacturer: int
    image_type: int
    version: int
    hardware: int


class QueryNextImageResponse(Message, frozen=True, gc=False):
    """Server to client: yes, this image of ``size`` octets (the whole file, header included)."""

    manufacturer: int
    image_type: int
    version: int
    size: int


class QueryNextImageRefusal(Message, frozen=True, gc=False):
    """Query Next Image Response with a status other than SUCCESS, which carries nothing else."""

    status: Status


class ImageBlockRequest(Message, frozen=True, gc=False):
    """Client to server: give me up to ``size_max`` octets from ``offset``."""

    manufacturer: int
    image_type: int
    version: int
    offset: int
    size_max: int


class ImageBlockResponse(Message, frozen=True, gc=False):
    """Server to client: ``data`` at ``offset``."""

    manufacturer: int
    image_type: int
    version: int
    offset: int
    data: bytes


class ImageBlockWait(Message, frozen=True, gc=False):
    """Image Block Response with WAIT_FOR_DATA: ask again ``request_time - current_time`` seconds from now."""

    current_time: int
    request_time: int
    block_period_min: int
    """MinimumBlockPeriod in milliseconds, 0 for none."""


class ImageBlockAbort(Message, frozen=True, gc=False):
    """Image Block Response with ABORT: the server no longer has this image."""


class UpgradeEndRequest(Message, frozen=True, gc=False):
    """Client to server: the download is over; SUCCESS, INVALID_IMAGE or ABORT."""

    status: Status
    manufacturer: int
    image_type: int
    version: int


class UpgradeEndResponse(Message, frozen=True, gc=False):
    """Server to client: run it ``upgrade_time - current_time`` seconds from now."""

    manufacturer: int
    image_type: int
    version: int
    current_time: int
    upgrade_time: int


class TransferData(Message, frozen=True, gc=False):
    """Client to server over a Zigbee tunnel: one GBCS message, PUT to the hub for the WAN."""

    tunnel: int
    message: GbcsMessage


class TransferDataToClient(Message, frozen=True, gc=False):
    """Transfer Data from server to client: one GBCS message PUT to a device that listens."""

    tunnel: int
    message: GbcsMessage


class TransferDataGet(Message, frozen=True, gc=False):
    """Transfer Data from a client that sleeps: GET what is kept for me. Source: tshark's gbcs_tunnel."""

    tunnel: int


class TransferDataGetResponse(Message, frozen=True, gc=False):
    """Transfer Data from server to client: GET-RESPONSE with one GBCS message, and how many more there are."""

    tunnel: int
    remaining: int
    """0 to 255 after this one. Source: tshark's gbcs_tunnel."""
    message: GbcsMessage


class DefaultResponse(Message, frozen=True, gc=False):
    """The ZCL default response: command ``command`` of ``cluster`` arrived and was taken, or why not."""

    cluster: int
    command: int
    status: Status


class SuspendZclMessages(Message, frozen=True, gc=False):
    """Server to client of the Sub-GHz cluster: for ``period`` minutes send me nothing but your download."""

    period: int
    """1 to 255; 0 ends it. Source: tshark, EZ-SG."""


OTA_CLUSTER = 0x0019
TUNNEL_CLUSTER = 0x0704
SUB_GHZ_CLUSTER = 0x070B

Zcl = (
    ImageNotify
    | QueryNextImageRequest
    | QueryNextImageResponse
    | QueryNextImageRefusal
    | ImageBlockRequest
    | ImageBlockResponse
    | ImageBlockWait
    | ImageBlockAbort
    | UpgradeEndRequest
    | UpgradeEndResponse
    | TransferData
    | TransferDataToClient
    | TransferDataGet
    | TransferDataGetResponse
    | DefaultResponse
    | SuspendZclMessages
    | Metering
)
"""Every ZCL message of a premises."""
