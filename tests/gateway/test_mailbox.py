"""The mailbox: a message a question, in order; whoever waits is told at once; asking for more says what was taken."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from dcc_adapter.gateway.outbox import Outbox
from premises.identity import Name
from premises.sim.shelf import VirtualShelf
from premises.wire.site import SUPPLIER, Site
from premises.wire.site_text import changed
from premises.wire.tables.suppliers import SupplierSpec
from tests.gateway.door import Door, Front, basic, fronted
from tests.gateway.ground import ME

LOGIN = basic(SUPPLIER, "open")
AWAY = changed(Site(), suppliers={SUPPLIER: SupplierSpec(url="http://127.0.0.1:1/alerts")})
"""A site whose Supplier has a server that is never there."""


def filled(*messages: bytes) -> VirtualShelf:
    rows = VirtualShelf()
    outbox = Outbox(rows)
    for number, message in enumerate(messages, start=256):
        outbox.put(SUPPLIER, number, message)
    return rows


@asynccontextmanager
async def mailbox(
    tmp_path: Path, rows: VirtualShelf, door: Door | None = None, site: Site = AWAY
) -> AsyncIterator[Front]:
    (tmp_path / SUPPLIER).write_text("open\n")
    async with fronted(door or Door(), rows, site, tmp_path) as front:
        yield front


async def test_each_question_gets_the_first_message_behind_its_place(tmp_path: Path) -> None:
    async with mailbox(tmp_path, filled(b"one", b"two", b"three")) as front:
        found = [await front.collect(ME, f"after={after}", LOGIN) for after in (0, 1, 2, 3, 0)]
        first = await front.collect(ME, "", LOGIN)
        beyond = await front.collect(ME, "after=1000000000", LOGIN)

    assert found == [(200, 1, b"one"), (200, 2, b"two"), (200, 3, b"three"), (204, 0, b""), (200, 1, b"one")]
    assert first == (200, 1, b"one")
    assert beyond[0] == 204


@pytest.mark.parametrize("who", [ME, ME.lower()])
async def test_an_identity_is_the_same_in_either_case(tmp_path: Path, who: str) -> None:
    async with mailbox(tmp_path, filled(b"one")) as front:
        assert (await front.collect(who, "after=0", LOGIN))[0] == 200


@pytest.mark.parametrize(
    "query",
    ["after=-1", "after=one", "after=1.5", "after=", "wait=-1", "wait=60.5", "wait=nan", "wait=inf", "wait=long"],
)
async def test_what_is_no_place_or_no_time_is_refused_in_a_line(tmp_path: Path, query: str) -> None:
    async with mailbox(tmp_path, filled(b"one")) as front:
        status, _, body = await front.collect(ME, query, LOGIN)

    assert status == 400
    assert body.startswith(b"after: expected")
    assert body.count(b"\n") == 1


@pytest.mark.parametrize(
    "login",
    ["", LOGIN.replace("Basic", "Bearer"), basic(SUPPLIER, ""), basic(SUPPLIER, "opem"), basic("", "open"), "Basic ü"],
)
async def test_only_who_has_the_password_collects(tmp_path: Path, login: str) -> None:
    async with mailbox(tmp_path, filled(b"one")) as front:
        status, _, body = await front.collect(ME, "after=0", login)

    assert (status, body) == (401, b"expected the name and the password of this Supplier\n")


async def test_who_has_no_password_has_no_mailbox() -> None:
    async with fronted(Door(), filled(b"one"), Site()) as front:
        assert (await front.collect(ME, "after=0", basic(SUPPLIER, "")))[0] == 401


async def test_who_waits_for_the_second_message_is_not_told_at_the_first(tmp_path: Path) -> None:
    door = Door()
    async with mailbox(tmp_path, VirtualShelf(), door, Site()) as front:
        waiting = asyncio.create_task(front.collect(ME, "after=1&wait=30", LOGIN))
        door.say_later(SUPPLIER, 256, Site())
        await door.until(1)
        first = await front.collect(ME, "after=0", LOGIN)
        was_told = waiting.done()
        door.say_later(SUPPLIER, 257, Site())
        async with asyncio.timeout(5):
            second = await waiting

    assert (first[:2], was_told, second[:2]) == ((200, 1), False, (200, 2))


async def test_who_waits_in_vain_is_told_so(tmp_path: Path) -> None:
    async with mailbox(tmp_path, VirtualShelf()) as front:
        assert await front.collect(ME, "after=0&wait=0.02", LOGIN) == (204, 0, b"")


@pytest.mark.parametrize(("site", "left"), [(Site(), (2, b"two")), (AWAY, (1, b"one"))], ids=["none", "a server"])
async def test_asking_for_more_takes_what_was_before_unless_a_server_is_to_take_it(
    tmp_path: Path, site: Site, left: tuple[int, bytes]
) -> None:
    rows = filled(b"one", b"two")
    async with mailbox(tmp_path, rows, None, site) as front:
        await front.collect(ME, "after=1", LOGIN)

    assert Outbox(rows).next(SUPPLIER) == left


async def test_looking_again_takes_nothing(tmp_path: Path) -> None:
    rows = filled(b"one", b"two")
    async with mailbox(tmp_path, rows, None, Site()) as front:
        for _ in range(2):
            await front.collect(ME, "after=0", LOGIN)

    assert Outbox(rows).waiting(SUPPLIER) == 2


async def test_what_is_anothers_is_not_given(tmp_path: Path) -> None:
    rows = VirtualShelf()
    Outbox(rows).put(Name("other"), 256, b"for somebody else")
    async with mailbox(tmp_path, rows) as front:
        assert (await front.collect(ME, "after=0", LOGIN))[0] == 204
