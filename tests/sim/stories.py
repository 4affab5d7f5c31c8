"""A premises in virtual time for stories: what a Supplier asks, and what every note said."""

from dataclasses import dataclass, field
from typing import TypeVar

from lab.cast import makers_of
from lab.images import make_image
from lab.story.supplier import Planned, Supplier
from premises.faults.wiring import link_plans
from premises.identity import Name, eui64
from premises.machine.effects import Kept, Machine
from premises.quantity import Instant, seconds
from premises.sim.world import World
from premises.wire.duis.messages import UpdatePPMIDFirmware
from premises.wire.field.ota_file import read_ota_header
from premises.wire.message import Message
from premises.wire.notes.note import Note
from premises.wire.notes.vocabulary import Entry
from premises.wire.site import ACB_EUI, SUPPLIER, SUPPLIER_EUI, BridgeSpec, LinkSpec, LinksSpec, Site
from premises.wire.tables.hub import HubSpec

B1 = Name("b1")
OLD, NEW, NEWER = 0x0001_0000, 0x0001_0001, 0x0001_0002


def b1_site(*, loss: float = 0.0, slot: int = 1 << 20, pace_ms: float = 0.0, **bridge: object) -> Site:
    """Give a premises with B1 alone, its HAN as lossy as wanted."""
    spec = BridgeSpec("B1", "90-B3-D5-1F-30-B1-00-01", 0x0184, **bridge)  # type: ignore[arg-type]  # fields of BridgeSpec
    links = LinksSpec(han=LinkSpec(25.0, 10.0, loss))
    return Site(hub=HubSpec(slot_size_max=slot, block_period_min_ms=pace_ms), bridges={"b1": spec}, links=links)


def image_for_b1(version: int = NEW, size: int = 2048, seed: int = 0) -> bytes:
    """Give an image that B1 would run."""
    return make_image(0x0184, version, size, manufacturer=0xA170, seed=seed)


def update_request(site: Site, who: Name, image: bytes, number: int = 1) -> UpdatePPMIDFirmware:
    """Give the 11.4 that asks for ``image`` on ``who``."""
    device = eui64(site.bridges[who].eui)
    version = read_ota_header(image).version
    return UpdatePPMIDFirmware(f"{SUPPLIER_EUI}:{ACB_EUI}:{number}", image, version, (device,))


N = TypeVar("N", bound=Note)


@dataclass
class Story:
    """A world with a Supplier, and everything that was noted in it."""

    site: Site
    requests: tuple[tuple[float, UpdatePPMIDFirmware], ...]
    seed: int = 1
    entries: list[Entry] = field(default_factory=list)

    def __post_init__(self) -> None:
        script = tuple(Planned(Instant(seconds(at)), request) for at, request in self.requests)
        makers = makers_of(self.site, self.seed)

        def supplier(kept: Kept) -> Machine:
            return Supplier(script, kept)

        makers[SUPPLIER] = supplier
        self.world = World(makers, link_plans(self.site), self.seed, self.entries.append, faults=self.site.fault)
        self.world.start()

    def until(self, at: float) -> "Story":
        """Let time pass until ``at`` seconds."""
        self.world.run(Instant(seconds(at)))
        return self

    def until_noted(self, kind: type[N], limit: float = 100_000) -> N:
        """Let time pass until something is noted, and give it; fail when it never is."""
        before = len(self.entries)
        found = self.world.run(
            Instant(seconds(limit)), lambda: any(isinstance(e.note, kind) for e in self.entries[before:])
        )
        assert found, f"{kind.__name__} was never noted"
        return self.noted(kind)[-1]

    def noted(self, kind: type[N], who: str = "") -> list[N]:
        """Give every note of one kind so far, perhaps of one participant."""
        return [entry.note for entry in self.entries if isinstance(entry.note, kind) and who in ("", entry.who)]

    def running(self, who: Name = B1) -> int | None:
        """Give the version that a device runs."""
        return self.world.machine(who).picture.running

    def answers(self) -> list[Message]:
        """Give what the Supplier was told so far."""
        machine = self.world.machine(SUPPLIER)
        assert isinstance(machine, Supplier)
        return list(machine.answers)
