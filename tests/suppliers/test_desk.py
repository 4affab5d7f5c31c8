"""A Supplier's desk: what it sends is signed and counted, what it hears is the DCC's or is not believed."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from lab.desk.client import open_desk, read_as
from lab.desk.listening import BackEnd, listening
from lab.desk.post import DuisPost
from lab.sending.asking import is_refused
from lab.sending.updating import answer_to, refusal_in_words
from premises.errors import LinkError, RefusedError, TrustError, UsageError, WireError
from premises.identity import Eui64
from premises.wire.duis.messages import (
    Refusal,
    ServiceResponse,
    UpdatePPMIDFirmware,
)
from premises.wire.site import Site
from premises.wire.xml.response import Told
from tests.gateway.ground import B1, SEED, Ground
from tests.gateway.ground import update as update_to
from tests.suppliers.at_the_gateway import ME, desk_at, drawer
from tests.suppliers.conftest import NEAR
from tests.suppliers.test_words import ALERT, DCC, letter

pytestmark = pytest.mark.asyncio(loop_scope="module")

NEWER = Site().bridges["b1"].running + 1


def update(counter: int, *, version: int = NEWER, device: Eui64 = B1) -> UpdatePPMIDFirmware:
    """Give an 11.4 that the adapter takes."""
    return update_to(counter, version=version, device=device)


async def answered(post: DuisPost, request_id: str) -> ServiceResponse:
    """Wait for the answer to a request, for as long as the test may take."""
    while (answer := answer_to(post, request_id)) is None:
        post.check()
        await asyncio.sleep(0.005)
    return answer


async def test_an_update_is_taken_and_a_second_one_has_a_counter_of_its_own(dcc: Ground, tmp_path: Path) -> None:
    async with desk_at(dcc.url, drawer(tmp_path)) as (_, post):
        first, second = post.next_number(), post.next_number()
        for number in (first, second):
            post.send(update(number))
        answers = [await answered(post, update(number).request_id) for number in (first, second)]

    assert second > first
    assert [answer.response_code for answer in answers] == ["I99", "I99"]
    assert not any(is_refused(answer) for answer in answers)


async def test_a_refusal_names_its_reason_and_every_device(dcc: Ground, tmp_path: Path) -> None:
    stranger = update(104, device=ME)
    async with desk_at(dcc.url, drawer(tmp_path)) as (_, post):
        post.send(stranger)
        answer = await answered(post, stranger.request_id)

    assert is_refused(answer)
    assert answer.refused == (ME,)
    assert refusal_in_words(answer).startswith("refused by the DCC adapter (E")


async def test_a_supplier_with_other_keys_is_not_known(dcc: Ground, tmp_path: Path) -> None:
    own = drawer(tmp_path, seed=SEED + 1)
    async with desk_at(dcc.url, own) as (desk, _):
        told = await desk.ask(update(101), 8)

    assert told.response_code == "E1"
    assert isinstance(told.message, ServiceResponse)
    assert told.message.refusal is Refusal.UNKNOWN_USER


async def test_who_is_not_the_dcc_is_not_believed(dcc: Ground, tmp_path: Path) -> None:
    own = drawer(tmp_path, dcc=SEED + 1)
    async with desk_at(dcc.url, own) as (desk, post):
        with pytest.raises(TrustError, match="not signed by the DCC of this premises"):
            await desk.ask(update(102), 8)
        post.send(update(103))
        with pytest.raises(TrustError):
            await answered(post, update(103).request_id)


async def test_a_wrong_password_opens_no_mailbox(dcc: Ground, tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match="does not take the password of supplier"):
        async with desk_at(dcc.url, drawer(tmp_path, password="guessed")):
            raise AssertionError("it is open")


async def test_a_counter_that_served_before_is_refused_in_words(dcc: Ground, tmp_path: Path) -> None:
    async with desk_at(dcc.url, drawer(tmp_path)) as (desk, post):
        await desk.ask(update(9), 8)
        post.send(update(9, version=NEWER + 1))
        refused = await answered(post, update(9).request_id)
        again = await desk.ask(update(9), 8)

    assert "its counter was used for another request" in refused.detail
    assert is_refused(refused)
    assert again.response_code == "I99", "the very same request gets the very same answer"


@asynccontextmanager
async def in_the_place_of_the_dcc(status: int, body: bytes) -> AsyncIterator[str]:
    """Listen where the DCC would, and say the same to everything."""
    application = web.Application()

    async def answer(_: web.Request) -> web.Response:
        return web.Response(status=status, body=body)

    application.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


@pytest.mark.parametrize(
    ("status", "body", "error", "said"),
    [
        (500, b"oh\nno", RefusedError, r"has no mail \(HTTP 500\): oh no"),
        (200, b"<html/>", TrustError, "not signed by the DCC"),
        (200, b"no XML at all", WireError, "cannot be read"),
    ],
)
async def test_what_is_no_gateway_is_said_in_a_line(
    status: int, body: bytes, error: type[Exception], said: str, tmp_path: Path
) -> None:
    async with in_the_place_of_the_dcc(status, body) as url, open_desk(url, drawer(tmp_path)) as desk:
        with pytest.raises(error, match=said):
            await desk.collect(0, 0)


async def test_nobody_there_is_said_in_a_line(tmp_path: Path) -> None:
    async with open_desk("http://127.0.0.1:9", drawer(tmp_path), again_within_s=0.0) as desk:
        with pytest.raises(LinkError, match=r"the DCC adapter at http://127.0.0.1:9 does not answer: .*refused"):
            await desk.collect(0, 0)


async def test_an_adapter_that_is_back_in_time_gets_the_very_same_octets(tmp_path: Path) -> None:
    ground, own = Ground(tmp_path, NEAR), drawer(tmp_path)
    async with ground.lit():
        port = int(ground.url.rsplit(":", 1)[1])
    async with open_desk(f"http://127.0.0.1:{port}", own) as desk:
        asked = asyncio.create_task(desk.ask(update(1), 8))
        async with ground.lit():
            told = await asked

    assert told.response_code == "I99"


async def test_a_back_end_shows_each_word_once_and_takes_no_forgery() -> None:
    shown: list[Told] = []
    complaints: list[str] = []
    back_end = BackEnd(lambda octets: read_as(octets, DCC), lambda told, _: shown.append(told), complaints.append)
    async with listening(back_end, 0) as url, aiohttp.ClientSession() as session:
        statuses = []
        for octets in (letter(), letter(), letter(SEED + 1), b"<half"):
            async with session.post(f"{url}/alerts", data=octets) as response:
                statuses.append(response.status)

    assert statuses == [204, 204, 400, 400]
    assert [told.message for told in shown] == [ALERT]
    assert len(complaints) == 2


async def test_a_port_that_is_somebody_elses_is_said_in_a_line() -> None:
    back_end = BackEnd(lambda octets: read_as(octets, DCC), lambda *_: None, lambda _: None)
    async with listening(back_end, 0) as url:
        port = int(url.rsplit(":", 1)[1])
        with pytest.raises(UsageError, match=f"--port {port}: .*address already in use"):
            async with listening(back_end, port):
                raise AssertionError("two listen at one port")
