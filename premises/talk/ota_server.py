"""The serving side of an over-the-air update: what is answered to a device that asks, for one image on offer.

Pure answers; the store that holds the image, and what becomes of it afterwards, are the hub's affair. It never
pushes: an Image Notify is an invitation, and every block is asked for by offset.
Source: Zigbee OTA Upgrade cluster as EZ-OS (docs/sources.md).
"""

from dataclasses import dataclass

from premises.machine.growing import Growing
from premises.wire.field.zcl import (
    BLOCK_DATA_MAX,
    QUERY_JITTER_ALL,
    UPGRADE_TIME_WAIT,
    ImageBlockAbort,
    ImageBlockRequest,
    ImageBlockResponse,
    ImageNotify,
    QueryNextImageRefusal,
    QueryNextImageRequest,
    QueryNextImageResponse,
    Status,
    UpgradeEndRequest,
    UpgradeEndResponse,
)


@dataclass(frozen=True, slots=True)
class Offer:
    """One image that can be asked for; the numbers are those of its OTA header."""

    manufacturer: int
    image_type: int
    version: int
    hardware_min: int
    hardware_max: int
    """Both 0 to 0xFFFF; a header without a range gives 0 and 0xFFFF."""
    image: Growing
    """The whole file, header included."""

    @property
    def size(self) -> int:
        """Octets of the whole file."""
        return self.image.length

    def is_for(self, manufacturer: int, image_type: int) -> bool:
        """Say whether a device with these codes is meant, whatever it runs."""
        return (self.manufacturer, self.image_type) == (manufacturer, image_type)

    def fits(self, hardware: int) -> bool:
        """Say whether the header's hardware range holds ``hardware``."""
        return self.hardware_min <= hardware <= self.hardware_max


def invitation(offer: Offer) -> ImageNotify:
    """Give the Image Notify for ``offer``; everyone who hears it may ask at once."""
    return ImageNotify(QUERY_JITTER_ALL, offer.manufacturer, offer.image_type, offer.version)


def why_not(offer: Offer | None, request: QueryNextImageRequest) -> str:
    """Give the reason why ``request`` is answered with no image, in words; empty when it gets one."""
    if offer is None:
        return "no image is held for this device"
    if not offer.is_for(request.manufacturer, request.image_type):
        return "the image held is for another type of device"
    if not offer.fits(request.hardware):
        return f"hardware {request.hardware:#06x} is outside {offer.hardware_min:#06x} to {offer.hardware_max:#06x}"
    if offer.version <= request.version:
        return f"version {offer.version:#010x} is not newer than {request.version:#010x}"
    return ""


def answer_query(offer: Offer | None, request: QueryNextImageRequest) -> QueryNextImageResponse | QueryNextImageRefusal:
    """Answer a Query Next Image Request: the image, or NO_IMAGE_AVAILABLE."""
    if offer is None or why_not(offer, request):
        return QueryNextImageRefusal(Status.NO_IMAGE_AVAILABLE)
    return QueryNextImageResponse(offer.manufacturer, offer.image_type, offer.version, offer.size)


def answer_block(offer: Offer | None, request: ImageBlockRequest) -> ImageBlockResponse | ImageBlockAbort:
    """Answer an Image Block Request: the octets at its offset, or ABORT when that image is not held."""
    if (
        offer is None
        or not offer.is_for(request.manufacturer, request.image_type)
        or request.version != offer.version
        or request.offset >= offer.size
    ):
        return ImageBlockAbort()
    data = offer.image.part(request.offset, min(request.size_max, BLOCK_DATA_MAX))
    return ImageBlockResponse(request.manufacturer, request.image_type, request.version, request.offset, data)


def answer_end(request: UpgradeEndRequest, current_time: int, *, by_command: bool = False) -> UpgradeEndResponse:
    """Answer a successful Upgrade End Request: run it now, or, ``by_command``, wait for the CS06 that will say when.

    Assumptions 7 and 67 (docs/sources.md).
    """
    upgrade_time = UPGRADE_TIME_WAIT if by_command else current_time
    return UpgradeEndResponse(request.manufacturer, request.image_type, request.version, current_time, upgrade_time)
