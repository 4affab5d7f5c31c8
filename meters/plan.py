"""What never changes about one meter: who it is, where it stands, how often it talks and how patient it is.

Configuration only; what the meters do is in ``ppmid`` and ``gsme``.
"""

from dataclasses import dataclass

from meters.service import Patience
from premises.identity import Name
from premises.quantity import Duration, seconds
from premises.talk.sleeper import SleepPlan, sleep_plan
from premises.wire.site import HUB, MeterSpec, Site


@dataclass(frozen=True, slots=True)
class MeterPlan:
    """One PPMID or GSME."""

    who: Name
    hub: Name
    via: Name
    """The neighbour through which the hub is reached."""
    talk_every: Duration
    """Between two questions of a PPMID. Assumption 28 (docs/sources.md)."""
    patience: Patience
    sleep: SleepPlan
    """A GSME's rhythm; a PPMID has none."""


def meter_plan(site: Site, who: Name, seed: int) -> MeterPlan:
    """Give the plan of meter ``who`` as the site describes it; its chance follows from ``seed``."""
    spec: MeterSpec = site.meters[who]
    return MeterPlan(
        who,
        HUB,
        Name(spec.behind),
        seconds(spec.talk_every_s),
        Patience(seconds(spec.retry_after_s), spec.tries_max),
        sleep_plan(spec, who, seed),
    )
