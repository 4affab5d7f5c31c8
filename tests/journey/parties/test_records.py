"""What the inventory holds at the origin, by the site alone, is what the DCC adapter itself begins with."""

import pytest

from dcc_adapter.plan import dcc_plan
from lab.story.scenario import load_scenario
from premises.journey.parties.folds.records import records_of
from premises.wire.site import Site
from premises.wire.tables.dcc import DccSpec
from tests.journey.fold.stories import SCENARIOS

SITES = {name: load_scenario(path).site for name, path in SCENARIOS.items()} | {
    "uplift": Site(dcc=DccSpec(uplift_at_s=100.0))
}


@pytest.mark.parametrize("name", sorted(SITES))
def test_the_inventory_begins_as_the_dcc_adapter_has_it(name: str) -> None:
    site = SITES[name]
    mine = {
        record.eui: (who, record.device_type, record.kind_on_smi, record.held or 0)
        for who, record in records_of(site).items()
        if record.on_smi
    }
    theirs = {
        each.device_id: (
            each.name,
            each.device_type,
            f"{each.device_type} {each.ppmid_variant}".strip(),
            0 if site.before else each.firmware_version,
        )
        for each in dcc_plan(site, 1).devices
    }

    assert mine == theirs
