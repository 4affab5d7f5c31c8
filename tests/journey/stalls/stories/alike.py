"""What is told of every design alike: of B1's package and, where each bridge has one of its own, of the others'."""

from collections.abc import Iterator

from premises.wire.notes.downloads import (
    ActivationFailed,
    DeviceRebooted,
    EraseBegun,
    FirmwareActivated,
    ImageRejected,
)
from premises.wire.notes.duty import DutyChanged
from premises.wire.notes.emulator import DeviceFailed
from premises.wire.notes.flights import FlightLost
from premises.wire.notes.requests import AlertLost, AlertSent
from premises.wire.site import Site
from premises.wire.tables.hub import DutySpec
from tests.journey.stalls.case import SIZES, Case, fault_case, named_case
from tests.journey.stalls.flat import OLD, below_1_ghz, paced, quiet, small_flash, told_to, update

LONG = 800_000
"""Octets that keep the WAN busy for minutes."""


KINDS = (
    "outage",
    "100% loss",
    "40% loss",
    "burst loss 20% into, 50% out of",
    "5s latency",
    "{rate} octets/s",
    "40% damaged",
)
"""What is wrong with a link both ways."""


def links(site: Site) -> Iterator[Case]:
    """Give what can be wrong with a link, hop by hop."""
    hops = (
        ("wan", "b1", "hub", 15.0, (130.0, 150.0, 170.0), 1000),
        ("han", "b1", "b1", 45.0, (70.0, 80.0, 95.0), 100),
        ("han", "b3", "b3", 45.0, (70.0, 80.0, 95.0), 100),
        ("althan-b1-b2", "b2", "b2", 60.0, (90.0, 105.0, 125.0), 100),
        ("althan-b3-b4", "b4", "b4", 115.0, (136.5, 138.0, 139.5), 60),
    )
    for link, who, end, from_s, looks, rate in [hop for hop in hops if site.design != "option-b" or hop[1] == "b1"]:
        size = LONG if link == "wan" else 0
        for kind in KINDS:
            said = kind.format(rate=rate)
            yield fault_case(f"{said} on {link} from {from_s:g}s for 1h", who, looks, size=size, of=site)
        for way in ("toward", "leaving"):
            yield fault_case(f"100% loss on {link} {way} {end} from {from_s:g}s for 1h", who, looks, size=size, of=site)
    yield fault_case("5% loss on han", "b1", (70.0, 90.0, 110.0), begins_s=35.0, of=site)
    yield fault_case("5% loss on han", "b3", (70.0, 90.0, 110.0), begins_s=35.0, of=site)


def aimed(site: Site) -> Iterator[Case]:
    """Give what can happen to messages of one kind."""
    short = 2_000
    sent, lost = AlertSent, FlightLost
    yield fault_case("drop the 1st CS09 on wan", "b1", (2.0, 6.0), size=short, after=lost, by="hub", of=site)
    yield fault_case("drop the 1st CS09 on wan", "b2", (2.0, 6.0), size=short, after=lost, by="hub", of=site)
    yield fault_case(
        "drop CS09 on wan", "b1", (75.0, 100.0, 120.0), size=short, after=lost, by="hub", begins_s=0.0, of=site
    )
    yield fault_case(
        "drop CS09 on wan", "b4", (75.0, 100.0, 120.0), size=600, after=lost, by="hub", begins_s=0.0, of=site
    )
    yield fault_case(
        "CS09 late by 40s on wan", "b1", (18.0, 25.0), size=short, after=FirmwareActivated, by="b1", of=site
    )
    yield fault_case(
        "CS09 late by 40s on wan", "b3", (18.0, 25.0), size=short, after=FirmwareActivated, by="b3", of=site
    )
    yield fault_case("drop CCS08 on wan", "b1", (20.0, 60.0), size=short, after=lost, by="hub", of=site)
    yield fault_case("CCS08 late by 20s on wan", "b1", (20.0,), size=short, after=sent, by="hub", of=site)
    yield fault_case(
        "drop the 2nd ApsFragment leaving b1 on han", "b1", (2.0, 6.0), size=short, after=lost, by="b1", of=site
    )
    yield fault_case(
        "drop the 1st ImageNotify on han toward b1", "b1", (2.0, 5.0), size=short, after=lost, by="hub", of=site
    )
    yield fault_case(
        "drop the 50th ImageBlockResponse on han toward b1", "b1", (0.5, 1.5), after=lost, by="hub", of=site
    )
    yield fault_case("drop the 30th ImageBlockRequest on althan-b1-b2", "b2", (0.5, 1.5), after=lost, by="b2", of=site)


def devices(site: Site) -> Iterator[Case]:
    """Give what can be wrong with a device."""
    yield fault_case("power cut at dcc from 15s for 100s", "b1", (40.0, 90.0), size=LONG, of=site)
    yield fault_case("crash of dcc at 15s down for 60s", "b1", (20.0, 70.0), size=LONG, of=site)
    yield fault_case("power cut at hub from 45s for 300s", "b1", (60.0, 120.0, 300.0), of=site)
    yield fault_case("crash of hub at 45s", "b3", (50.0, 80.0), of=site)
    for who in ("b1", "b2", "b3"):
        yield fault_case(f"power cut at {who} from 45s for 100s", who, (60.0, 120.0), of=site)
    yield fault_case("power cut at b1 from 45s for 100s", "b2", (60.0, 120.0), of=site)
    yield fault_case("power cut at b3 from 30s for 200s", "b4", (60.0, 130.0, 200.0), of=site)
    yield fault_case("power cut at b4 from 130s for 100s", "b4", (150.0, 220.0), of=site)
    yield fault_case("battery flat at b4 from 130s for 1h", "b4", (150.0, 400.0), of=site)
    yield fault_case("crash of b1 at 60s", "b1", (62.0, 95.0), of=site)
    yield fault_case("crash of b2 at 60s down for 30s", "b2", (62.0, 85.0), of=site)
    yield fault_case("reboot of b1 in the 100th write", "b1", (2.0, 30.0), after=DeviceFailed, by="b1", of=site)
    yield fault_case("flash full at b1", "b1", (60.0, 100.0), begins_s=30.0, of=site)
    yield fault_case("flash full at b4", "b4", (150.0, 200.0), begins_s=120.0, of=site)
    yield fault_case("slow erase of 30s at b1", "b1", (2.0, 20.0), after=EraseBegun, by="b1", of=site)
    yield fault_case("slow erase of 40s at b2", "b2", (2.0, 30.0), after=EraseBegun, by="b2", of=site)
    yield fault_case("refuse verify at b1", "b1", (2.0, 30.0), size=2_000, after=ImageRejected, by="b1", of=site)
    yield fault_case("refuse verify at b2", "b2", (2.0, 30.0), size=2_000, after=ImageRejected, by="b2", of=site)
    yield fault_case("fail activate at b1", "b1", (0.5, 30.0), size=2_000, after=ActivationFailed, by="b1", of=site)
    yield fault_case("fail activate at b3", "b3", (0.5, 30.0), size=2_000, after=ActivationFailed, by="b3", of=site)
    yield fault_case("wrong hardware at b1", "b1", (60.0, 100.0), size=2_000, of=site)
    yield fault_case("wrong hardware at b2", "b2", (60.0, 100.0), size=2_000, of=site)
    yield fault_case("stuck asleep at b4 from 20s for 500s", "b4", (130.0, 300.0, 490.0), begins_s=120.0, of=site)
    yield fault_case("clock drift of 200000ppm at b4", "b4", (60.0, 130.0), begins_s=20.0, of=site)


def requests(site: Site) -> Iterator[Case]:
    """Give what can be wrong with a request for B1's package."""
    yield named_case("older version", site, (update(site, "b1", 2_000, version=OLD),), (20.0, 60.0))
    large = update(site, "b1", (1 << 20) + 1)
    yield named_case("larger than a slot", site, (large,), (20.0, 60.0))
    small = small_flash(site, "b1", 4_096)
    yield named_case("larger than b1's flash", small, (update(small, "b1", 8_000),), (40.0, 60.0))
    yield named_case("for other hardware", site, (update(site, "b1", 2_000, hardware=(7, 9)),), (40.0, 60.0))
    yield named_case("damaged image", site, (update(site, "b1", 2_000, flip=1_000),), (40.0, 60.0))


def settings(site: Site) -> Iterator[Case]:
    """Give what a premises does of its own accord, for B1's package."""
    one = (update(site, "b1", SIZES[site.design]["b1"]),)
    yield named_case("paused", site, one, (50.0,), begins_s=50.0, paused_at_s=50.0)
    slow = paced(site, 2_000.0)
    yield named_case("paced", slow, one, (60.0, 90.0), begins_s=35.0)
    for name, duty in (
        ("duty limited", DutySpec(limited=1, critical=9_000, suspended=10_000)),
        ("duty critical", DutySpec(limited=1, critical=2, suspended=10_000, suspend_min=2)),
        ("duty suspended", DutySpec(limited=1, critical=2, suspended=3, suspend_min=2)),
    ):
        hot = below_1_ghz(site, duty)
        yield named_case(
            name, hot, (update(hot, "b1", SIZES[site.design]["b1"]),), (10.0, 60.0), after=DutyChanged, by="hub"
        )
    yield named_case("reboots", site, (update(site, "b1", 2_000),), (1.0, 8.0), after=DeviceRebooted, by="b1")
    yield named_case("nothing", quiet(site), one, (20.0, 60.0))
    day = told_to(site, "drop CS09 on wan")
    yield named_case(
        "unheard for ever", day, (update(day, "b1", 2_000),), (1.0, 300.0), after=AlertLost, by="hub", lasts_s=20_000.0
    )
