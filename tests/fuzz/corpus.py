"""What the fuzz begins with: every frame of a few updates of four bridges, and the participants in the middle of them.

Told in virtual time with fixed seeds, so that the same corpus stands behind each input's number on every machine.
"""

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache, lru_cache

from lab.campaign.activation import activation_for
from lab.cast import makers_of
from lab.images import make_image
from lab.story.requests import image_for, request_for
from lab.story.supplier import Planned, Supplier
from premises.faults.air import Lane
from premises.faults.wiring import address_book, link_plans
from premises.identity import Eui64, Name, eui64
from premises.machine.effects import Kept, Machine
from premises.quantity import Instant, seconds
from premises.sim.octets import through_octets
from premises.sim.shelf import VirtualShelf
from premises.sim.world import World
from premises.trust.trailer import firmware_hash
from premises.wire.duis.inventory import (
    DevicePrenotification,
    DeviceStatus,
    LogRequest,
    ReadInventory,
    UpdateDeviceDetails,
    UpdateHANDeviceLog,
    UpdateInventory,
)
from premises.wire.duis.messages import (
    ReadFirmwareVersion,
    ServiceRequest,
    TransformActivateFirmware,
    UpdatePPMIDFirmware,
)
from premises.wire.fault import FaultSpec
from premises.wire.gbcs.activation import AT_ONCE, CANCELLED
from premises.wire.notes.flights import FlightDelivered
from premises.wire.notes.vocabulary import Entry
from premises.wire.site import (
    ACB_EUI,
    DCC,
    HUB,
    SUPPLIER,
    SUPPLIER_EUI,
    FirmwareSpec,
    LinkSpec,
    LinksSpec,
    MeterSpec,
    Site,
)
from premises.wire.tables.hub import DutySpec, HubSpec
from tests.sim.stories import NEW, update_request
from tests.sim.test_four_bridges import four

WHO = (DCC, HUB, *map(Name, ("b1", "b2", "b3", "b4", "ppmid", "gsme", "esme")))
"""Whose machines are fuzzed: the adapter, the hub, two carriers, a bridge behind one, a sleeper, and two meters."""

METERS = {
    "ppmid": MeterSpec("PPMID", "90-B3-D5-1F-30-C1-00-01", behind="b1"),
    "gsme": MeterSpec("GSME", "90-B3-D5-1F-30-C2-00-01", behind="b3", wake_every_s=600.0, firmware=FirmwareSpec()),
    "esme": MeterSpec("ESME", "90-B3-D5-1F-30-C3-00-01", firmware=FirmwareSpec()),
}
"""Everyday traffic that the carriers carry meanwhile, and two that run what CS06 names."""

SMALL, LARGE = 700, 20_000
"""Octets: a bridge's download of the small one is over soon; the large one is more than two chunks of the WAN."""

DUTY = DutySpec(limited=12, critical=18, suspended=24, suspend_min=1)
"""Thresholds below 1 GHz that a large image reaches and a few small ones do not."""

FRESH = Eui64("90-B3-D5-1F-30-B1-00-99")
"""A bridge that is announced and stands nowhere."""

SEED = 1
"""Of the premises: its network key follows from it."""

AHEAD_MAX = 64
"""Frames that came to a participant after a moment which are kept with it. Ours."""

SHAPES_MAX = 64
"""States whose shape is remembered: of all who are looked at after an event, one has changed. Ours."""

LAST_CUT = FaultSpec("power-cut", device=HUB, from_s=10_000.0)
"""Every story ends with a hub that is without power for good: only so is its last word heard, and nobody restarts."""

Way = tuple[Name, Name, Name]
"""A lane: its link, who speaks and who hears."""


@dataclass(frozen=True, slots=True)
class Flight:
    """One frame as its medium carried it, and where."""

    way: Way
    octets: bytes


@dataclass(frozen=True, slots=True)
class Scene:
    """One participant in the middle of a story."""

    who: Name
    at: Instant
    state: object
    kept: VirtualShelf
    activity: str
    ahead: tuple[Flight, ...]
    """What came to it next, in order."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """All that the mutations work on; every story is of the same site."""

    site: Site
    flights: tuple[Flight, ...]
    scenes: tuple[Scene, ...]

    def scenes_of(self, who: Name) -> tuple[Scene, ...]:
        """Give the moments of one participant."""
        return tuple(scene for scene in self.scenes if scene.who == who)

    def flights_to(self, who: Name) -> tuple[Flight, ...]:
        """Give what came to one participant."""
        return tuple(flight for flight in self.flights if flight.way[2] == who)


@cache
def corpus() -> Corpus:
    """Give the corpus, told once a process."""
    links = LinksSpec(han=LinkSpec(25.0, 10.0, 0.02, band="sub-ghz"), althan=LinkSpec(120.0, 40.0, 0.02))
    site = Site(hub=HubSpec(block_period_min_ms=40.0, duty=DUTY), bridges=four().bridges, meters=METERS, links=links)
    tellers = [_Teller(site, number, script) for number, script in enumerate(_scripts(site))]
    for teller in tellers:
        teller.tell()
    flights = [flight for teller in tellers for flight in teller.flights]
    scenes = [scene for teller in tellers for scene in teller.scenes()]
    return Corpus(site, tuple(dict.fromkeys(flights)), tuple(scenes))


@dataclass(frozen=True, slots=True)
class _Wrong:
    """What can be wrong with a request, as a Supplier or the line sends it."""

    version: int = NEW
    flip: int = -1
    """Octet of the file in which a bit is another; -1 for none."""
    hardware: tuple[int, int] = (1, 1)


_NOTHING_WRONG = _Wrong()


def _scripts(site: Site) -> tuple[tuple[Planned, ...], ...]:
    """Give a polite Supplier, a hasty one whose images displace each other, and one who makes mistakes."""
    polite = tuple(_asked(site, f"b{number}", 1.0 + 400 * number, number) for number in (1, 2, 3, 4))
    hasty = tuple(_asked(site, f"b{1 + number % 3}", 1.0 + 25 * number, number, LARGE) for number in range(4))
    hasty += (_asked(site, "b2", 300.0, 4),)  # By then the hub is Critical, and cannot offer it.
    broken = (
        _asked(site, "b1", 1.0, 1, wrong=_Wrong(flip=200)),
        _asked(site, "b3", 150.0, 2, wrong=_Wrong(hardware=(7, 9))),
        _asked(site, "b1", 300.0, 3, wrong=_Wrong(flip=3)),
        _asked(site, "b2", 450.0, 4, wrong=_Wrong(version=0x0001_0000)),
    )
    return polite, hasty, broken, _of_meters(site)


def _of_meters(site: Site) -> tuple[Planned, ...]:
    """Give a Supplier that has meters run what it sent them, at once and later; one image displaces another."""
    script: list[Planned] = []
    for number, (who, at) in enumerate((("esme", 1.0), ("gsme", 700.0), ("gsme", 705.0))):
        request = request_for(site, image_for(site, (who,), NEW, SMALL), [who], 10 + number)
        script.append(Planned(Instant(seconds(at)), request))
    hashes = {who: firmware_hash(image_for(site, (who,), NEW, SMALL)) for who in ("esme", "gsme")}
    for number, (who, at, runs_at) in enumerate((("esme", 300.0, AT_ONCE), ("gsme", 4000.0, 6000))):
        eui = eui64(site.meters[who].eui)
        script.append(Planned(Instant(seconds(at)), activation_for(eui, hashes[who], runs_at, 20 + number)))
    script += _questions(site, hashes["esme"])
    return tuple(sorted(script, key=lambda planned: planned.at))


def _questions(site: Site, image_hash: bytes) -> list[Planned]:
    """Give what the same Supplier asks: who runs what, CS06 to sign, a log without B2 for a while, a bridge more."""
    specs = site.meters["esme"], site.meters["gsme"], site.bridges["b2"], site.hub
    esme, gsme, b2, hub = (eui64(spec.eui) for spec in specs)

    def named(who: Eui64, number: int) -> str:
        return f"{SUPPLIER_EUI}:{who}:{number}"

    asked: dict[float, ServiceRequest] = {
        1000.0: ReadFirmwareVersion(named(esme, 31), esme),
        1010.0: ReadFirmwareVersion(named(b2, 32), b2),
        1020.0: ReadFirmwareVersion(named(hub, 33), hub),
        1030.0: TransformActivateFirmware(named(esme, 34), esme, image_hash, CANCELLED),
        5000.0: ReadFirmwareVersion(named(gsme, 35), gsme),
        6500.0: UpdateHANDeviceLog(named(hub, 36), b2, LogRequest.REMOVE),
        6600.0: UpdateHANDeviceLog(named(hub, 37), b2, LogRequest.ADD),
        7000.0: DevicePrenotification(named(ACB_EUI, 38), FRESH, "PPMID", 0xA170, 1, 0x10000, "B1"),
        7010.0: UpdateDeviceDetails(named(ACB_EUI, 39), FRESH, "B2"),
        7020.0: ReadInventory(named(ACB_EUI, 40), FRESH),
        7030.0: UpdateInventory(named(ACB_EUI, 41), FRESH, DeviceStatus.INSTALLED_NOT_COMMISSIONED),
    }
    return [Planned(Instant(seconds(at)), request) for at, request in asked.items()]


def _asked(site: Site, who: str, at: float, number: int, size: int = SMALL, wrong: _Wrong = _NOTHING_WRONG) -> Planned:
    spec = site.bridges[who]
    image = make_image(spec.image_type, wrong.version, size, manufacturer=spec.manufacturer, hardware=wrong.hardware)
    request = update_request(site, Name(who), image, number)
    if wrong.flip >= 0:
        octets = image[: wrong.flip] + bytes((image[wrong.flip] ^ 1,)) + image[wrong.flip + 1 :]
        request = UpdatePPMIDFirmware(request.request_id, octets, wrong.version, request.device_ids)
    return Planned(Instant(seconds(at)), request)


class _Teller:
    """Tells one story and remembers what went by."""

    UNTIL = Instant(seconds(3 * 3600))

    def __init__(self, site: Site, number: int, script: tuple[Planned, ...]) -> None:
        self.flights: list[Flight] = []
        self._on: dict[Way, list[Flight]] = {}
        self._heard: dict[Name, list[Flight]] = {who: [] for who in WHO}
        self._seen: Counter[str] = Counter()
        self._found: list[tuple[Scene, int]] = []
        self._before: dict[Name, tuple[str, tuple[Scene, int]]] = {}
        makers = makers_of(site, number)

        def supplier(kept: Kept) -> Machine:
            return Supplier(script, kept)

        makers[SUPPLIER] = supplier
        carry = through_octets(address_book(site, SEED), self._tap)
        self._world = World(makers, link_plans(site), number, self._hear, carry, [LAST_CUT])

    def tell(self) -> None:
        """Tell it to its end."""
        self._world.start()
        self._world.run(self.UNTIL, self._look)

    def scenes(self) -> list[Scene]:
        """Give the moments, each with what came to that participant after it."""
        return [_with_ahead(scene, self._heard[scene.who][begin:]) for scene, begin in self._found]

    def _tap(self, lane: Lane, octets: bytes) -> None:
        flight = Flight((lane.link, lane.source, lane.target), octets)
        self.flights.append(flight)
        self._on.setdefault(flight.way, []).append(flight)

    def _hear(self, entry: Entry) -> None:
        """Remember what came to whom: on a lane nobody restarts, so a sequence is a place in all that left."""
        note = entry.note
        if isinstance(note, FlightDelivered) and entry.who in self._heard:
            self._heard[entry.who].append(self._on[note.link, note.source, entry.who][note.sequence])

    def _look(self) -> bool:
        """Remember moments of everybody; never stop the story.

        The first, second, fourth, eighth ... of each kind of state, and the last ones before a state of another kind.
        """
        for who in self._world.names:
            if who not in WHO:
                continue
            machine = self._world.machine(who)
            shape = _shape_of(machine.state)
            kept, activity = self._world.kept(who).twin(), machine.picture.activity
            now = (Scene(who, self._world.now, machine.state, kept, activity, ()), len(self._heard[who]))
            before = self._before.get(who, ("", now))
            if self._is_rare(f"{who} {shape}"):
                self._found.append(now)
            if before[0] not in ("", shape) and self._is_rare(f"{who} {before[0]} > {shape}"):
                self._found.append(before[1])
            self._before[who] = shape, now
        return False

    def _is_rare(self, what: str) -> bool:
        self._seen[what] += 1
        return self._seen[what].bit_count() == 1


def _with_ahead(scene: Scene, after: list[Flight]) -> Scene:
    return Scene(scene.who, scene.at, scene.state, scene.kept, scene.activity, tuple(after[:AHEAD_MAX]))


@lru_cache(SHAPES_MAX)
def _shape_of(state: object) -> str:
    """Give the kinds of value that a state is made of: states with the same are in the same phase."""
    return " ".join(dict.fromkeys(re.findall(r"\b[A-Z][A-Za-z]+(?=\()", repr(state))))
