"""The back end as the Supplier of four bridges, with everything that can go wrong on the way."""

import pytest
from desk import Desk, release_for
from supplier_backend.backend import PATIENCE, RETRY_AFTER, Backend
from supplier_backend.fleet import Device, State

from lab.testing.premises import Premises
from lab.testing.words import CCS08, CS09, ServiceResponse, TransferResponseCode

pytestmark = pytest.mark.premises(site="flat.toml", seed=7)

SLEEPY = {"ppmid_variant": "B4", "eui": "90-B3-D5-1F-30-B4-00-01", "image_type": 0x0484, "wake_every_s": 1_800.0}
ONLY_B4 = {"name": "only-b4", "shape": "any", "bridges": {"b4": SLEEPY}}


def test_every_bridge_gets_the_new_firmware(premises: Premises, desk: Desk) -> None:
    desk.look()
    premises.wait_for(desk.is_over, within="2d")

    assert desk.states() == {State.UP_TO_DATE}


def test_what_the_back_end_says_is_what_the_bridges_run(premises: Premises, desk: Desk) -> None:
    desk.look()
    premises.wait_for(desk.is_over, within="2d")

    assert {premises.running(who) for who in ("b1", "b2", "b3", "b4")} == {0x0001_0001}
    assert premises.supplier.never_received(CCS08, transfer_response_code=TransferResponseCode.IMAGE_DISCARDED)


def test_a_lost_alert_is_said_again(premises: Premises, desk: Desk) -> None:
    with premises.on("hub->dcc").drop(nth=1, kind=CS09):
        desk.look()
        premises.wait_for(CS09, about="B1")

    assert "FirmwareActivationAlert: CS09 success for b1  lost" in premises.ladder(last=50)
    assert desk.report("b1").state is State.UP_TO_DATE
    assert desk.report("b1").tries == 1


def test_blocks_lost_on_the_alt_han_cost_time_and_nothing_else(premises: Premises, desk: Desk) -> None:
    with premises.on("B1<->B2").loss("30%"):
        desk.look()
        premises.wait_for(CS09, about="B2")

    assert desk.report("b2").state is State.UP_TO_DATE


def test_a_displaced_image_is_sent_again_and_politely(premises: Premises, desk: Desk) -> None:
    desk.look()
    premises.let_pass("5s")
    premises.update("b3")  # another Supplier's: the hub has room for one of the two
    premises.wait_for(CCS08, about="B1", transfer_response_code=TransferResponseCode.IMAGE_DISCARDED)

    assert desk.report("b1").state is State.WAITING
    assert desk.report("b1").because == "discarded"

    premises.let_pass(RETRY_AFTER)
    desk.look()
    premises.wait_for(CS09, about="B1")

    assert desk.report("b1").state is State.UP_TO_DATE
    assert desk.report("b1").tries == 2


@pytest.mark.premises(site=ONLY_B4)
def test_a_bridge_that_sleeps_is_asked_and_waited_for(premises: Premises, desk: Desk) -> None:
    desk.look()
    premises.let_pass("20m")

    assert desk.report("b4").state is State.ASKED
    assert premises.supplier.believes("b4").is_accepted

    premises.wait_for(CS09, about="B4")

    assert premises.now_s > 1_800  # its first wake
    assert desk.report("b4").state is State.UP_TO_DATE


@pytest.mark.premises(site=ONLY_B4)
def test_a_bridge_that_never_wakes_is_silent_until_it_does(premises: Premises, desk: Desk) -> None:
    with premises.on("B4").stuck_asleep():
        desk.look()
        premises.let_pass(PATIENCE)
        desk.look()

        assert desk.report("b4").state is State.SILENT

    premises.wait_for(CS09, about="B4")

    assert desk.report("b4").state is State.UP_TO_DATE
    assert desk.report("b4").tries == 1


def test_a_bridge_that_cannot_run_it_is_left_to_a_person_and_the_others_go_on(premises: Premises, desk: Desk) -> None:
    with premises.on("B1").fail_activate():
        desk.look()
        premises.wait_for(desk.is_over, within="2d")

    assert desk.report("b1").state is State.FAILED
    assert desk.report("b1").because == "does not run the new version"
    assert premises.running("b1") == 0x0001_0000
    assert desk.report("b4").state is State.UP_TO_DATE


def test_a_device_that_the_dcc_does_not_know_is_left_to_a_person(premises: Premises) -> None:
    stranger = Device("90-B3-D5-1F-30-FF-FF-FF", "B1", 0x0001_0000)
    backend = Backend([stranger], [release_for(premises.site.bridges["b1"])])
    Desk(premises, backend).look()
    answer = premises.wait_for(ServiceResponse)

    assert answer.refused == (stranger.id,)
    assert backend.report()[stranger.id].state is State.FAILED
    assert backend.due_at() is None


def test_a_wait_that_fails_says_why(premises: Premises, desk: Desk) -> None:
    with premises.on("wan").outage():
        desk.look()
        with pytest.raises(AssertionError, match="LINK_DOWN"):
            premises.wait_for(CS09, within="1h")

    assert desk.report("b1").state is State.ASKED
