"""The outbox: stored once, in order, for as long as it must be, and all of it after a kill."""

from struct import pack

import pytest

from dcc_adapter.gateway.outbox import KEY_FIRST, KEY_NUMBER, KEY_TAKEN, NUMBERS_MAX, TAKEN_MAX, WAITING_MAX, Outbox
from premises.identity import Name
from premises.machine.effects import Keep
from premises.sim.shelf import VirtualShelf

GAS, POWER = Name("gas"), Name("power")


def filled(count: int, shelf: VirtualShelf | None = None) -> Outbox:
    outbox = Outbox(VirtualShelf() if shelf is None else shelf)
    for number in range(count):
        outbox.put(GAS, 256 + number, b"message %d" % number)
    return outbox


def test_what_was_put_waits_in_order_until_it_is_taken() -> None:
    outbox = filled(2)

    assert outbox.next(GAS) == (1, b"message 0")
    outbox.take(GAS, 1)
    assert outbox.next(GAS) == (2, b"message 1")
    outbox.take(GAS, 2)
    assert outbox.next(GAS) is None


def test_a_supplier_has_nothing_of_anothers() -> None:
    outbox = filled(1)

    assert outbox.next(POWER) is None
    assert not outbox.knows(POWER, 256)
    assert outbox.put(POWER, 256, b"other") == 1


def test_what_was_taken_can_be_looked_at_again() -> None:
    outbox = filled(3)
    outbox.take(GAS, 3)

    assert [outbox.after(GAS, place) for place in range(4)] == [
        (1, b"message 0"), (2, b"message 1"), (3, b"message 2"), None,
    ]  # fmt: skip


def test_a_number_is_stored_once() -> None:
    outbox = filled(1)

    assert outbox.knows(GAS, 256)
    with pytest.raises(AssertionError, match="stored before"):
        outbox.put(GAS, 256, b"something else")


def test_a_kill_loses_nothing_that_was_put_or_taken() -> None:
    shelf = VirtualShelf()
    filled(3, shelf).take(GAS, 1)

    again = Outbox(shelf)

    assert again.next(GAS) == (2, b"message 1")
    assert again.after(GAS, 0) == (1, b"message 0")
    assert again.knows(GAS, 258)
    assert again.put(GAS, 259, b"new") == 4


def test_what_is_not_there_yet_cannot_be_taken() -> None:
    outbox = filled(1)
    outbox.take(GAS, 1_000_000)
    outbox.put(GAS, 300, b"later")

    assert outbox.next(GAS) == (2, b"later")


def test_the_newest_taken_ones_are_kept_and_no_more() -> None:
    shelf = VirtualShelf()
    outbox = filled(TAKEN_MAX + 10, shelf)
    outbox.take(GAS, TAKEN_MAX + 10)

    assert outbox.after(GAS, 0) == (11, b"message 10")
    assert len(list(shelf.below("mail/xml/gas"))) == TAKEN_MAX
    assert Outbox(shelf).after(GAS, 0) == (11, b"message 10")


def test_one_waiting_message_too_many_displaces_the_oldest() -> None:
    outbox = filled(WAITING_MAX)
    assert outbox.dropped == 0
    outbox.put(GAS, 256 + WAITING_MAX, b"one more")

    assert outbox.dropped == 1
    assert outbox.waiting(GAS) == WAITING_MAX
    assert outbox.next(GAS) == (2, b"message 1")


def test_a_number_is_known_long_after_its_message_was_dropped() -> None:
    outbox = filled(TAKEN_MAX + 10)
    outbox.take(GAS, TAKEN_MAX + 10)

    assert outbox.knows(GAS, 256)
    assert TAKEN_MAX + WAITING_MAX < NUMBERS_MAX


def test_as_many_numbers_are_remembered_as_the_limit_says() -> None:
    shelf = VirtualShelf()
    before = range(1, NUMBERS_MAX + 1)
    shelf.commit([Keep(f"{KEY_NUMBER}/gas/{place:016x}", pack("<Q", 1_000 + place)) for place in before])
    shelf.commit([Keep(f"{key}/gas", pack("<Q", NUMBERS_MAX + more)) for key, more in ((KEY_FIRST, 1), (KEY_TAKEN, 0))])
    outbox = Outbox(shelf)

    assert outbox.put(GAS, 7, b"one more") == NUMBERS_MAX + 1
    assert not outbox.knows(GAS, 1_001)
    assert outbox.knows(GAS, 1_002)
    assert len(list(shelf.below(f"{KEY_NUMBER}/gas"))) == NUMBERS_MAX
