"""The back end by itself: it needs no premises to be told what happened."""

from supplier_backend.backend import PATIENCE, RETRY_AFTER, TRIES_MAX, Backend
from supplier_backend.fleet import Activated, Device, Order, Release, Result, State, Transferred

RELEASES = (Release("B1", 2, b"image of B1"), Release("B3", 2, b"image of B3"))


def backend() -> Backend:
    return Backend([Device("one", "B1", 1), Device("two", "B3", 1), Device("new", "B1", 2)], RELEASES)


def test_one_order_is_under_way_at_a_time_and_the_next_follows_the_last_word() -> None:
    campaign = backend()

    assert campaign.due(0.0) == [Order(1, RELEASES[0], ("one",))]
    assert campaign.due(1.0) == []
    assert campaign.hear(Transferred(1, "one", Result.SUCCESS), 2.0) == []
    assert campaign.hear(Activated("one", 2, succeeded=True), 3.0) == [Order(2, RELEASES[1], ("two",))]


def test_a_device_that_is_up_to_date_is_left_alone() -> None:
    assert backend().report()["new"].state is State.UP_TO_DATE


def test_what_is_discarded_again_and_again_is_left_to_a_person() -> None:
    campaign, now = Backend([Device("one", "B1", 1)], RELEASES), 0.0
    for number in range(1, TRIES_MAX + 1):
        assert [order.number for order in campaign.due(now)] == [number]
        assert campaign.hear(Transferred(number, "one", Result.DISCARDED), now) == []
        assert campaign.due(now + RETRY_AFTER - 1.0) == []
        now += RETRY_AFTER

    assert campaign.report()["one"].state is State.FAILED
    assert campaign.report()["one"].tries == TRIES_MAX
    assert campaign.due_at() is None


def test_an_alert_about_an_older_order_says_nothing_of_this_one() -> None:
    campaign = Backend([Device("one", "B1", 1)], RELEASES)
    campaign.due(0.0)
    campaign.hear(Transferred(1, "one", Result.DISCARDED), 1.0)
    campaign.due(1.0 + RETRY_AFTER)
    campaign.hear(Transferred(1, "one", Result.FAILED), 2.0 + RETRY_AFTER)

    assert campaign.report()["one"].state is State.ASKED


def test_it_says_when_to_look_again() -> None:
    campaign = Backend([Device("one", "B1", 1)], RELEASES)
    assert campaign.due_at() == 0.0

    campaign.due(10.0)
    assert campaign.due_at() == 10.0 + PATIENCE

    campaign.hear(Transferred(1, "one", Result.DISCARDED), 20.0)
    assert campaign.due_at() == 20.0 + RETRY_AFTER
