"""Which kind of meter a site makes of each.

From a site to a machine; live processes and virtual worlds make their meters here.
"""

from meters.firmware import Firmware
from meters.gsme import Gsme
from meters.listener import Listener
from meters.plan import MeterPlan, meter_plan
from meters.ppmid import Ppmid
from premises.identity import Name
from premises.machine.effects import Kept, Machine, Maker
from premises.talk.sub_ghz.quiet import QuietClient, speaks_below_1_ghz
from premises.wire.site import Site


def meter_maker(site: Site, who: Name, seed: int, luck: int | None = None) -> Maker:
    """Give the maker of meter ``who``: keys follow from ``seed``, and so does its chance unless ``luck`` is given."""
    plan = meter_plan(site, who, seed, luck)
    can_be_silenced = speaks_below_1_ghz(site, who)
    kind = site.meters[who].kind

    def make(kept: Kept) -> Machine:
        meter = _meter(plan, kind, kept)
        return QuietClient(meter, who, plan.hub) if can_be_silenced else meter

    return make


def _meter(plan: MeterPlan, kind: str, kept: Kept) -> Machine:
    firmware = None if plan.firmware is None else Firmware(plan.firmware, kept)
    if kind == "GSME":
        return Gsme(plan, kept, firmware)
    if kind == "PPMID":
        return Ppmid(plan, kept, firmware)
    assert firmware is not None, f"{plan.who} is an {kind} without firmware: the site should have been refused"
    return Listener(firmware)
