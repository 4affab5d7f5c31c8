"""Which kind of meter a site makes of each.

From a site to a machine; live processes and virtual worlds make their meters here.
"""

from meters.gsme import Gsme
from meters.plan import meter_plan
from meters.ppmid import Ppmid
from premises.identity import Name
from premises.machine.effects import Kept, Machine, Maker
from premises.talk.sub_ghz.quiet import QuietClient, speaks_below_1_ghz
from premises.wire.site import Site


def meter_maker(site: Site, who: Name, seed: int) -> Maker:
    """Give the maker of meter ``who``, whose chance follows from ``seed``."""
    plan = meter_plan(site, who, seed)
    can_be_silenced = speaks_below_1_ghz(site, who)
    is_gsme = site.meters[who].kind == "GSME"

    def make(kept: Kept) -> Machine:
        meter: Machine = Gsme(plan, kept) if is_gsme else Ppmid(plan, kept)
        return QuietClient(meter, who, plan.hub) if can_be_silenced else meter

    return make
