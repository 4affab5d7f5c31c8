"""A premises under test in virtual time: a ground like any other, the same again with the same seed, and quick."""

import time

import pytest

from lab.testing.ground import ENTRIES_MAX, HEARD_MAX, Heard
from lab.testing.virtual_ground import PlayedSupplier
from premises.errors import UsageError
from premises.machine.contract import check_machine
from premises.machine.effects import Kept, Send, of_rows
from premises.quantity import Instant, seconds
from premises.wire.duis.messages import MAIL_FIRST, DuisAck, Refusal, ServiceResponse
from premises.wire.message import Frame
from premises.wire.site import DCC, SUPPLIER
from tests.machine.reading import sent
from tests.rooms.dcc_stage import request
from tests.testing.stage import digest, premises_of, staged, trace
from tests.testing.story import SITE, check_ground

ONE, TWO, THREE = (Instant(seconds(count)) for count in (1, 2, 3))
ASKED = request(1)
ANSWER = ServiceResponse("1", "I99", Refusal.NONE, (), "")

START_WITHIN_S = 0.05
"""The bar: what a test waits for its premises, once everything is imported."""


def test_virtual_time_bears_the_story_of_every_ground() -> None:
    check_ground(premises_of(SITE))


def test_the_same_test_with_the_same_seed_makes_the_same_notes() -> None:
    traces = []
    for _ in range(2):
        premises, ground = staged(SITE, seed=3)
        check_ground(premises)
        traces.append(trace(ground))

    assert len(traces[0]) > 400
    assert digest(traces[0]) == digest(traces[1])


def test_another_seed_makes_another_story() -> None:
    traces = []
    for seed in (3, 4):
        premises, ground = staged(SITE, seed)
        premises.wait_for(premises.update("b1"))
        traces.append(trace(ground))

    assert digest(traces[0]) != digest(traces[1])


def test_a_premises_starts_in_less_than_fifty_milliseconds() -> None:
    premises_of()
    took = []
    for _ in range(5):
        began = time.perf_counter()
        premises_of()
        took.append(time.perf_counter() - began)

    assert min(took) < START_WITHIN_S


def test_a_fault_that_a_test_imposes_is_noted_as_one_that_a_person_imposes() -> None:
    premises, ground = staged(SITE)
    with premises.on("wan").outage(lasting="5m"):
        premises.let_pass("1s")

    said = [entry.note for entry in ground.entries if entry.who == "conductor"]
    assert [type(note).__name__ for note in said] == ["FaultImposed", "FaultCleared"]
    assert getattr(said[0], "said", "") == "outage on wan for 5m"


def test_a_fault_that_stays_keeps_its_name_and_its_count_when_another_comes_and_goes() -> None:
    premises, ground = staged(SITE)
    premises.update("b1", size=500)
    with premises.on("hub->b1").drop(nth=2, kind="ImageBlockResponse"):
        premises.wait_for(lambda: premises.party("b1").received("ImageBlockResponse"))
        with premises.on("wan").latency("1s"):
            premises.wait_for("CS09")

    lost = [entry for entry in ground.entries if type(entry.note).__name__ == "FlightLost" and entry.who == "hub"]
    ids = [getattr(entry.note, "id", "") for entry in ground.entries if entry.who == "conductor"]
    assert [getattr(entry.note, "kind", "") for entry in lost].count("ImageBlockResponse") == 1
    assert ids == ["f1", "f2", "f2", "f1"]


def played(kept: Kept) -> PlayedSupplier:
    """Give a Supplier that was told to say something at 1 s, and then to say it again at 2 s."""
    made = PlayedSupplier()
    made.say(ASKED, ONE)
    made.say(ASKED, TWO)
    return made


def test_the_played_supplier_keeps_the_contract_of_a_machine() -> None:
    check_machine(played, [Frame(DCC, SUPPLIER, 0, ANSWER)] * 3)


def test_the_played_supplier_sends_each_request_when_it_was_said() -> None:
    made = played(of_rows({}))

    assert made.deadline == ONE
    assert sent(made.wake(ONE)) == [ASKED]
    assert made.deadline == TWO
    assert sent(made.wake(THREE)) == [ASKED]
    assert made.deadline is None


def test_what_the_supplier_hears_has_its_moment() -> None:
    made = played(of_rows({}))
    made.receive(Frame(DCC, SUPPLIER, 0, ANSWER), THREE)

    assert list(made.heard) == [Heard(THREE, ANSWER)]


def test_what_comes_again_under_its_number_is_heard_once_and_acknowledged_each_time() -> None:
    made = played(of_rows({}))
    frame = Frame(DCC, SUPPLIER, MAIL_FIRST, ANSWER)
    acks = [made.receive(frame, at) for at in (THREE, Instant(THREE + 1))]

    assert list(made.heard) == [Heard(THREE, ANSWER)]
    assert acks == [[Send(DCC, Frame(SUPPLIER, DCC, 0, DuisAck(MAIL_FIRST)))]] * 2


def test_a_story_of_too_many_messages_fails_in_one_line() -> None:
    made = played(of_rows({}))
    frame = Frame(DCC, SUPPLIER, 0, ANSWER)
    made.state = ((), 0, (Heard(Instant(0), ANSWER),) * HEARD_MAX, ())

    with pytest.raises(UsageError, match=f"the Supplier heard more than {HEARD_MAX} messages"):
        made.receive(frame, Instant(1))


def test_a_story_of_too_many_notes_fails_in_one_line() -> None:
    premises, ground = staged(SITE)
    ground._entries *= ENTRIES_MAX // len(ground.entries) + 1

    with pytest.raises(UsageError, match=f"more than {ENTRIES_MAX} notes in one test"):
        premises.let_pass("10m")
