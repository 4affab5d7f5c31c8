"""Power Outage Alert AD1: what a hub without power says, and what the DCC adapter makes of it."""

from premises.machine.effects import NOTHING, Send
from premises.machine.last_word import Gasping
from premises.quantity import Instant, seconds
from premises.wire.field.wan import PowerOutage
from premises.wire.message import Frame
from premises.wire.notes.emulator import MessageIgnored
from premises.wire.notes.requests import OutageAlerted
from premises.wire.site import DCC, HUB, SUPPLIER
from tests.machine.reading import keeps, notes, sent
from tests.rooms.dcc_stage import CHF, adapter
from tests.rooms.hub_stage import hub

SINCE = Instant(seconds(8))
OUTAGE = PowerOutage(CHF, SINCE)


def test_a_hub_says_since_when_it_is_without_power_after_three_minutes_and_that_is_all() -> None:
    machine = hub().machine
    before = machine.state

    assert isinstance(machine, Gasping)
    assert machine.gasps_after == seconds(180)
    assert machine.gasp(SINCE, Instant(seconds(188))) == [Send(DCC, Frame(HUB, DCC, 0, OUTAGE))]
    assert machine.state == before


def test_an_outage_goes_to_the_network_operator_as_ad1_and_to_nobody_else() -> None:
    stage = adapter()
    effects = stage.hear(HUB, OUTAGE)

    assert notes(effects) == [OutageAlerted("AD1", CHF, SINCE)]
    assert sent(effects) == []
    assert stage.machine.picture.outage_alerts == 1


def test_an_outage_that_comes_twice_is_one_and_the_next_one_is_another() -> None:
    stage = adapter()
    stage.hear(HUB, OUTAGE)
    again = stage.hear(HUB, OUTAGE)
    stage.hear(HUB, PowerOutage(CHF, Instant(SINCE + 1)))

    assert again == NOTHING
    assert stage.machine.picture.outage_alerts == 2


def test_an_outage_that_began_with_the_premises_is_one_too() -> None:
    assert notes(adapter().hear(HUB, PowerOutage(CHF, Instant(0)))) == [OutageAlerted("AD1", CHF, Instant(0))]


def test_a_restart_forgets_no_outage() -> None:
    stage = adapter()
    kept = keeps(stage.hear(HUB, OUTAGE))
    stage.restart()

    assert kept == [("outages", b"1 8000000")]
    assert stage.machine.picture.outage_alerts == 1
    assert stage.hear(HUB, OUTAGE) == NOTHING


def test_nobody_but_the_hub_is_believed_to_be_without_power() -> None:
    assert adapter().hear(SUPPLIER, OUTAGE) == [MessageIgnored(SUPPLIER, "PowerOutage", "no use for it")]
