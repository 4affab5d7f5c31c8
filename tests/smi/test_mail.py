"""What Suppliers are told later: kept, said again until it is taken, bounded, and never under one number twice."""

from itertools import pairwise

from dcc_adapter.mail import AGAIN_AFTER, AGAIN_AFTER_MAX, WAITING_MAX, Mail
from premises.identity import Name
from premises.machine.effects import NOTHING, Effects, Keep, Send
from premises.quantity import ORIGIN, Duration, Instant, after
from premises.sim.shelf import VirtualShelf
from premises.wire.duis.messages import MAIL_FIRST, CommsHubAlert, DuisAck
from premises.wire.gbcs.alerts import TransferResponseCode
from premises.wire.message import Frame
from premises.wire.notes.emulator import MessageIgnored
from premises.wire.notes.requests import MailLost
from premises.wire.site import DCC, HUB
from tests.machine.reading import sends
from tests.smi.premises_of_two import B1, GAS, NEW, POWER, adapter, hub_says, update
from tests.smi.test_suppliers import CCS08

WORD = CommsHubAlert("", B1, NEW, TransferResponseCode.SUCCESS)


class Post:
    """A shelf with the post on it."""

    def __init__(self) -> None:
        self.shelf = VirtualShelf()
        self.restart()

    def restart(self) -> None:
        """Lose what was not kept."""
        self.mail = Mail(DCC, self.shelf)

    def keep(self, effects: Effects) -> Effects:
        """Keep what is to be kept."""
        self.shelf.commit([effect for effect in effects if isinstance(effect, Keep)])
        return effects

    def post(self, to: Name = GAS, now: Instant = ORIGIN) -> int:
        """Post one word and give its number."""
        (send,) = sends(self.keep(self.mail.post(to, WORD, now)))
        return send.frame.transaction


def test_a_word_is_kept_and_said_in_one_batch() -> None:
    assert Post().mail.post(GAS, WORD, ORIGIN)[-1] == Send(GAS, Frame(DCC, GAS, MAIL_FIRST, WORD))


def test_it_is_said_again_after_ten_seconds_doubled_to_ten_minutes_for_ever() -> None:
    post = Post()
    post.post()
    moments = [ORIGIN]
    for _ in range(40):
        now = post.mail.deadline
        assert now is not None
        assert sends(post.keep(post.mail.wake(now))) == [Send(GAS, Frame(DCC, GAS, MAIL_FIRST, WORD))]
        moments.append(now)

    spans = [later - before for before, later in pairwise(moments)]
    assert spans[:7] == [AGAIN_AFTER * 2**tries for tries in range(6)] + [AGAIN_AFTER_MAX]
    assert set(spans[7:]) == {AGAIN_AFTER_MAX}


def test_before_its_time_nothing_is_said_again() -> None:
    post = Post()
    post.post()

    assert post.mail.wake(Instant(AGAIN_AFTER - 1)) == NOTHING


def test_what_was_taken_is_said_no_more_and_is_on_the_shelf_no_more() -> None:
    post = Post()
    first, second = post.post(), post.post()
    post.keep(post.mail.taken(GAS, first))
    post.restart()

    assert [send.frame.transaction for send in sends(post.mail.start(ORIGIN))] == [second]


def test_one_supplier_cannot_take_what_waits_for_another() -> None:
    post = Post()
    number = post.post(GAS)

    assert post.mail.taken(POWER, number) == NOTHING
    assert not post.mail.is_idle


def test_a_restart_says_whatever_waits_as_it_was_said() -> None:
    post = Post()
    numbers = [post.post(), post.post(POWER)]
    post.restart()

    again = sends(post.mail.start(ORIGIN))
    assert again == [Send(to, Frame(DCC, to, number, WORD)) for to, number in zip((GAS, POWER), numbers, strict=True)]


def test_no_number_comes_twice_though_all_was_taken_before_a_restart() -> None:
    post = Post()
    numbers = []
    for _ in range(3):
        numbers.append(post.post())
        post.keep(post.mail.taken(GAS, numbers[-1]))
        post.restart()

    assert numbers == [MAIL_FIRST, MAIL_FIRST + 1, MAIL_FIRST + 2]


def test_the_oldest_goes_and_is_noted_when_too_much_waits_for_one_supplier_and_no_other_loses_any() -> None:
    post = Post()
    other = post.post(POWER)
    first = post.post()
    for _ in range(WAITING_MAX - 1):
        post.post()
    effects = post.keep(post.mail.post(GAS, WORD, ORIGIN))
    post.restart()

    assert [effect for effect in effects if isinstance(effect, MailLost)] == [MailLost(GAS, first, "CommsHubAlert")]
    waiting = [send.frame.transaction for send in sends(post.mail.start(ORIGIN))]
    assert len(waiting) == WAITING_MAX + 1
    assert waiting[:2] == [other, first + 1]


def test_the_adapter_says_ccs08_until_its_supplier_acknowledges_it() -> None:
    stage = adapter()
    stage.hear(POWER, update(POWER))
    (said,) = [send for send in sends(hub_says(stage, CCS08)) if send.to == POWER]
    stage.wait(AGAIN_AFTER)
    again = [send for send in sends(stage.keep(stage.machine.wake(stage.now))) if send.to == POWER]
    stage.hear(POWER, DuisAck(said.frame.transaction))
    stage.wait(Duration(10 * AGAIN_AFTER_MAX))
    later = [send for send in sends(stage.keep(stage.machine.wake(stage.now))) if send.to == POWER]

    assert (again, later) == ([said], [])


def test_a_hub_acknowledges_nothing_of_duis() -> None:
    assert adapter().hear(HUB, DuisAck(MAIL_FIRST)) == [MessageIgnored(HUB, "DuisAck", "no use for it")]


def test_the_first_repetition_is_due_ten_seconds_after_the_first_saying() -> None:
    post = Post()
    post.post(now=Instant(7))

    assert post.mail.deadline == after(Instant(7), AGAIN_AFTER)
