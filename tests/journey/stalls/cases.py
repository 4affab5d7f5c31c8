"""The cases of the labelled matrix: what is injected where, for whose package, and when one looks.

Requests go out at 10 s. Moments of looks are premises time, or count from a note that the case names.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from lab.faults.checked import fault_said
from lab.story.supplier import Planned
from premises.identity import Name
from premises.wire.notes.downloads import ActivationFailed, DeviceRebooted, EraseBegun, FirmwareActivated, ImageRejected
from premises.wire.notes.duty import DutyChanged
from premises.wire.notes.emulator import DeviceFailed
from premises.wire.notes.flights import FlightLost
from premises.wire.notes.note import Note
from premises.wire.notes.requests import AlertLost, AlertSent, ImageRemoved
from premises.wire.site import Site
from premises.wire.tables.hub import DutySpec
from tests.journey.stalls.flat import OLD, below_1_ghz, flat, paced, quiet, small_flash, told_to, update
from tests.journey.stalls.labels import NAMED, Label, label_of

WAYS = {
    "b1": ("hub", "b1"),
    "b2": ("hub", "b1", "b2"),
    "b3": ("hub", "b3"),
    "b4": ("hub", "b3", "b4"),
}
SIZES = {"b1": 60_000, "b2": 60_000, "b3": 60_000, "b4": 6_000}
"""Octets: enough that a download outlasts the looks."""

LONG = 800_000
"""Octets that keep the WAN busy for minutes."""


@dataclass(frozen=True, slots=True)
class Case:
    """One case."""

    name: str
    device: Name
    label: Label
    site: Site
    updates: tuple[Planned, ...]
    looks: tuple[float, ...]
    """Seconds; after the note below, when there is one."""
    begins_s: float
    """From when the label holds; after the note below, when there is one."""
    after: type[Note] | None = None
    by: Name = Name("")
    paused_at_s: float | None = None
    lasts_s: float = 900.0
    """For how long it is told after the last look, or after that note cannot have been: long enough for what comes."""
    seed: int = 1

    @property
    def until_s(self) -> float:
        """Until when it is told."""
        return max(self.looks) + self.lasts_s


def cases() -> tuple[Case, ...]:
    """Give all of them, in the order of the table."""
    return *_links(), *_aimed(), *_devices(), *_requests(), *_settings()


def _fault(  # noqa: PLR0913 - what a case says beside its fault, each by name
    said: str, who: str, looks: tuple[float, ...], *, begins_s: float = -1.0, size: int = 0,
    after: type[Note] | None = None, by: str = "", seed: int = 1,
) -> Case:  # fmt: skip
    # Where looks count from the first loss, or the loss is a small one, nothing else is lost.
    site = quiet(flat()) if after is FlightLost or said.startswith("5%") else flat()
    spec = fault_said(said, site)
    way = tuple(map(Name, WAYS[who]))
    begins = begins_s if begins_s >= 0 else 0.0 if after is not None else max(spec.from_s, 10.0)
    updates = (update(site, who, size or SIZES[who]),)
    return Case(
        f"{said}, {who}", Name(who), label_of(spec, way), told_to(site, said), updates, looks, begins, after, Name(by),
        seed=seed,
    )  # fmt: skip


_KINDS = (
    "outage",
    "100% loss",
    "40% loss",
    "burst loss 20% into, 50% out of",
    "5s latency",
    "{rate} octets/s",
    "40% damaged",
)


def _links() -> Iterator[Case]:
    hops = (
        ("wan", "b1", "hub", 15.0, (130.0, 150.0, 170.0), 1000),
        ("han", "b1", "b1", 45.0, (70.0, 80.0, 95.0), 100),
        ("han", "b3", "b3", 45.0, (70.0, 80.0, 95.0), 100),
        ("althan-b1-b2", "b2", "b2", 60.0, (90.0, 105.0, 125.0), 100),
        ("althan-b3-b4", "b4", "b4", 115.0, (136.5, 138.0, 139.5), 60),
    )
    for link, who, end, from_s, looks, rate in hops:
        size = LONG if link == "wan" else 0
        for kind in _KINDS:
            said = kind.format(rate=rate)
            yield _fault(f"{said} on {link} from {from_s:g}s for 1h", who, looks, size=size)
        for way in ("toward", "leaving"):
            yield _fault(f"100% loss on {link} {way} {end} from {from_s:g}s for 1h", who, looks, size=size)
    yield _fault("5% loss on han", "b1", (70.0, 90.0, 110.0), begins_s=35.0)
    yield _fault("5% loss on han", "b3", (70.0, 90.0, 110.0), begins_s=35.0)


def _aimed() -> Iterator[Case]:
    short = 2_000
    sent, lost = AlertSent, FlightLost
    yield _fault("drop the 1st CS09 on wan", "b1", (2.0, 6.0), size=short, after=lost, by="hub")
    yield _fault("drop the 1st CS09 on wan", "b2", (2.0, 6.0), size=short, after=lost, by="hub")
    yield _fault("drop CS09 on wan", "b1", (75.0, 100.0, 120.0), size=short, after=lost, by="hub", begins_s=0.0)
    yield _fault("drop CS09 on wan", "b4", (75.0, 100.0, 120.0), size=600, after=lost, by="hub", begins_s=0.0)
    yield _fault("CS09 late by 40s on wan", "b1", (18.0, 25.0), size=short, after=FirmwareActivated, by="b1")
    yield _fault("CS09 late by 40s on wan", "b3", (18.0, 25.0), size=short, after=FirmwareActivated, by="b3")
    yield _fault("drop CCS08 on wan", "b1", (20.0, 60.0), size=short, after=lost, by="hub")
    yield _fault("CCS08 late by 20s on wan", "b1", (20.0,), size=short, after=sent, by="hub")
    yield _fault("drop the 2nd ApsFragment leaving b1 on han", "b1", (2.0, 6.0), size=short, after=lost, by="b1")
    yield _fault("drop the 1st ImageNotify on han toward b1", "b1", (2.0, 5.0), size=short, after=lost, by="hub")
    yield _fault("drop the 50th ImageBlockResponse on han toward b1", "b1", (0.5, 1.5), after=lost, by="hub")
    yield _fault("drop the 30th ImageBlockRequest on althan-b1-b2", "b2", (0.5, 1.5), after=lost, by="b2")


def _devices() -> Iterator[Case]:
    yield _fault("power cut at dcc from 15s for 100s", "b1", (40.0, 90.0), size=LONG)
    yield _fault("crash of dcc at 15s down for 60s", "b1", (20.0, 70.0), size=LONG)
    yield _fault("power cut at hub from 45s for 300s", "b1", (60.0, 120.0, 300.0))
    yield _fault("crash of hub at 45s", "b3", (50.0, 80.0))
    for who in ("b1", "b2", "b3"):
        yield _fault(f"power cut at {who} from 45s for 100s", who, (60.0, 120.0))
    yield _fault("power cut at b1 from 45s for 100s", "b2", (60.0, 120.0))
    yield _fault("power cut at b3 from 30s for 200s", "b4", (60.0, 130.0, 200.0))
    yield _fault("power cut at b4 from 130s for 100s", "b4", (150.0, 220.0))
    yield _fault("battery flat at b4 from 130s for 1h", "b4", (150.0, 400.0))
    yield _fault("crash of b1 at 60s", "b1", (62.0, 95.0))
    yield _fault("crash of b2 at 60s down for 30s", "b2", (62.0, 85.0))
    yield _fault("reboot of b1 in the 100th write", "b1", (2.0, 30.0), after=DeviceFailed, by="b1")
    yield _fault("flash full at b1", "b1", (60.0, 100.0), begins_s=30.0)
    yield _fault("flash full at b4", "b4", (150.0, 200.0), begins_s=120.0)
    yield _fault("slow erase of 30s at b1", "b1", (2.0, 20.0), after=EraseBegun, by="b1")
    yield _fault("slow erase of 40s at b2", "b2", (2.0, 30.0), after=EraseBegun, by="b2")
    yield _fault("refuse verify at b1", "b1", (2.0, 30.0), size=2_000, after=ImageRejected, by="b1")
    yield _fault("refuse verify at b2", "b2", (2.0, 30.0), size=2_000, after=ImageRejected, by="b2")
    yield _fault("fail activate at b1", "b1", (0.5, 30.0), size=2_000, after=ActivationFailed, by="b1")
    yield _fault("fail activate at b3", "b3", (0.5, 30.0), size=2_000, after=ActivationFailed, by="b3")
    yield _fault("wrong hardware at b1", "b1", (60.0, 100.0), size=2_000)
    yield _fault("wrong hardware at b2", "b2", (60.0, 100.0), size=2_000)
    yield _fault("stuck asleep at b4 from 20s for 500s", "b4", (130.0, 300.0, 490.0), begins_s=120.0)
    yield _fault("clock drift of 200000ppm at b4", "b4", (60.0, 130.0), begins_s=20.0)


def _requests() -> Iterator[Case]:
    site = flat()
    yield _named("older version", site, (update(site, "b1", 2_000, version=OLD),), (20.0, 60.0))
    large = update(site, "b1", (1 << 20) + 1)
    yield _named("larger than a slot", site, (large,), (20.0, 60.0))
    small = small_flash(site, "b1", 4_096)
    yield _named("larger than b1's flash", small, (update(small, "b1", 8_000),), (40.0, 60.0))
    yield _named("for other hardware", site, (update(site, "b1", 2_000, hardware=(7, 9)),), (40.0, 60.0))
    yield _named("damaged image", site, (update(site, "b1", 2_000, flip=1_000),), (40.0, 60.0))
    both = update(site, "b1", 60_000), update(site, "b3", 2_000, at_s=40.0, number=2)
    yield _named("displaced", site, both, (50.0, 90.0), begins_s=40.0)
    behind = update(site, "b3", LONG), update(site, "b1", 2_000, at_s=12.0, number=2)
    yield _named("behind another", site, behind, (30.0, 60.0, 120.0), begins_s=12.0)


def _settings() -> Iterator[Case]:
    site = flat()
    one = (update(site, "b1", 60_000),)
    yield _named("paused", site, one, (50.0,), begins_s=50.0, paused_at_s=50.0)
    slow = paced(site, 2_000.0)
    yield _named("paced", slow, one, (60.0, 90.0), begins_s=35.0)
    for name, duty in (
        ("duty limited", DutySpec(limited=1, critical=9_000, suspended=10_000)),
        ("duty critical", DutySpec(limited=1, critical=2, suspended=10_000, suspend_min=2)),
        ("duty suspended", DutySpec(limited=1, critical=2, suspended=3, suspend_min=2)),
    ):
        hot = below_1_ghz(site, duty)
        yield _named(name, hot, (update(hot, "b1", 60_000),), (10.0, 60.0), after=DutyChanged, by="hub")
    yield _named("asleep", site, (update(site, "b4", 6_000),), (40.0, 100.0), device="b4", begins_s=20.0)
    wakes = (update(site, "b4", 6_000),)
    yield _named("fetched while it sleeps", site, wakes, (160.0, 220.0), device="b4", begins_s=151.0)
    yield _named("reboots", site, (update(site, "b1", 2_000),), (1.0, 8.0), after=DeviceRebooted, by="b1")
    yield _named("nothing", quiet(site), one, (20.0, 60.0))
    day = told_to(site, "drop CS09 on wan")
    yield _named(
        "unheard for ever", day, (update(day, "b1", 2_000),), (1.0, 900.0), after=AlertLost, by="hub", lasts_s=20_000.0
    )
    stuck = told_to(site, "stuck asleep at b4 from 20s for 12d")
    held = (update(stuck, "b4", 6_000),)
    name = "stuck for longer than the hub holds"
    yield _named(name, stuck, held, (1.0, 900.0), device="b4", after=ImageRemoved, by="hub", lasts_s=900_000.0)


def _named(  # noqa: PLR0913 - what a case says beside its name, each by name
    name: str, site: Site, updates: tuple[Planned, ...], looks: tuple[float, ...], *, device: str = "b1",
    begins_s: float = -1.0, after: type[Note] | None = None, by: str = "", paused_at_s: float | None = None,
    lasts_s: float = 900.0,
) -> Case:  # fmt: skip
    begins = begins_s if begins_s >= 0 else 0.0 if after is not None else 10.0
    label = NAMED[name]
    return Case(name, Name(device), label, site, updates, looks, begins, after, Name(by), paused_at_s, lasts_s)
