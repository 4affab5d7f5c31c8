"""Alerts on their way: kept, said, said again ever more rarely, taken, displaced, given up."""

from itertools import pairwise

import pytest

from premises.identity import Eui64, Name
from premises.machine.effects import NOTHING, Effects, Keep, Nothing, Send
from premises.quantity import ORIGIN, Instant, after, in_seconds, seconds
from premises.sim.shelf import VirtualShelf
from premises.talk.outbox import ALERTS_MAX, RETRY_AFTER, RETRY_AFTER_MAX, TRIES_MAX, Outbox, about, use_case
from premises.wire.gbcs.alerts import (
    ActivateImageResultCode,
    AlertCode,
    FirmwareActivationAlert,
    FirmwareTransferAlert,
    TransferResponseCode,
)
from premises.wire.gbcs.message import GbcsMessage
from premises.wire.message import Frame
from premises.wire.notes.requests import AlertLost, AlertSent
from tests.machine.reading import keeps, noted, sent

BRIDGE, CHF, ACB = (Eui64(f"90-B3-D5-1F-30-00-00-0{digit}") for digit in (1, 2, 3))
WHO, TO = Name("b1"), Name("hub")
NEW = 0x0001_0001


def alert(counter: int = 1, originator: Eui64 = BRIDGE, said_at: int = 100) -> FirmwareActivationAlert:
    """Give a CS09."""
    return FirmwareActivationAlert(originator, ACB, counter, said_at, NEW, ActivateImageResultCode.SUCCESS)


def send(said: GbcsMessage) -> list[Send]:
    """Say an alert."""
    return [Send(TO, Frame(WHO, TO, said.counter & 0xFF, said))]


class Box:
    """An outbox with its shelf."""

    def __init__(self) -> None:
        self.shelf = VirtualShelf()
        self.now = ORIGIN
        self.box = Outbox(send, self.shelf)

    def post(self, said: GbcsMessage) -> Effects:
        return self.keep(self.box.post(said, self.now))

    def wake(self) -> Effects:
        """Let time pass until the box wants to be woken, and wake it."""
        assert self.box.deadline is not None, "nothing waits"
        self.now = max(self.now, self.box.deadline)
        return self.keep(self.box.wake(self.now))

    def restart(self) -> Effects:
        self.box = Outbox(send, self.shelf)
        return self.keep(self.box.start(self.now))

    def keep(self, effects: Effects) -> Effects:
        self.shelf.commit([effect for effect in effects if isinstance(effect, Keep)])
        return effects


def test_an_alert_is_kept_noted_and_said() -> None:
    box = Box()
    effects = box.post(alert())

    assert [type(effect) for effect in effects] == [Keep, AlertSent, Send]
    assert keeps(effects)[0][0] == "outbox/0000000000000000"
    assert noted(effects, AlertSent) == [AlertSent("CS09", BRIDGE, NEW, "success", 1, 1, after(ORIGIN, RETRY_AFTER))]
    assert sent(effects) == [alert()]


def test_an_empty_box_waits_for_nothing_and_says_nothing() -> None:
    box = Outbox(send, Nothing())

    assert box.deadline is None
    assert list(box.start(ORIGIN)) == []


def test_an_alert_that_nobody_takes_is_said_again_after_twice_as_long_each_time_up_to_the_longest() -> None:
    box = Box()
    box.post(alert())
    moments = [box.now]
    for _ in range(9):
        box.wake()
        moments.append(box.now)

    assert [later - sooner for sooner, later in pairwise(moments)] == [
        seconds(span) for span in (10, 20, 40, 80, 160, 320, 600, 600, 600)
    ]
    assert in_seconds(RETRY_AFTER) == 10
    assert in_seconds(RETRY_AFTER_MAX) == 600


def test_each_try_says_which_it_is_and_when_the_next_one_comes() -> None:
    box = Box()
    box.post(alert())
    said = [(noted(box.wake(), AlertSent)[0], box.box.deadline) for _ in range(4)]

    assert [note.tries for note, _ in said] == [2, 3, 4, 5]
    assert [note.again_at for note, _ in said] == [due for _, due in said]


def test_after_the_last_try_an_alert_is_lost_and_forgotten() -> None:
    box = Box()
    said = len(sent(box.post(alert())))
    while not noted(effects := box.wake(), AlertLost):
        said += len(sent(effects))

    assert said == TRIES_MAX
    assert effects == [Keep("outbox/0000000000000000", None), AlertLost("CS09", BRIDGE, NEW)]
    assert box.box.state == ()
    assert list(box.shelf.below("outbox")) == []


def test_an_alert_that_was_taken_is_forgotten() -> None:
    box = Box()
    box.post(alert())
    effects = box.keep(box.box.taken(BRIDGE, 1))

    assert effects == [Keep("outbox/0000000000000000", None)]
    assert box.box.deadline is None
    assert box.restart() == []


@pytest.mark.parametrize(("originator", "counter"), [(BRIDGE, 2), (CHF, 1)])
def test_only_the_alert_that_was_named_is_taken(originator: Eui64, counter: int) -> None:
    box = Box()
    box.post(alert())

    assert box.box.taken(originator, counter) == NOTHING
    assert box.box.holds(alert())


def test_an_alert_taken_twice_is_taken_once() -> None:
    box = Box()
    box.post(alert())
    box.post(alert(2))
    box.box.taken(BRIDGE, 1)

    assert box.box.taken(BRIDGE, 1) == NOTHING
    assert [waiting.alert for waiting in box.box.state] == [alert(2)]


def test_one_alert_more_than_there_is_room_for_displaces_the_oldest() -> None:
    box = Box()
    posted = [box.post(alert(counter)) for counter in range(1, ALERTS_MAX + 1)]
    crowded = box.post(alert(ALERTS_MAX + 1))

    assert not any(noted(effects, AlertLost) for effects in posted), "as many as there is room for wait"
    assert noted(crowded, AlertLost) == [AlertLost("CS09", BRIDGE, NEW)]
    assert ("outbox/0000000000000000", None) in keeps(crowded)
    assert [waiting.alert.counter for waiting in box.box.state] == list(range(2, ALERTS_MAX + 2))


def test_a_restart_says_again_at_once_whatever_waits_and_counts_anew() -> None:
    box = Box()
    for counter in (1, 2):
        box.post(alert(counter))
    for _ in range(6):
        box.wake()
    effects = box.restart()

    assert sent(effects) == [alert(1), alert(2)]
    assert [note.tries for note in noted(effects, AlertSent)] == [1, 1]
    assert box.box.deadline == box.now + RETRY_AFTER


def test_after_a_restart_what_is_displaced_is_still_the_oldest() -> None:
    # A hub relays a bridge's alerts and says its own: two series of counters in one box.
    box = Box()
    oldest = alert(1, CHF, said_at=99)
    box.post(oldest)
    for counter in range(1, ALERTS_MAX):
        box.post(alert(counter, BRIDGE))
    box.restart()
    box.post(alert(ALERTS_MAX, BRIDGE))

    assert not box.box.holds(oldest)


def test_alerts_wait_each_for_its_own_moment() -> None:
    box = Box()
    box.post(alert(1))
    box.now = Instant(seconds(4))
    box.post(alert(2))
    first, second = box.wake(), box.wake()

    assert (sent(first), sent(second)) == ([alert(1)], [alert(2)])


def test_an_early_wake_says_nothing() -> None:
    box = Box()
    box.post(alert())
    before = box.box.state

    assert box.box.wake(Instant(RETRY_AFTER - 1)) == []
    assert box.box.state == before


def test_what_was_kept_is_the_alert_octet_for_octet() -> None:
    box = Box()
    ccs08 = FirmwareTransferAlert(
        CHF, ACB, 2**40, 7, AlertCode.TRANSFER_FAILED, BRIDGE, NEW, TransferResponseCode.TRANSFER_FAILURE
    )
    box.post(ccs08)

    assert sent(box.restart()) == [ccs08]


def test_an_alert_is_about_its_device_its_version_and_its_code() -> None:
    ccs08 = FirmwareTransferAlert(
        CHF, ACB, 1, 7, AlertCode.TRANSFER_FAILED, BRIDGE, NEW, TransferResponseCode.IMAGE_DISCARDED
    )

    assert (use_case(ccs08), about(ccs08)) == ("CCS08", (BRIDGE, NEW, "image_discarded"))
    assert (use_case(alert()), about(alert())) == ("CS09", (BRIDGE, NEW, "success"))


def test_a_stranger_among_the_alerts_is_a_bug_of_ours() -> None:
    with pytest.raises(AssertionError, match="no alert of ours"):
        about(GbcsMessage(BRIDGE, ACB, 1))
