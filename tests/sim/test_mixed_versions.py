"""Mixed versions over the private links of a premises: who is stranded, for how long, and what heals it."""

from dataclasses import replace
from pathlib import Path

import pytest
from msgspec.structs import replace as changed

from lab.story.requests import script_of
from lab.story.scenario import load_scenario
from lab.story.virtual import tell
from premises.identity import Name
from premises.quantity import in_seconds
from premises.wire.design import ReportPolicy
from premises.wire.notes.bundles import FeedingEnded
from premises.wire.notes.downloads import FirmwareActivated
from premises.wire.notes.flights import FrameStranded
from premises.wire.notes.requests import AlertReceived
from premises.wire.notes.service import ServiceCut, ServiceRestored
from premises.wire.notes.vocabulary import Entry
from premises.wire.scenario import Update
from premises.wire.tables.private import NewProtocolSpec

FOLDER = Path(__file__).parents[2] / "scenarios"
B1, B2, PPMID = Name("b1"), Name("b2"), Name("ppmid")
NEW = 0x0002_0000
VISIT_S = 90.0
LINKS = (NewProtocolSpec("B1", "B2", NEW, NEW), NewProtocolSpec("B3", "B4", NEW, NEW))


def told(*updates: Update, visited: bool = False) -> list[Entry]:
    """Tell the scenario, with other requests if any are given, and with nobody who visits unless that is said."""
    scenario = load_scenario(FOLDER / "stranded.toml")
    site = scenario.site if visited else changed(scenario.site, visit=[])
    script = script_of(site, updates, "updates", FOLDER) if updates else scenario.script
    entries: list[Entry] = []
    tell(replace(scenario, site=site, script=script), scenario.spec.seed, entries.append)
    return entries


def moments(entries: list[Entry], who: Name, kind: type) -> list[float]:
    return [in_seconds(entry.at) for entry in entries if entry.who == who and isinstance(entry.note, kind)]


def test_all_behind_a_bridge_is_cut_off_until_somebody_visits_and_its_seconds_are_counted() -> None:
    entries = told(visited=True)
    (restored,) = [entry for entry in entries if isinstance(entry.note, ServiceRestored)]
    (runs_it,) = moments(entries, B2, FirmwareActivated)
    (since,) = moments(entries, PPMID, ServiceCut)

    assert runs_it < since < runs_it + 20
    assert restored.who == PPMID
    assert VISIT_S < in_seconds(restored.at) < VISIT_S + 10
    assert moments(entries, B1, FirmwareActivated) == [VISIT_S]


def test_cs09_of_a_stranded_bridge_is_said_again_until_it_gets_through() -> None:
    alerts = [entry for entry in told(visited=True) if isinstance(entry.note, AlertReceived)]
    (cs09,) = [entry for entry in alerts if isinstance(entry.note, AlertReceived) and entry.note.use_case == "CS09"]

    assert in_seconds(cs09.at) > VISIT_S


def test_without_a_visit_it_is_stranded_for_good_and_b1_notes_what_it_drops() -> None:
    entries = told()
    (runs_it,) = moments(entries, B2, FirmwareActivated)
    dropped = [entry for entry in entries if entry.who == B1 and isinstance(entry.note, FrameStranded)]

    assert moments(entries, PPMID, ServiceRestored) == []
    assert all(in_seconds(entry.at) > runs_it - 3 for entry in dropped)
    assert in_seconds(dropped[-1].at) > 250


@pytest.mark.parametrize(("first", "then", "heals"), [("b2", "b1", True), ("b1", "b2", False)])
def test_the_one_behind_goes_first_for_the_one_above_can_still_be_reached(first: str, then: str, heals: bool) -> None:
    entries = told(Update(0.5, [first], NEW, 512), Update(40.0, [then], NEW, 512))
    activated = [entry.who for entry in entries if isinstance(entry.note, FirmwareActivated)]

    assert activated == ([B2, B1] if heals else [B1])
    assert bool(moments(entries, PPMID, ServiceRestored)) is heals


def bundle_told(report: ReportPolicy) -> tuple[list[int | None], list[Entry]]:
    """Tell of one bundle over a change of protocol between B1 and B2, B3 and B4; give what runs then, and all notes."""
    scenario = load_scenario(FOLDER / "tight-hub.toml")
    site = changed(scenario.site, new_protocol=[*LINKS], report=report, feed_within_s=100.0)
    script = script_of(site, (Update(0.5, ["b1"], NEW, 512),), "updates", FOLDER)
    entries: list[Entry] = []
    story = tell(replace(scenario, site=site, script=script), scenario.spec.seed, entries.append)
    return [story.pictures[Name(who)].running for who in ("b1", "b2", "b3", "b4")], entries


@pytest.mark.parametrize("report", ["late", "staged"])
def test_a_bundle_takes_a_premises_over_a_change_of_protocol_children_first(report: ReportPolicy) -> None:
    running, entries = bundle_told(report)
    ends = [entry.note.success for entry in entries if isinstance(entry.note, FeedingEnded)]

    assert running == [NEW] * 4
    assert ends == [True, True]
    assert len(moments(entries, PPMID, ServiceCut)) == len(moments(entries, PPMID, ServiceRestored)), "reboots alone"


def test_early_reports_success_and_strands_the_child_that_it_goes_before() -> None:
    running, entries = bundle_told("early")
    (cs09,) = [
        entry.note for entry in entries if isinstance(entry.note, AlertReceived) and entry.note.use_case == "CS09"
    ]

    assert running[:2] == [NEW, 0x0001_0000]
    assert (cs09.version, cs09.code) == (NEW, "success")
    assert moments(entries, PPMID, ServiceRestored) == []
