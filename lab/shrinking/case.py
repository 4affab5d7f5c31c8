"""A story that fails, as a value that can be made smaller: its site without faults, its faults, and what is sent.

A case becomes a scenario to be told, and a TOML document to be kept; the two say the same. A case that describes no
premises is found out when its scenario is made.
"""

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from lab.shrinking.blemishes import without_chance
from lab.shrinking.toml_text import toml_text
from lab.site import site_of
from lab.story.scenario import Scenario, staged
from premises.faults.said.spoken import words_of
from premises.wire.fault import FaultSpec
from premises.wire.scenario import ScenarioSpec
from premises.wire.site import LinkSpec, LinksSpec, Site
from premises.wire.site_text import changed, run_text

KINDS_OF_LINK = ("duis", "wan", "han", "althan")

_LINK_KEYS = ("latency_ms", "jitter_ms", "loss")
"""Keys of a link that a profile gives it when a site leaves them out."""


@dataclass(frozen=True, slots=True)
class Case:
    """One story with one seed."""

    name: str
    seed: int
    spec: ScenarioSpec
    """Purpose, promise, updates and campaign; of its site, faults and seed nothing is read."""
    site: Site
    """Without its faults."""
    faults: tuple[FaultSpec, ...]
    """The site's and the scenario's, in their order; they can be more than one file may hold."""
    folder: Path
    """Where the files of its updates are."""

    @staticmethod
    def of(scenario: Scenario, seed: int, folder: Path) -> "Case":
        """Give the case that is ``scenario`` told with ``seed``."""
        site = scenario.site
        return Case(scenario.name, seed, scenario.spec, changed(site, fault=[]), tuple(site.fault), folder)

    def with_faults(self, faults: tuple[FaultSpec, ...]) -> "Case":
        """Give the same case with other faults."""
        return replace(self, faults=faults)

    def in_calm_air(self) -> "Case":
        """Give the same case without a fault, with links that lose nothing."""
        return replace(self, site=without_chance(self.site), faults=())

    def scenario(self) -> Scenario:
        """Give what is told; SiteError when it is no premises or no story."""
        site = changed(self.site, fault=list(self.faults))
        return staged(changed(self.spec, seed=self.seed, site={}, fault=[]), site, self.name, self.folder, self.name)

    def checked(self) -> "Case":
        """Give the case as a file would have it; SiteError when that could not be read."""
        site = site_of({**self.site_table(), "fault": [fault.as_table() for fault in self.faults]}, self.name)
        return replace(self, site=changed(site, fault=[]), faults=tuple(site.fault))

    def document(self) -> dict[str, Any]:
        """Give the scenario file that tells it, as TOML has it, the faults in words."""
        rest = changed(self.spec, site={}, seed=self.seed, fault=[]).as_table()
        purpose = rest.pop("purpose")
        said = [{"say": words_of(fault)} for fault in self.faults]
        faults = {"fault": said} if said else {}
        return {"purpose": purpose, "seed": self.seed, "site": self.site_table(), **faults, **rest}

    def text(self) -> str:
        """Give the scenario file that tells it."""
        return toml_text(self.document())

    def site_table(self) -> dict[str, Any]:
        """Give its site, without faults, as TOML has it: what is left out there has the value that it has here."""
        table: dict[str, Any] = json.loads(run_text(self.site))
        for key in ("fault", "seed"):
            table.pop(key, None)
        if links := _links(self.site.links):
            table["links"] = links
        for kind, devices in (("bridges", self.site.bridges), ("meters", self.site.meters)):
            for who, device in devices.items():
                if device.link is not None:
                    table[kind][who]["link"] = _whole(device.link)
        return table


def _links(links: LinksSpec) -> dict[str, Any]:
    usual = LinksSpec()
    changed = [kind for kind in KINDS_OF_LINK if getattr(links, kind) != getattr(usual, kind)]
    return {kind: _whole(getattr(links, kind)) for kind in changed}


def _whole(link: LinkSpec) -> dict[str, Any]:
    """Give a link with every key that it has not by default, and those that it would have from elsewhere."""
    fields = {key: getattr(link, key) for key in link.__struct_fields__}
    bare = LinkSpec(1.0)
    return {key: value for key, value in fields.items() if key in _LINK_KEYS or value != getattr(bare, key)}
