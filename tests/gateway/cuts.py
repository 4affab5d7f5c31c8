"""A DCC adapter and its gateway in one process, whose shelves are copied at every commit and every POST: kill -9 there.

A kill leaves what was committed and what the Suppliers' servers got, and nothing else; so each copy is a kill at that
point, and ``played`` goes on from it with a new machine and a new gateway. Real: the machine, the gateway with HTTP
and XML, the Suppliers' servers. Not real: the driver (frames arrive at once), and SQLite.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

import aiohttp
from aiohttp import web

from dcc_adapter.gateway.gateway import open_gateway
from dcc_adapter.gateway.settings import GatewaySettings
from dcc_adapter.machine import DccAdapter
from dcc_adapter.plan import dcc_plan
from lab.images import make_image
from lab.site import site_of
from premises.identity import Name, eui64
from premises.machine.effects import Effects, Keep, Send
from premises.quantity import Instant, after, seconds
from premises.sim.shelf import VirtualShelf
from premises.trust.alerts import signed as sealed
from premises.trust.keys import signing_key
from premises.trust.users import supplier_identity
from premises.trust.xml_signature import sign_xml
from premises.wire.duis.messages import UpdatePPMIDFirmware
from premises.wire.gbcs.alerts import (
    ActivateImageResultCode,
    AlertCode,
    FirmwareActivationAlert,
    FirmwareTransferAlert,
    TransferResponseCode,
)
from premises.wire.message import Frame
from premises.wire.site import ACB_EUI, DCC, HUB, Site
from premises.wire.xml.request import write_request
from tests.gateway.ground import SEED, XML
from tests.gateway.transcripts import directory

GAS, POWER = Name("gasco"), Name("powerco")
UPDATES = ((POWER, Name("b1")), (GAS, Name("b2")))
"""Who updates what."""
WITHIN_S = 20.0


@dataclass(frozen=True, slots=True)
class Cut:
    """What is there after a kill at one point."""

    where: str
    machine: VirtualShelf
    gateway: VirtualShelf
    posts: dict[Name, list[bytes]]
    answers: dict[int, bytes]


@dataclass
class Sink:
    """The servers of both Suppliers: what comes is given to the telling in whose path it is, and taken."""

    tellings: list["Telling"] = field(default_factory=list)
    url: str = ""

    @asynccontextmanager
    async def listening(self) -> AsyncIterator["Sink"]:
        """Listen for the block."""
        application = web.Application()
        application.router.add_post("/{telling}/{who}", self._take)
        runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        try:
            yield self
        finally:
            await runner.cleanup()

    async def _take(self, request: web.Request) -> web.Response:
        telling = self.tellings[int(request.match_info["telling"])]
        telling.posted(Name(request.match_info["who"]), await request.read())
        return web.Response(status=204)


class Rows:
    """A shelf that says when something was committed."""

    def __init__(self, shelf: VirtualShelf, committed: Callable[[str], None]) -> None:
        self._shelf, self._committed = shelf, committed

    def commit(self, keeps: list[Keep]) -> None:
        """Keep all of ``keeps``, and say so."""
        self._shelf.commit(keeps)
        self._committed(" ".join(keep.key for keep in keeps))

    def get(self, key: str) -> bytes | None:
        """Give the value under ``key``, or None."""
        return self._shelf.get(key)

    def below(self, key: str) -> Iterator[tuple[str, bytes]]:
        """Give all rows below ``key``, ordered by key."""
        return self._shelf.below(key)

    def twin(self) -> VirtualShelf:
        """Give what is kept now."""
        return self._shelf.twin()


class Telling:
    """One life of the adapter, from what one before it left to the end of the story, with a cut at each step."""

    def __init__(self, sink: Sink, before: Cut | None = None) -> None:
        self.cuts: list[Cut] = []
        self.posts: dict[Name, list[bytes]] = {who: list(before.posts[who]) if before else [] for who, _ in UPDATES}
        self.answers: dict[int, bytes] = dict(before.answers) if before else {}
        self._stirred = asyncio.Event()
        self.machine = Rows(before.machine.twin() if before else VirtualShelf(), self._cut)
        self.gateway = Rows(before.gateway.twin() if before else VirtualShelf(), self._cut)
        self.site = _site(f"{sink.url}/{len(sink.tellings)}")
        sink.tellings.append(self)

    def posted(self, who: Name, xml: bytes) -> None:
        """Take what came to a Supplier's server; it was not told yet that it was taken."""
        self.posts[who].append(xml)
        self._cut(f"POST to {who}")

    async def told(self) -> None:
        """Play the story, whatever of it happened before, and wait until nobody has anything more to say."""
        adapter = _Adapter(self.site, self.machine)
        settings = GatewaySettings("127.0.0.1", 0, None, None, None, directory(os.environ), Path())
        urls: list[str] = []

        def say(event: str, *, warns: bool = False, **fields: str | int) -> None:
            assert not warns, (event, fields)
            urls.extend(str(fields[name]) for name in fields if name == "url")

        opened = open_gateway(settings, self.site, SEED, self.gateway, adapter, say)
        async with opened as serving, aiohttp.ClientSession() as session, asyncio.timeout(WITHIN_S):
            running = asyncio.create_task(serving)
            try:
                adapter.start()
                for number, xml in enumerate(_requests(self.site), start=1):
                    await self._ask(session, urls[0], number, xml)
                for alert in _alerts(self.site):
                    adapter.bring(Frame(HUB, DCC, 0, alert))
                while not self._is_quiet():
                    self._stirred.clear()
                    await self._stirred.wait()
            finally:
                running.cancel()
                await asyncio.gather(running, return_exceptions=True)

    async def _ask(self, session: aiohttp.ClientSession, url: str, number: int, xml: bytes) -> None:
        async with session.post(f"{url}/api/v1/serviceD", data=BytesIO(xml), headers=XML) as response:
            answer = await response.read()
        assert response.status == 200, answer
        assert self.answers.setdefault(number, answer) == answer, f"request {number} is answered in two ways"

    def _is_quiet(self) -> bool:
        waits = any(True for _ in self.machine.below("mail"))
        return not waits and all(place == taken for place, taken in map(self.places, self.posts))

    def places(self, who: Name) -> tuple[int, int]:
        """Give how many messages the gateway has stored for a Supplier, and how many it knows to be taken."""
        return stored_and_taken(self.gateway, who)

    def _cut(self, where: str) -> None:
        posts = {who: list(posts) for who, posts in self.posts.items()}
        self.cuts.append(Cut(where, self.machine.twin(), self.gateway.twin(), posts, dict(self.answers)))
        self._stirred.set()


class _Adapter:
    """The machine behind a door through which frames arrive at once; each takes a second of premises time."""

    def __init__(self, site: Site, rows: Rows) -> None:
        self._rows = rows
        self._machine = DccAdapter(dcc_plan(site, SEED), rows)
        self._suppliers = frozenset(map(Name, site.suppliers))
        self._hear: Callable[[Frame, Instant], None] = lambda _, __: None
        # Each life begins later than the one before: what is said again has another moment.
        self.now = Instant(int(rows.get("test/life") or b"0") + seconds(1_000))

    def start(self) -> None:
        """Begin, as after any kill."""
        self._rows.commit([Keep("test/life", b"%d" % self.now)])
        self._do(self._machine.start(self.now))

    def bring(self, frame: Frame) -> None:
        """Let a frame arrive."""
        self.now = after(self.now, seconds(1))
        self._do(self._machine.receive(frame, self.now))

    def overhear(self, hear: Callable[[Frame, Instant], None]) -> None:
        """Tell ``hear`` of each frame for a Supplier."""
        self._hear = hear

    def _do(self, effects: Effects) -> None:
        keeps = [effect for effect in effects if isinstance(effect, Keep)]
        if keeps:
            self._rows.commit(keeps)
        for effect in effects:
            if isinstance(effect, Send) and effect.to in self._suppliers:
                self._hear(effect.frame, self.now)


def stored_and_taken(gateway: Rows | VirtualShelf, who: Name) -> tuple[int, int]:
    """Give how many messages are stored for a Supplier, and how many are marked as taken."""
    taken = gateway.get(f"mail/taken/{who}") or b""
    return len(list(gateway.below(f"mail/number/{who}"))), int.from_bytes(taken, "little")


def _site(url: str) -> Site:
    euis = {POWER: "90-B3-D5-1F-30-01-00-00", GAS: "90-B3-D5-1F-30-02-00-00"}
    suppliers = {who: {"eui": eui, "url": f"{url}/{who}"} for who, eui in euis.items()}
    bridges = {f"b{at}": {"ppmid_variant": f"B{at}", "eui": f"90-B3-D5-1F-30-B{at}-00-01", "image_type": 0x0183 + at}
               for at in (1, 2)}  # fmt: skip
    registered = {"electricity": POWER, "gas": GAS}
    return site_of({"suppliers": suppliers, "registered": registered, "bridges": bridges}, "test")


def _requests(site: Site) -> list[bytes]:
    """Give one signed 11.4 of each Supplier, each for a bridge of its own."""
    found = []
    for who, device in UPDATES:
        spec, me = site.bridges[device], eui64(site.suppliers[who].eui)
        image = make_image(spec.image_type, spec.running + 1, 300, manufacturer=spec.manufacturer)
        message = UpdatePPMIDFirmware(f"{me}:{ACB_EUI}:1", image, spec.running + 1, (eui64(spec.eui),))
        found.append(sign_xml(write_request(message, 8), supplier_identity(SEED, who, me)))
    return found


def _alerts(site: Site) -> list[FirmwareTransferAlert | FirmwareActivationAlert]:
    """Give CCS08 and CS09 of each bridge: the first for its own Supplier, the second for both."""
    hub, code = eui64(site.hub.eui), AlertCode.TRANSFER_SUCCEEDED
    found: list[FirmwareTransferAlert | FirmwareActivationAlert] = []
    for counter, (_, device) in enumerate(UPDATES, start=1):
        spec = site.bridges[device]
        eui, version = eui64(spec.eui), spec.running + 1
        ccs08 = FirmwareTransferAlert(hub, ACB_EUI, counter, 10, code, eui, version, TransferResponseCode.SUCCESS)
        cs09 = FirmwareActivationAlert(eui, ACB_EUI, 1, 20, version, ActivateImageResultCode.SUCCESS)
        found += [sealed(ccs08, signing_key(SEED, HUB)), sealed(cs09, signing_key(SEED, device))]
    return found
