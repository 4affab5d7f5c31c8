"""What is wrong before any XML is read: path, method, type, length; each in a line, and nothing large is taken in."""

from collections.abc import AsyncIterator

import pytest

from tests.gateway.ground import XML, Ground

pytestmark = pytest.mark.asyncio(loop_scope="module")

PLAIN = {"Content-Type": "text/plain"}


@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        ("POST", "/api/v1/serviceX", XML, 404),
        ("GET", "/api/v1/serviceD", {}, 405),
        ("PUT", "/api/v1/serviceD", XML, 405),
        ("POST", "/api/v1/serviceD", PLAIN, 415),
        ("POST", "/api/v1/serviceD", XML | {"Content-Encoding": "gzip"}, 415),
        ("GET", "/api/v1/collect/nobody", {}, 401),
    ],
)
async def test_what_goes_to_the_wrong_place_is_refused_in_a_line(
    ground: Ground, method: str, path: str, headers: dict[str, str], status: int
) -> None:
    before = len(ground.said())
    async with ground.session.request(method, ground.url + path, headers=headers) as response:
        body = await response.read()

    assert response.status == status
    assert body.count(b"\n") == 1
    assert [line["status"] for line in ground.said()[before:]] == [status]


async def endless() -> AsyncIterator[bytes]:
    for _ in range(20):
        yield bytes(1_000_000)


async def test_a_body_without_a_length_is_read_no_further_than_the_limit(ground: Ground) -> None:
    async with ground.session.post(f"{ground.url}/api/v1/serviceD", data=endless(), headers=XML) as response:
        assert response.status == 413


async def test_who_asks_before_sending_too_much_is_told_at_once(ground: Ground) -> None:
    headers = XML | {"Content-Length": "20000000"}
    async with ground.session.post(
        f"{ground.url}/api/v1/serviceD", data=endless(), headers=headers, expect100=True
    ) as response:
        assert response.status == 413
