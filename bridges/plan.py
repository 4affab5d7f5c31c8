"""What never changes about one bridge: who it is, what it fetches, how long it takes to reboot.

Configuration only; what the bridge does is in ``machine``.
"""

from collections.abc import Callable
from dataclasses import dataclass

from premises.draws import Luck
from premises.errors import ImageFileError
from premises.identity import Eui64, Name, eui64
from premises.quantity import Duration, Instant, seconds
from premises.talk.ota_plan import OtaPlan, OtaTuning
from premises.trust.bundle import check_bundle
from premises.trust.keys import SigningKey, signing_key
from premises.trust.mac import MacKeys
from premises.trust.seal import check_seal, label_of
from premises.trust.trailer import refuse_trailer
from premises.wire.design import ReportPolicy
from premises.wire.field.bundle import Part, is_bundle, read_manifest
from premises.wire.field.ota_file import check_hardware, read_ota_file
from premises.wire.route import fed_by, feeder_of
from premises.wire.site import ACB_EUI, HUB, BridgeSpec, Site


@dataclass(frozen=True, slots=True)
class Change:
    """A change of protocol on a private link: the first version of the bridge above, and of the one below, with it."""

    above: int
    below: int


def fit(changes: tuple[Change, ...], above: int, below: int) -> bool:
    """Say whether two versions understand each other: no change lies between them. Assumption 78 (docs/sources.md)."""
    return all((above >= change.above) is (below >= change.below) for change in changes)


@dataclass(frozen=True, slots=True)
class Child:
    """One bridge that is fed by another."""

    name: Name
    manufacturer: int
    image_type: int
    changes: tuple[Change, ...] = ()
    """Of the private link to it."""

    @property
    def kind(self) -> tuple[int, int]:
        """Its device type: manufacturer and image type."""
        return self.manufacturer, self.image_type


@dataclass(frozen=True, slots=True)
class BridgePlan:
    """One of B1..B4: it gets its firmware from ``server``, and that of whom it feeds in a bundle with its own."""

    who: Name
    eui: Eui64
    manufacturer: int
    image_type: int
    hardware: int
    running: int
    """The version it was installed with; what it keeps later is newer."""
    server: Name
    """The hub, or the bridge that feeds this one: whom it asks, and to whom it says CS09."""
    via: Name
    """The neighbour through which the server is reached."""
    acb: Eui64
    seed: int
    key: SigningKey
    """Signs its alerts."""
    macs: MacKeys
    """With which it checks commands and answers them."""
    reboot: Duration = seconds(40)
    """20 to 60 s. Assumption 7 (docs/sources.md)."""
    tuning: OtaTuning = OtaTuning()
    feeds: tuple[Child, ...] = ()
    report: ReportPolicy = "staged"
    """When a bridge that feeds others says what; nothing to any other."""
    reports_own: bool = False
    """Whether a bridge with a bundle says the version of its own part, and not the bundle's."""
    feed_within: Duration = seconds(172_800)
    """How long it waits to hear that its children run their parts. Assumption 65 (docs/sources.md)."""

    def ota(self, verify: Callable[[bytes, int, Instant], None]) -> OtaPlan:
        """Give the plan of its OTA client, which runs nothing that ``verify`` does not return for."""
        return OtaPlan(
            self.who,
            self.server,
            self.via,
            self.manufacturer,
            self.image_type,
            self.hardware,
            Luck(self.seed, "device", self.who),
            verify,
            self.tuning,
            holds_end=bool(self.feeds) and self.report == "late",
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
        if self.feeds:
            self._check_parts(check_bundle(file.body, self.manufacturer, label_of(header)))
        elif is_bundle(file.body):
            raise ImageFileError("image is a bundle, and this bridge feeds nobody")
        else:
            check_seal(file.body, self.manufacturer, label_of(header))

    def reported(self, octets: bytes, version: int) -> int:
        """Give the version that it says it runs once it runs the verified file ``octets`` of ``version``."""
        return self.own_version(octets, version) if self.reports_own else version

    def own_version(self, octets: bytes, version: int) -> int:
        """Give the version of its own part, all that it would run of the verified file ``octets`` of ``version``."""
        return read_manifest(read_ota_file(octets).body)[0].version if self.feeds else version

    def _check_parts(self, parts: tuple[Part, ...]) -> None:
        own = parts[0]
        if own.kind != (self.manufacturer, self.image_type):
            raise ImageFileError(f"the first part is for type {own.image_type:#06x}, this is {self.image_type:#06x}")
        if not own.hardware_min <= self.hardware <= own.hardware_max:
            raise ImageFileError(
                f"the first part is for hardware {own.hardware_min:#06x} to {own.hardware_max:#06x}, "
                f"this is {self.hardware:#06x}"
            )
        kinds = {part.kind for part in parts}
        for child in self.feeds:
            if child.kind not in kinds:
                raise ImageFileError(f"the bundle has no part for {child.name}, type {child.image_type:#06x}")


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
        feeder_of(site, who) or HUB,
        Name(spec.behind),
        ACB_EUI,
        seed,
        signing_key(seed, who),
        MacKeys(seed, eui64(spec.eui)),
        seconds(spec.reboot_s),
        _tuning(spec),
        tuple(_child(site, who, fed) for fed in fed_by(site, who)),
        site.report,
        site.reports == "own",
        seconds(site.feed_within_s),
    )


def changes_of(site: Site, above: Name, child: Name) -> tuple[Change, ...]:
    """Give the changes of protocol between a bridge and the one directly behind it."""
    kinds = site.bridges[above].ppmid_variant, site.bridges[child].ppmid_variant
    return tuple(Change(new.above_from, new.below_from) for new in site.new_protocol if (new.above, new.below) == kinds)


def _child(site: Site, who: Name, fed: Name) -> Child:
    spec = site.bridges[fed]
    return Child(fed, spec.manufacturer, spec.image_type, changes_of(site, who, fed))


def _tuning(spec: BridgeSpec) -> OtaTuning:
    return OtaTuning(
        query_every=seconds(spec.query_every_s),
        start_delay_max=seconds(spec.start_delay_max_s),
        block_size=spec.block_size,
        retry_after=seconds(spec.retry_after_s),
        size_max=spec.size_max,
    )
