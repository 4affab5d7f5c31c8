"""What never changes about one meter: who it is, where it stands, how often it talks and how patient it is.

Configuration only; what the meters do is in ``ppmid``, ``gsme``, ``listener`` and ``firmware``.
"""

from dataclasses import dataclass

from meters.service import Patience
from premises.draws import Luck
from premises.errors import ImageFileError
from premises.identity import Eui64, Name, eui64
from premises.quantity import Duration, Instant, seconds
from premises.talk.ota_plan import OtaPlan, OtaTuning
from premises.talk.sleeper import SleepPlan, sleep_plan
from premises.trust.anchors import Anchors, anchors_of
from premises.trust.keys import SigningKey, signing_key
from premises.trust.mac import MacKeys
from premises.trust.seal import check_seal, label_of
from premises.trust.trailer import check_trailer, refuse_trailer
from premises.wire.device.target import BY_COMMAND, IMAGE_TYPES
from premises.wire.field.ota_file import check_hardware, read_ota_file
from premises.wire.site import ACB_EUI, HUB, FirmwareSpec, MeterSpec, Site


@dataclass(frozen=True, slots=True)
class FirmwarePlan:
    """What a meter runs, and from whom it takes what."""

    who: Name
    kind: str
    """``ESME``, ``GSME``, ``HCALCS`` or ``PPMID``."""
    eui: Eui64
    hub: Name
    via: Name
    acb: Eui64
    anchors: Anchors
    """Whose trailers and CS06 it takes, and to whom it says what it says."""
    key: SigningKey
    """Signs what it says."""
    macs: MacKeys
    """With which it checks commands, and answers what is not signed."""
    manufacturer: int
    hardware: int
    running: int
    """The version it was installed with; what it keeps later is newer."""
    reboot: Duration
    tuning: OtaTuning
    seed: int
    cuts_the_hub: Duration = Duration(0)
    """For how long the hub has no supply when it reboots; 0 for one that leaves it on. Assumption 80."""

    @property
    def is_commanded(self) -> bool:
        """Whether it runs what it holds only when CS06 says so."""
        return self.kind in BY_COMMAND

    def ota(self) -> OtaPlan:
        """Give the plan of its OTA client."""
        luck = Luck(self.seed, "device", self.who)
        kind = self.manufacturer, IMAGE_TYPES[self.kind], self.hardware
        return OtaPlan(self.who, self.hub, self.via, *kind, luck, self.verify, self.tuning)

    def verify(self, octets: bytes, version: int, now: Instant) -> None:
        """Return for a whole OTA file of ``version`` that it may run; ImageFileError or TrustError if not."""
        file = read_ota_file(octets)
        header, own = file.header, (self.manufacturer, IMAGE_TYPES[self.kind])
        if header.version != version:
            raise ImageFileError(f"image says it is version {header.version:#010x}, {version:#010x} was offered")
        if (header.manufacturer, header.image_type) != own:
            raise ImageFileError(
                f"image is for maker {header.manufacturer:#06x} type {header.image_type:#06x}, "
                f"this is {own[0]:#06x} type {own[1]:#06x}"
            )
        check_hardware(header, self.hardware)
        check_seal(self._manufacturer_image(file.body, now), self.manufacturer, label_of(header))

    def _manufacturer_image(self, body: bytes, now: Instant) -> bytes:
        if self.is_commanded:
            return check_trailer(body, self.anchors.at(now).key)
        refuse_trailer(body)
        return body


@dataclass(frozen=True, slots=True)
class MeterPlan:
    """One meter."""

    who: Name
    hub: Name
    via: Name
    """The neighbour through which the hub is reached."""
    talk_every: Duration
    """Between two questions of a PPMID. Assumption 28 (docs/sources.md)."""
    patience: Patience
    sleep: SleepPlan
    """A GSME's rhythm; no other has one."""
    firmware: FirmwarePlan | None = None
    """None for one that nothing here updates."""


def meter_plan(site: Site, who: Name, seed: int, luck: int | None = None) -> MeterPlan:
    """Give the plan of meter ``who``: keys follow from ``seed``, and so does its chance unless ``luck`` is given."""
    spec: MeterSpec = site.meters[who]
    return MeterPlan(
        who,
        HUB,
        Name(spec.behind),
        seconds(spec.talk_every_s),
        Patience(seconds(spec.retry_after_s), spec.tries_max),
        sleep_plan(spec, who, seed if luck is None else luck),
        None if spec.firmware is None else _firmware_plan(site, who, spec.firmware, seed, luck),
    )


def _firmware_plan(site: Site, who: Name, firmware: FirmwareSpec, seed: int, luck: int | None) -> FirmwarePlan:
    spec = site.meters[who]
    tuning = OtaTuning(
        query_every=seconds(firmware.query_every_s),
        start_delay_max=seconds(firmware.start_delay_max_s),
        block_size=firmware.block_size,
        retry_after=seconds(spec.retry_after_s),
        size_max=firmware.size_max,
    )
    return FirmwarePlan(
        who,
        spec.kind,
        eui64(spec.eui),
        HUB,
        Name(spec.behind),
        ACB_EUI,
        anchors_of(site, spec.kind),
        signing_key(seed, who),
        MacKeys(seed, eui64(spec.eui)),
        firmware.manufacturer,
        firmware.hardware,
        firmware.running,
        seconds(firmware.reboot_s),
        tuning,
        seed if luck is None else luck,
        seconds(firmware.cuts_the_hub_for_s),
    )
