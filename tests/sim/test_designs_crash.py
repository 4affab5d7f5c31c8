"""A crash or a power cut of anybody at any moment of a bundle's way: it costs time, and nothing begins twice."""

from collections import Counter

import pytest

from lab.story.requests import image_for, request_for
from lab.story.scenario import Scenario
from lab.story.supplier import Planned
from lab.story.virtual import tell
from premises.faults.said.checked import with_said
from premises.identity import Name
from premises.quantity import Instant, seconds
from premises.wire.design import DesignName
from premises.wire.notes.bundles import FeedingBegun, FeedingEnded
from premises.wire.notes.downloads import FirmwareActivated
from premises.wire.notes.vocabulary import Entry
from premises.wire.picture import Outcome
from premises.wire.route import package_of
from premises.wire.scenario import Expect, ScenarioSpec
from premises.wire.site import DCC
from tests.rooms.feeder_stage import B1, B3, B4, NEW, POLICIES, site_of

MOMENTS = (3.1, 6.3, 7.2, 8.4, 9.5, 11.0, 60.0, 81.5, 83.0, 85.5, 88.0, 92.0, 110.0, 128.0, 140.0, 168.0, 190.0)
"""From the offer to the last CS09, seconds; B4 wakes at 80 s."""

TOP: dict[DesignName, Name] = {"option-a": B3, "option-b": B1}


def told(design: DesignName, report: str, said: str) -> tuple[list[Entry], dict[Name, int | None], tuple[Outcome, ...]]:
    """Tell a story with one bundle and one fault; give its notes, what runs, and what the Supplier was told."""
    site = with_said(site_of(design, report, wake_every_s=80.0, awake_s=40.0), [said])  # type: ignore[arg-type]  # a policy
    top = TOP[design]
    request = request_for(site, image_for(site, (top,), NEW, 300), [str(top)], 1)
    spec = ScenarioSpec("somebody crashes", Expect({}, 3_000.0, settle_s=1_000.0))
    entries: list[Entry] = []
    pictures = tell(Scenario("crash", spec, site, (Planned(Instant(seconds(1)), request),)), 1, entries.append).pictures
    runs = {who: pictures[who].running for who in package_of(site, top)}
    return entries, runs, pictures[DCC].outcomes


@pytest.mark.parametrize("fault", ["crash of {who} at {at:g}s", "power cut at {who} from {at:g}s for 30s"])
@pytest.mark.parametrize(("design", "who"), [("option-a", B3), ("option-a", B4), ("option-b", B1), ("option-b", B3)])
def test_who_comes_back_goes_on_and_all_of_the_package_comes_to_run(design: DesignName, who: Name, fault: str) -> None:
    for at in MOMENTS:
        said = fault.format(who=who, at=at)
        entries, runs, outcomes = told(design, "staged", said)
        begun = Counter(entry.who for entry in entries if isinstance(entry.note, FeedingBegun))
        activated = Counter(entry.who for entry in entries if isinstance(entry.note, FirmwareActivated))
        ended = [entry.note.success for entry in entries if isinstance(entry.note, FeedingEnded)]

        assert set(runs.values()) == {NEW}, f"{said}: {runs}"
        assert [(one.transfer, one.activation) for one in outcomes] == [("success", "success")], said
        assert set(begun.values()) == set(activated.values()) == {1}, f"{said}: nothing begins twice"
        assert all(ended), said


@pytest.mark.parametrize("report", POLICIES)
@pytest.mark.parametrize("at", [6.3, 8.4, 83.0, 110.0])
def test_a_hub_that_crashes_loses_no_bundle_whatever_the_policy(report: str, at: float) -> None:
    _, runs, outcomes = told("option-b", report, f"crash of hub at {at:g}s")

    assert set(runs.values()) == {NEW}
    assert [(one.transfer, one.activation) for one in outcomes] == [("success", "success")]
