"""The same faults in Option A, where B3 feeds B4, and in Option B, where B1 feeds all others: as far as they differ.

Whose firmware is in another's package is looked for there, and what is wrong with a child shows on the hop to it.
What makes no sense is left out: nobody asks the hub for B4's image who could oversleep it, and in Option B a package
goes on into other hands whatever becomes of CCS08.
"""

from collections.abc import Iterator

from premises.wire.notes.bundles import FeedingEnded
from premises.wire.notes.downloads import EraseBegun
from premises.wire.notes.flights import FlightLost
from premises.wire.route import of_design
from premises.wire.site import Site
from tests.journey.stalls.case import Case, fault_case, named_case
from tests.journey.stalls.flat import flat, update
from tests.journey.stalls.stories.alike import KINDS, aimed, devices, links, requests, settings

NEWER = 0x0001_0002

_ENDS = ("flash full", "refuse verify", "fail activate", "wrong hardware")
"""What ends a part; the end of handing on tells."""


def in_option_a() -> Iterator[Case]:
    """Give what is told in Option A."""
    site = of_design(flat(), "option-a")
    alike = *links(site), *aimed(site), *devices(site)
    yield from (case for case in alike if case.label.cause != "PART_FAILED")
    yield from _ends(site, ("b4",), "b3")
    yield from (*requests(site), *settings(site))
    both = update(site, "b1", 60_000), update(site, "b3", 2_000, at_s=40.0, number=2)
    yield named_case("displaced", site, both, (50.0, 90.0), begins_s=40.0)
    behind = update(site, "b3", 400_000), update(site, "b1", 2_000, at_s=12.0, number=2)
    yield named_case("behind another", site, behind, (30.0, 60.0, 120.0), begins_s=12.0)


def in_option_b() -> Iterator[Case]:
    """Give what is told in Option B: all of it of B1's package."""
    site = of_design(flat(), "option-b")
    alike = *links(site), *aimed(site), *devices(site)
    yield from (case for case in alike if case.whose == "b1" and "CCS08" not in case.name)
    yield from (*requests(site), *settings(site))
    both = update(site, "b1", 20_000), update(site, "b1", 2_000, at_s=40.0, number=2, version=NEWER)
    yield named_case("displaced", site, both, (50.0, 90.0), begins_s=40.0)
    yield from _hops(site)
    yield from _children(site)
    yield from _ends(site, ("b2", "b3", "b4"), "b1")


def _hops(site: Site) -> Iterator[Case]:
    """Give what can be wrong with the private links, while parts are handed on over them."""
    for who, above, from_s, looks, rate in (
        ("b2", "b1", 110.0, (140.0, 145.0, 150.0), 100),
        ("b3", "b1", 110.0, (140.0, 155.0, 175.0), 100),
        ("b4", "b3", 235.0, (256.5, 258.0, 259.5), 60),
    ):
        link = f"althan-{above}-{who}"
        for kind in KINDS:
            said = f"{kind.format(rate=rate)} on {link} from {from_s:g}s for 1h"
            yield fault_case(said, who, looks, of=site)
        for way in ("toward", "leaving"):
            yield fault_case(f"100% loss on {link} {way} {who} from {from_s:g}s for 1h", who, looks, of=site)
    said = "drop the 30th ImageBlockRequest on althan-b1-b2"
    yield fault_case(said, "b2", (0.5, 1.5), after=FlightLost, by="b2", of=site)


def _children(site: Site) -> Iterator[Case]:
    """Give what can be wrong with a child that has not its part yet."""
    for who in ("b2", "b3"):
        yield fault_case(f"power cut at {who} from 110s for 100s", who, (120.0, 200.0), of=site)
    yield fault_case("power cut at b3 from 150s for 200s", "b4", (180.0, 260.0, 340.0), of=site)
    yield fault_case("power cut at b4 from 250s for 100s", "b4", (270.0, 340.0), of=site)
    yield fault_case("battery flat at b4 from 250s for 1h", "b4", (270.0, 400.0), of=site)
    yield fault_case("crash of b2 at 110s down for 30s", "b2", (112.0, 135.0), of=site)
    yield fault_case("slow erase of 40s at b2", "b2", (2.0, 30.0), after=EraseBegun, by="b2", of=site)
    yield fault_case("stuck asleep at b4 from 20s for 700s", "b4", (250.0, 400.0, 690.0), begins_s=240.0, of=site)
    yield fault_case("clock drift of 200000ppm at b4", "b4", (190.0, 270.0), begins_s=180.0, of=site)
    part = (update(site, "b1", 6_000),)
    yield named_case("B4 sleeps before its part, in option-b", site, part, (160.0, 220.0), begins_s=155.0)


def _ends(site: Site, whos: tuple[str, ...], feeder: str) -> Iterator[Case]:
    for who in whos:
        for what in _ENDS:
            said = f"{what} at {who}"
            yield fault_case(said, who, (1.0, 60.0), size=2_000, after=FeedingEnded, by=feeder, of=site)
