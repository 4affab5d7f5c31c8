"""A premises under test over real processes: it plays as in virtual time, loses no process, and leaves none behind."""

import os
import signal
import threading
from contextlib import ExitStack
from itertools import pairwise
from pathlib import Path

import pytest

from lab.live.forked import forked
from lab.live.lineup import Choices
from lab.live.supervisor import Child, Part
from lab.site import site_of
from lab.testing.live.ground import LiveGround, live_ground
from lab.testing.premises import Premises
from lab.testing.words import CCS08, CS09, ServiceResponse
from premises.errors import PremisesError
from premises.faults.said.checked import fault_said
from premises.identity import Name
from premises.quantity import Instant, after, in_seconds, seconds
from premises.wire.notes.emulator import FaultImposed
from premises.wire.notes.flights import FlightDelivered, FlightLost
from premises.wire.site import DCC, HUB
from premises.wire.topics import CONDUCTOR
from tests.live.grounds import AN_HOUR, SITE, SPEED
from tests.live.premises_under_test import B1, BROKER, DOWN_WITHIN_S, Census
from tests.testing.story import SITE as STORY_SITE
from tests.testing.story import check_ground

pytestmark = pytest.mark.live

STORY_SPEED = 40.0


@pytest.fixture
def premises(ground: LiveGround) -> Premises:
    return Premises(ground, SITE, 7)


def never() -> bool:
    return False


def lost_on_wan(ground: LiveGround) -> list[Instant]:
    return [each.at for each in ground.entries if isinstance(each.note, FlightLost) and each.note.link == "wan"]


def test_real_processes_bear_the_story_of_every_ground(tmp_path: Path, processes: Census) -> None:
    site = site_of(STORY_SITE, "story")
    with live_ground(site, Choices(speed=STORY_SPEED, seed=7), tmp_path / "home") as ground:
        processes.add(ground.running.processes.values())
        check_ground(Premises(ground, site, 7))

    assert processes.left() == []


def test_an_update_is_heard_shown_and_noted(premises: Premises, ground: LiveGround) -> None:
    update = premises.update("b1", size=512)
    premises.wait_for(update, within="1h")
    kinds = [type(each.message) for each in ground.heard]
    delivered = [each for each in ground.entries if isinstance(each.note, FlightDelivered)]

    assert kinds[0] is ServiceResponse
    assert premises.supplier.received(CCS08, about="b1")
    assert premises.supplier.received(CS09, about="b1")
    assert premises.running("b1") == update.version
    assert {entry.who for entry in delivered} >= {DCC, HUB, B1}


def test_what_is_heard_is_in_order_and_not_before_it_is_due(premises: Premises, ground: LiveGround) -> None:
    update = premises.update("b1", size=512)
    early: list[Instant] = []

    def look() -> bool:
        heard = list(ground.heard)
        now = ground.now
        early.extend(each.at for each in heard if each.at > now)
        return len(heard) > 0

    came = ground.run(after(ground.now, AN_HOUR), look)

    assert (came, early) == (True, [])
    assert ground.heard[0].at >= after(update.sent_at, seconds(SITE.links.duis.latency_ms / 1000))
    assert all(one.at <= other.at for one, other in pairwise(ground.heard))


def test_notes_up_to_what_a_test_did_last_are_there_and_each_in_its_order(ground: LiveGround) -> None:
    ground.impose((fault_said("outage on wan", SITE),))
    asked = ground.now
    entries = list(ground.entries)
    imposed = [each for each in entries if isinstance(each.note, FaultImposed)]
    mine = {who: [(each.boot, each.number) for each in entries if each.who == who] for who in (DCC, HUB, B1, CONDUCTOR)}

    assert len(imposed) == 1
    assert asked >= imposed[0].at
    assert all(numbers == [(1, number) for number in range(len(numbers))] for numbers in mine.values())


def test_time_passes_at_the_speed_of_the_premises_until_then(ground: LiveGround) -> None:
    began = ground.now
    stopped = ground.run(after(began, seconds(4)), never)
    passed = in_seconds(Instant(ground.now - began))

    assert not stopped
    assert 4.0 <= passed <= 4.0 + SPEED


def test_a_fault_bites_from_when_it_is_imposed_and_heals_when_it_is_not(premises: Premises, ground: LiveGround) -> None:
    ground.impose((fault_said("outage on wan", SITE),))
    imposed_at = ground.now
    update = premises.update("b1", size=512)
    ground.run(after(ground.now, seconds(100)), lambda: bool(lost_on_wan(ground)))
    while_it_was = lost_on_wan(ground)
    ground.impose(())
    healed_at = ground.now
    premises.wait_for(update, within="2h")

    assert while_it_was
    assert all(imposed_at <= moment <= healed_at for moment in lost_on_wan(ground))


@pytest.mark.slow
@pytest.mark.parametrize("who", [BROKER, CONDUCTOR, DCC, HUB, B1])
def test_a_process_that_is_killed_comes_back_and_the_update_ends_well(
    who: Name, premises: Premises, ground: LiveGround, processes: Census
) -> None:
    update = premises.update("b1", size=512)
    premises.wait_for(ServiceResponse, within="10m")
    before = ground.running.processes
    os.kill(before[who], signal.SIGKILL)
    ground.run(after(ground.now, AN_HOUR), lambda: ground.running.processes[who] != before[who])
    processes.add(ground.running.processes.values())
    premises.wait_for(lambda: ground.pictures[B1].running == update.version, within="2h")

    assert premises.running("b1") == update.version
    assert {each.who for each in ground.entries if each.boot == 2} == ({who} if who != BROKER else set())


def test_a_premises_that_cannot_go_on_is_said_once_by_the_call_that_finds_it(tmp_path: Path, processes: Census) -> None:
    with live_ground(SITE, Choices(speed=SPEED), tmp_path / "home") as ground:
        processes.add(ground.running.processes.values())
        ground.running.files.secret(B1).unlink()
        os.kill(ground.running.processes[B1], signal.SIGKILL)
        with pytest.raises(
            PremisesError, match=r"the premises under test is gone: b1 did not come up \(code 2\): pass"
        ):
            ground.run(after(ground.now, AN_HOUR), never)
        with pytest.raises(PremisesError, match="the premises under test is gone"):
            ground.impose((fault_said("outage on wan", SITE),))
        known = len(ground.entries)

    assert known > 0
    assert processes.left() == []


def test_one_that_nobody_noticed_is_gone_is_said_at_the_end(tmp_path: Path, processes: Census) -> None:
    def unnoticed() -> None:
        with live_ground(SITE, Choices(speed=SPEED), tmp_path / "home") as ground:
            processes.add(ground.running.processes.values())
            ground.running.files.secret(B1).unlink()
            os.kill(ground.running.processes[B1], signal.SIGKILL)
            assert processes.left(within_s=DOWN_WITHIN_S) == []

    with pytest.raises(PremisesError, match="the premises under test is gone: b1 did not come up"):
        unnoticed()


def test_a_test_that_fails_leaves_no_process_and_no_thread(tmp_path: Path, processes: Census) -> None:
    def failing() -> None:
        with live_ground(SITE, Choices(speed=SPEED), tmp_path / "home") as ground:
            processes.add(ground.running.processes.values())
            raise KeyboardInterrupt

    before = threading.active_count()
    with pytest.raises(KeyboardInterrupt):
        failing()

    assert processes.left() == []
    assert threading.active_count() == before


@pytest.mark.parametrize(
    ("choices", "said"),
    [
        (Choices(broker="mqtt://u:p@127.0.0.1:1"), "127.0.0.1:1"),
        (Choices(broker="mosquito"), "expected embedded, mosquitto, rabbitmq or mqtt://"),
    ],
    ids=["no broker there", "no such broker"],
)
@pytest.mark.slow
def test_one_that_does_not_come_up_says_why(choices: Choices, said: str, tmp_path: Path, processes: Census) -> None:
    async def counted(part: Part, log: Path) -> Child:
        child = await forked(part, log)
        processes.add([child.pid])
        return child

    with pytest.raises(PremisesError, match=said), live_ground(SITE, choices, tmp_path / "home", counted):
        pass

    assert processes.left() == []


def test_several_of_one_name_are_up_at_once_and_the_working_folder_stays_clean(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    with ExitStack() as stack:
        grounds = [
            stack.enter_context(live_ground(SITE, Choices(speed=SPEED), tmp_path / name)) for name in ("one", "other")
        ]
        brokers = {ground.running.broker for ground in grounds}
        grounds[0].impose((fault_said("outage on wan", SITE),))
        imposed = [len([each for each in ground.entries if isinstance(each.note, FaultImposed)]) for ground in grounds]

    assert (len(brokers), imposed) == (2, [1, 0])
    assert list((tmp_path / "here").iterdir()) == []


def test_two_tests_in_one_folder_are_told_apart_in_words(ground: LiveGround, tmp_path: Path) -> None:
    with (
        pytest.raises(PremisesError, match="'tested' is already running here"),
        live_ground(SITE, Choices(), tmp_path / "home"),
    ):
        pass
