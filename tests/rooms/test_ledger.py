"""What the DCC adapter makes of alerts: heard once, in any order, and remembered within named limits."""

import pytest

from dcc_adapter.ledger import HEARD_MAX, OUTCOMES_MAX, Ledger
from premises.machine.effects import Nothing
from premises.wire.duis.messages import CommsHubAlert, PPMIDAlert
from premises.wire.field.wan import AlertAck, TransferEnd, TransferStatus
from premises.wire.gbcs.alerts import ActivateImageResultCode, TransferResponseCode
from premises.wire.gbcs.message import GbcsAlert
from premises.wire.notes.requests import AlertReceived
from premises.wire.site import ACB_EUI, HUB, SUPPLIER
from tests.machine.reading import noted, sends, sent, sent_of
from tests.rooms.dcc_stage import CHF, ONE, TWO, adapter, ask, ccs08, cs09, request, request_id, tell
from tests.rooms.hub_stage import NEW, NEWER, OLD

FAILED = ActivateImageResultCode.FAILURE
DISCARDED = TransferResponseCode.IMAGE_DISCARDED


def test_ccs08_is_acknowledged_and_passed_to_the_supplier_with_its_request() -> None:
    stage = adapter()
    ask(stage, request())
    effects = tell(stage, ccs08())

    assert noted(effects, AlertReceived) == [AlertReceived("CCS08", ONE, NEW, "success")]
    assert [(send.to, send.frame.message) for send in sends(effects)] == [
        (HUB, AlertAck(CHF, 1)),
        (SUPPLIER, CommsHubAlert(request_id(1), ONE, NEW, TransferResponseCode.SUCCESS)),
    ]
    assert [(outcome.transfer, outcome.activation) for outcome in stage.machine.picture.outcomes] == [
        ("success", "waiting")
    ]


@pytest.mark.parametrize("code", list(TransferResponseCode))
def test_every_code_of_ccs08_is_the_outcome_of_the_transfer(code: TransferResponseCode) -> None:
    stage = adapter()
    ask(stage, request(1, ONE, TWO))
    tell(stage, ccs08(entity=TWO, code=code))

    assert [outcome.transfer for outcome in stage.machine.picture.outcomes] == ["waiting", code.name.lower()]


def test_cs09_is_passed_to_the_supplier_and_the_inventory_learns_the_version() -> None:
    stage = adapter()
    ask(stage, request())
    effects = tell(stage, cs09())

    assert sent_of(effects, PPMIDAlert) == [PPMIDAlert(request_id(1), ONE, NEW, ActivateImageResultCode.SUCCESS)]
    assert [device.firmware_version for device in stage.machine._ledger.devices[:2]] == [NEW, OLD]
    assert [outcome.activation for outcome in stage.machine.picture.outcomes] == ["success"]


def test_a_failed_activation_leaves_the_inventory_as_it_was() -> None:
    stage = adapter()
    ask(stage, request())
    tell(stage, cs09(result=FAILED))

    assert {device.firmware_version for device in stage.machine._ledger.devices} == {OLD}
    assert [outcome.activation for outcome in stage.machine.picture.outcomes] == ["failure"]


def test_what_the_inventory_learnt_decides_what_is_refused_also_after_a_restart() -> None:
    stage = adapter()
    tell(stage, cs09())
    before = ask(stage, request(1)).response_code
    stage.restart()

    assert (before, ask(stage, request(2)).response_code) == ("E110401", "E110401")
    assert ask(stage, request(3, version=NEWER)).response_code == "I99"


def test_an_alert_heard_twice_is_acknowledged_twice_and_passed_on_once() -> None:
    stage = adapter()
    ask(stage, request())
    tell(stage, ccs08())
    again = tell(stage, ccs08())

    assert sent(again) == [AlertAck(CHF, 1)]
    assert noted(again, AlertReceived) == []


def test_an_alert_heard_before_a_restart_is_not_passed_on_after_it() -> None:
    stage = adapter()
    tell(stage, ccs08())
    stage.restart()

    assert sent(tell(stage, ccs08())) == [AlertAck(CHF, 1)]


def test_a_counter_is_one_originators_and_out_of_order_is_not_heard_before() -> None:
    stage = adapter()
    tell(stage, ccs08(7))
    others: list[GbcsAlert] = [ccs08(6), ccs08(8), cs09(7)]

    assert all(noted(tell(stage, other), AlertReceived) for other in others)


def test_cs09_before_ccs08_comes_to_the_same_outcome() -> None:
    outcomes = []
    for alerts in ([ccs08(), cs09()], [cs09(), ccs08()]):
        stage = adapter()
        ask(stage, request())
        for alert in alerts:
            stage.hear(HUB, alert)
        outcomes.append(stage.machine.picture.outcomes)

    assert outcomes[0] == outcomes[1]


def test_an_older_cs09_that_comes_late_does_not_take_the_inventory_back() -> None:
    # The first alert was lost on the WAN and is said again after the second update was over.
    stage = adapter()
    tell(stage, cs09(2, version=NEWER))
    tell(stage, cs09(1, version=NEW))

    assert stage.machine._ledger.devices[0].firmware_version == NEWER


def test_what_is_older_of_one_device_says_nothing_of_another() -> None:
    stage = adapter()
    tell(stage, cs09(9, who=TWO))
    tell(stage, cs09(1, who=ONE))

    assert [device.firmware_version for device in stage.machine._ledger.devices[:2]] == [NEW, NEW]


def test_an_alert_about_nothing_that_was_asked_for_is_passed_on_without_a_request() -> None:
    stage = adapter()

    assert sent_of(tell(stage, ccs08(version=NEWER)), CommsHubAlert)[0].request_id == ""


def test_an_alert_is_about_the_latest_request_for_its_device_and_version() -> None:
    stage = adapter()
    ask(stage, request(1))
    ask(stage, request(2, version=NEWER))
    ask(stage, request(3, TWO))
    effects = tell(stage, ccs08(version=NEW))

    assert sent_of(effects, CommsHubAlert)[0].request_id == request_id(1)
    assert [outcome.transfer for outcome in stage.machine.picture.outcomes] == ["success", "waiting", "waiting"]


def test_when_one_request_displaced_another_of_the_same_version_each_has_its_own_outcome() -> None:
    stage = adapter()
    for number in (1, 2):
        ask(stage, request(number))
        stage.hear(HUB, TransferEnd(number, TransferStatus.STORED))
    discarded = tell(stage, ccs08(1, code=DISCARDED))
    tell(stage, ccs08(2))
    runs = tell(stage, cs09())

    assert sent_of(discarded, CommsHubAlert)[0].request_id == request_id(1)
    assert sent_of(runs, PPMIDAlert)[0].request_id == request_id(2)
    assert [(outcome.transfer, outcome.activation) for outcome in stage.machine.picture.outcomes] == [
        ("image_discarded", "waiting"),
        ("success", "success"),
    ]


def test_an_outcome_that_ccs08_told_is_not_told_again_by_the_end_of_the_transfer() -> None:
    stage = adapter()
    ask(stage, request())
    tell(stage, ccs08(code=DISCARDED))
    stage.hear(HUB, TransferEnd(1, TransferStatus.REFUSED_BY_RANK))

    assert [outcome.transfer for outcome in stage.machine.picture.outcomes] == ["image_discarded"]


def test_the_end_of_one_transfer_is_no_outcome_of_another_request() -> None:
    stage = adapter()
    for number in (1, 2):
        ask(stage, request(number))
    stage.hear(HUB, TransferEnd(1, TransferStatus.TOO_LARGE))

    assert [outcome.transfer for outcome in stage.machine.picture.outcomes] == ["too_large", "waiting"]


def test_only_so_many_outcomes_are_remembered_and_the_oldest_goes_first() -> None:
    stage = adapter()
    for number in range(1, OUTCOMES_MAX + 3):
        ask(stage, request(number))
        stage.hear(HUB, TransferEnd(number, TransferStatus.STORED))
    known = [outcome.request_id for outcome in stage.machine.picture.outcomes]
    stage.restart()

    assert known == [request_id(number) for number in range(3, OUTCOMES_MAX + 3)]
    assert [outcome.request_id for outcome in stage.machine.picture.outcomes] == known
    assert len(list(stage.shelf.below("outcomes"))) == OUTCOMES_MAX


def test_only_so_many_alerts_are_remembered_and_the_oldest_is_forgotten_first() -> None:
    stage = adapter()
    for counter in range(1, HEARD_MAX + 2):
        tell(stage, ccs08(counter))
    stage.restart()

    assert len(list(stage.shelf.below("heard"))) == HEARD_MAX
    assert not stage.machine._ledger.heard(ccs08(1))
    assert all(stage.machine._ledger.heard(ccs08(counter)) for counter in range(2, HEARD_MAX + 2))


def test_after_a_restart_the_next_to_be_forgotten_is_still_the_oldest() -> None:
    stage = adapter()
    for counter in range(HEARD_MAX, 0, -1):
        tell(stage, ccs08(counter))
    stage.restart()
    tell(stage, ccs08(1_000))

    assert not stage.machine._ledger.heard(ccs08(HEARD_MAX))
    assert stage.machine._ledger.heard(ccs08(1))


def test_a_ledger_that_is_read_back_is_the_ledger_that_was_kept() -> None:
    stage = adapter()
    ask(stage, request(1, ONE, TWO))
    tell(stage, ccs08(2**63))
    tell(stage, cs09(who=TWO, result=FAILED))
    tell(stage, cs09())
    before = stage.machine._ledger
    stage.restart()

    assert stage.machine._ledger == before


def test_an_empty_shelf_gives_the_inventory_as_it_was_planned() -> None:
    devices = adapter().machine._plan.devices

    assert Ledger.of(devices, Nothing()) == Ledger(devices, (), (), 0)
    assert adapter().machine._plan.acb == ACB_EUI
