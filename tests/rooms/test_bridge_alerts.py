"""CS09 of a bridge: kept, said until the hub took it, numbered once and for all."""

from premises.wire.field.zcl import (
    OTA_CLUSTER,
    TUNNEL_CLUSTER,
    DefaultResponse,
    Status,
)
from premises.wire.message import Frame
from premises.wire.notes.emulator import MessageIgnored
from premises.wire.site import HUB
from tests.machine.reading import noted, sends
from tests.rooms.bridge_stage import (
    alerts_of,
    bridge,
    update,
)
from tests.rooms.hub_stage import B1, NEW


def taken(counter: int, status: Status = Status.SUCCESS) -> Frame:
    """Give the hub's word on the alert with this counter."""
    return Frame(HUB, B1, counter & 0xFF, DefaultResponse(TUNNEL_CLUSTER, 0x02, status))


def test_cs09_is_said_until_the_hub_took_it() -> None:
    stage = bridge()
    update(stage)
    again = stage.wake()
    stage.hear_frame(taken(1))

    assert len(alerts_of(again)) == 1
    assert stage.machine._outbox.state == ()
    assert list(stage.shelf.below("outbox")) == []


def test_cs09_outlives_a_loss_of_power() -> None:
    stage = bridge()
    said = alerts_of(update(stage))

    assert alerts_of(stage.restart()) == said
    assert len(said) == 1


def test_an_alert_that_the_hub_refuses_is_not_taken() -> None:
    stage = bridge()
    update(stage)
    stage.hear_frame(taken(1, Status.FAILURE))

    assert len(stage.machine._outbox.state) == 1


def test_an_acknowledgement_of_no_alert_is_noted() -> None:
    stage = bridge()
    update(stage)

    assert stage.hear_frame(taken(2)) == [MessageIgnored(HUB, "DefaultResponse", "no alert waits for it")]
    assert len(stage.machine._outbox.state) == 1


def test_an_acknowledgement_on_another_cluster_takes_no_alert() -> None:
    stage = bridge()
    update(stage)
    effects = stage.hear_frame(Frame(HUB, B1, 1, DefaultResponse(OTA_CLUSTER, 0x06, Status.SUCCESS)))

    assert noted(effects, MessageIgnored)
    assert len(stage.machine._outbox.state) == 1


def test_the_alert_counter_never_repeats_across_restarts() -> None:
    stage = bridge()
    counters = []
    for version in range(NEW, NEW + 4):
        (alert,) = alerts_of(update(stage, version))
        counters.append(alert.counter)
        stage.hear_frame(taken(alert.counter))
        stage.restart()

    assert counters == [1, 2, 3, 4]


def test_the_transaction_of_an_alert_is_its_counter_in_an_octet() -> None:
    stage = bridge()
    stage.machine._counter = 511
    effects = update(stage)

    assert sends(effects)[0].frame.transaction == 0
    assert stage.hear_frame(taken(512)) != []
    assert stage.machine._outbox.state == ()
