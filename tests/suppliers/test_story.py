"""Whose requests a story's are: each Supplier sends its own, under its own identity, signed with its own key."""

from pathlib import Path
from typing import Any

import pytest

from lab.site import site_of, usual_supplier
from lab.story.heard import with_names
from lab.story.past import past_of
from lab.story.scenario import Scenario, scenario_of, suppliers_of
from lab.story.supplier import Planned, Supplier
from lab.story.verdict import faults_of, is_over
from premises.errors import SiteError
from premises.identity import Eui64, Name
from premises.machine.effects import KEY_BOOT
from premises.quantity import Instant, seconds
from premises.trust.alerts import signed
from premises.trust.trailer import check_trailer, supplier_key
from premises.wire.duis.messages import (
    ActivateFirmware,
    CommsHubAlert,
    FirmwareVersionResult,
    Refusal,
    ServiceResponse,
    UpdateFirmware,
)
from premises.wire.field.ota_file import read_ota_file
from premises.wire.gbcs.activation import ActivateFirmwareCommand
from premises.wire.gbcs.alerts import TransferResponseCode
from premises.wire.picture import Picture
from premises.wire.scenario import Expect
from premises.wire.site import DCC, Site
from tests.machine.reading import sends
from tests.rooms.stage import Stage
from tests.suppliers.two import NEW_EUI, OLD_EUI, TWO

OLD, NEW = Name("old"), Name("new")
B1 = Eui64("90-B3-D5-1F-30-B1-00-01")
ESME = {"kind": "ESME", "eui": "00-DB-12-34-56-78-90-A0", "firmware": {}}
STORY: dict[str, Any] = {
    "purpose": "Two Suppliers ask for things at one premises.",
    "site": {**TWO, "meters": {"esme": ESME}},
    "update": [
        {"at_s": 1, "to": ["b1"], "size": 256},
        {"at_s": 2, "to": ["esme"], "size": 256, "by": "new"},
    ],
    "activate": [{"at_s": 50, "to": "esme", "by": "new"}],
    "read": [{"at_s": 60, "to": "b1", "by": "new"}],
    "expect": {"running": {}, "within_s": 90, "heard": {"new": ["I99"]}},
}


def story(**changes: Any) -> Scenario:  # noqa: ANN401 - a document's values
    return scenario_of({**STORY, **changes}, "scenario", Path(), "two")


def by(scenario: Scenario, who: Name) -> list[Planned]:
    return [planned for planned in scenario.script if planned.by == who]


def test_each_request_is_its_suppliers_and_says_so() -> None:
    scenario = story()

    assert [planned.request.request_id.split(":")[0] for planned in by(scenario, OLD)] == [OLD_EUI]
    assert [planned.request.request_id.split(":")[0] for planned in by(scenario, NEW)] == [NEW_EUI] * 3
    numbers = [planned.request.request_id.rsplit(":", 1)[1] for planned in scenario.script]
    assert numbers == ["1", "2", "3", "4"], "no number is used twice in a story"


def test_whom_nobody_names_is_the_import_supplier_at_the_origin() -> None:
    site = {**TWO, "registered": {"electricity": "new", "gas": "old"}}

    assert usual_supplier(site_of(site, "site")) == NEW
    assert story(site={**site, "meters": {"esme": ESME}}).script[0].by == NEW


def test_a_suppliers_trailer_and_its_cs06_carry_its_own_signature() -> None:
    update, order, _ = (planned.request for planned in by(story(), NEW))
    assert isinstance(update, UpdateFirmware)
    assert isinstance(order, ActivateFirmware)
    key = supplier_key(Eui64(NEW_EUI))
    command = ActivateFirmwareCommand(Eui64(NEW_EUI), Eui64(ESME["eui"]), 3, order.firmware_hash, order.activation_at)  # type: ignore[arg-type]  # the table's

    assert check_trailer(read_ota_file(update.firmware_image).body, key.public)
    assert order.signature == signed(command, key).signature


def test_each_supplier_is_a_machine_that_sends_what_is_its_own() -> None:
    makers = suppliers_of(story())
    stages = {who: Stage(who, make) for who, make in makers.items()}
    sent = {
        who: [send.frame for at in (1, 2, 50, 60) for send in sends(_at(stage, at))] for who, stage in stages.items()
    }

    assert list(makers) == [OLD, NEW]
    assert [(frame.source, frame.target) for frame in sent[OLD]] == [(OLD, DCC)]
    assert [(frame.source, frame.target) for frame in sent[NEW]] == [(NEW, DCC)] * 3


def _at(stage: Stage[Any], at: float) -> Any:  # noqa: ANN401 - effects of a machine
    return stage.machine.wake(Instant(seconds(at)))


def test_a_campaign_is_one_suppliers_and_its_11_3_too() -> None:
    scenario = story(update=[], activate=[], read=[], campaign={"to": ["esme"], "size": 256, "by": "new"})
    (wanted,) = scenario.campaign.wanted

    assert scenario.campaigner == NEW
    assert wanted.request.request_id.startswith(NEW_EUI)
    idle = Stage(OLD, suppliers_of(scenario)[OLD])
    assert idle.machine.deadline is None, "who has no campaign waits for nothing"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {"update": [{"at_s": 1, "to": ["b1"], "by": "nwe"}]},
            "update.0.by: unknown Supplier 'nwe'",
        ),
        ({"activate": [{"at_s": 50, "to": "esme", "by": "dcc"}]}, "activate.0: unknown Supplier 'dcc'"),
        ({"read": [{"at_s": 50, "to": "b1", "by": "x"}]}, "read.0: unknown Supplier 'x'"),
        ({"read": [{"at_s": 50, "to": "b9"}]}, "read.0: unknown device 'b9'"),
        ({"campaign": {"to": ["b1"], "by": "x"}}, "campaign: unknown Supplier 'x'"),
        ({"expect": {"running": {}, "within_s": 9, "heard": {"x": []}}}, "expect.heard.x: this premises has old, new"),
    ],
)
def test_a_supplier_that_there_is_not_is_refused_in_words(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(SiteError) as refused:
        story(**changes)

    assert said in str(refused.value)


def test_the_suppliers_of_a_past_keep_nothing_but_their_radio() -> None:
    before = {"until_s": 20.0, "update": [{"at_s": 1.0, "to": ["b1"], "size": 256, "by": "new"}]}
    past = past_of(site_of({**TWO, "before": before}, "site"), 1)

    assert all(keep.key.startswith((KEY_BOOT, "radio/")) for who in (OLD, NEW) for keep in past.kept[who])


def test_what_each_supplier_was_told_is_a_promise_that_can_be_broken() -> None:
    stage = Stage(NEW, lambda kept: Supplier((), kept, who=NEW))
    for message in (
        ServiceResponse("r", "I99", Refusal.NONE, (), ""),
        CommsHubAlert("r", B1, 2, TransferResponseCode.SUCCESS),
        FirmwareVersionResult("r", B1, 2, is_read=True),
    ):
        stage.hear(DCC, message)
    picture = stage.machine.picture
    promised = Expect({}, 10.0, heard={"new": ["I99", "CCS08 b1 success", "11.2 b1 0x00000002"]})
    shown = {NEW: picture, OLD: Picture(OLD, None, "listening")}

    assert picture.who == NEW
    assert faults_of(promised, shown, Instant(0), {B1: "b1"}) == []
    assert faults_of(Expect({}, 10.0, heard={"old": []}), shown, Instant(0)) == []
    assert faults_of(Expect({}, 10.0, heard={"old": ["E4"]}), shown, Instant(0)) == [
        "old was told nothing, promised E4"
    ]
    assert with_names(f"N60 {B1}", {}) == f"N60 {B1}"


def test_a_story_is_over_when_every_supplier_has_its_answers() -> None:
    done = Picture(NEW, None, "listening", have=1, size=1)
    waiting = replace_picture(done, OLD, have=0)
    dcc = Picture(DCC, None, "idle")

    assert is_over({NEW: done, OLD: replace_picture(done, OLD, have=1), DCC: dcc}, (OLD, NEW))
    assert not is_over({NEW: done, OLD: waiting, DCC: dcc}, (OLD, NEW))
    assert not is_over({NEW: done, DCC: dcc}, (OLD, NEW))


def replace_picture(picture: Picture, who: Name, have: int) -> Picture:
    return Picture(who, None, picture.activity, have=have, size=picture.size)


def test_commands_are_numbered_in_the_order_of_time_for_no_device_takes_an_older_counter() -> None:
    read = [{"at_s": 40, "to": "hub", "by": "new"}, {"at_s": 60, "to": "esme", "by": "new"}]
    asked = [planned.request for planned in by(story(read=read), NEW)][1:]

    assert [type(request).__name__[:8] for request in asked] == ["ReadFirm", "Activate", "ReadFirm"]
    assert [request.request_id.rsplit(":", 1)[1] for request in asked] == ["3", "4", "5"]
    assert asked[0].request_id.split(":")[1] == Site().hub.eui
