"""The figures of a page: stages, traffic, lanes and causes, beside what a second look at the notes says."""

from pathlib import Path

import pytest

from lab.report.facts.bins import BINS_MAX, bin_width
from lab.report.facts.lanes import STEPS_MAX, Happening, Mark, Off, Span, lanes_of
from lab.report.facts.run import facts_of
from lab.report.facts.stages import stage_spans
from lab.report.facts.stalls import LOOKS_MAX, look_every, stalls_of
from lab.report.facts.traffic import traffic_of
from lab.watching.story import LOOK_EVERY
from premises.identity import Name
from premises.journey.run_file import read_run
from premises.journey.trace import FateKind, flights_by_lane
from premises.quantity import Duration, Instant, in_seconds, seconds
from premises.wire.notes.emulator import DeviceFailed, ParticipantStarted
from premises.wire.notes.flights import FlightMissed, FrameExpired, RadioTurned
from premises.wire.notes.note import Note
from premises.wire.notes.sleep import FellAsleep, WakeMissed
from premises.wire.notes.vocabulary import Entry
from tests.watching.told import changes_of, recorded, story_of

B4 = Name("b4")


def at(moment_s: float, note: Note, number: int = 0, who: Name = B4) -> Entry:
    return Entry(Instant(seconds(moment_s)), who, 1, number, note)  # type: ignore[arg-type]  # every Note is an AnyNote


def test_the_stages_of_a_package_add_up_to_the_time_from_its_acceptance_to_its_report(tmp_path: Path) -> None:
    facts = facts_of(read_run(recorded("proposed-b4-asleep", tmp_path)), "run.vpr")
    packages = [each.package for each in facts.seen.diagnoses]
    spans = stage_spans(packages, facts.now)

    for package, name in zip(packages, ("b1", "b2", "b3", "b4"), strict=True):
        own = [span for span in spans if span.package.startswith(name)]
        assert sum(span.lasted for span in own) == package.steps[-1].entry.at - package.steps[0].entry.at
        assert not any(span.is_open for span in own)


def test_a_package_that_is_not_done_is_in_its_last_stage_until_the_end(tmp_path: Path) -> None:
    facts = facts_of(read_run(recorded("option-a-one-fails", tmp_path)), "run.vpr")
    spans = stage_spans([each.package for each in facts.seen.diagnoses], facts.now)

    assert [(span.package, span.stage.value) for span in spans if span.is_open] == [("b3@0x00010001", "VERIFY")]
    assert spans[-1].since + spans[-1].lasted == facts.now


@pytest.mark.parametrize("end_s", [0, 1, 19.9, 20, 39, 40, 86_400, 6.2 * 86_400, 400 * 86_400, 4_000 * 86_400])
def test_bins_are_few_however_long_a_run_is(end_s: float) -> None:
    now = Instant(seconds(end_s))
    width = bin_width(now)

    assert now // width < BINS_MAX
    assert in_seconds(width) >= 0.5


def test_each_hop_counts_what_its_flights_came_to() -> None:
    _, entries = story_of("bursts")
    found = traffic_of(entries, entries[-1].at)
    flights = flights_by_lane(entries)
    fates = {
        (lane.source, lane.target): [fate.kind for crossing in crossings for fate in crossing.fates]
        for lane, crossings in flights.items()
    }

    assert {(hop.source, hop.target): hop.total.sent for hop in found.hops} == {
        (lane.source, lane.target): len(crossings) for lane, crossings in flights.items()
    }
    for hop in found.hops:
        own = fates[hop.source, hop.target]
        assert (hop.total.lost, hop.total.heard) == (own.count(FateKind.LOST), own.count(FateKind.DELIVERED))
        for name in ("sent", "heard", "lost", "unheard", "octets", "after"):
            assert sum(getattr(count, name) for count in hop.bins.values()) == getattr(hop.total, name)
        assert hop.total.longest == max(count.longest for count in hop.bins.values())
        assert sum(hop.lost_by.values()) == hop.total.lost + hop.total.unheard
    assert sum(hop.total.lost for hop in found.hops) > 3


def test_a_lane_has_sleep_reboots_power_cuts_and_what_came_meanwhile() -> None:
    asleep, down = FellAsleep(Instant(seconds(4))), DeviceFailed("power-cut")
    missed = FlightMissed(Name("x"), Name("b3"), 1, 0, "ImageNotify", -1, "deaf")
    entries = [
        at(1, asleep), at(1, RadioTurned(on=False)), at(2, missed), at(4, WakeMissed(1, "by chance")),
        at(5, FrameExpired(B4, "ImageNotify", "held"), who=Name("b3")), at(6, RadioTurned(on=True)), at(7, down),
        at(7, RadioTurned(on=False)), at(9, ParticipantStarted(2)),
    ]  # fmt: skip

    (lane,) = lanes_of(entries, [B4], Instant(seconds(400)))

    assert lane.spans == [
        Span(Off.ASLEEP, Instant(seconds(1)), Instant(seconds(6))),
        Span(Off.DOWN, Instant(seconds(7)), Instant(seconds(9))),
    ]
    assert lane.off == {Off.ASLEEP: seconds(5), Off.DOWN: seconds(2)}
    assert [(mark.what, mark.at // seconds(1), mark.count) for mark in lane.marks] == [
        (Happening.UNHEARD, 2, 1), (Happening.WAKE_MISSED, 4, 1), (Happening.EXPIRED, 5, 1),
    ]  # fmt: skip


def test_who_sleeps_at_the_end_sleeps_until_then_and_nobody_else_is_on_a_lane() -> None:
    (lane,) = lanes_of(
        [at(1, FellAsleep(Instant(0))), at(2, FellAsleep(Instant(0)), who=Name("b9"))], [B4], Instant(seconds(9))
    )

    assert lane.spans == [Span(Off.ASLEEP, Instant(seconds(1)), Instant(seconds(9)))]
    assert lane.times == {Off.ASLEEP: 1}


def test_ten_thousand_wakes_are_few_spans_and_are_all_counted() -> None:
    entries: list[Entry] = []
    for wake in range(10_000):
        entries += [at(60 * wake, RadioTurned(on=True)), at(60 * wake + 1, FellAsleep(Instant(0)))]
        entries.append(at(60 * wake + 30, FrameExpired(B4, "ImageNotify", "held"), who=Name("b3")))

    (lane,) = lanes_of(entries, [B4], Instant(seconds(600_000)))

    assert len(lane.spans) <= STEPS_MAX
    assert len(lane.marks) <= STEPS_MAX + 1
    assert sum(mark.count for mark in lane.marks) == lane.happened[Happening.EXPIRED] == 10_000
    assert lane.times[Off.ASLEEP] == 10_000
    assert lane.off[Off.ASLEEP] == seconds(590_000)


def test_wakes_that_a_chart_can_show_stay_apart() -> None:
    entries = [at(0, FellAsleep(Instant(0))), at(2, RadioTurned(on=True)), at(4, FellAsleep(Instant(0)))]

    (lane,) = lanes_of(entries, [B4], Instant(seconds(400)))

    assert [in_seconds(span.until) for span in lane.spans] == [2, 400]
    assert lane.marks == list[Mark]()


def test_causes_are_those_that_a_watcher_is_told(tmp_path: Path) -> None:
    scenario, entries = story_of("outage-mid-transfer")
    told = [change for change in changes_of("outage-mid-transfer") if change.kind in ("cause", "ended")]

    (stall,) = stalls_of(scenario.site, entries, entries[-1].at)

    assert [change.kind for change in told] == ["cause", "ended"]
    assert stall.about == "b2@0x00010001 of request 1"
    assert stall.finding.cause.code == "LINK_DOWN"
    assert stall.lasted == told[1].lasted
    assert stall.is_over
    assert f"ended after {in_seconds(stall.lasted):.1f} s" in told[1].said


def test_a_cause_that_holds_at_the_end_lasts_until_then() -> None:
    scenario, entries = story_of("option-a-one-fails")
    end = entries[-1].at

    (stall,) = stalls_of(scenario.site, entries, end)

    assert not stall.is_over
    assert stall.finding.since + stall.lasted == end


def test_a_long_run_is_looked_at_no_more_often_than_a_short_one() -> None:
    week = Instant(seconds(7 * 86_400))

    assert look_every(Instant(seconds(600))) == LOOK_EVERY
    assert look_every(week) == Duration(week // LOOKS_MAX)
