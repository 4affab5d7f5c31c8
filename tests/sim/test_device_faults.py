"""What the scenarios claim in which devices go away, held to their notes, and to what happens without the fault."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from lab.story.scenario import Scenario, load_scenario
from lab.story.virtual import tell, world_of
from premises.identity import Name
from premises.quantity import Instant, in_seconds, seconds
from premises.wire.fault import FaultSpec
from premises.wire.notes.downloads import FirmwareActivated, ImageVerified, OtaStarted
from premises.wire.notes.emulator import DeviceFailed, DeviceRestored, ParticipantStarted
from premises.wire.notes.flights import FlightDelivered, FlightMissed, FlightSent, FrameRelayed
from premises.wire.notes.note import Note
from premises.wire.notes.requests import OutageAlerted
from premises.wire.notes.vocabulary import Entry
from premises.wire.site import DCC, HUB
from tests.sim.test_world import digest

SCENARIOS = Path(__file__).parents[2] / "scenarios"
B1 = Name("b1")
BRIDGES = tuple(Name(f"b{number}") for number in range(1, 5))


def scenario_of(name: str) -> Scenario:
    return load_scenario(SCENARIOS / f"{name}.toml")


def told(scenario: Scenario) -> tuple[list[Entry], tuple[str, ...]]:
    """Give all that is noted in a scenario, and what did not come out as promised."""
    entries: list[Entry] = []
    return entries, tell(scenario, scenario.spec.seed, entries.append).faults


def with_faults(scenario: Scenario, *faults: FaultSpec) -> Scenario:
    """Give the scenario with other faults than its own."""
    site = replace(scenario.site, fault=list(faults))
    return Scenario(scenario.name, scenario.spec, site, scenario.script, scenario.campaign)


def noted(entries: list[Entry], who: Name, *kinds: type[Note]) -> list[tuple[float, Note]]:
    return [
        (in_seconds(entry.at), entry.note) for entry in entries if entry.who == who and isinstance(entry.note, kinds)
    ]


def asked_for(entries: list[Entry], who: Name = B1) -> list[tuple[float, int]]:
    """Give when ``who`` asked for which offset."""
    return [
        (at, note.offset)
        for at, note in noted(entries, who, FlightSent)
        if isinstance(note, FlightSent) and note.kind == "ImageBlockRequest"
    ]


NAMES = (
    "crash-mid-download",
    "reboot-mid-write",
    "power-cut-at-the-hub",
    "esme-blink",
    "notify-storm-after-a-power-cut",
)


@pytest.mark.parametrize("name", NAMES)
def test_equal_seeds_give_equal_traces(name: str) -> None:
    assert digest(told(scenario_of(name))[0]) == digest(told(scenario_of(name))[0])


@pytest.mark.parametrize("name", NAMES)
def test_the_story_is_another_one_without_the_fault(name: str) -> None:
    scenario = scenario_of(name)

    assert any(isinstance(entry.note, DeviceFailed) for entry in told(scenario)[0])
    assert digest(told(with_faults(scenario))[0]) != digest(told(scenario)[0])


def test_a_download_goes_on_after_a_crash_from_the_last_block_that_was_kept() -> None:
    entries, faults = told(scenario_of("crash-mid-download"))
    asked = asked_for(entries)
    last_before = max(offset for at, offset in asked if at < 3.0)
    first_after = min(offset for at, offset in asked if at >= 5.0)
    started = [note.have for _, note in noted(entries, B1, OtaStarted) if isinstance(note, OtaStarted)]

    assert faults == ()
    assert noted(entries, B1, DeviceFailed, DeviceRestored) == [(3.0, DeviceFailed("crash")), (5.0, DeviceRestored())]
    assert [at for at, _ in asked if 3.0 <= at < 5.0] == []
    assert started == [0, first_after]
    assert first_after == last_before > 400, "the answer that was on its way is asked for again, and nothing else"


def test_a_block_in_whose_writing_b1_reboots_is_asked_for_once_more_and_no_other_is() -> None:
    entries, faults = told(scenario_of("reboot-mid-write"))
    ((down_at, _),) = noted(entries, B1, DeviceFailed)
    offsets = [offset for _, offset in asked_for(entries)]
    written_at = [
        at
        for at, note in noted(entries, B1, FlightDelivered)
        if isinstance(note, FlightDelivered) and note.kind == "ImageBlockResponse" and at >= 2.5
    ]

    assert faults == ()
    assert down_at == written_at[3], "in the fourth write since it counts"
    assert len(offsets) == len(set(offsets)) + 1
    assert [kind for _, kind in noted(entries, B1, ImageVerified, FirmwareActivated)] == [
        ImageVerified(0x0001_0001),
        FirmwareActivated(0x0001_0001, 0x0001_0000),
    ]


def outages(entries: list[Entry]) -> list[tuple[float, Note]]:
    return noted(entries, DCC, OutageAlerted)


def test_a_hub_without_power_for_four_minutes_raises_ad1_once_three_minutes_after_it_lost_it() -> None:
    entries, faults = told(scenario_of("power-cut-at-the-hub"))
    ((at, alert),) = outages(entries)
    gasps = [at for at, note in noted(entries, HUB, FlightSent) if getattr(note, "kind", "") == "PowerOutage"]

    assert faults == ()
    assert gasps == [190.5]
    assert 190.5 < at < 191.0
    assert isinstance(alert, OutageAlerted)
    assert (alert.code, in_seconds(alert.since)) == ("AD1", 10.5)
    assert [at for at, _ in noted(entries, HUB, FlightSent) if 10.5 <= at < 250.5] == gasps


def test_without_the_cut_nobody_raises_ad1_and_the_promise_is_broken() -> None:
    entries, faults = told(with_faults(scenario_of("power-cut-at-the-hub")))

    assert outages(entries) == []
    assert faults == ("AD1 went to the network operator 0 times, promised 1",)


def test_a_hub_without_power_for_two_minutes_raises_nothing() -> None:
    entries, faults = told(scenario_of("esme-blink"))

    assert faults == ()
    assert [at for at, _ in noted(entries, HUB, DeviceFailed, DeviceRestored)] == [10.5, 130.5]
    assert outages(entries) == []


@pytest.mark.parametrize(
    ("kind", "lasts", "alerts"),
    [("power-cut", 180.0, 0), ("power-cut", 180.000001, 1), ("crash", 240.0, 0), ("battery-flat", 240.0, 0)],
)
def test_ad1_is_for_more_than_three_minutes_without_power_and_for_nothing_else(
    kind: str, lasts: float, alerts: int
) -> None:
    takes = {"takes_s": lasts} if kind == "crash" else {"for_s": lasts}
    cut = FaultSpec(kind, device=HUB, from_s=10.5, **takes)  # type: ignore[arg-type]  # a kind, and the key that it takes

    assert len(outages(told(with_faults(scenario_of("power-cut-at-the-hub"), cut))[0])) == alerts


def test_of_a_crash_and_a_power_cut_that_overlap_the_cut_alone_counts_for_ad1() -> None:
    crash = FaultSpec("crash", device=HUB, from_s=10.5, takes_s=230.0)
    short, long = (FaultSpec("power-cut", device=HUB, from_s=20.0, for_s=span) for span in (150.0, 200.0))
    scenario = scenario_of("power-cut-at-the-hub")
    ((at, alert),) = outages(told(with_faults(scenario, crash, long))[0])

    assert outages(told(with_faults(scenario, crash, short))[0]) == []
    assert isinstance(alert, OutageAlerted)
    assert in_seconds(alert.since) == 20.0
    assert at > 200.0


def test_who_has_nothing_to_say_is_without_power_in_silence() -> None:
    cut = FaultSpec("power-cut", device=B1, from_s=10.5, for_s=240.0)
    entries, _ = told(with_faults(scenario_of("power-cut-at-the-hub"), cut))

    assert [at for at, _ in noted(entries, B1, FlightSent) if 10.5 <= at < 250.5] == []


def asked_on_their_own(entries: list[Entry], since: float) -> dict[Name, float]:
    """Give when each bridge first asked for news after ``since``; who relays a neighbour's question asks nothing."""
    relayed = {(entry.who, entry.at) for entry in entries if isinstance(entry.note, FrameRelayed)}
    firsts: dict[Name, float] = {}
    for entry in entries:
        note, at = entry.note, in_seconds(entry.at)
        asks = isinstance(note, FlightSent) and note.kind == "QueryNextImageRequest"
        if asks and at >= since and (entry.who, entry.at) not in relayed:
            firsts.setdefault(entry.who, at)
    return firsts


def test_after_a_power_cut_start_delays_keep_four_bridges_from_asking_at_once() -> None:
    entries, faults = told(scenario_of("notify-storm-after-a-power-cut"))
    failed = {entry.who: in_seconds(entry.at) for entry in entries if isinstance(entry.note, DeviceFailed)}
    started = [
        at for who in BRIDGES for at, note in noted(entries, who, ParticipantStarted) if note != ParticipantStarted(1)
    ]
    asked = asked_on_their_own(entries, 56.0)

    assert faults == ()
    assert failed == dict.fromkeys((*BRIDGES, HUB), 26.0)
    assert started == [56.0] * 4
    assert all(56.0 <= at <= 356.0 for at in asked.values())
    assert min(later - earlier for earlier, later in pairwise(sorted(asked.values()))) > 10.0
    assert max(asked.values()) - min(asked.values()) > 100.0


def test_without_start_delays_they_all_ask_at_once() -> None:
    scenario = scenario_of("notify-storm-after-a-power-cut")
    eager = {who: replace(spec, start_delay_max_s=0.001) for who, spec in scenario.site.bridges.items()}
    site = replace(scenario.site, bridges=eager)
    entries, _ = told(Scenario(scenario.name, scenario.spec, site, scenario.script, scenario.campaign))
    asked = asked_on_their_own(entries, 56.0)

    assert sorted(asked) == list(BRIDGES)
    assert max(asked.values()) < 60.0


DEVICES = (B1, HUB, DCC)
FAULTS = st.builds(
    lambda kind, device, at, span, nth: FaultSpec(
        kind,
        device=device,
        from_s=at,
        nth=nth if kind == "reboot-mid-write" else None,
        takes_s=span if kind in ("crash", "reboot-mid-write") else None,
        for_s=span if kind in ("power-cut", "battery-flat") else None,
    ),
    st.sampled_from(("crash", "power-cut", "battery-flat", "reboot-mid-write")),
    st.sampled_from(DEVICES),
    st.floats(1.1, 12),
    st.floats(0.000001, 30),
    st.integers(1, 12),
)


@settings(max_examples=60)
@given(st.lists(FAULTS, max_size=5), st.integers(0, 2**32))
def test_whatever_goes_down_nothing_is_lost_and_nothing_unverified_runs(faults: list[FaultSpec], seed: int) -> None:
    scenario = with_faults(scenario_of("crash-mid-download"), *faults)
    entries: list[Entry] = []
    world = world_of(scenario, seed, entries.append)
    world.run(Instant(seconds(3_000)))
    runs = noted(entries, B1, ImageVerified, FirmwareActivated)
    missed = [entry for entry in entries if isinstance(entry.note, FlightMissed) and entry.note.why == "down"]

    assert world.machine(B1).picture.running == 0x0001_0001
    assert [type(note) for _, note in runs][-1] is FirmwareActivated
    assert all(type(note) is ImageVerified for _, note in runs[:-1])
    assert world.machine(HUB).picture.activity == "idle"
    assert [outcome.activation for outcome in world.machine(DCC).picture.outcomes] == ["success"]
    assert all(any(fault.device == entry.who for fault in faults) for entry in missed)


@settings(max_examples=30)
@given(st.lists(FAULTS, max_size=4), st.lists(FAULTS, max_size=4), st.floats(0, 20))
def test_a_fork_carries_what_is_imposed_and_what_came_of_it(
    own: list[FaultSpec], imposed: list[FaultSpec], at: float
) -> None:
    ahead: list[Entry] = []
    entries: list[Entry] = []
    world = world_of(with_faults(scenario_of("crash-mid-download"), *own), 5, entries.append)
    world.run(Instant(seconds(at / 2)))
    world.impose((*imposed, FaultSpec("loss", chance=0.2), FaultSpec("burst", into=0.1, out_of=0.3, link="han")))
    world.run(Instant(seconds(at)))
    mark, fork = len(entries), world.fork(ahead.append)
    for each in (fork, world):
        each.run(Instant(seconds(60)))
        each.impose(())
        each.run(Instant(seconds(90)))

    assert digest(ahead) == digest(entries[mark:])
