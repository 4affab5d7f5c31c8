"""An older ESME cuts its hub's power when it reboots: what was under way goes on, and AD1 has its three minutes."""

from pathlib import Path

import pytest

from lab.site import load_toml
from lab.story.scenario import Scenario, load_scenario, scenario_of
from lab.story.virtual import Told, tell
from premises.errors import SiteError
from premises.faults.said.checked import fault_said
from premises.faults.wiring import air_links, link_plans
from premises.identity import Name
from premises.quantity import seconds
from premises.wire.message import Medium
from premises.wire.notes.downloads import DeviceRebooted, OtaStarted
from premises.wire.notes.emulator import DeviceFailed, DeviceRestored
from premises.wire.notes.flights import FlightSent
from premises.wire.notes.requests import OutageAlerted
from premises.wire.notes.vocabulary import Entry
from premises.wire.site import HUB

SCENARIO = Path(__file__).parents[2] / "scenarios" / "older-esme.toml"
ESME, B1 = Name("esme"), Name("b1")


def scenario(cuts_s: float = 3.0, *faults: str, within_s: float = 60.0) -> Scenario:
    """Give the scenario with another cut, and more faults."""
    document = load_toml(SCENARIO)
    document["site"]["meters"]["esme"]["firmware"]["cuts_the_hub_for_s"] = cuts_s
    document["expect"] |= {"within_s": within_s}
    document["expect"].pop("outage_alerts")
    document["fault"] = [{"say": fault} for fault in faults]
    return scenario_of(document, "x", SCENARIO.parent, "older-esme")


def told(of: Scenario, seed: int = 27) -> tuple[Told, list[Entry]]:
    entries: list[Entry] = []
    return tell(of, seed, entries.append), entries


def at(entries: list[Entry], who: Name, kind: type) -> list[int]:
    return [entry.at for entry in entries if entry.who == who and isinstance(entry.note, kind)]


def test_the_hub_is_without_power_from_a_tenth_of_a_second_after_the_reboot_on_and_b1_goes_on_where_it_was() -> None:
    story, entries = told(load_scenario(SCENARIO))
    (reboot,), (down,), (up,) = (
        at(entries, ESME, DeviceRebooted),
        at(entries, HUB, DeviceFailed),
        at(entries, HUB, DeviceRestored),
    )
    blocks = [
        e.note.offset
        for e in entries
        if isinstance(e.note, FlightSent) and e.who == B1 and e.note.kind == "ImageBlockRequest"
    ]

    assert story.faults == ()
    assert (down - reboot, up - down) == (seconds(0.1), seconds(3))
    assert at(entries, B1, OtaStarted) < [reboot], "its download was under way"
    assert max(blocks[: blocks.index(672) + 1]) == 672, (
        "no block before the one that was not answered is asked for again"
    )
    assert sorted(set(blocks)) == list(dict.fromkeys(blocks))


@pytest.mark.parametrize(("cuts_s", "alerts"), [(179.0, 0), (181.0, 1)])
def test_the_network_operator_hears_of_it_after_three_minutes_and_not_before(cuts_s: float, alerts: int) -> None:
    story, entries = told(scenario(cuts_s, within_s=600.0))

    assert story.faults == ()
    assert len([entry for entry in entries if isinstance(entry.note, OutageAlerted)]) == alerts


def test_an_esme_that_leaves_the_supply_on_cuts_nothing() -> None:
    of = scenario(0.0)
    _, entries = told(of)

    assert at(entries, HUB, DeviceFailed) == []
    assert [plan for plan in link_plans(of.site) if plan.medium is Medium.MAINS] == []


def test_no_fault_of_links_can_save_the_hub_its_supply_and_nobody_can_name_it() -> None:
    of = scenario(3.0, "100% loss from 5.38s for 2s")
    _, entries = told(of)

    assert len(at(entries, HUB, DeviceFailed)) == 1
    assert {plan.name for plan in link_plans(of.site)} - {plan.name for plan in air_links(of.site)} == {"mains-esme"}
    with pytest.raises(SiteError, match="no such link"):
        fault_said("50% loss on mains-esme", of.site)
