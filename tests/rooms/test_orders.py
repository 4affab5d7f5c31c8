"""The Supplier's order as a meter takes it: signed, once, the newest only, at once or when its moment comes."""

import pytest

from premises.machine.effects import Send
from premises.quantity import Duration, Instant, seconds
from premises.trust.alerts import signed
from premises.trust.keys import signing_key
from premises.wire.device.supply import SupplyCut, supply_from
from premises.wire.field.zcl import (
    DefaultResponse,
)
from premises.wire.gbcs.activation import (
    CANCELLED,
    ActivateFirmwareCommand,
    ActivationCode,
    FirmwareAlert,
    FirmwareCode,
    FutureDatedAlert,
    FutureDatedCode,
)
from premises.wire.gbcs.octets import with_signature
from premises.wire.message import Frame
from premises.wire.notes.downloads import DeviceRebooted, FirmwareActivated
from premises.wire.notes.emulator import MessageIgnored
from premises.wire.site import ACB_EUI, HUB, SUPPLIER_EUI
from tests.machine.reading import listens, noted, sent_of
from tests.rooms.firmware_stage import (
    COMMANDED,
    EUI,
    METER,
    NEW,
    NEWER,
    OLD,
    REBOOT,
    answer,
    by_the_supplier,
    download,
    file,
    holding,
    meter,
    order,
    ordered,
    pass_time,
    running,
    said_of,
    suffer,
    told,
    took,
    unsigned,
)


def test_an_order_has_it_reboot_and_answer_when_the_new_version_runs() -> None:
    stage = holding()
    first = ordered(stage, order())
    then = stage.wake()

    assert (noted(first, DeviceRebooted), listens(first), said_of(first)) == ([DeviceRebooted(NEW)], [False], [])
    assert sent_of(first, DefaultResponse), "it says that the order arrived"
    assert stage.now == Instant(REBOOT + 1), "a reboot later"
    assert noted(then, FirmwareActivated) == [FirmwareActivated(NEW, OLD)]
    assert unsigned(said_of(then)) == [
        FirmwareAlert(EUI, SUPPLIER_EUI, 2, 40, FirmwareCode.VERSION_CHANGED, False),
        answer(ActivationCode.SUCCESS, NEW),
    ]


def test_an_hcalcs_answers_and_says_no_more() -> None:
    stage = holding("HCALCS")
    ordered(stage, order(octets=file("HCALCS")))

    assert unsigned(said_of(stage.wake())) == [answer(ActivationCode.SUCCESS, NEW)]


def test_it_runs_no_other_image_than_the_one_that_is_named() -> None:
    stage = holding(version=NEWER)
    effects = ordered(stage, order(octets=file(version=NEW)))

    assert unsigned(said_of(effects)) == [answer(ActivationCode.HASH_MISMATCH, OLD)]
    assert not noted(effects, DeviceRebooted)


def test_with_nothing_held_there_is_nothing_to_run() -> None:
    assert unsigned(said_of(ordered(meter(), order()))) == [answer(ActivationCode.NO_IMAGE_HELD, OLD)]


@pytest.mark.parametrize(
    ("command", "why"),
    [
        (with_signature(order(), b""), "not signed"),
        (signed(order(), signing_key(1, METER)), "not signed"),
        (by_the_supplier(ActivateFirmwareCommand(ACB_EUI, EUI, 1, bytes(32))), "it is from"),
        (by_the_supplier(ActivateFirmwareCommand(SUPPLIER_EUI, ACB_EUI, 1, bytes(32))), "it is from"),
    ],
    ids=["unsigned", "by another", "from another", "to another"],
)
def test_what_is_no_order_of_its_supplier_changes_nothing(command: ActivateFirmwareCommand, why: str) -> None:
    stage = holding()
    before = stage.machine.state
    effects = ordered(stage, command)

    assert why in noted(effects, MessageIgnored)[0].why
    assert stage.machine.state == before


def test_an_order_that_comes_again_is_answered_again_and_done_once() -> None:
    stage = meter()
    command = order()
    (first,) = said_of(ordered(stage, command))
    took(stage, 0x80 | 1)
    download(stage, file())
    told(stage)
    (again,) = said_of(ordered(stage, command))

    assert again == first, "it held nothing when it was ordered, and that is what came of it"
    assert running(stage) == OLD


def test_an_order_older_than_the_last_is_no_order() -> None:
    stage = holding()
    ordered(stage, order(7, octets=file(version=NEWER)))
    effects = ordered(stage, order(6))

    assert "is below 7" in noted(effects, MessageIgnored)[0].why


@pytest.mark.parametrize("kind", COMMANDED)
def test_a_future_dated_order_is_accepted_and_done_at_its_moment(kind: str) -> None:
    stage = holding(kind)
    accepted = ordered(stage, order(octets=file(kind), at=86_400))
    pass_time(stage, seconds(86_399))
    before = running(stage)
    pass_time(stage, seconds(60))

    assert unsigned(said_of(accepted)) == [answer(ActivationCode.ACCEPTED, 0)]
    assert (before, running(stage)) == (OLD, NEW)


def test_a_future_dated_order_ends_in_an_alert_and_not_in_an_answer() -> None:
    stage = holding()
    ordered(stage, order(at=100))
    took(stage, 0x80 | 1)
    while stage.machine.picture.activity != "rebooting":
        stage.wake()
    said = unsigned(said_of(stage.wake()))

    assert said[-1] == FutureDatedAlert(EUI, SUPPLIER_EUI, 3, 140, FutureDatedCode.DONE, 1, ActivationCode.SUCCESS, NEW)
    assert len(said) == 2


def test_a_future_dated_order_for_what_is_no_longer_held_is_told_of_as_not_done() -> None:
    stage = holding()
    ordered(stage, order(at=100))
    took(stage, 0x80 | 1)
    download(stage, file(version=NEWER), version=NEWER)
    told(stage, version=NEWER)
    stage.now = Instant(seconds(100))
    alerts = [said for said in said_of(stage.wake()) if isinstance(said, FutureDatedAlert)]

    assert [(alert.alert_code, alert.result) for alert in alerts] == [
        (FutureDatedCode.NOT_DONE, ActivationCode.HASH_MISMATCH)
    ]


def test_what_is_called_off_is_never_done() -> None:
    stage = holding()
    ordered(stage, order(1, at=100))
    effects = ordered(stage, order(2, at=CANCELLED))
    pass_time(stage, seconds(86_400))

    assert unsigned(said_of(effects)) == [answer(ActivationCode.ACCEPTED, 0, 2)]
    assert running(stage) == OLD
    assert stage.machine.state[3] is None, "nothing waits, not even for the end of time"  # type: ignore[index]  # orders


def test_an_order_outlives_a_loss_of_power_before_its_moment_and_in_the_middle_of_a_reboot() -> None:
    stage = holding()
    ordered(stage, order(at=100))
    stage.restart()
    pass_time(stage, seconds(110))
    in_the_middle = stage.machine.picture.activity
    stage.restart()
    pass_time(stage, seconds(60))

    assert (in_the_middle, running(stage)) == ("rebooting", NEW)


@pytest.mark.parametrize("kind", ["fail-activate", "refuse-verify"])
def test_a_version_that_does_not_come_up_is_an_activation_failure(kind: str) -> None:
    stage = holding()
    ordered(stage, order())
    suffer(stage, kind)
    said = unsigned(said_of(stage.wake()))

    assert said[-1] == answer(ActivationCode.ACTIVATION_FAILURE, OLD)
    assert (running(stage), stage.machine.picture.activity) == (OLD, "idle"), "what failed is held no longer"


def test_a_response_and_an_alert_of_one_counter_are_taken_each_by_its_own_number() -> None:
    stage = meter()
    download(stage, file())
    ordered(stage, order(1, at=86_400))
    waiting = stage.machine.state[2][0]  # type: ignore[index]  # the outbox
    took(stage, 1)
    left = stage.machine.state[2][0]  # type: ignore[index]  # the outbox

    assert [type(each.alert).__name__ for each in waiting] == ["FirmwareReceiptAlert", "ActivateFirmwareResponse"]
    assert [type(each.alert).__name__ for each in left] == ["ActivateFirmwareResponse"]


def test_an_older_esme_cuts_its_hubs_power_when_it_reboots_and_any_other_does_not() -> None:
    older, other = (ordered(holding(cuts=cuts), order()) for cuts in (seconds(3), Duration(0)))
    cut = Send(supply_from(METER), Frame(METER, HUB, 0, SupplyCut(seconds(3))))

    assert [effect for effect in older if effect not in other] == [cut]
    assert [effect for effect in other if effect not in older] == []


def test_an_order_whose_moment_was_the_first_of_all_is_done_at_once() -> None:
    stage = holding("GSME")
    ordered(stage, order(octets=file("GSME"), at=0))
    stage.wake()

    assert stage.machine.picture.activity == "rebooting"
