"""Which kind of hub a site makes: one with devices below 1 GHz minds its duty cycle, any other knows of none.

From a site to a machine; live processes and virtual worlds make their hub here.
"""

from hub.machine import CommunicationsHub
from hub.plan import duty_plan, hub_plan
from hub.sub_ghz import SubGhzHub
from premises.machine.effects import Kept, Machine, Maker
from premises.wire.site import Site


def hub_maker(site: Site, seed: int) -> Maker:
    """Give the maker of the hub of a premises of ``seed``."""
    plan, duty = hub_plan(site, seed), duty_plan(site)

    def make(kept: Kept) -> Machine:
        own = CommunicationsHub(plan, kept)
        return SubGhzHub(own, duty) if duty.clients else own

    return make
