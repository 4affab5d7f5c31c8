"""kill -9 of the DCC adapter between acceptance and outbox, and while it POSTs: nothing is lost or said in two ways.

Each image displaces the one before, so each request but the last is told of by CCS08 to the Supplier's own server.
"""

import asyncio
import os
import signal
from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from lab.images import make_image
from lab.live.forked import forked
from lab.live.lineup import Choices
from lab.live.premises_up import premises_up
from lab.live.run_directory import Running, find_running
from lab.site import site_of
from premises.identity import Eui64, eui64
from premises.trust.users import dcc_identity, supplier_identity
from premises.trust.xml_signature import sign_xml, verify_xml
from premises.wire.duis.messages import CommsHubAlert, UpdatePPMIDFirmware
from premises.wire.site import ACB_EUI, DCC, SUPPLIER, Site
from premises.wire.xml.request import write_request
from premises.wire.xml.response import read_response

pytestmark = [pytest.mark.live, pytest.mark.quiet]

REQUESTS = 12
SPEED = 8.0
WITHIN_S = 90.0


@dataclass
class BackEnd:
    """A Supplier's own server, which has the adapter killed at some POSTs and is away at others."""

    kill: asyncio.Event = field(default_factory=asyncio.Event)
    posts: list[bytes] = field(default_factory=list)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    url: str = ""

    @asynccontextmanager
    async def listening(self) -> AsyncIterator["BackEnd"]:
        """Listen for the block."""
        application = web.Application()
        application.router.add_post("/alerts", self._take)
        runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}/alerts"
        try:
            yield self
        finally:
            await runner.cleanup()

    async def _take(self, request: web.Request) -> web.Response:
        self.posts.append(await request.read())
        self.arrived.set()
        count = len(self.posts)
        if count in (2, 5):
            self.kill.set()
            await asyncio.sleep(0.2)
        return web.Response(status=500 if count in (3, 7) else 204)


def versions(posts: list[bytes]) -> dict[int, set[bytes]]:
    """Give what was POSTed of each image, believing only what the DCC signed."""
    found: dict[int, set[bytes]] = {}
    for post in posts:
        message = read_response(verify_xml(post, [dcc_identity(0).certificate])).message
        if isinstance(message, CommsHubAlert):
            found.setdefault(message.firmware_version, set()).add(post)
    return found


def request(site: Site, number: int) -> bytes:
    """Give a signed 11.4 with an image of its own."""
    spec, me = site.bridges["b1"], eui64(site.suppliers[SUPPLIER].eui)
    version = spec.running + number
    image = make_image(spec.image_type, version, 2_000, manufacturer=spec.manufacturer)
    message = UpdatePPMIDFirmware(f"{me}:{ACB_EUI}:{number}", image, version, (eui64(spec.eui),))
    return sign_xml(write_request(message, 8), supplier_identity(0, SUPPLIER, me))


def site_told_at(url: str) -> Site:
    """Give a premises with one bridge, whose Supplier is told at ``url``."""
    bridge = {"ppmid_variant": "B1", "eui": "90-B3-D5-1F-30-B1-00-01", "image_type": 0x0184}
    document = {"name": "killed", "bridges": {"b1": bridge}, "suppliers": {"supplier": {"url": url}}}
    return site_of(document, "test")


async def accepted(session: aiohttp.ClientSession, url: str, xml: bytes) -> bytes:
    """POST the same octets until they are answered."""
    async with asyncio.timeout(WITHIN_S):
        while True:
            with suppress(aiohttp.ClientError):
                headers = {"Content-Type": "application/xml"}
                async with session.post(f"{url}/api/v1/serviceD", data=BytesIO(xml), headers=headers) as response:
                    if response.status == 200:
                        return await response.read()
            await asyncio.sleep(0.1)


async def collected(session: aiohttp.ClientSession, running: Running, eui: Eui64) -> list[bytes]:
    """Give all that the mailbox has, in order."""
    found: list[bytes] = []
    login = b64encode(f"{SUPPLIER}:{running.files.secret(SUPPLIER).read_text()}".encode()).decode()
    while True:
        url = f"{running.duis}/api/v1/collect/{eui}?after={len(found)}"
        async with session.get(url, headers={"Authorization": f"Basic {login}"}) as response:
            if response.status == 204:
                return found
            found.append(await response.read())


async def test_a_killed_adapter_loses_no_word_and_says_none_in_two_ways(tmp_path: Path) -> None:
    back_end = BackEnd()
    async with back_end.listening(), aiohttp.ClientSession() as session:
        site = site_told_at(back_end.url)

        def kill() -> None:
            os.kill(find_running("killed", tmp_path).processes[DCC], signal.SIGKILL)

        async def killing() -> None:
            while True:
                await back_end.kill.wait()
                back_end.kill.clear()
                kill()

        up = premises_up(site, Choices(speed=SPEED), lambda _: None, home=tmp_path, spawn=forked)
        async with up as (running, _):
            killer = asyncio.create_task(killing())
            spec = site.bridges["b1"]
            for number in range(1, REQUESTS + 1):
                answer = await accepted(session, running.duis, request(site, number))
                if number in (4, 9):
                    kill()
                assert read_response(answer).response_code == "I99"
            wanted = {spec.running + number for number in range(1, REQUESTS)}
            async with asyncio.timeout(WITHIN_S):
                while not wanted <= set(versions(back_end.posts)):
                    back_end.arrived.clear()
                    await back_end.arrived.wait()
            in_order = await collected(session, running, eui64(site.suppliers[SUPPLIER].eui))
            killer.cancel()

    said, firsts = versions(back_end.posts), list(dict.fromkeys(back_end.posts))
    assert [version for version, posts in said.items() if len(posts) > 1] == []
    assert firsts == in_order[: len(firsts)]
    assert len(back_end.posts) > len(firsts)
