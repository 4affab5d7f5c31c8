"""Every scenario told twice, in virtual time and with real processes: the same flights, notes and hash."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from lab.live.forked import forked
from lab.live.lineup import Choices
from lab.story.live import tell_live
from lab.story.radio_table import radios_of
from lab.story.scenario import load_scenario
from lab.story.virtual import Told, epilogue_of, tell
from premises.journey.run_file import How, RunFile, read_run
from premises.journey.trace import compare, trace_hash
from premises.quantity import after, seconds
from premises.wire.notes.vocabulary import Entry
from premises.wire.topics import CONDUCTOR
from tests.live.disturbed import DISTURBED_MAX, first_tries, once_more, stragglers

pytestmark = [pytest.mark.live, pytest.mark.quiet, pytest.mark.slow]

SCENARIOS = sorted(Path(__file__).parents[2].glob("scenarios/*.toml"))

AT_ONCE = 6
"""Scenarios told live at the same time: two cores have room for twice as many before a frame comes late. They are
brought up one at a time, as forks: that takes a core for a moment, and leaves one to those that are being told."""

SPEEDS = {"power-cut-at-the-hub": 4.0, "esme-blink": 4.0, "notify-storm-after-a-power-cut": 4.0}
"""Stories of minutes are told faster: a frame takes 200 ms and more in them, so each has 50 ms of wall at least."""

LONG = frozenset(
    (
        "power-cut-at-the-hub", "esme-blink", "notify-storm-after-a-power-cut", "duty-cycle-wall", "overslept", "storm",
        "thick-walls", "stuck-asleep", "dead-wan", "thin-walls", "lost-cs09-of-b3", "refuse-verify", "fail-activate",
        "late-ccs08", "clock-drift", "flash-full", "slow-erase", "burst-at-the-worst-link", "outage-mid-transfer",
        *(f"{design}-{story}" for design in ("proposed", "option-a", "option-b")
          for story in ("good", "one-fails", "displaced", "b4-asleep", "hub-reboot")),
        *(f"{design}-{report}" for design in ("option-a", "option-b") for report in ("early", "late")),
        "esme-updated", "forged-trailer", "gsme-updated", "gsme-wins", "hash-mismatch", "hcalcs-and-ppmid",
        "hub-upgraded", "older-esme", "ppmid-updated", "stranded", "tight-hub", "before-2021",
        "bridges-inherited", "change-in-mid-update", "change-of-supplier", "joins-later", "read-versions",
    )
)  # fmt: skip
"""Those that take more than SHORT of wall: `make parity` tells them as well."""

SHORT = seconds(11)
"""Wall time of the longest scenario that `make check` tells live. Ours: so many fit into its budget."""

every_scenario = pytest.mark.parametrize(
    "name",
    [pytest.param(path.stem, marks=pytest.mark.campaign if path.stem in LONG else ()) for path in SCENARIOS],
)


@dataclass(frozen=True, slots=True)
class Virtual:
    """One scenario, told in virtual time."""

    told: Told
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Twice:
    """One scenario, told both ways."""

    virtual: Told
    live: Told
    entries: tuple[Entry, ...]
    """All that was noted in virtual time."""
    run: RunFile
    """The live run."""


@pytest.fixture(scope="module")
def twice(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Twice]]:
    """Give every scenario that is asked for told both ways; live it spends its time waiting, so several are at once."""
    wanted = {str(item.callspec.params.get("name")) for item in request.session.items if hasattr(item, "callspec")}
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("parity"))
        yield asyncio.run(_all_told([path for path in SCENARIOS if path.stem in wanted], first_tries(request.config)))


def test_there_are_as_many_scenarios_as_were_promised() -> None:
    assert len(SCENARIOS) >= 24


def test_the_long_ones_are_those_that_take_longer_than_the_others_may() -> None:
    assert {path.stem for path in SCENARIOS if _wall_time(path, _in_virtual_time(path)) > SHORT} == LONG


@every_scenario
def test_both_clocks_give_the_same_flights_on_every_link(name: str, twice: dict[str, Twice]) -> None:
    told = twice[name]
    comparison = compare(told.entries, told.run.entries)

    assert comparison.differences == ()
    assert all(count.first and count.second for count in comparison.lanes)


@every_scenario
def test_both_clocks_give_the_same_trace(name: str, twice: dict[str, Twice]) -> None:
    told = twice[name]

    assert told.virtual.over_at is not None
    # Meters never stop talking, and a live run ends a moment later than the story: it is compared as far as that goes.
    end = after(told.virtual.over_at, epilogue_of(load_scenario(SCENARIOS[0].with_name(f"{name}.toml"))))
    live = [entry for entry in told.run.entries if entry.at <= end]

    assert told.run.header.how is How.LIVE
    assert trace_hash(live) == trace_hash(told.entries)


@every_scenario
def test_both_clocks_give_the_same_ledger(name: str, twice: dict[str, Twice]) -> None:
    told, site = twice[name], load_scenario(SCENARIOS[0].with_name(f"{name}.toml")).site
    ends_at = told.entries[-1].at
    live = [entry for entry in told.run.entries if entry.at <= ends_at and entry.who != CONDUCTOR]

    assert told.entries
    assert radios_of(site, live)[0] == radios_of(site, told.entries)[0]


@every_scenario
def test_a_live_run_is_evidence(name: str, twice: dict[str, Twice]) -> None:
    run = twice[name].run

    assert stragglers(run) == []
    assert run.complete
    assert run.killed == ()


@every_scenario
def test_a_scenario_keeps_its_promise_by_both_clocks(name: str, twice: dict[str, Twice]) -> None:
    assert twice[name].virtual.faults == ()
    assert twice[name].live.faults == ()


def test_the_machine_disturbed_few_live_runs(twice: dict[str, Twice], request: pytest.FixtureRequest) -> None:
    assert twice
    assert len(first_tries(request.config)) <= DISTURBED_MAX


async def _all_told(scenarios: list[Path], lines: list[str]) -> dict[str, Twice]:
    room, door = asyncio.Semaphore(AT_ONCE), asyncio.Lock()
    virtual = {path: _in_virtual_time(path) for path in scenarios}
    # The longest first, so that none of them is left to itself at the end.
    order = sorted(scenarios, key=lambda path: _wall_time(path, virtual[path]), reverse=True)
    told = {path: asyncio.create_task(_told_live(path, virtual[path], room, door)) for path in order}
    # All end by themselves, so that none is left half brought up when another one fails.
    await asyncio.wait(told.values())
    taken = {path.stem: task.result() for path, task in told.items()}
    paths = {path.stem: path for path in scenarios}
    return await once_more(
        taken, lambda each: each.run, lambda name: _told_live(paths[name], virtual[paths[name]], room, door), lines
    )


def _wall_time(path: Path, virtual: Virtual) -> float:
    return (virtual.entries[-1].at - virtual.entries[0].at) / SPEEDS.get(path.stem, 1.0)


def _in_virtual_time(path: Path) -> Virtual:
    scenario = load_scenario(path)
    entries: list[Entry] = []
    return Virtual(tell(scenario, scenario.spec.seed, entries.append), tuple(entries))


async def _told_live(path: Path, virtual: Virtual, room: asyncio.Semaphore, door: asyncio.Lock) -> Twice:
    scenario = load_scenario(path)
    seed = scenario.spec.seed
    lines: list[str] = []
    async with room:
        choices = Choices(seed=seed, speed=SPEEDS.get(path.stem, 1.0), processes=1, scenario=path)
        live, record = await tell_live(scenario, choices, lines.append, spawn=forked, door=door)
    assert lines == [], f"{path.stem}: {lines}"
    return Twice(virtual.told, live, virtual.entries, read_run(record))
