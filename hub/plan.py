"""What never changes about one Communications Hub: its identities, the devices in its log, its limits.

Configuration only; what the hub does is in ``machine``.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from hub.duty import DutyPlan
from hub.store import StoreRules, store_rules
from premises.identity import Eui64, Name, eui64
from premises.quantity import Duration, seconds
from premises.trust.keys import SigningKey, signing_key
from premises.trust.mac import MacKeys
from premises.wire.device.target import BY_COMMAND
from premises.wire.radio.band import Band
from premises.wire.route import behind, feeder_of, link_of, next_hop
from premises.wire.site import ACB_EUI, DCC, HUB, MeterSpec, Site, devices
from premises.wire.tables.hub import DEVICE_LOG_MAX, HubSpec

OUTAGE_AFTER = seconds(180)
"""For how long a hub must be without power before AD1 is raised. Source: MP102; that what is left in the hub then
is enough for one message is assumption 26 (docs/sources.md)."""


@dataclass(frozen=True, slots=True)
class HanDevice:
    """One device in the hub's log."""

    name: Name
    eui: Eui64
    via: Name
    """The neighbour through which it is reached; itself when it is one."""
    device_type: str = "PPMID"
    """``PPMID`` (every bridge is one), ``ESME``, ``HCALCS``, or ``GSME``, of which a hub knows one at most."""
    naps: bool = False
    """Whether it, or a bridge that it stands behind, sleeps: it takes a command only when it was just heard."""
    joined: bool = True
    """Whether it is in the log before anybody asks (8.11)."""

    @property
    def sleeps(self) -> bool:
        """Whether its mirror's flags alone can tell it anything: of all types a GSME's. Source: EZ-DL, EZ-CH."""
        return self.device_type == "GSME"

    @property
    def listens(self) -> bool:
        """Whether it can be told something at any moment."""
        return not (self.sleeps or self.naps)

    @property
    def runs_by_command(self) -> bool:
        """Whether it keeps what it downloaded until CS06 has it run. Assumption 67 (docs/sources.md)."""
        return self.device_type in BY_COMMAND


@dataclass(frozen=True, slots=True)
class HubPlan:
    """One hub; ``who`` is CHF in the field."""

    who: Name
    eui: Eui64
    running: int
    """Its own firmware version; nothing here updates it."""
    dcc: Name
    acb: Eui64
    """The Access Control Broker, to whom alerts are addressed."""
    devices: tuple[HanDevice, ...]
    """All that stand round it; which of them it serves is its log's to say (``log``)."""
    key: SigningKey
    """Signs its alerts; CS09 passes as it came."""
    macs: MacKeys
    """With which it checks commands to itself and answers them."""
    store: StoreRules = store_rules(HubSpec())
    block_period_min: Duration = Duration(0)
    """The pace that the hub asks of its clients; 0 for none. Source: MinimumBlockPeriod, EZ-OC."""
    log_max: int = DEVICE_LOG_MAX
    """Devices in its log."""
    type_1_max: int = DEVICE_LOG_MAX
    """Of the PPMID class, and HCALCSs, among them. Assumption 77 (docs/sources.md)."""

    def device(self, name: Name) -> HanDevice | None:
        """Give the device of that name, if it stands round the hub."""
        return next((device for device in self.devices if device.name == name), None)

    def device_by_eui(self, eui: Eui64) -> HanDevice | None:
        """Give the device with that identity, if it stands round the hub."""
        return next((device for device in self.devices if device.eui == eui), None)


def duty_plan(site: Site) -> DutyPlan:
    """Give the plan of the hub's duty cycle; it has no clients when nothing speaks to the hub below 1 GHz."""
    up = behind(site)
    clients = tuple(who for who in up if up[who] == HUB and link_of(site, who).band == Band.SUB_GHZ.value)
    spec = site.hub.duty
    thresholds = spec.limited, spec.critical, spec.suspended
    return DutyPlan(clients, thresholds, seconds(spec.window_s), spec.suspend_min, site.nwk_security)


def hub_plan(site: Site, seed: int) -> HubPlan:
    """Give the plan of the hub of a premises of ``seed`` as the site describes it."""
    up = behind(site)
    log = tuple(
        HanDevice(
            who,
            eui64(spec.eui),
            next_hop(up, HUB, who),
            spec.kind if isinstance(spec, MeterSpec) else "PPMID",
            _naps(site, up, who),
            spec.joined,
        )
        for who, spec in devices(site).items()
        if who in site.meters or feeder_of(site, who) is None
    )
    spec = site.hub
    pace = seconds(spec.block_period_min_ms / 1000)
    key = signing_key(seed, HUB)
    who, macs, limits = eui64(spec.eui), MacKeys(seed, eui64(spec.eui)), (spec.device_log_max, spec.type_1_max)
    return HubPlan(HUB, who, spec.running, DCC, ACB_EUI, log, key, macs, store_rules(spec), pace, *limits)


def _naps(site: Site, up: Mapping[Name, Name], who: Name) -> bool:
    specs, at = devices(site), who
    while at != HUB:
        if specs[at].wake_every_s:
            return True
        at = up[at]
    return False
