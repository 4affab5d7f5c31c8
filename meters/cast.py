"""Which kind of meter a site makes of each.

From a site to a machine; live processes and virtual worlds make their meters here.
"""

from meters.gsme import Gsme
from meters.plan import meter_plan
from meters.ppmid import Ppmid
from premises.identity import Name
from premises.machine.effects import Kept, Machine, Maker
from premises.wire.site import Site


def meter_maker(site: Site, who: Name, seed: int) -> Maker:
    """Give the maker of meter ``who``, whose chance follows from ``seed``."""
    plan = meter_plan(site, who, seed)
    is_gsme = site.meters[who].kind == "GSME"

    def make(kept: Kept) -> Machine:
        return Gsme(plan, kept) if is_gsme else Ppmid(plan, kept)

    return make
