"""Everything wrong with every link at once, and still each seed gives one trace; a sample of ``make storm``."""

from collections import Counter
from dataclasses import replace

from msgspec.structs import replace as replaced

from lab.story.scenario import load_scenario
from lab.story.virtual import tell
from premises.faults.said.spoken import words_of
from premises.wire.notes.flights import FlightDelivered, FlightLost, FlightMissed
from premises.wire.notes.vocabulary import Entry
from tests.storm.campaign import STORM, Verdict, Weather, told_once, told_twice

SAMPLE = 20
NEVER_S = 31_536_000.0


def test_a_storm_gives_the_same_trace_in_two_processes_that_hash_differently() -> None:
    verdict = told_twice(0, SAMPLE)

    assert verdict.faults == ()
    assert verdict.distinct == SAMPLE


def test_every_kind_of_impairment_strikes_in_a_storm() -> None:
    entries: list[Entry] = []
    scenario = load_scenario(STORM)
    assert tell(scenario, scenario.spec.seed, entries.append).faults == ()
    struck = {(entry.note.link, entry.note.by) for entry in entries if isinstance(entry.note, FlightLost)}
    arrived: dict[tuple[str, str], list[int]] = {}
    for entry in entries:
        if isinstance(entry.note, FlightDelivered):
            arrived.setdefault((entry.note.link, entry.note.source), []).append(entry.note.sequence)

    assert {by for _, by in struck} >= {"loss", "burst", "outage"}
    assert {link for link, by in struck if by == "outage"} >= {"wan", "han", "althan-b3-b4"}
    assert any(isinstance(entry.note, FlightMissed) and entry.note.why == "damaged" for entry in entries)
    assert any(max(Counter(sequences).values()) > 1 for sequences in arrived.values()), "frames come twice"
    assert any(sequences != sorted(sequences) for sequences in arrived.values()), "frames overtake"


def test_a_storm_in_which_one_of_its_faults_never_comes_is_another() -> None:
    scenario = load_scenario(STORM)
    stormy, _ = told_once(scenario, scenario.spec.seed)
    faults = scenario.site.fault

    alike = []
    for index, fault in enumerate(faults):
        # It stays in its place, so that the others draw as before.
        absent = replaced(fault, from_s=NEVER_S, until_s=None, for_s=None)
        site = replaced(scenario.site, fault=[*faults[:index], absent, *faults[index + 1 :]])
        if told_once(replace(scenario, site=site), scenario.spec.seed)[0] == stormy:
            alike.append(words_of(fault))

    assert alike == []


def test_without_its_faults_the_last_image_survives_as_in_calm_air() -> None:
    scenario = load_scenario(STORM)
    calm = replace(scenario, site=replaced(scenario.site, fault=[]))
    told = tell(calm, scenario.spec.seed, lambda entry: None)

    assert "b4 runs 0x00010001, promised 0x00010000" in told.faults


def verdict_of(*weathers: Weather) -> Verdict:
    return Verdict(range(len(weathers[0].digests)), weathers)


def test_traces_that_differ_are_found_and_so_are_comparisons_that_prove_nothing() -> None:
    fair = Weather(1, ("a", "b", "c"), 0)

    assert verdict_of(fair, Weather(2, ("a", "b", "c"), 0)).faults == ()
    assert verdict_of(fair, Weather(2, ("a", "x", "c"), 0)).differing == (1,)
    assert verdict_of(fair, Weather(2, ("a", "x", "c"), 0)).faults == ("not repeatable, 1 seeds: 1",)
    assert verdict_of(fair, fair).faults == ("the processes hash alike: the comparison proves little",)
    assert [len(verdict_of(*(Weather(salt, ("a",) * 3, 0) for salt in (1, 2))).faults)] == [1]
