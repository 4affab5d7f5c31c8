"""How far an order (CS06) is, from the notes of whoever has it: the DCC adapter, the hub, the meter."""

from premises.identity import Name, eui64
from premises.journey.layout import layout_of
from premises.journey.ordering import Ordering, ordering_of
from premises.quantity import ORIGIN, Instant, seconds
from premises.wire.notes.emulator import MessageIgnored
from premises.wire.notes.flights import FrameExpired
from premises.wire.notes.note import Note
from premises.wire.notes.orders import OrderEnded, OrderPut, OrderTaken
from premises.wire.notes.requests import AlertLost, AlertSent
from premises.wire.site import DCC, HUB, FirmwareSpec, MeterSpec, Site
from tests.journey.fold.pages import Page

ESME, EUI = Name("esme"), eui64("90-B3-D5-1F-30-00-00-12")
PLACE = layout_of(Site(meters={"esme": MeterSpec("ESME", EUI, firmware=FirmwareSpec())})).places[ESME]


def said(counter: int) -> tuple[Name, Note]:
    return DCC, AlertSent("CS06", EUI, 0, "activate", counter, 1)


def put(counter: int) -> tuple[Name, Note]:
    return HUB, OrderPut(ESME, counter, 1, Instant(seconds(100)))


def taken(counter: int) -> tuple[Name, Note]:
    return ESME, OrderTaken(counter, Instant(seconds(500)))


def after(*notes: tuple[Name, Note]) -> Ordering:
    """Give how far the order is after these, a second each."""
    page = Page()
    for at_s, (who, note) in enumerate(notes):
        page.say(at_s, who, note)
    return ordering_of(page.journey, PLACE, ORIGIN)


def test_an_order_is_on_its_way_until_the_device_took_it() -> None:
    ways = [after(), after(said(2)), after(said(2), put(2)), after(said(2), put(2), taken(2))]

    assert [order.is_on_its_way for order in ways] == [False, True, True, False]
    assert [order.put is not None for order in ways] == [False, False, True, True]


def test_what_the_hub_has_of_an_older_order_says_nothing_of_the_newest() -> None:
    order = after(said(2), put(2), taken(2), said(3))

    assert order.put is None
    assert order.is_on_its_way
    assert order.taken is not None


def test_an_order_that_was_called_off_or_done_waits_no_more() -> None:
    for result in ("cancelled", "hash_mismatch"):
        order = after(said(2), taken(2), said(3), (ESME, OrderEnded(3, result)))

        assert (order.taken, order.is_on_its_way) == (None, False)


def test_an_ignored_order_is_refused_until_another_is_taken() -> None:
    ignored = ESME, MessageIgnored(HUB, "ActivateFirmwareCommand", "not signed by the Supplier")
    other = ESME, MessageIgnored(HUB, "ImageNotify", "busy")

    assert after(said(2), ignored).refused is not None
    assert after(said(2), other).refused is None
    assert after(ignored, said(2)).refused is None
    assert after(said(2), ignored, said(3), taken(3)).refused is None


def test_an_order_is_lost_by_whoever_gave_it_up() -> None:
    given_up = DCC, AlertLost("CS06", EUI, 0)
    dropped = HUB, FrameExpired(ESME, "ActivateFirmwareCommand", "not fetched in time")

    assert [after(said(2), lost).is_on_its_way for lost in (given_up, dropped)] == [False, False]
    assert after(said(2), given_up, said(3)).is_on_its_way, "that was another"
