"""The cases of the labelled matrix, all of them: in each of the three designs, of bridges and of meters."""

from collections.abc import Iterator

from premises.wire.notes.bundles import FeedingEnded
from premises.wire.notes.downloads import (
    OtaStarted,
)
from premises.wire.notes.requests import ImageRemoved
from premises.wire.site import Site
from tests.journey.stalls.case import Case, named_case
from tests.journey.stalls.flat import fed, flat, quiet, told_to, update
from tests.journey.stalls.stories.alike import LONG, aimed, devices, links, requests, settings
from tests.journey.stalls.stories.designs import in_option_a, in_option_b
from tests.journey.stalls.stories.metered import metered


def cases() -> tuple[Case, ...]:
    """Give all of them, in the order of the tables."""
    site = flat()
    proposed = *links(site), *aimed(site), *devices(site), *requests(site), *settings(site), *_apart(site)
    return *proposed, *_bundles(), *in_option_a(), *in_option_b(), *metered()


def _apart(site: Site) -> Iterator[Case]:
    """Give what concerns a package of B3's or B4's own."""
    both = update(site, "b1", 60_000), update(site, "b3", 2_000, at_s=40.0, number=2)
    yield named_case("displaced", site, both, (50.0, 90.0), begins_s=40.0)
    behind = update(site, "b3", LONG), update(site, "b1", 2_000, at_s=12.0, number=2)
    yield named_case("behind another", site, behind, (30.0, 60.0, 120.0), begins_s=12.0)
    yield named_case("asleep", site, (update(site, "b4", 6_000),), (40.0, 100.0), device="b4", begins_s=20.0)
    wakes = (update(site, "b4", 6_000),)
    yield named_case("fetched while it sleeps", site, wakes, (160.0, 220.0), device="b4", begins_s=151.0)
    stuck = told_to(site, "stuck asleep at b4 from 20s for 12d")
    held = (update(stuck, "b4", 6_000),)
    name = "stuck for longer than the hub holds"
    yield named_case(name, stuck, held, (1.0, 900.0), device="b4", after=ImageRemoved, by="hub", lasts_s=900_000.0)


def _bundles() -> Iterator[Case]:
    site = quiet(fed(flat()))
    late = fed(site, "late")
    for name, each in (("B4 fetches its part", site), ("B4 fetches its part, late", late)):
        one = (update(each, "b3", 6_000),)
        yield named_case(name, each, one, (2.0, 6.0), device="b3", after=OtaStarted, by="b4")
    waits = (update(site, "b3", 2_000),)
    yield named_case("B4 sleeps before its part", site, waits, (60.0, 100.0), device="b3", begins_s=40.0)
    for name, each in (("B4's part fails", site), ("B4's part fails, late", late)):
        failing = told_to(each, "fail activate at b4")
        ends = (update(failing, "b3", 2_000),)
        yield named_case(name, failing, ends, (1.0, 60.0), device="b3", after=FeedingEnded, by="b3")
    cut = told_to(site, "outage on althan-b3-b4 from 125s for 1h")
    yield named_case(
        "B4 is not reached with its part", cut, (update(cut, "b3", 6_000),), (136.5, 139.5), device="b3", begins_s=125.0
    )
