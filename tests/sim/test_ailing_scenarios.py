"""What the scenarios with ailing devices and sleepers claim, held to their notes; and that each needs what it shows."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

import pytest
from msgspec.structs import replace as altered

from lab.story.scenario import Scenario, load_scenario
from lab.story.virtual import Told, tell, world_of
from premises.identity import Name
from premises.quantity import Instant, in_seconds, seconds
from premises.wire.fault import FaultSpec
from premises.wire.notes.downloads import (
    ActivationFailed,
    EraseBegun,
    FirmwareActivated,
    ImageRejected,
    OtaAborted,
    OtaFailed,
    OtaStarted,
)
from premises.wire.notes.flights import FlightSent, FrameRelayed
from premises.wire.notes.note import Note
from premises.wire.notes.requests import ImageNotOffered
from premises.wire.notes.sleep import WakeMissed
from premises.wire.notes.vocabulary import Entry
from premises.wire.site import DCC, Site

SCENARIOS = Path(__file__).parents[2] / "scenarios"
B1, B4 = Name("b1"), Name("b4")
NEW, NEWER = 0x0001_0001, 0x0001_0002
AILING = [
    "flash-full",
    "refuse-verify",
    "fail-activate",
    "wrong-hardware",
    "slow-erase",
    "stuck-asleep",
    "clock-drift",
    "long/sleepy-week",
]

N = TypeVar("N", bound=Note)


def loaded(name: str) -> Scenario:
    return load_scenario(SCENARIOS / f"{name}.toml")


def told(scenario: Scenario) -> tuple[Told, list[Entry]]:
    entries: list[Entry] = []
    return tell(scenario, scenario.spec.seed, entries.append), entries


def kept(name: str) -> tuple[Told, list[Entry]]:
    """Give a scenario that keeps its promise."""
    story, entries = told(loaded(name))
    assert story.faults == ()
    return story, entries


def noted(entries: list[Entry], kind: type[N]) -> list[N]:
    return [entry.note for entry in entries if isinstance(entry.note, kind)]


def outcomes(story: Told) -> list[tuple[str, str]]:
    """Give how each request ended: its transfer (CCS08) and its activation (CS09)."""
    return [(outcome.transfer, outcome.activation) for outcome in story.pictures[DCC].outcomes]


@pytest.mark.parametrize("name", AILING)
def test_without_what_is_wrong_the_promise_is_broken(name: str) -> None:
    scenario = loaded(name)
    story, _ = told(replace(scenario, site=altered(scenario.site, fault=[])))

    assert len(scenario.site.fault) == 1
    assert story.faults != ()


@pytest.mark.parametrize("name", [*AILING, "overslept"])
def test_a_world_that_forks_in_the_middle_goes_on_alike(name: str) -> None:
    scenario = loaded(name)
    _, entries = told(scenario)
    middle, end = Instant(entries[-1].at // 2), entries[-1].at
    world = world_of(scenario, scenario.spec.seed, None)
    world.run(middle)
    after: list[Entry] = []
    fork = world.fork(after.append)
    fork.run(end)
    rest = [(entry.at, entry.who, entry.note) for entry in entries if entry.at > middle]

    assert [(entry.at, entry.who, entry.note) for entry in after] == rest


def test_a_full_flash_is_a_transfer_failure_and_no_block_of_it_was_asked_for() -> None:
    story, entries = kept("flash-full")
    started = noted(entries, OtaStarted)

    assert outcomes(story) == [("transfer_failure", "waiting"), ("success", "success")]
    assert noted(entries, OtaFailed) == [OtaFailed(NEWER, 0, "its flash is full")]
    assert [note.version for note in started] == [NEW]


def test_a_good_image_taken_for_invalid_is_a_transfer_failure() -> None:
    story, entries = kept("refuse-verify")

    assert outcomes(story) == [("transfer_failure", "waiting"), ("success", "success")]
    assert [note.version for note in noted(entries, ImageRejected)] == [NEWER]


def test_an_activation_that_fails_was_a_good_transfer_and_cs09_says_failure() -> None:
    story, entries = kept("fail-activate")

    assert outcomes(story) == [("success", "failure"), ("success", "success")]
    assert noted(entries, ActivationFailed) == [ActivationFailed(NEWER, 0x0001_0000)]
    assert [note.version for note in noted(entries, FirmwareActivated)] == [NEW]


def test_a_wrong_hardware_is_found_by_the_hub_and_no_block_is_asked_for() -> None:
    story, entries = kept("wrong-hardware")

    assert outcomes(story) == [("hardware_version_mismatch", "waiting")]
    assert "hardware 0xfffe is outside 0x0001 to 0x0001" in {note.why for note in noted(entries, ImageNotOffered)}
    assert "ImageBlockRequest" not in {note.kind for note in noted(entries, FlightSent)}


def test_while_it_erases_it_asks_for_no_block_and_then_once_for_one_that_is_gone() -> None:
    story, entries = kept("slow-erase")
    (erases,) = [entry.at for entry in entries if isinstance(entry.note, EraseBegun)]
    said = [entry for entry in entries if entry.who == B1 and getattr(entry.note, "kind", "") == "ImageBlockRequest"]
    # It carries B2's questions at the moment at which they come; its own are the others.
    carried = {entry.at for entry in said if isinstance(entry.note, FrameRelayed)}
    asked = [in_seconds(entry.at - erases) for entry in said if entry.at not in carried]

    assert outcomes(story) == [("image_discarded", "waiting"), ("success", "success")]
    assert asked == [8.0]
    assert noted(entries, OtaAborted) == [OtaAborted(NEWER - 1, 0)]


def test_who_is_stuck_asleep_polls_nobody_and_wakes_at_its_first_regular_wake() -> None:
    _, entries = kept("stuck-asleep")
    polled = [in_seconds(at) for at in polls(entries)]
    missed = noted(entries, WakeMissed)

    assert [at for at in polled if 3 <= at < 15] == []
    assert [note.number for note in missed] == [1, 2, 3, 4]
    assert {note.why for note in missed} == {"stuck-asleep"}
    assert 15.0 in polled


def test_a_fast_clock_wakes_it_every_three_seconds_and_not_every_six() -> None:
    _, entries = kept("clock-drift")

    assert [in_seconds(at) for at in wakes(polls(entries))[:4]] == [3.0, 6.0, 9.0, 12.0]


def test_overslept_needs_its_missed_wakes() -> None:
    scenario = loaded("overslept")
    site = with_sleep(scenario.site, wake_missed=0.0)
    story, entries = told(replace(scenario, site=site))

    assert story.faults != ()
    assert noted(entries, WakeMissed) == []


def test_overslept_wakes_by_phase_and_drift() -> None:
    _, entries = kept("overslept")
    due = [0.51 + number * 3.06 for number in range(1, 9)]
    seen = [in_seconds(at) for at in wakes(polls(entries))]
    missed = [in_seconds(entry.at) for entry in entries if isinstance(entry.note, WakeMissed)]

    assert sorted([*seen, *missed])[: len(due)] == pytest.approx(due, abs=1e-6)


def test_a_week_of_sleep_goes_by_in_no_time_and_every_missed_wake_is_told() -> None:
    story, entries = kept("long/sleepy-week")
    missed = noted(entries, WakeMissed)
    by_chance = [note for note in missed if note.why == "by chance"]
    last = wakes(polls(entries))[-2]  # The very last is no wake: it comes up after its reboot.
    number = max(note.number for note in missed)

    assert outcomes(story) == [("image_discarded", "waiting"), ("success", "success"), ("success", "success")]
    assert len(missed) - len(by_chance) == 48, "a day of half hours"
    assert 0.12 < len(by_chance) / (number - 48) < 0.28
    # 60 millionths of 1800 s a wake: half a minute late before the week is over.
    assert (in_seconds(last) - 420) % 1800 == pytest.approx(in_seconds(last) * 60e-6, abs=0.1)


def test_what_is_imposed_on_the_run_moves_the_next_wake_and_heals_at_once() -> None:
    scenario = loaded("clock-drift")
    entries: list[Entry] = []
    world = world_of(replace(scenario, site=altered(scenario.site, fault=[])), 1, entries.append)
    for until_s, faults in (
        (3.5, (FaultSpec("clock-drift", device="b4", drift_ppm=500_000.0),)),
        (8.0, (FaultSpec("stuck-asleep", device="b4"),)),
        (15.0, ()),
        (30.0, ()),
    ):
        world.run(Instant(seconds(until_s)))
        world.impose(faults)
    seen = [in_seconds(at) for at in wakes(polls(entries))]

    # At 3.5 s its clock goes slow: of the 2.5 s that are left it makes 3.75. From 8 s on it goes as it should again,
    # 1.5 s late in all (of 4.5 s it saw 3), and it sleeps past 12 s by its clock.
    assert seen == [7.25, 19.5, 25.5]
    assert [(in_seconds(entry.at), entry.note) for entry in entries if isinstance(entry.note, WakeMissed)] == [
        (13.5, WakeMissed(2, "stuck-asleep", Instant(seconds(19.5))))
    ]


def polls(entries: list[Entry], who: Name = B4) -> list[Instant]:
    """Give every moment at which a sleeper polled."""
    return [
        entry.at
        for entry in entries
        if entry.who == who and isinstance(entry.note, FlightSent) and entry.note.kind == "DataRequest"
    ]


def wakes(polled: list[Instant]) -> list[Instant]:
    """Give the first poll after each sleep: after two seconds without one, or more."""
    return [later for earlier, later in pairwise(polled) if later - earlier >= seconds(1.5)]


def with_sleep(site: Site, **sleep: float) -> Site:
    return altered(site, bridges=site.bridges | {"b4": altered(site.bridges["b4"], **sleep)})
