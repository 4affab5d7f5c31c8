"""What never changes about one bridge: who it is, what it fetches, how long it takes to reboot.

Configuration only; what the bridge does is in ``machine``.
"""

from dataclasses import dataclass

from premises.draws import Luck
from premises.errors import ImageFileError
from premises.identity import Eui64, Name, eui64
from premises.quantity import Duration, seconds
from premises.talk.ota_plan import OtaPlan, OtaTuning
from premises.trust.keys import SigningKey, signing_key
from premises.trust.seal import check_seal
from premises.trust.trailer import refuse_trailer
from premises.wire.field.ota_file import check_hardware, read_ota_file
from premises.wire.site import ACB_EUI, HUB, BridgeSpec, Site

TUNNEL = 0
"""The Zigbee tunnel that a PPMID-class device holds with the hub. Assumption 10 (docs/sources.md)."""


@dataclass(frozen=True, slots=True)
class BridgePlan:
    """One of B1..B4 under the Proposed Solution: a PPMID Variant of its own."""

    who: Name
    eui: Eui64
    manufacturer: int
    image_type: int
    hardware: int
    running: int
    """The version it was installed with; what it keeps later is newer."""
    hub: Name
    via: Name
    """The neighbour through which the hub is reached."""
    acb: Eui64
    seed: int
    key: SigningKey
    """Signs its alerts."""
    reboot: Duration = seconds(40)
    """20 to 60 s. Assumption 7 (docs/sources.md)."""
    tuning: OtaTuning = OtaTuning()

    def ota(self) -> OtaPlan:
        """Give the plan of its OTA client."""
        return OtaPlan(
            self.who,
            self.hub,
            self.via,
            self.manufacturer,
            self.image_type,
            self.hardware,
            Luck(self.seed, "device", self.who),
            self.verify,
            self.tuning,
        )

    def verify(self, octets: bytes, version: int) -> None:
        """Return for a whole OTA file of ``version`` that this bridge may run; ImageFileError or TrustError if not."""
        file = read_ota_file(octets)
        header = file.header
        if header.version != version:
            raise ImageFileError(f"image says it is version {header.version:#010x}, {version:#010x} was offered")
        if (header.manufacturer, header.image_type) != (self.manufacturer, self.image_type):
            raise ImageFileError(
                f"image is for maker {header.manufacturer:#06x} type {header.image_type:#06x}, "
                f"this is {self.manufacturer:#06x} type {self.image_type:#06x}"
            )
        check_hardware(header, self.hardware)
        refuse_trailer(file.body)
        check_seal(file.body, self.manufacturer)


def bridge_plan(site: Site, who: Name, seed: int) -> BridgePlan:
    """Give the plan of bridge ``who`` as the site describes it."""
    spec = site.bridges[who]
    return BridgePlan(
        who,
        eui64(spec.eui),
        spec.manufacturer,
        spec.image_type,
        spec.hardware,
        spec.running,
        HUB,
        Name(spec.behind),
        ACB_EUI,
        seed,
        signing_key(seed, who),
        seconds(spec.reboot_s),
        _tuning(spec),
    )


def _tuning(spec: BridgeSpec) -> OtaTuning:
    return OtaTuning(
        query_every=seconds(spec.query_every_s),
        start_delay_max=seconds(spec.start_delay_max_s),
        block_size=spec.block_size,
        retry_after=seconds(spec.retry_after_s),
        size_max=spec.size_max,
    )
