"""A few planted bugs, shrunk: a sample of ``make shrink``, and what holds of every story that is made shorter."""

import re
import sys
import tomllib
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from lab.shrinking.blemishes import blemishes
from lab.shrinking.case import Case
from lab.shrinking.shrinker import faults_in, shrink
from lab.shrinking.signature import CRASHES, Failure, of_crash, of_verdict
from lab.shrinking.simpler import simpler
from lab.shrinking.trial import Budget, Trial, failure_of
from lab.shrinking.witness import is_chancy, made_explicit
from lab.shrinking.written import claim_of, enough, pytest_file
from lab.story.scenario import scenario_of
from lab.story.virtual import AS_WRITTEN, tell
from premises.faults.said.spoken import words_of
from premises.faults.specified import is_for
from premises.faults.wiring import link_plans
from premises.wire.fault import FaultSpec
from premises.wire.notes.vocabulary import Entry
from tests.shrinking.bugs import BUGS, Bug
from tests.shrinking.campaign import Result, found_by, misses
from tests.shrinking.storms import storm, story

SAMPLE = ("forgets to ask again after a lost block", "verifies nothing after a crash", "trips over a block that it has")


@cache
def shrunk(name: str) -> Result:
    """Shrink one bug, bounded by tries alone: its result does not depend on how fast this machine is."""
    bug = BUGS[name]
    found = found_by(bug)
    trial = Trial(found.failure, lambda: 0.0, Budget(), bug.staging)
    return Result(name, found, shrink(found.case, trial))


@pytest.mark.parametrize("name", SAMPLE)
def test_what_is_left_of_a_storm_fails_alike_and_only_with_the_bug(name: str) -> None:
    result, bug = shrunk(name), BUGS[name]
    left = result.shrunk.case

    assert failure_of(left.scenario(), left.seed, bug.staging).is_like(result.found.failure)
    assert failure_of(left.scenario(), left.seed).lines == ()
    assert 0 < result.shrunk.after == faults_in(left) <= 3
    assert result.shrunk.before >= 10
    assert not blemishes(left.site)
    assert not any(map(is_chancy, left.faults))


@pytest.mark.parametrize("name", SAMPLE)
def test_without_any_one_of_the_faults_that_are_left_it_passes(name: str) -> None:
    result = shrunk(name)
    left = result.shrunk.case
    assert result.shrunk.is_minimal

    for at in range(len(left.faults)):
        rest = left.with_faults(left.faults[:at] + left.faults[at + 1 :])
        assert not failure_of(rest.scenario(), left.seed, BUGS[name].staging).is_like(result.found.failure)


@pytest.mark.parametrize("name", SAMPLE)
def test_the_file_that_is_written_fails_alike_until_the_bug_is_mended(name: str) -> None:
    result, bug = shrunk(name), BUGS[name]
    left = result.shrunk.case
    entries: list[Entry] = []
    failure = failure_of(left.scenario(), left.seed, bug.staging, entries.append)

    text = pytest_file(result.shrunk, "weather.toml", result.found.case.seed, failure, entries)

    assert run(text, bug).is_like(result.found.failure)
    assert run(text, None).lines == ()
    assert f"{result.shrunk.after} of {result.shrunk.before} faults" in text
    assert f"def test_{claim_of(failure)}(tell: " in text
    assert "\n# 00:0" in text
    assert not re.search(r"(?m)^# .*([0-9a-f]{2}-){7}|^# .*image of type 0x", text), "a device has its name"


def run(text: str, bug: Bug | None) -> Failure:
    """Run the one test of a file, and give how it failed."""
    space: dict[str, Callable[[Callable[[str], object]], None]] = {}
    exec(compile(text, "test_shrunk.py", "exec"), space)  # noqa: S102 - we wrote it
    (test,) = (each for name, each in space.items() if name.startswith("test_"))
    said: list[tuple[str, ...]] = []

    def tell_text(document: str) -> None:
        scenario = scenario_of(tomllib.loads(document), "a file", Path(), "a file")
        staging = AS_WRITTEN if bug is None else bug.staging
        said.append(tell(scenario, scenario.spec.seed, lambda entry: None, staging=staging).faults)

    try:
        test(tell_text)
    except CRASHES as error:
        return of_crash(error)
    return of_verdict(said[0])


def test_the_file_is_formatted_as_the_house_has_it(pytester: pytest.Pytester) -> None:
    result = shrunk(SAMPLE[0])
    failure = result.found.failure
    file = pytester.path / "test_weather.py"
    file.write_text(pytest_file(result.shrunk, "weather.toml", 1, failure, []), encoding="utf-8")

    for arguments in (("format", "--check"), ("check", "--select", "E,F,I,D", "--ignore", "D103,D203,D213,E501")):
        ended = pytester.run(sys.executable, "-m", "ruff", *arguments, "--isolated", "--line-length", "120", file)
        assert ended.ret == 0


def test_the_file_is_a_test_of_the_plugin_and_passes_without_the_bug(pytester: pytest.Pytester) -> None:
    result = shrunk(SAMPLE[0])
    pytester.makepyfile(pytest_file(result.shrunk, "weather.toml", 1, result.found.failure, []))

    pytester.runpytest_subprocess().assert_outcomes(passed=1)


def test_a_story_that_chance_struck_is_the_same_when_the_flights_are_struck_by_name() -> None:
    chancy = (
        FaultSpec("loss", link="althan-b1-b2", chance=0.3),
        FaultSpec("duplicate", link="wan", chance=0.3, later_ms=40.0),
        FaultSpec("damage", link="han", chance=0.1),
        FaultSpec("reorder", link="han", chance=0.2, later_ms=30.0),
    )
    plain = story()
    case = plain.with_faults((*chancy, FaultSpec("crash", device="b3", from_s=20.0, takes_s=1.0)))

    explicit = made_explicit(case, AS_WRITTEN)

    assert len(explicit.faults) > 20
    assert not any(map(is_chancy, explicit.faults))
    assert [fault.kind for fault in explicit.faults].count("crash") == 1
    assert {fault.kind for fault in explicit.faults} == {"loss", "duplicate", "damage", "reorder", "crash"}
    # Thousands of notes: what differs is looked for by a person, not by pytest.
    assert (heard(explicit) == heard(case), heard(case) == heard(plain)) == (True, False)


def heard(case: Case) -> list[str]:
    """Give what happened, without who is to blame for what was lost."""
    entries: list[Entry] = []
    failure_of(case.scenario(), case.seed, record=entries.append)
    return [str(entry) for entry in entries if type(entry.note).__name__ != "FlightLost"]


def test_without_tries_or_time_what_was_given_is_left() -> None:
    bug = BUGS[SAMPLE[0]]
    found = found_by(bug)
    ticks = iter(range(1_000))
    for budget, now in ((Budget(tries_max=0), lambda: 0.0), (Budget(wall_s_max=0.0), lambda: float(next(ticks)))):
        trial = Trial(found.failure, now, budget, bug.staging)

        left = shrink(found.case, trial)

        assert trial.is_spent
        assert (trial.tries, left.case, left.is_minimal) == (0, found.case, False)
        assert enough(left).endswith("perhaps fewer: there was no time to try")


def test_few_tries_give_a_story_that_still_fails() -> None:
    bug = BUGS[SAMPLE[0]]
    found = found_by(bug)
    for tries in (1, 5, 20):
        trial = Trial(found.failure, lambda: 0.0, Budget(tries_max=tries), bug.staging)

        left = shrink(found.case, trial)

        assert trial.tries <= tries
        assert failure_of(left.case.scenario(), left.case.seed, bug.staging).is_like(found.failure)


@pytest.mark.parametrize("seed", range(5))
def test_each_simpler_fault_is_another_fault_and_one_that_a_file_can_hold(seed: int) -> None:
    case = storm(seed)
    plans = link_plans(case.site)

    def lanes(fault: FaultSpec) -> list[tuple[str, str]]:
        return [end for plan in plans for end in (plan.ends, plan.ends[::-1]) if is_for(fault, plan, *end)]

    for fault in case.faults:
        for plainer in simpler(fault, plans):
            assert plainer != fault
            assert plainer.chance == fault.chance
            assert lasts(plainer) <= lasts(fault) + 1
            assert lanes(plainer) == lanes(fault)
            assert replace(case, faults=(plainer,)).checked().faults == (plainer,), words_of(plainer)


def lasts(fault: FaultSpec) -> float:
    """Give for how long a fault counts; rounding its ends adds a second at most."""
    return float("inf") if fault.ends_at_s is None else fault.ends_at_s - fault.from_s


@pytest.mark.parametrize("flipped", [False, True])
def test_in_calm_air_no_bug_shows(flipped: bool) -> None:
    case = story(flipped=flipped)

    shown = [name for name, bug in BUGS.items() if failure_of(case.scenario(), case.seed, bug.staging).lines]

    assert len(BUGS) == 20
    assert shown == []


def test_a_bar_that_is_missed_is_named() -> None:
    result = shrunk(SAMPLE[0])

    assert list(misses([result])) == []
    slow = replace(result, shrunk=replace(result.shrunk, took_s=31.0, after=4, is_minimal=False))
    assert list(misses([slow])) == [
        "4 faults are left in the median: expected 3 at most",
        f"{SAMPLE[0]}: took 31.0 s: expected 30 at most",
        f"{SAMPLE[0]}: not shown to be minimal",
    ]
