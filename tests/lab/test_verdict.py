"""When a story is over, and whether it kept its promise: from pictures alone."""

import pytest

from lab.story.verdict import (
    DISCARDED,
    SUCCESS,
    WAITING,
    displacer_of,
    faults_of,
    is_final,
    is_over,
    outcome_in_words,
    took,
)
from premises.identity import Eui64, Name
from premises.quantity import Instant, seconds
from premises.wire.picture import Held, Outcome, Picture, Service
from premises.wire.scenario import Expect
from premises.wire.site import DCC, SUPPLIER

B1, PPMID = Name("b1"), Name("ppmid")
EXPECT = Expect(running={"b1": 2}, within_s=10.0)


def outcome(transfer: str = WAITING, activation: str = WAITING, detail: str = "") -> Outcome:
    return Outcome("a:b:1", Eui64("90-B3-D5-1F-30-B1-00-01"), 2, transfer, activation, detail)


def pictures(
    *outcomes: Outcome, answered: int = 1, asked: int = 1, activity: str = "idle", running: int = 2
) -> dict[Name, Picture]:
    return {
        SUPPLIER: Picture(SUPPLIER, None, "listening", None, answered, asked),
        DCC: Picture(DCC, None, activity, outcomes=outcomes),
        B1: Picture(B1, running, "idle"),
    }


@pytest.mark.parametrize(
    ("transfer", "activation", "final"),
    [
        (WAITING, WAITING, False),
        (SUCCESS, WAITING, False),
        (WAITING, SUCCESS, True),
        (SUCCESS, SUCCESS, True),
        (SUCCESS, "failure", True),
        ("image_discarded", WAITING, True),
        ("too_large", WAITING, True),
    ],
)
def test_an_outcome_is_final_when_nothing_more_can_come(transfer: str, activation: str, final: bool) -> None:
    assert is_final(outcome(transfer, activation)) is final


def test_a_story_is_over_when_every_request_has_its_last_outcome() -> None:
    assert is_over(pictures(outcome(SUCCESS, SUCCESS)))
    assert not is_over(pictures(outcome(SUCCESS, SUCCESS), outcome(SUCCESS)))


def test_a_story_is_not_over_while_a_request_is_unanswered_or_under_way_or_nobody_shows_themselves() -> None:
    assert not is_over(pictures(outcome(SUCCESS, SUCCESS), answered=1, asked=2))
    assert not is_over(pictures(outcome(SUCCESS, SUCCESS), activity="sending"))
    assert not is_over({})
    assert not is_over({SUPPLIER: pictures()[SUPPLIER]})


def test_a_refused_request_leaves_no_outcome_and_the_story_is_over() -> None:
    assert is_over(pictures())


def test_a_promise_kept_has_no_fault() -> None:
    assert faults_of(EXPECT, pictures(outcome(SUCCESS, SUCCESS)), Instant(seconds(10))) == []


def test_every_broken_promise_is_a_fault_of_its_own() -> None:
    assert faults_of(EXPECT, pictures(running=1), None) == [
        "not every request had its outcome within 10 s",
        "b1 runs 0x00000001, promised 0x00000002",
    ]


def test_a_promise_kept_late_is_a_fault() -> None:
    assert faults_of(EXPECT, pictures(), Instant(seconds(10.5))) == ["over after 10.5 s, promised within 10 s"]


def test_a_device_that_never_showed_itself_runs_nothing() -> None:
    assert faults_of(EXPECT, {}, Instant(0)) == ["b1 runs nothing, promised 0x00000002"]


@pytest.mark.parametrize(
    ("service", "faults"),
    [
        (Service(), []),
        (Service(seconds(41), 1), []),
        (Service(seconds(41.2), 1), ["ppmid lost 41.2 s of service, promised 41 s at most"]),
        (Service(seconds(1), 1, is_cut=True), ["ppmid is cut off, promised 41 s lost at most"]),
        (None, ["ppmid says nothing of its service, promised 41 s lost at most"]),
    ],
    ids=["unhurt", "as promised", "more", "cut off", "never seen"],
)
def test_a_meter_that_lost_more_service_than_was_promised_is_a_fault(
    service: Service | None, faults: list[str]
) -> None:
    expect = Expect(running={}, within_s=10.0, service_lost_max_s={"ppmid": 41.0})
    shown = {} if service is None else {PPMID: Picture(PPMID, None, "showing", service=service)}

    assert faults_of(expect, shown, Instant(0)) == faults


@pytest.mark.parametrize(
    ("known", "words"),
    [
        (outcome(), "no word yet"),
        (outcome(SUCCESS), "transferred (CCS08), no word of its activation yet"),
        (outcome(SUCCESS, SUCCESS), "runs the new version (CS09)"),
        (outcome(SUCCESS, "failure"), "activation failure (CS09)"),
        (outcome("image_discarded"), "transfer ended: image discarded (CCS08)"),
        (outcome("too_large", detail="the hub did not store it: too large"), "the hub did not store it: too large"),
    ],
)
def test_an_outcome_is_said_with_the_alert_that_told_of_it(known: Outcome, words: str) -> None:
    assert outcome_in_words(known) == words


def test_how_long_it_took_is_said_in_words() -> None:
    assert took(None) == "not over"
    assert took(Instant(seconds(200))) == "over after 3 min 20 s"


EUIS = tuple(Eui64(f"90-B3-D5-1F-30-B{number}-00-01") for number in (1, 2, 3))
NAMES = {eui: f"b{number}" for number, eui in enumerate(EUIS, start=1)}


def one_each(*transfers: str) -> tuple[Outcome, ...]:
    """Give an outcome of a request of its own for B1, B2 and B3."""
    pairs = zip(EUIS, transfers, strict=True)
    return tuple(Outcome(f"a:b:{number}", eui, 2, word, WAITING, "") for number, (eui, word) in enumerate(pairs))


def test_what_is_displaced_must_be_exactly_what_was_promised() -> None:
    expect = Expect({}, 10.0, displaced=["b1", "b3"])
    shown = pictures(*one_each(DISCARDED, DISCARDED, SUCCESS))

    assert faults_of(expect, shown, Instant(0), NAMES) == [
        "b3's image was not displaced, promised it was",
        "b2's image was displaced, not promised",
    ]
    assert faults_of(Expect({}, 10.0, displaced=["b2", "b1"]), shown, Instant(0), NAMES) == []
    assert faults_of(Expect({}, 10.0), shown, Instant(0), NAMES) == [], "nothing was promised"


def test_a_displaced_image_made_room_for_the_next_one_that_was_stored() -> None:
    outcomes = one_each(DISCARDED, "too_large", SUCCESS)

    assert displacer_of(outcomes[0], outcomes) == outcomes[2]
    assert displacer_of(outcomes[2], outcomes) is None, "it was not displaced"
    assert displacer_of(outcomes[0], outcomes[:2]) is None, "nobody came after it"


def test_a_request_does_not_displace_itself() -> None:
    first, second = (Outcome("a:b:1", eui, 2, DISCARDED, WAITING, "") for eui in EUIS[:2])
    third = Outcome("a:b:2", EUIS[2], 2, WAITING, WAITING, "")

    assert displacer_of(first, (first, second, third)) == third


@pytest.mark.parametrize(
    ("promised", "found", "faults"),
    [
        (None, 2, []),
        (1, 1, []),
        (0, 0, []),
        (0, 1, ["AD1 went to the network operator 1 times, promised 0"]),
        (2, 1, ["AD1 went to the network operator 1 times, promised 2"]),
    ],
)
def test_a_promise_about_power_outage_alerts_is_held_to_the_adapters_picture(
    promised: int | None, found: int, faults: list[str]
) -> None:
    shown = pictures() | {DCC: Picture(DCC, None, "idle", outage_alerts=found)}

    assert faults_of(Expect(running={}, within_s=10.0, outage_alerts=promised), shown, Instant(seconds(1))) == faults


@pytest.mark.parametrize(
    ("over", "faults"), [(6.9, ["over after 6.9 s, promised not before 7 s"]), (7.0, []), (10.0, [])]
)
def test_a_story_of_delay_is_not_over_before_its_time(over: float, faults: list[str]) -> None:
    expect = Expect(running={}, within_s=10.0, not_before_s=7.0)

    assert faults_of(expect, {}, Instant(seconds(over))) == faults


def test_what_the_supplier_was_told_is_held_to_each_request_in_order() -> None:
    names = {outcome().device_id: "b1"}
    seen = pictures(outcome("image_discarded", SUCCESS), outcome(SUCCESS, "failure"))
    promise = Expect({}, 10.0, told={"b1": ["image_discarded success", "success failure"]})
    other = Expect({}, 10.0, told={"b1": ["success failure"]})

    assert faults_of(promise, seen, Instant(seconds(1)), names) == []
    assert faults_of(other, seen, Instant(seconds(1)), names) == [
        "of b1 the Supplier was told image_discarded success, success failure, promised success failure"
    ]
    assert faults_of(promise, {}, Instant(seconds(1)), names) == [
        "of b1 the Supplier was told nothing, promised image_discarded success, success failure"
    ]


@pytest.mark.parametrize(
    ("promised", "faults"),
    [
        ("Suspended 0x00000001", []),
        (
            "Commissioned 0x00000001",
            ["the inventory holds Suspended 0x00000001 of b1, promised Commissioned 0x00000001"],
        ),
        ("Suspended 0x00000002", ["the inventory holds Suspended 0x00000001 of b1, promised Suspended 0x00000002"]),
    ],
)
def test_what_the_inventory_holds_is_held_to_status_and_version(promised: str, faults: list[str]) -> None:
    shown = {DCC: Picture(DCC, None, "idle", inventory=(Held(outcome().device_id, "Suspended", 1),))}
    expect = Expect({}, 10.0, inventory={"b1": promised})

    assert faults_of(expect, shown, Instant(0), {outcome().device_id: "b1"}) == faults


def test_a_device_that_is_on_no_inventory_is_held_as_nothing() -> None:
    expect = Expect({}, 10.0, inventory={"b1": "Pending 0x00000001"})
    fault = "the inventory holds nothing of b1, promised Pending 0x00000001"

    assert faults_of(expect, {DCC: Picture(DCC, None, "idle")}, Instant(0)) == [fault]
    assert faults_of(expect, {}, Instant(0)) == [fault]
