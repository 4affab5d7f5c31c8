"""What never changes about one OTA client: what it is, whom it asks, what it will not take, its limits and its luck.

Configuration, and what follows from it alone; the exchange itself is in ``ota_client``.
"""

from collections.abc import Callable
from dataclasses import dataclass

from premises.draws import Luck
from premises.identity import Name
from premises.quantity import MICROSECONDS_PER_SECOND, Duration, Instant, seconds
from premises.wire.field.zcl import (
    ANY_IMAGE_TYPE,
    ANY_MANUFACTURER,
    BLOCK_DATA_DEFAULT,
    QUERY_JITTER_ALL,
    ImageBlockWait,
    ImageNotify,
    QueryNextImageResponse,
)

UPGRADE_END_COMMAND = 0x06
"""ZCL command of an Upgrade End Request, as a default response names it."""


@dataclass(frozen=True, slots=True)
class OtaTuning:
    """Limits of the exchange."""

    query_every: Duration = seconds(300)
    """Source: EZ-OC, 5 minutes."""
    start_delay_max: Duration = seconds(300)
    """A random wait up to this after network-up, so that a power cut makes no storm. Source: EZ-OC."""
    block_size: int = BLOCK_DATA_DEFAULT
    """1 to 63 octets. Source: EZ-OC."""
    tries_max: int = 10
    """Questions in a row without an answer before a download is given up. Source: EZ-OC."""
    end_tries_max: int = 10
    """Missed Upgrade End Responses before the image is applied anyway. Source: EZ-OC."""
    retry_after: Duration = seconds(2)
    """Assumption 11 (docs/sources.md)."""
    ask_again_after: Duration = seconds(3600)
    """When told to wait for the upgrade time. Source: EZ-OC, at least every 60 minutes."""
    wait_max: Duration = seconds(3600)
    """The longest pause taken from a WAIT_FOR_DATA: as often as it asks when told to wait for its end. Ours."""
    size_max: int = 1 << 20
    """Octets of flash for a new image. Assumption 1 (docs/sources.md)."""

    def pause_for(self, answer: ImageBlockWait) -> tuple[Duration, Duration]:
        """Give the pace that a WAIT_FOR_DATA asks for, and for how long to wait: 1 ms at least."""
        pace = Duration(answer.block_period_min * 1000)
        told = Duration(max(0, answer.request_time - answer.current_time) * MICROSECONDS_PER_SECOND)
        return pace, Duration(min(max(told, pace, seconds(0.001)), self.wait_max))


@dataclass(frozen=True, slots=True)
class OtaPlan:
    """What never changes about one client."""

    who: Name
    server: Name
    via: Name
    """The neighbour through which the server is reached; the server itself when it is one."""
    manufacturer: int
    image_type: int
    hardware: int
    luck: Luck
    verify: Callable[[bytes, int, Instant], None]
    """Returns for a genuine whole file of this version, now; raises a PremisesError with the reason otherwise."""
    tuning: OtaTuning = OtaTuning()
    holds_end: bool = False
    """Whether its Upgrade End Request waits, once the image is whole, until the device says ``release``."""

    def why_not_ask(self, invitation: ImageNotify, boot: int, now: Instant) -> str:
        """Give the reason, in words, why ``invitation`` is not followed in this boot; empty when it is."""
        makers, types = (self.manufacturer, ANY_MANUFACTURER), (self.image_type, ANY_IMAGE_TYPE)
        if invitation.manufacturer not in makers or invitation.image_type not in types:
            return "another type of device is meant"
        if invitation.jitter >= QUERY_JITTER_ALL:
            return ""
        drawn = 1 + int(self.luck.draws(boot, now).fraction(0) * QUERY_JITTER_ALL)
        return f"drew {drawn} above {invitation.jitter}" if drawn > invitation.jitter else ""

    def why_not_take(self, offer: QueryNextImageResponse, running: int) -> str:
        """Give the reason, in words, why a device that runs ``running`` will not take ``offer``; empty when it will."""
        if (offer.manufacturer, offer.image_type) != (self.manufacturer, self.image_type):
            return "it is for another type of device"
        if offer.version <= running:
            return f"it is not newer than {running:#010x}"
        if not offer.size:
            return "it has no octets"
        if offer.size > self.tuning.size_max:
            return f"{offer.size} octets do not fit in {self.tuning.size_max}"
        return ""
