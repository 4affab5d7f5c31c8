"""What holds of every diagnosis, whatever notes there are: it never fails, says each cause once, shows its notes."""

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from premises.faults.impairments.queueing import Rate
from premises.identity import Name
from premises.journey.fold.journey import Journey
from premises.journey.layout import Layout, layout_of
from premises.journey.why.cause import CAUSES
from premises.journey.why.diagnosis import Diagnosis, diagnose_all, refused_requests
from premises.journey.why.finding import Finding, Kind
from premises.quantity import Instant, seconds
from premises.wire.notes.emulator import FaultCleared, FaultImposed
from premises.wire.notes.flights import FlightLost
from premises.wire.notes.requests import RequestRefused
from premises.wire.notes.sleep import WakeMissed
from premises.wire.notes.vocabulary import Entry
from premises.wire.topics import CONDUCTOR
from tests.journey.stalls.cases import cases
from tests.journey.stalls.matrix import Told, folded, tell_case

TOLD = (
    "100% loss on han from 45s for 1h, b1",
    "40% loss on althan-b3-b4 from 115s for 1h, b4",
    "power cut at hub from 45s for 300s, b1",
    "drop CS09 on wan, b4",
    "displaced",
    "duty suspended",
    "stuck asleep at b4 from 20s for 500s, b4",
    "older version",
)
"""Each brings about other causes."""


@cache
def told(name: str) -> Told:
    (case,) = [case for case in cases() if case.name == name]
    return tell_case(case)


def at(name: str, at_s: float) -> tuple[Journey, Layout, Instant]:
    story, now = told(name), Instant(seconds(at_s))
    _, journey = next(iter(folded(story.entries, (now,))))
    return journey, story.layout, now


def findings(diagnosis: Diagnosis) -> tuple[Finding, ...]:
    return () if diagnosis.finding is None else (diagnosis.finding, *diagnosis.also)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(TOLD), st.integers(1, 997), st.integers(0, 1 << 30), st.floats(0.0, 700.0))
def test_any_part_of_the_notes_gives_a_diagnosis_and_the_same_one_again(
    name: str, keep: int, salt: int, at_s: float
) -> None:
    story, now = told(name), Instant(seconds(at_s))
    kept = [entry for entry in story.entries if entry.at <= now and hash((entry.number, salt)) % 997 < keep]
    first, again = Journey(), Journey()
    first.take_all(kept)
    again.take_all(kept)
    found = diagnose_all(first, story.layout, now)

    assert found == diagnose_all(first, story.layout, now) == diagnose_all(again, story.layout, now)
    for diagnosis in found:
        said = findings(diagnosis)
        assert len({finding.cause for finding in said}) == len(said)
        assert all(entry in kept for finding in said for piece in finding.evidence for entry in piece.entries)
        assert all(finding.since <= now for finding in said)


@pytest.mark.parametrize("name", TOLD)
def test_what_holds_is_said_in_the_order_of_the_list(name: str) -> None:
    story = told(name)
    for now, journey in folded(story.entries, range(seconds(20), seconds(400), seconds(20))):
        for diagnosis in diagnose_all(journey, story.layout, now):
            places = [CAUSES.index(finding.cause) for finding in findings(diagnosis)]
            assert places == sorted(places)


def test_a_refused_request_has_a_finding_and_is_no_package() -> None:
    journey, layout, now = at("older version", 20.0)
    (refused,) = refused_requests(journey, layout)

    assert diagnose_all(journey, layout, now) == ()
    assert refused.finding.cause.code == "REFUSED_BY_DCC"
    assert refused.finding.cause.kind is Kind.FAILED
    assert isinstance(refused.finding.evidence[0].entries[0].note, RequestRefused)


def test_a_hub_that_said_that_its_power_is_gone_is_known_without_the_word_of_its_fault() -> None:
    journey, layout, now = at("power cut at hub from 45s for 300s, b1", 300.0)
    said = [finding.cause.code for diagnosis in diagnose_all(journey, layout, now) for finding in findings(diagnosis)]

    assert said[:2] == ["DEVICE_DOWN", "HUB_LOST_POWER"]


def test_where_the_end_of_a_power_cut_is_known_it_is_the_next_move() -> None:
    journey, layout, now = at("power cut at hub from 45s for 300s, b1", 100.0)
    (diagnosis,) = diagnose_all(journey, layout, now)

    assert diagnosis.finding is not None
    assert diagnosis.finding.next_move is not None
    assert diagnosis.finding.next_move.at == Instant(seconds(345))
    assert diagnosis.finding.words.startswith("hub is down: power cut since 45.0 s (fault: power cut at hub)")


def injected(*notes: tuple[float, FaultImposed | FaultCleared], name: str, at_s: float) -> Finding:
    """Give what is said when the site has no fault, and these notes of the conductor are all that tells of any."""
    story, now = told(name), Instant(seconds(at_s))
    said = [
        Entry(Instant(seconds(moment)), CONDUCTOR, 1, 90 + place, note) for place, (moment, note) in enumerate(notes)
    ]
    journey = Journey()
    journey.take_all(entry for entry in (*story.entries, *said) if entry.at <= now)
    found = diagnose_all(journey, Layout(story.layout.places, story.layout.names, story.layout.links), now)
    assert found[0].finding is not None
    return found[0].finding


LOST = "100% loss on han from 45s for 1h, b1"


@pytest.mark.parametrize(
    ("said", "accounts"),
    [
        ("100% loss on han from 45s", True),
        ("100% loss", True),
        ("outage on han", True),
        ("drop ImageBlockResponse on han", True),
        ("100% loss on wan", False),
        ("200ms latency on han", False),
        ("100% loss on han from 45s until 50s", False),
        ("100% loss on han from 45s for 2s", False),
        ("100% loss on han from 100s", False),
        ("power cut at b1", False),
    ],
)
def test_a_fault_accounts_for_what_its_kind_its_target_and_its_window_explain(said: str, accounts: bool) -> None:
    finding = injected((44.0, FaultImposed("f1", "somebody", said)), name=LOST, at_s=80.0)

    assert finding.cause.code == "LINK_DOWN"
    assert finding.injected is accounts
    assert finding.words.endswith(f"(fault: {said})") is accounts


def test_what_was_cleared_before_accounts_for_nothing_and_what_nobody_injected_is_natural() -> None:
    imposed, cleared = FaultImposed("f1", "somebody", "100% loss on han"), FaultCleared("f1", "somebody")

    assert not injected((44.0, imposed), (44.5, cleared), name=LOST, at_s=80.0).injected
    assert injected((44.0, imposed), (79.5, cleared), name=LOST, at_s=80.0).injected
    assert not injected(name=LOST, at_s=80.0).injected
    assert not layout_of(told("displaced").case.site).faults


def test_the_faults_of_a_site_account_too_each_for_its_own_device() -> None:
    power, layout, now = at("power cut at hub from 45s for 300s, b1", 100.0)
    others = Layout(
        layout.places, layout.names, layout.links, told("stuck asleep at b4 from 20s for 500s, b4").layout.faults
    )

    assert [found.finding.injected for found in diagnose_all(power, layout, now) if found.finding] == [True]
    assert [found.finding.injected for found in diagnose_all(power, others, now) if found.finding] == [False]


def test_whoever_waits_for_an_answer_waits_for_no_fault_of_a_link_that_is_not_on_its_way() -> None:
    (diagnosis,) = diagnose_all(*at("5s latency on althan-b1-b2 from 110s for 1h, b2 in option-b", 145.0))
    retries = {found.at[0]: found.injected for found in findings(diagnosis) if found.cause.code == "RETRY_WAIT"}

    assert retries == {"b2": True, "b3": False}, "B3 asks over its own link"


def test_a_stall_is_what_does_not_go_on_by_itself() -> None:
    kinds = {}
    for name, at_s in ((LOST, 80.0), ("displaced", 90.0), ("stuck asleep at b4 from 20s for 500s, b4", 130.0)):
        diagnosis = diagnose_all(*at(name, at_s))[0]
        kinds[diagnosis.package.device] = diagnosis.is_stalled

    assert kinds == {Name("b1"): True, Name("b4"): False}


def codes(journey: Journey, layout: Layout, now: Instant) -> set[str]:
    return {finding.cause.code for found in diagnose_all(journey, layout, now) for finding in findings(found)}


def test_a_hop_that_loses_two_frames_of_five_is_never_said_to_let_nothing_through() -> None:
    story = told("40% loss on han from 45s for 1h, b1")
    said = [
        codes(journey, story.layout, now)
        for now, journey in folded(story.entries, range(seconds(45), seconds(120), seconds(0.5)))
    ]

    assert {"LOSSY"} < set().union(*said)
    assert "LINK_DOWN" not in set().union(*said)


def test_frames_that_found_a_full_queue_do_not_make_a_hop_one_that_loses_frames() -> None:
    story = told("40% loss on han from 45s for 1h, b1")
    queued = [
        replace(entry, note=replace(entry.note, by=Rate.called)) if isinstance(entry.note, FlightLost) else entry
        for entry in story.entries
    ]
    said = [codes(journey, story.layout, now) for now, journey in folded(queued, [Instant(seconds(100))])]

    assert said
    assert "LOSSY" in codes(*at("40% loss on han from 45s for 1h, b1", 100.0))
    assert "LOSSY" not in set().union(*said)


def test_who_has_power_again_is_not_down_and_who_woke_does_not_sleep() -> None:
    assert "DEVICE_DOWN" in codes(*at("power cut at hub from 45s for 300s, b1", 344.0))
    assert "DEVICE_DOWN" not in codes(*at("power cut at hub from 45s for 300s, b1", 346.0))
    assert "ASLEEP" in codes(*at("asleep", 119.0))
    assert "ASLEEP" not in codes(*at("asleep", 125.0))
    assert "ASLEEP" not in codes(*at("stuck asleep at b4 from 20s for 500s, b4", 300.0))


def test_nobody_sleeps_until_a_moment_that_is_past() -> None:
    story, now = told("stuck asleep at b4 from 20s for 500s, b4"), Instant(seconds(300))
    journey = Journey()
    journey.take_all(entry for entry in story.entries if entry.at <= now and not isinstance(entry.note, WakeMissed))

    assert not {"ASLEEP", "WAKE_MISSED"} & codes(journey, story.layout, now)
