"""Questions to the machine: each has a number of its own, and only its own answer ends it; mail is nobody's answer."""

import asyncio
from collections.abc import Sequence
from contextlib import closing
from typing import NoReturn

import pytest

from dcc_adapter.gateway.accounts import accounts_of
from dcc_adapter.gateway.asking import TRANSACTIONS, Asking, SilentError
from dcc_adapter.gateway.mailroom import DROPPED, MAIL_MAX, Mailroom
from dcc_adapter.gateway.outbox import WAITING_MAX, Outbox
from dcc_adapter.gateway.posting import Bells
from dcc_adapter.gateway.scribe import Scribe, Speaker
from dcc_adapter.gateway.transcript import Transcript
from premises.identity import Name, eui64
from premises.quantity import Instant
from premises.sim.shelf import VirtualShelf
from premises.trust.users import dcc_identity
from premises.wire.duis.messages import MAIL_FIRST, DuisAck, Refusal, ServiceResponse
from premises.wire.message import Frame
from premises.wire.site import DCC, SUPPLIER, Site
from tests.gateway.door import Door
from tests.gateway.ground import SEED, update

OTHER = Name("other")


def said(request_id: str) -> ServiceResponse:
    """Give any answer."""
    return ServiceResponse(request_id, "I99", Refusal.NONE, (), "")


def answer(door: Door, at: int, *, request_id: str = "", transaction: int | None = None) -> Frame:
    """Give what the machine answers to the question that was brought at this place."""
    asked = door.brought[at]
    name = request_id or getattr(asked.message, "request_id", "")
    number = asked.transaction if transaction is None else transaction
    return Frame(DCC, asked.source, number, said(name))


async def asked(asking: Asking, door: Door, count: int, who: Name = SUPPLIER) -> list[asyncio.Task[object]]:
    """Ask so many questions, and give them as they wait."""
    first = len(door.brought)
    tasks = [asyncio.create_task(_said(asking, who, first + number + 1)) for number in range(count)]
    await door.until(first + count)
    return tasks


async def _said(asking: Asking, who: Name, counter: int) -> object:
    return (await asking.ask(who, update(counter))).message


async def given_up(tasks: Sequence[asyncio.Task[object] | asyncio.Task[NoReturn]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def test_each_question_gets_its_own_answer_in_whatever_order_they_come() -> None:
    door = Door()
    asking = Asking(door)
    tasks = await asked(asking, door, 3)
    for at in (2, 0, 1):
        assert asking.hear(answer(door, at), Instant(7)) is None

    assert await asyncio.gather(*tasks) == [answer(door, at).message for at in range(3)]


async def test_an_answer_to_anothers_request_is_nobodys() -> None:
    door = Door()
    asking = Asking(door)
    (task,) = await asked(asking, door, 1)
    asking.hear(answer(door, 0, request_id="somebody's"), Instant(7))
    asking.hear(answer(door, 0, transaction=200), Instant(7))
    await asyncio.sleep(0)
    assert not task.done()
    asking.hear(answer(door, 0), Instant(7))
    asking.hear(answer(door, 0), Instant(8))

    assert await task == answer(door, 0).message


async def test_as_many_questions_are_open_as_an_octet_has_numbers() -> None:
    door = Door()
    asking = Asking(door)
    tasks = await asked(asking, door, TRANSACTIONS)
    with pytest.raises(SilentError, match=f"supplier has {TRANSACTIONS} requests open: expected it to wait"):
        await asking.ask(SUPPLIER, update(1_000))
    others = await asked(asking, door, 1, OTHER)
    asking.hear(answer(door, 17), Instant(7))
    await tasks[17]
    again = await asked(asking, door, 1)

    assert sorted(frame.transaction for frame in door.brought[:TRANSACTIONS]) == list(range(TRANSACTIONS))
    assert door.brought[-1].transaction == door.brought[17].transaction
    await given_up([*tasks, *others, *again])


async def test_who_gives_up_frees_the_number() -> None:
    door = Door()
    asking = Asking(door)
    for _ in range(2):
        await given_up(await asked(asking, door, TRANSACTIONS))

    assert len(door.brought) == 2 * TRANSACTIONS


async def test_a_machine_that_does_not_answer_is_silent() -> None:
    door = Door()
    with pytest.raises(SilentError, match=r"RequestID .*:1: no answer of the DCC adapter within 0.01 s"):
        await asyncio.wait_for(Asking(door, 0.01).ask(SUPPLIER, update(1)), 5)


async def test_mail_is_nobodys_answer_from_its_first_number_on() -> None:
    door = Door()
    asking = Asking(door)
    mail = asking.hear(Frame(DCC, SUPPLIER, MAIL_FIRST, said("")), Instant(7))

    assert mail is not None
    assert (mail.supplier, mail.number, mail.said.at) == (SUPPLIER, MAIL_FIRST, 7)
    asking.acknowledge(SUPPLIER, mail.number)
    assert door.brought == [Frame(SUPPLIER, DCC, MAIL_FIRST % TRANSACTIONS, DuisAck(MAIL_FIRST))]


async def test_what_is_too_much_at_once_is_passed_over_and_taken_when_it_is_said_again() -> None:
    door, outbox = Door(), Outbox(VirtualShelf())
    accounts = {account.name: account for account in accounts_of(Site(), SEED, None)}
    numbers = range(MAIL_FIRST, MAIL_FIRST + MAIL_MAX + 1)
    with closing(Scribe(Speaker(dcc_identity(SEED), eui64(Site().hub.eui)), (), Transcript(None))) as scribe:
        mailroom = Mailroom(Asking(door), scribe, outbox, Bells(), lambda *_, **__: None)
        for number in numbers:
            outbox.put(SUPPLIER, number, b"stored before")
            mailroom.hear(Frame(DCC, SUPPLIER, number, said("")), Instant(7))
        running = asyncio.create_task(mailroom.run(accounts))
        await door.until(MAIL_MAX)
        await asyncio.sleep(0)
        before = [frame.message for frame in door.brought]
        mailroom.hear(Frame(DCC, SUPPLIER, numbers[-1], said("")), Instant(9))
        await door.until(MAIL_MAX + 1)
        await given_up([running])

    assert before == [DuisAck(number) for number in numbers[:-1]]
    assert door.brought[-1].message == DuisAck(numbers[-1])


async def test_one_message_too_many_for_a_supplier_is_said_aloud() -> None:
    door, outbox, lines = Door(), Outbox(VirtualShelf()), list[str]()
    accounts = {account.name: account for account in accounts_of(Site(), SEED, None)}
    for number in range(WAITING_MAX - 1):
        outbox.put(SUPPLIER, number, b"waits")
    speaker = Speaker(dcc_identity(SEED), eui64(Site().hub.eui))
    with closing(Scribe(speaker, tuple(accounts.values()), Transcript(None))) as scribe:
        mailroom = Mailroom(Asking(door), scribe, outbox, Bells(), lambda event, **_: lines.append(event))
        running = asyncio.create_task(mailroom.run(accounts))
        for more in (1, 2):
            mailroom.hear(Frame(DCC, SUPPLIER, WAITING_MAX + more, said("")), Instant(7))
            await door.until(more)
            assert lines == [DROPPED] * (more - 1)
        await given_up([running])

    assert outbox.waiting(SUPPLIER) == WAITING_MAX
