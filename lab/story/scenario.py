"""Scenarios ready to be told: from a file to its site, its Supplier's script and its campaign.

The schema is ``premises.wire.scenario``; telling one is ``virtual`` and ``live``.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lab.campaign.campaign import Campaign
from lab.site import load_toml, site_of, usual_supplier
from lab.story.campaigns import campaign_of
from lab.story.orders import asked_in, orders_of
from lab.story.requests import script_of
from lab.story.supplier import NO_CAMPAIGN, Planned, Supplier
from premises.errors import SiteError
from premises.faults.said.checked import with_tables
from premises.identity import Name
from premises.machine.effects import Kept, Machine, Maker
from premises.quantity import Instant
from premises.wire.device.target import updatable
from premises.wire.scenario import ScenarioSpec
from premises.wire.site import SUPPLIER, Site
from premises.wire.site_text import read_schema


@dataclass(frozen=True, slots=True)
class Scenario:
    """A scenario ready to be told."""

    name: str
    spec: ScenarioSpec
    site: Site
    script: tuple[Planned, ...]
    """What every Supplier sends, in order of time."""
    campaign: Campaign = NO_CAMPAIGN
    campaigner: Name = SUPPLIER
    """Whose campaign it is."""


def load_scenario(path: Path) -> Scenario:
    """Give the scenario in ``path``; SiteError, with file, key, value and expectation, when it is none."""
    return scenario_of(load_toml(path), f"scenario {path}", path.parent, path.stem)


def scenario_of(document: dict[str, Any], where: str, folder: Path, name: str) -> Scenario:
    """Give the scenario that ``document`` describes, its files looked for in ``folder``; SiteError as above."""
    spec = read_schema(ScenarioSpec, document, where)
    return staged(
        spec, with_tables(site_of(spec.site, f"{where}: site", folder), spec.fault, where), where, folder, name
    )


def staged(spec: ScenarioSpec, site: Site, where: str, folder: Path, name: str) -> Scenario:
    """Give the scenario of ``spec`` on ``site``, which is whole, all faults included; SiteError as above."""
    _check_names(spec, site, where)
    _check_moments(spec, site, where)
    after = len(site.before.update) if site.before is not None else 0
    script = script_of(site, spec.update, f"{where}: update", folder, after=after)
    orders = orders_of(site, spec, script, where, after=after + len(script))
    script = tuple(sorted((*script, *orders), key=_moment))
    campaign = campaign_of(site, spec.campaign, after + len(script) + 1, f"{where}: campaign")
    campaigner = Name(spec.campaign.by) if spec.campaign is not None and spec.campaign.by else usual_supplier(site)
    return Scenario(name, spec, site, script, campaign, campaigner)


def suppliers_of(scenario: Scenario) -> dict[Name, Maker]:
    """Give the maker of each Supplier of the scenario's site: those of whom it asks nothing listen."""
    return {who: supplier_of(scenario, who) for who in map(Name, scenario.site.suppliers)}


def supplier_of(scenario: Scenario, who: Name = SUPPLIER) -> Maker:
    """Give the maker of one of the scenario's Suppliers."""
    script = tuple(planned for planned in scenario.script if planned.by == who)
    campaign = scenario.campaign if scenario.campaigner == who else NO_CAMPAIGN

    def make(kept: Kept) -> Machine:
        return Supplier(script, kept, campaign, who)

    return make


def _check_names(spec: ScenarioSpec, site: Site, where: str) -> None:
    """Refuse a promise about somebody who is not there."""
    promised = (
        ("running", spec.expect.running, updatable(site)),
        ("displaced", spec.expect.displaced or (), updatable(site)),
        ("told", spec.expect.told, updatable(site)),
        ("inventory", spec.expect.inventory, updatable(site)),
        ("heard", spec.expect.heard, site.suppliers),
        ("service_lost_max_s", spec.expect.service_lost_max_s, site.meters),
    )
    for key, names, there in promised:
        for who in names:
            if who not in there:
                raise SiteError(f"{where}: expect.{key}.{who}: this premises has {', '.join(there) or 'no meters'}")


def _check_moments(spec: ScenarioSpec, site: Site, where: str) -> None:
    """Refuse a moment from before the premises begins, and a seed in the wrong place."""
    if "seed" in spec.site:
        raise SiteError(f"{where}: site.seed = {spec.site['seed']!r}: expected a scenario's seed beside its purpose")
    begins = 0.0 if site.before is None else site.before.until_s
    moments = {f"update.{index}.at_s": update.at_s for index, update in enumerate(spec.update)}
    if spec.campaign is not None:
        moments["campaign.at_s"] = spec.campaign.at_s
    moments |= {
        f"{key}.{index}.at_s": each.at_s for key, entries in asked_in(spec) for index, each in enumerate(entries)
    }
    for key, moment in (*moments.items(), ("expect.within_s", spec.expect.within_s)):
        if moment < begins:
            raise SiteError(
                f"{where}: {key} = {moment:g}: expected {begins:g} or more, for the premises begins at "
                "site.before.until_s"
            )


def _moment(planned: Planned) -> Instant:
    return planned.at
