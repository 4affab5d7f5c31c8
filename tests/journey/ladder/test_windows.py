"""A Supplier over DUIS notes nothing: what it said and took is in the ladder by what the DCC noted."""

from premises.identity import Eui64, Name
from premises.journey.ladder.ladder import ladder_of
from premises.journey.ladder.rung import Said
from premises.journey.ladder.windows import people_of
from premises.journey.trace import FateKind
from premises.quantity import Duration
from premises.wire.notes.flights import FlightDelivered, FlightLost, FlightSent
from premises.wire.notes.inventory import SupplierTold
from premises.wire.notes.requests import AlertReceived
from tests.journey.fold.stories import telling
from tests.journey.notes import Pen

DUIS, DCC, SUPPLIER = map(Name, ("duis", "dcc", "supplier"))
B1, B2 = Eui64("90-B3-D5-1F-30-B1-00-01"), Eui64("90-B3-D5-1F-30-B2-00-01")
ALERT, ANSWER = "CommsHubAlert", "ServiceResponse"


class Desk(Pen):
    """What a DCC adapter notes of a Supplier that notes nothing."""

    def __init__(self) -> None:
        super().__init__()
        self._flights = 0

    def hears(self, at: int, kind: str, after: int = 20) -> "Desk":
        """Hear something from the Supplier."""
        self._flights += 1
        self.write(at, DCC, FlightDelivered(DUIS, SUPPLIER, 900, self._flights, kind, -1, Duration(after)))
        return self

    def says(self, at: int, kind: str, *, lost: bool = False) -> "Desk":
        """Say something to the Supplier."""
        self._flights += 1
        self.write(at, DCC, FlightSent(DUIS, SUPPLIER, self._flights, 1, kind, -1, 0, DCC, SUPPLIER))
        if lost:
            self.write(at, DCC, FlightLost(DUIS, SUPPLIER, self._flights, kind, -1, "outage"))
        return self

    def alerts(self, at: int, device: Eui64) -> "Desk":
        """Pass on a CCS08 about a device."""
        self.write(at, DCC, AlertReceived("CCS08", device, 7, "success"))
        return self.says(at, ALERT)

    def told(self, at: int, number: int, kind: str = ALERT, *devices: Eui64) -> "Desk":
        """Note that the Supplier has it."""
        for device in devices or (Eui64(""),):
            self.write(at, DCC, SupplierTold(SUPPLIER, number, kind, "", device, 7, "CCS08", "success"))
        return self

    def acked(self, at: int, number: int, *devices: Eui64) -> "Desk":
        """Hear that the Supplier has an alert about devices, and note it."""
        return self.hears(at, "DuisAck").told(at, number, ALERT, *devices)


def said(pen: Pen, kind: str = "") -> list[Said]:
    """Give the messages of a ladder in which every flight is a rung."""
    rungs = ladder_of(pen.entries, every=True).rungs
    return [rung for rung in rungs if isinstance(rung, Said) and kind in ("", rung.kind)]


def came_after(pen: Pen, kind: str = ALERT) -> list[int | None]:
    """Give how long each message of that kind took; None for one of which nobody says that it came."""
    return [each.fates[0].after if each.came else None for each in said(pen, kind)]


def test_what_it_asked_left_it_as_long_before_as_the_dcc_says() -> None:
    (request,) = said(Desk().hears(100, "UpdatePPMIDFirmware", 30))

    assert (request.at, request.source, request.target, request.came) == (70, SUPPLIER, DCC, True)
    assert request.fates[0].after == 30


def test_an_answer_counts_from_when_it_was_said() -> None:
    assert came_after(Desk().told(100, 0, ANSWER).says(100, ANSWER).says(200, ANSWER), ANSWER) == [0, None]


def test_every_answer_is_one_that_came() -> None:
    desk = Desk().told(100, 0, ANSWER).says(100, ANSWER).told(200, 0, ANSWER).says(200, ANSWER)

    assert came_after(desk, ANSWER) == [0, 0]


def test_an_alert_came_when_its_supplier_said_so_and_is_in_the_air_until_then() -> None:
    waits = said(Desk().alerts(100, B1), ALERT)

    assert [each.fates[0].kind for each in waits] == [FateKind.IN_THE_AIR]
    assert came_after(Desk().alerts(100, B1).acked(150, 256, B1)) == [30]


def test_a_ladder_says_that_it_was_acknowledged_and_no_more() -> None:
    (rung,) = ladder_of(Desk().alerts(100, B1).acked(150, 256, B1).entries).rungs

    assert isinstance(rung, Said)
    assert (rung.kind, rung.is_taken) == (ALERT, True)


def test_of_two_alerts_the_one_about_that_device_was_taken() -> None:
    both = Desk().alerts(100, B1).alerts(110, B2)

    assert came_after(both.acked(150, 257, B2)) == [None, 20]
    assert came_after(both.acked(160, 256, B1)) == [40, 20]


def test_one_alert_about_two_devices_is_taken_once() -> None:
    desk = Desk().says(100, ALERT).says(110, ALERT).acked(150, 256, B1, B2)

    assert came_after(desk) == [30, None]


def test_what_was_said_after_an_acknowledgement_left_is_not_what_it_acknowledged() -> None:
    assert came_after(Desk().says(140, ALERT).acked(150, 256, B1)) == [None]


def test_what_a_fault_lost_stays_lost_and_what_was_said_again_came() -> None:
    desk = Desk().says(100, ALERT, lost=True).says(120, ALERT).acked(150, 256, B1)

    assert [each.fates[0].kind for each in said(desk, ALERT)] == [FateKind.LOST, FateKind.DELIVERED]


def test_another_supplier_that_takes_something_has_taken_nothing_of_this_one() -> None:
    desk = Desk().alerts(100, B1)
    other = SupplierTold(Name("another"), 256, ALERT, "", B1, 7, "CCS08", "success")

    assert came_after(desk.write(150, DCC, other)) == [None]


def test_whoever_notes_for_itself_is_believed() -> None:
    desk = Desk().alerts(100, B1).hears(150, "DuisAck").told(150, 256, ALERT, B1)

    assert [each.kind for each in said(desk.started(0, SUPPLIER))] == [ALERT]
    assert came_after(desk) == [None]


def test_a_story_that_everybody_noted_is_told_by_their_notes_alone() -> None:
    entries = telling("storm").entries
    quiet = [entry for entry in entries if not isinstance(entry.note, SupplierTold)]

    assert ladder_of(entries) == ladder_of(quiet)


def test_a_window_is_one_of_the_people_of_a_run() -> None:
    assert people_of(Desk().hears(100, "UpdatePPMIDFirmware").entries) == {SUPPLIER, DCC}
    assert people_of(Desk().says(100, ALERT).entries) == {SUPPLIER, DCC}
