"""From a site to its participants: who makes each of them, for a virtual world or for a live process.

The one place that knows every kind of participant; participants never import each other.
"""

from bridges.cast import bridge_maker
from dcc_adapter.machine import DccAdapter
from dcc_adapter.plan import dcc_plan
from hub.cast import hub_maker
from meters.cast import meter_maker
from premises.identity import Name
from premises.machine.effects import Kept, Machine, Maker
from premises.wire.site import DCC, HUB, Site


def makers_of(site: Site, seed: int, luck: int | None = None) -> dict[Name, Maker]:
    """Give the makers of every participant of ``site``, by name; the Supplier is no part of a premises.

    Keys follow from ``seed``, and so does the chance of devices unless ``luck`` is given.
    """
    makers: dict[Name, Maker] = {DCC: _dcc(site, seed), HUB: hub_maker(site, seed)}
    makers |= {Name(who): bridge_maker(site, Name(who), seed, luck) for who in site.bridges}
    return makers | {Name(who): meter_maker(site, Name(who), seed, luck) for who in site.meters}


def _dcc(site: Site, seed: int) -> Maker:
    plan = dcc_plan(site, seed)

    def make(kept: Kept) -> Machine:
        return DccAdapter(plan, kept)

    return make
