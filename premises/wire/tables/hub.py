"""The Communications Hub of a site: its store as a table, its duty cycle, what it can do.

The schema, its defaults and its bounds. That a table makes sense as a whole is the lab's to check.
"""

from typing import Annotated, Literal

from msgspec import Meta, Struct, field

from premises.wire.tables.bounds import EuiText, ImageRoom, Milliseconds, Span, Version

SLOTS_MAX = 4
"""Slots of a store: one for each type of device that ranks there. Ours."""

GbcsVersion = Literal["3.2", "4.1"]
"""What a hub can do, lowest first. Source: SEED names these two and no other."""

GBCS_OF_PPMID_CLASS: GbcsVersion = "4.1"
"""From which a hub can update the PPMID class and HCALCSs over the air. Assumption 21 (docs/sources.md)."""

UPGRADES_MAX = 8
"""Upgrades of one hub in one site. Ours."""

DEVICE_LOG_MAX = 32
"""The most that any hub has room for in its log. Source: EZ-DL."""

_Hundredths = Annotated[int, Meta(ge=1, le=10_000)]
_Rank = Annotated[int, Meta(ge=0, le=9)]


class DutySpec(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The hub's duty cycle below 1 GHz; each threshold is in hundredths of a percent of the window."""

    limited: _Hundredths = 100
    """Source: SLD, as an example."""
    critical: _Hundredths = 180
    """Source: SLD, as an example."""
    suspended: _Hundredths = 250
    """Source: SLD, as an example."""
    suspend_min: Annotated[int, Meta(ge=1, le=255)] = 5
    """Minutes for which a client is told to keep quiet. Source: EZ-SG."""
    window_s: Annotated[float, Meta(ge=1, le=86_400)] = 3600.0
    """What the thresholds are shares of. Source: SLD, an hour."""


class RanksSpec(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Whose images one slot takes, and how they stand there; 0 for not here.

    None of lower rank displaces one of higher; one that ranks as high displaces it. Source: SEED.
    """

    ESME: _Rank = 0
    """Assumption 1 (docs/sources.md)."""
    GSME: _Rank = 0
    """Source: SEED, before the PPMID class."""
    PPMID: _Rank = 0
    """The PPMID class: a PPMID and every bridge. Source: SEED."""
    HCALCS: _Rank = 0
    """Source: SEED, as the PPMID class."""


class SlotSpec(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One slot of the hub's store, which holds one image."""

    ranks: RanksSpec
    size_max: ImageRoom | None = None
    """Its octets, when they are not ``slot_size_max``. Assumption 1 (docs/sources.md)."""


def _slots() -> dict[str, SlotSpec]:
    return {"E": SlotSpec(RanksSpec(ESME=1)), "X": SlotSpec(RanksSpec(GSME=2, PPMID=1, HCALCS=1))}


class StoreSpec(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The hub's image store."""

    slots: Annotated[dict[str, SlotSpec], Meta(min_length=1, max_length=SLOTS_MAX)] = field(default_factory=_slots)
    """By name; every type of device ranks in one of them. Assumption 1 (docs/sources.md)."""
    hold_s: Span = 864_000.0
    """An image is held until every device has it, it is displaced, or this long. Assumption 1 (docs/sources.md)."""
    survives_reboot: bool = True
    """Whether what it holds is still there after a reboot of the hub. Assumption 75 (docs/sources.md)."""


class HubUpgradeSpec(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The CSP upgrades the hub, which no Supplier can."""

    at_s: Annotated[float, Meta(ge=0, le=31_536_000)]
    """When, in premises time."""
    gbcs: GbcsVersion
    """Assumption 21 (docs/sources.md)."""


class HubSpec(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The Communications Hub."""

    eui: EuiText = "00-DB-12-34-56-78-90-A2"
    """Source: GP vectors, the CHF of the published test data."""
    running: Version = 0x0004_0100
    slot_size_max: ImageRoom = 1 << 20
    """Octets of an image slot that names no size of its own. Assumption 1 (docs/sources.md)."""
    block_period_min_ms: Milliseconds = 0.0
    """The pace the hub asks of its clients; 0 for none."""
    gbcs: GbcsVersion = "4.1"
    """What it can do when the premises begins. Assumption 21 (docs/sources.md)."""
    upgrade: Annotated[list[HubUpgradeSpec], Meta(max_length=UPGRADES_MAX)] = field(default_factory=list)
    """In order of time. Assumption 76 (docs/sources.md)."""
    device_log_max: Annotated[int, Meta(ge=16, le=DEVICE_LOG_MAX)] = 16
    """Devices in its log. Source: EZ-DL."""
    type_1_max: Annotated[int, Meta(ge=1, le=DEVICE_LOG_MAX)] = DEVICE_LOG_MAX
    """Type 1 devices (the PPMID class, HCALCS) among them. Source: H302; assumption 77 (docs/sources.md)."""
    store: StoreSpec = field(default_factory=StoreSpec)
    duty: DutySpec = DutySpec()
    """Nothing to a hub without a neighbour below 1 GHz."""
