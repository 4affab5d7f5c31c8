"""A scenario as data: a story with a site, the requests of its Suppliers, and a promise about how it ends.

The schema and its bounds; reading files is the lab's affair.
"""

from typing import Annotated, Any, Literal

from msgspec import Meta, Struct, field, to_builtins

from premises.wire.fault import FAULTS_MAX

_AlertCode = Annotated[int, Meta(ge=0, le=0xFFFF)]

UPDATES_MAX = 100
"""Requests in one scenario. Ours."""


class Update(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One 11.4 of a Supplier's, or an 11.1 for what CS06 activates."""

    at_s: Annotated[float, Meta(ge=0, le=31_536_000)]
    to: Annotated[list[str], Meta(min_length=1, max_length=16)]
    version: Annotated[int, Meta(ge=0, le=0xFFFF_FFFE)] = 0x0001_0001
    size: Annotated[int, Meta(ge=129, le=10_240_000)] = 4096
    """Octets of the image that is made; not used with ``file``."""
    file: str = ""
    """An OTA file to send instead, relative to the scenario."""
    flip: int = -1
    """Octet of the image in which one bit is turned; -1 for none."""
    by: str = ""
    """The Supplier that asks; without it the Import Supplier at the premises' origin."""


class Activate(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One 11.3 of a Supplier's: have a meter run the image of one of the updates."""

    at_s: Annotated[float, Meta(ge=0, le=31_536_000)]
    to: str
    """An ESME, a GSME or an HCALCS."""
    version: Annotated[int, Meta(ge=0, le=0xFFFF_FFFE)] = 0x0001_0001
    """Which of the images for it: the hash in the command is that of the update with this version."""
    runs_at_s: Annotated[float, Meta(ge=0, le=31_536_000)] | None = None
    """Premises time at which it is to run; without it, at once."""
    cancel: bool = False
    """Whether it calls off the one before, in place of having anything run."""
    by: str = ""
    """The Supplier that asks; without it the Import Supplier at the premises' origin."""


class Read(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One 11.2 of a Supplier's: have a device say which firmware it runs."""

    at_s: Annotated[float, Meta(ge=0, le=31_536_000)]
    to: str
    """A device, or the hub."""
    by: str = ""
    """The Supplier that asks; without it the Import Supplier at the premises' origin."""


class Notify(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One 12.2 of a Supplier's: a device of the site, which has not joined, is announced as what it is."""

    at_s: Annotated[float, Meta(ge=0, le=31_536_000)]
    to: str
    """Which device."""
    by: str = ""
    """The Supplier that asks; without it the Import Supplier at the premises' origin."""


class Log(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One 8.11 of a Supplier's: the hub is to take a device into its device log, or out of it."""

    at_s: Annotated[float, Meta(ge=0, le=31_536_000)]
    to: str
    """Which device."""
    request: Literal["Add", "Remove"] = "Add"
    by: str = ""
    """The Supplier that asks; without it the Import Supplier at the premises' origin."""


class CampaignSpec(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A newer image for each of several devices: one 11.4 a device type, or one 11.1, in the order of ``to``.

    An 11.3 follows to each device that waits for CS06.
    """

    to: Annotated[list[str], Meta(min_length=1, max_length=16)]
    at_s: Annotated[float, Meta(ge=0, le=31_536_000)] = 0.0
    version: Annotated[int, Meta(ge=0, le=0xFFFF_FFFE)] = 0x0001_0001
    size: Annotated[int, Meta(ge=97, le=10_240_000)] = 4096
    """Octets of each image."""
    polite: bool = True
    """Whether a request waits for the last one's last word; else all go at once."""
    planned: bool = False
    """Whether a request waits for what its plan says instead (docs/planning.md), and goes again when displaced."""
    deadline_s: Annotated[float, Meta(gt=0, le=31_536_000)] | None = None
    """Premises time after which a polite Supplier goes on unheard, for an 11.3 once more; without it, as assumptions 35
    and 83 have it."""
    runs_at_s: Annotated[float, Meta(ge=0, le=31_536_000)] | None = None
    """Premises time at which what waits for CS06 is to run; without it, as soon as its device holds it."""
    by: str = ""
    """The Supplier that asks; without it the Import Supplier at the premises' origin."""


class Expect(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The bar: what must hold at the end."""

    running: dict[str, int]
    """Device to the version that it runs."""
    within_s: Annotated[float, Meta(gt=0, le=31_536_000)]
    """Premises time by which every request has its last outcome."""
    not_before_s: Annotated[float, Meta(ge=0, le=31_536_000)] = 0.0
    """Premises time before which not every request can have it, if the story is about what delays."""
    service_lost_max_s: dict[str, Annotated[float, Meta(ge=0, le=31_536_000)]] = field(default_factory=dict)
    """Meter to the seconds of service that it may lose at most; who is cut off at the end has broken the promise."""
    settle_s: Annotated[float, Meta(ge=0, le=31_536_000)] = 0.0
    """Premises time that passes after the last outcome before anything but that is looked at: those whom a bridge feeds
    may go on when it has had its last word."""
    told: dict[str, list[str]] = field(default_factory=dict)
    """Device to what the Supplier was told of each request for it, in order: what CCS08 and CS09 said (or ``waiting``),
    like ``success failure``; of devices that are not named, anything."""
    heard: dict[str, list[str]] = field(default_factory=dict)
    """Supplier to all that it was told, in order: response codes and use cases, like ``I99``, ``E4``, ``CCS08 b1
    success``; of Suppliers that are not named, anything."""
    inventory: dict[str, str] = field(default_factory=dict)
    """Device to what the Smart Metering Inventory holds of it, status and version, like ``Commissioned 0x00010001``; of
    devices that are not named, anything."""
    hub_alerts: list[_AlertCode] | None = None
    """Exactly the codes of the hub's own alerts (0x8F20 and so on) that the Supplier was told of, in order; without it,
    any."""
    displaced: list[str] | None = None
    """Exactly the devices whose image leaves the hub for another (CCS08 Image Discarded); without it, any may."""
    outage_alerts: Annotated[int, Meta(ge=0, le=1000)] | None = None
    """Exactly so many Power Outage Alerts (AD1) go to the network operator; without it, any number may."""


class ScenarioSpec(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One scenario file."""

    purpose: Annotated[str, Meta(min_length=10)]
    """The claim, in one sentence."""
    expect: Expect
    site: dict[str, Any] = field(default_factory=dict)
    seed: int = 1
    campaign: CampaignSpec | None = None
    update: Annotated[list[Update], Meta(max_length=UPDATES_MAX)] = field(default_factory=list)
    activate: Annotated[list[Activate], Meta(max_length=UPDATES_MAX)] = field(default_factory=list)
    read: Annotated[list[Read], Meta(max_length=UPDATES_MAX)] = field(default_factory=list)
    notify: Annotated[list[Notify], Meta(max_length=UPDATES_MAX)] = field(default_factory=list)
    log: Annotated[list[Log], Meta(max_length=UPDATES_MAX)] = field(default_factory=list)
    fault: Annotated[list[dict[str, Any]], Meta(max_length=FAULTS_MAX)] = field(default_factory=list)
    """What is wrong with the site's links on purpose, after its own faults; each a FaultSpec, or ``say`` and words."""

    def as_table(self) -> dict[str, Any]:
        """Give it as TOML would."""
        table: dict[str, Any] = to_builtins(self)
        return table
