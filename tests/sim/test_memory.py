"""How much memory an update takes: in proportion to its image, whatever the image's size."""

import gc
import tracemalloc

from benchmarks.long_stories import four_bridges
from benchmarks.update import SEED, update_of
from lab.story.virtual import world_of
from premises.identity import Name
from premises.quantity import Instant, seconds
from premises.wire.site import Site

SMALL, LARGE = 128 * 1024, 512 * 1024
TWICE = 2.0
"""How much more memory an octet of a four times larger image may take. Ours."""


def peak_of_update(size: int) -> int:
    """Give the most octets that Python held at once for an update of B1 by an image of ``size`` octets."""
    scenario = update_of(Site(), size)
    gc.collect()
    tracemalloc.start()
    try:
        world = world_of(scenario, SEED, None)
        world.run(Instant(seconds(4 * 3600)))
        return tracemalloc.get_traced_memory()[1] if world.machine(Name("b1")).picture.running == 0x0001_0001 else 0
    finally:
        tracemalloc.stop()


def test_an_image_four_times_as_large_takes_at_most_twice_the_memory_an_octet() -> None:
    small, large = peak_of_update(SMALL), peak_of_update(LARGE)

    assert small > SMALL, "the update came to its end, and the image was there"
    assert large / LARGE <= TWICE * small / SMALL


def test_the_story_that_is_measured_updates_all_four_bridges() -> None:
    world = four_bridges(2048, None)()

    assert {world.machine(Name(f"b{number}")).picture.running for number in (1, 2, 3, 4)} == {0x0001_0001}
