"""Private links of mixed versions: B1 drops what its child would not understand, which it learns from that."""

from collections.abc import Hashable

import pytest
from msgspec.structs import replace

from bridges.cast import bridge_maker
from bridges.plan import Change, fit
from bridges.private import PrivateLinks, private_plan
from lab.site import load_site
from premises.identity import Name
from premises.machine.ailing import Ailing
from premises.machine.contract import check_machine
from premises.machine.effects import NOTHING, Effects, Keep, Machine, Send, of_rows
from premises.quantity import ORIGIN, Instant, seconds
from premises.wire.field.metering import ReadAttributes
from premises.wire.field.zcl import ImageNotify, QueryNextImageRequest, Status, UpgradeEndRequest, UpgradeEndResponse
from premises.wire.message import Frame
from premises.wire.notes.downloads import FirmwareActivated
from premises.wire.notes.flights import FrameRelayed, FrameStranded
from premises.wire.picture import Picture
from premises.wire.site import HUB, Site
from premises.wire.tables.private import NewProtocolSpec, VisitSpec
from tests.house.tree import ROOT
from tests.machine.reading import listens, noted, sends
from tests.rooms.bridge_stage import bridge as one_bridge
from tests.rooms.bridge_stage import download, file, told_to_run
from tests.rooms.stage import Stage

B1, B2, B3, B4, PPMID = Name("b1"), Name("b2"), Name("b3"), Name("b4"), Name("ppmid")
OLD, LAST, NEW, NEWER = 0x0001_0000, 0x0001_FFFF, 0x0002_0000, 0x0002_0001
CHANGE = NewProtocolSpec("B1", "B2", NEW, NEW)
ASK = Frame(PPMID, HUB, 1, ReadAttributes(0))
ANSWER = Frame(HUB, PPMID, 1, ReadAttributes(0))
INVITED = Frame(HUB, B2, 0, ImageNotify(100, 0xA170, 0x0284, NEW))
TOLD = Frame(HUB, B2, 5, UpgradeEndResponse(0xA170, 0x0284, NEW, 9, 9))
END = Frame(B2, HUB, 5, UpgradeEndRequest(Status.SUCCESS, 0xA170, 0x0284, NEW))


def site(*visits: VisitSpec) -> Site:
    """Give all four bridges, of which B1 and B2 change their protocol once."""
    four = load_site(ROOT / "sites" / "four-bridges.toml")
    return replace(four, new_protocol=[CHANGE], visit=list(visits))


def bridge(who: Name = B1, *visits: VisitSpec) -> Stage[Machine]:
    return Stage(who, bridge_maker(site(*visits), who, 1))


def query(version: int, who: Name = B2) -> Frame:
    return Frame(who, HUB, 1, QueryNextImageRequest(0xA170, 0x0284, version, 1))


def passes(stage: Stage[Machine], frame: Frame) -> bool:
    """Say whether a frame is carried; what is not must be noted."""
    effects = stage.hear_frame(frame)
    carried = [effect for effect in sends(effects) if effect.frame == frame]
    assert bool(carried) is not bool(noted(effects, FrameStranded))
    assert bool(carried) is bool(noted(effects, FrameRelayed))
    return bool(carried)


def test_two_versions_fit_when_no_change_lies_between_them() -> None:
    changes = (Change(NEW, NEW), Change(NEWER, LAST))

    assert fit(changes, OLD, OLD)
    assert fit(changes, NEWER, NEW)
    assert not fit(changes, OLD, NEW)
    assert not fit(changes, NEW, OLD)
    assert not fit(changes, OLD, LAST)
    assert not fit(changes, NEW, NEW)


def test_a_site_without_changes_and_visits_has_bridges_that_know_of_none() -> None:
    four = load_site(ROOT / "sites" / "four-bridges.toml")

    assert [private_plan(four, who) for who in (B1, B2, B3, B4)] == [None] * 4
    assert [private_plan(site(), who) is None for who in (B1, B2, B3, B4)] == [False, True, True, True]


def test_nothing_crosses_to_or_from_a_child_of_another_protocol_nor_for_whoever_is_behind_it() -> None:
    stage = bridge()
    before = [passes(stage, frame) for frame in (ASK, ANSWER, INVITED)]
    effects = stage.hear_frame(query(NEW))
    after = [passes(stage, frame) for frame in (ASK, ANSWER, INVITED)]

    assert (before, after) == ([True] * 3, [False] * 3)
    assert sends(effects) == [], "not even what it was read from"
    assert noted(effects, FrameStranded) == [FrameStranded(B2, "QueryNextImageRequest", NEW, OLD)]


def test_who_stands_elsewhere_is_carried_all_the_same() -> None:
    three = Frame(B3, HUB, 1, QueryNextImageRequest(0xA170, 0x0384, NEW, 1))
    stage = bridge()
    stage.hear_frame(query(NEW))

    assert passes(stage, query(LAST)) is True
    assert stage.hear_frame(three) == bridge().hear_frame(three)


def test_a_child_that_is_told_to_run_what_does_not_fit_is_cut_off_from_then_on() -> None:
    stage = bridge()
    told = passes(stage, TOLD)

    assert told
    assert not passes(stage, ASK)


def test_a_child_that_asks_again_was_not_told_and_is_heard() -> None:
    stage = bridge()
    stage.hear_frame(TOLD)
    again = passes(stage, END)
    stage.hear_frame(TOLD)
    stage.hear_frame(TOLD)

    assert again
    assert not passes(stage, ASK)
    assert passes(stage, END), "however often it is told"


def test_a_child_whose_new_version_did_not_come_up_is_heard_when_it_says_what_it_runs() -> None:
    stage = bridge()
    stage.hear_frame(TOLD)

    assert not passes(stage, ASK)
    assert passes(stage, query(OLD))
    assert passes(stage, ASK)


def test_what_somebody_behind_a_child_is_told_to_run_is_not_what_the_child_runs() -> None:
    stage = bridge()
    passes(stage, Frame(HUB, PPMID, 5, UpgradeEndResponse(0xA170, 0x0084, NEW, 9, 9)))

    assert passes(stage, ASK)


def test_a_child_that_is_told_twice_ran_before_what_it_ran_before_the_first() -> None:
    stage, told = bridge(), Frame(HUB, B2, 5, UpgradeEndResponse(0xA170, 0x0284, LAST, 9, 9))
    passes(stage, told)
    passes(stage, told)

    assert stage.shelf.get("private/child/b2") == b"%d %d" % (LAST, OLD)


def test_what_the_bridge_itself_says_to_such_a_child_is_not_sent_either() -> None:
    own, plan = one_bridge().machine, private_plan(site(), B1)
    assert plan is not None
    talker = PrivateLinks(Talker(), own, plan, of_rows({"private/child/b2": b"%d %d" % (NEW, NEW)}))
    understood = PrivateLinks(Talker(), own, plan, of_rows({}))

    assert talker.start(ORIGIN) == [FrameStranded(B2, "ImageNotify", NEW, OLD)]
    assert understood.start(ORIGIN) == [Send(B2, INVITED)]


class Talker:
    """A bridge that invites its child when it begins, and does nothing else."""

    state: Hashable = None
    deadline: Instant | None = None
    picture = Picture(B1, OLD, "idle")

    def start(self, now: Instant) -> Effects:
        return [Send(B2, INVITED)]

    def receive(self, frame: Frame, now: Instant) -> Effects:
        return NOTHING

    def wake(self, now: Instant) -> Effects:
        return NOTHING


def test_what_a_child_runs_is_kept_through_a_loss_of_power() -> None:
    stage = bridge()
    stage.hear_frame(TOLD)
    stage.restart()

    assert not passes(stage, ASK)
    assert passes(stage, END)


def test_a_visit_gives_a_bridge_a_version_once_and_nobody_is_told() -> None:
    stage = bridge(B1, VisitSpec(50.0, "b1", NEW), VisitSpec(20.0, "b2", NEW))
    stage.hear_frame(query(NEW))
    effects: Effects = []
    while not noted(effects, FirmwareActivated):
        effects = stage.wake()
    stage.restart()
    again = stage.wake()

    assert stage.now >= seconds(50)
    assert noted(effects, FirmwareActivated) == [FirmwareActivated(NEW, OLD)]
    assert [effect for effect in effects if isinstance(effect, Send)] == []
    assert Keep("private/visits", b"1") in effects
    assert noted(again, FirmwareActivated) == []
    assert stage.machine.picture.running == NEW
    assert passes(stage, ASK)


@pytest.mark.parametrize(("is_down", "listens_again"), [(True, [True]), (False, [])])
def test_a_visitor_ends_a_reboot_and_a_download_that_are_under_way(is_down: bool, listens_again: list[bool]) -> None:
    stage = one_bridge()
    download(stage, file())
    if is_down:
        told_to_run(stage)
    effects = stage.keep(stage.machine.take_by_hand(NEWER, stage.now))
    after = stage.machine.picture
    stage.restart()

    assert listens(effects) == listens_again
    assert after == Picture(B1, NEWER, "idle")
    assert stage.machine.picture == after, "it is kept, and nothing of the download is"


def test_a_bridge_that_minds_its_links_keeps_the_contract_of_a_machine() -> None:
    frames = [ASK, ANSWER, query(NEW), query(OLD), INVITED, TOLD, END]

    assert isinstance(bridge().machine, Ailing)
    check_machine(bridge_maker(site(VisitSpec(50.0, "b1", NEW)), B1, 1), frames)
