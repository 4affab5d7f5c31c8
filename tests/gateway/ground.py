"""A DCC adapter with its gateway on loopback: the real driver and machine, on a broker in memory, in real time.

What is said to the Supplier goes over HTTP; the hub is not there, so an image that was taken waits. A kill leaves the
shelves as they are, and the next ``lit`` goes on with them.
"""

import asyncio
import json
import os
from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

import aiohttp

from dcc_adapter.process import beside_of, cast
from lab.images import make_image
from premises.faults.wiring import address_book
from premises.identity import Eui64, Name, eui64
from premises.quantity import Instant, after, seconds
from premises.runtime.clock import LoopWall, boot_id_of_this_machine
from premises.runtime.driver import Driver, Surroundings
from premises.runtime.link import Link
from premises.runtime.logging import LogFormat, LogSettings, NoteLog
from premises.runtime.memory import MemoryBroker
from premises.runtime.process import run_drivers, shelf_of
from premises.trust.alerts import signed as sealed
from premises.trust.keys import signing_key
from premises.trust.users import dcc_identity, supplier_identity
from premises.trust.xml_signature import sign_xml, verify_xml
from premises.wire.codec import encode
from premises.wire.duis.messages import ServiceRequest, UpdatePPMIDFirmware
from premises.wire.envelope import ENVELOPE_VERSION, Clock, Envelope, Run
from premises.wire.field.air_bytes import Hop, to_octets
from premises.wire.gbcs.alerts import AlertCode, FirmwareTransferAlert, TransferResponseCode
from premises.wire.message import Frame, Medium
from premises.wire.site import ACB_EUI, DCC, HUB, SUPPLIER, Site
from premises.wire.site_text import changed, run_text
from premises.wire.topics import CONDUCTOR, Topics
from premises.wire.xml.request import write_request
from premises.wire.xml.response import Told, read_response
from premises.wire.xml.services import ENDPOINTS
from tests.gateway.transcripts import directory

SEED = 7
WAN = Name("wan")
PASSWORD = "open-sesame"
XML = {"Content-Type": "application/xml"}
SITE = changed(Site(), links=changed(Site().links, duis=changed(Site().links.duis, latency_ms=1.0)))
NEWER = SITE.bridges["b1"].running + 1
B1 = eui64(SITE.bridges["b1"].eui)
ME = eui64(SITE.suppliers[SUPPLIER].eui)


@dataclass
class Ground:
    """One adapter, as often as it is lit."""

    directory: Path
    site: Site = SITE
    url: str = ""
    _conductor: Link | None = None
    _driver: Driver | None = None
    _alerts: int = 0
    _origin: int = 0
    session: aiohttp.ClientSession = field(init=False)
    lines: list[dict[str, object]] = field(default_factory=list)

    @asynccontextmanager
    async def lit(self) -> AsyncIterator["Ground"]:
        """Run the adapter for the block, from what it kept."""
        secrets, shelves, log_file = self.directory / "secrets", self.directory / "shelves", self.directory / "log"
        secrets.mkdir(exist_ok=True)
        for who in self.site.suppliers:
            (secrets / who).write_text(PASSWORD)
        run = Run(ENVELOPE_VERSION, "run-1", SEED, run_text(self.site))
        values = {
            "duis-port": "free", "duis-host": "127.0.0.1", "duis-at": str(self.directory / "url"), "duis-key": "",
            "duis-transcript": str(directory(os.environ, self.directory / "xml")),
            "secrets": str(secrets), "shelf": str(shelves),
        }  # fmt: skip
        beside = beside_of(values)
        assert beside is not None, "a free port is asked for"
        topics, wall, broker = Topics(Name(self.site.name)), LoopWall(), MemoryBroker()
        log = NoteLog(LogSettings(format=LogFormat.JSON, file=log_file))
        shelf = shelf_of(DCC, shelves, run)
        around = Surroundings(topics, run.run_id, wall, boot_id_of_this_machine())
        started, stop = asyncio.Event(), asyncio.Event()
        driver = Driver(cast(run), around, shelf, broker.link(DCC), lambda _: started.set())
        self._origin = self._origin or wall.monotonic()
        clock = Clock(ENVELOPE_VERSION, boot_id_of_this_machine(), self._origin, Instant(0), 1.0, 1)
        try:
            async with broker.link(CONDUCTOR)([]) as conductor, aiohttp.ClientSession() as self.session:
                self._conductor, self._driver = conductor, driver
                conductor.publish(topics.clock(), encode(clock), retain=True)
                async with beside(run, driver, log) as serving:
                    self.url = (self.directory / "url").read_text().strip()
                    running = asyncio.create_task(run_drivers([driver], stop, lambda _, __: None, [serving]))
                    try:
                        await started.wait()
                        yield self
                    finally:
                        stop.set()
                        await running
        finally:
            shelf.close()
            log.close()

    def hub_says_transferred(self, version: int = NEWER, device: Eui64 = B1) -> None:
        """Let CCS08 come from the hub: it asks nobody, and its Supplier is told."""
        assert self._driver is not None, "it is lit"
        assert self._conductor is not None, "it is lit"
        self._alerts += 1
        now, hub = self._driver.now, eui64(self.site.hub.eui)
        alert = FirmwareTransferAlert(
            hub, ACB_EUI, self._alerts, now // 1_000_000, AlertCode.TRANSFER_SUCCEEDED, device, version,
            TransferResponseCode.SUCCESS,
        )  # fmt: skip
        frame = Frame(HUB, DCC, self._alerts, sealed(alert, signing_key(SEED, HUB)))
        octets = to_octets(frame, Medium.WAN, Hop(HUB, DCC), self._alerts, address_book(self.site, SEED))
        due = after(now, seconds(0.001))
        envelope = Envelope(ENVELOPE_VERSION, WAN, HUB, DCC, 1, self._alerts, now, due, octets)
        self._conductor.publish(Topics(Name(self.site.name)).air(WAN, HUB, DCC), encode(envelope))

    async def collect(self, after_place: int, wait_s: float = 5.0, login: str = SUPPLIER) -> tuple[int, int, bytes]:
        """Ask the mailbox; give status, place and body."""
        url = f"{self.url}/api/v1/collect/{ME}?after={after_place}&wait={wait_s:g}"
        basic = b64encode(f"{login}:{PASSWORD}".encode()).decode()
        async with self.session.get(url, headers={"Authorization": f"Basic {basic}"}) as response:
            return response.status, int(response.headers.get("Duis-Place", "0")), await response.read()

    def said(self) -> list[dict[str, object]]:
        """Give the gateway's log lines so far."""
        lines = (self.directory / "log").read_text().splitlines()
        return [line for line in map(json.loads, lines) if line["event"].startswith("duis.")]

    async def post(self, xml: bytes, service: str, **headers: str) -> tuple[int, bytes]:
        """POST octets as they are; give status and body."""
        url = f"{self.url}/api/v1/{service}"
        async with self.session.post(url, data=BytesIO(xml), headers=XML | headers) as response:
            return response.status, await response.read()

    async def ask(self, message: ServiceRequest, variant: int, who: Name = SUPPLIER) -> Told:
        """Ask as a Supplier does, and give what was answered and signed."""
        status, body = await self.post(self.signed(message, variant, who), ENDPOINTS[variant])
        assert status == 200, body
        return told(body)

    def signed(self, message: ServiceRequest, variant: int, who: Name = SUPPLIER) -> bytes:
        """Give a request as XML, signed by a Supplier of the site."""
        return signed(write_request(message, variant), who, eui64(self.site.suppliers[who].eui))


def signed(xml: bytes, who: Name = SUPPLIER, eui: Eui64 = ME) -> bytes:
    """Give XML signed by a Supplier."""
    return sign_xml(xml, supplier_identity(SEED, who, eui))


def told(body: bytes) -> Told:
    """Give what the DCC of these tests says in ``body``, of which only what it signed is read."""
    return read_response(verify_xml(body, [dcc_identity(SEED).certificate]))


def update(
    counter: int, *, size: int = 2_000, version: int = NEWER, device: Eui64 = B1, me: Eui64 = ME
) -> UpdatePPMIDFirmware:
    """Give an 11.4 for one bridge."""
    spec = SITE.bridges["b1"]
    image = make_image(spec.image_type, version, size, manufacturer=spec.manufacturer)
    return UpdatePPMIDFirmware(f"{me}:{ACB_EUI}:{counter}", image, version, (device,))
