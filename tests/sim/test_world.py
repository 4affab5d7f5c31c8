"""Virtual time: order, determinism, forks, and what a restart loses."""

import subprocess
import sys
from hashlib import blake2b
from pathlib import Path

import pytest

from lab.cast import makers_of
from lab.story.supplier import Planned, Supplier
from premises.faults.wiring import link_plans
from premises.machine.effects import Kept, Machine, Maker
from premises.quantity import Instant, seconds
from premises.sim.world import World
from premises.wire.codec import encode
from premises.wire.notes.flights import FlightMissed, FlightSent
from premises.wire.notes.vocabulary import Entry
from premises.wire.site import DCC, HUB, SUPPLIER
from tests.sim.stories import B1, NEW, Story, b1_site, image_for_b1, update_request

REPOSITORY = Path(__file__).parents[2]


def lossy(seed: int = 3) -> Story:
    """Give a premises with loss and jitter and one update."""
    flat = b1_site(loss=0.1)
    return Story(flat, ((1.0, update_request(flat, B1, image_for_b1())),), seed)


def digest(entries: list[Entry]) -> str:
    """Give a hash of everything noted."""
    hasher = blake2b(digest_size=16)
    for entry in entries:
        hasher.update(encode(entry))
    return hasher.hexdigest()


def test_equal_seeds_give_equal_traces_in_any_process_and_hash_seed() -> None:
    code = "from tests.sim.test_world import digest, lossy; print(digest(lossy().until(400).entries))"
    found = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": str(salt), "PYTHONPATH": str(REPOSITORY)},
            capture_output=True,
            text=True,
            check=True,
            cwd=REPOSITORY,
        ).stdout.strip()
        for salt in (0, 1, 4242)
    }

    assert found == {digest(lossy().until(400).entries)}


def test_another_seed_gives_another_trace() -> None:
    assert digest(lossy(3).until(400).entries) != digest(lossy(4).until(400).entries)


@pytest.mark.parametrize("events", [0, 1, 7, 40, 90, 150, 200, 233])
def test_a_world_forked_at_any_event_goes_on_identically(events: int) -> None:
    left = events

    def enough() -> bool:
        nonlocal left
        left -= 1
        return left < 0

    told = lossy()
    told.world.run(Instant(seconds(400)), enough)
    ahead: list[Entry] = []
    fork = told.world.fork(ahead.append)
    mark = len(told.entries)
    told.until(400)
    fork.run(Instant(seconds(400)))

    assert ahead == told.entries[mark:]
    assert all(fork.machine(who).state == told.world.machine(who).state for who in (B1, DCC, HUB))


def test_a_fork_does_not_disturb_the_world_it_came_from() -> None:
    quiet = digest(lossy().until(400).entries)
    told = lossy().until(9)
    fork = told.world.fork()
    fork.crash(B1)
    fork.run(Instant(seconds(100)))
    told.until(400)

    assert digest(told.entries) == quiet


def test_a_frame_sent_before_its_targets_last_start_is_lost() -> None:
    flat = b1_site()
    told = Story(flat, ((1.0, update_request(flat, B1, image_for_b1())),))
    told.world.run(
        Instant(seconds(100)),
        lambda: any(isinstance(e.note, FlightSent) and e.note.kind == "ImageBlockResponse" for e in told.entries[-3:]),
    )
    told.until(told.world.now / 1e6 + 0.005)
    told.world.crash(B1)
    told.world.start_one(B1)
    told.until(400)

    assert [note.why for note in told.noted(FlightMissed)][:1] == ["restarted"]


def test_time_that_stands_still_is_found() -> None:
    class Stuck:
        state = 0
        deadline = Instant(5)
        picture = None

        def start(self, now: Instant) -> tuple[()]:
            return ()

        receive = wake = start

    world = World({B1: lambda kept: Stuck()}, (), 1)  # type: ignore[dict-item]  # a broken machine on purpose
    world.start()

    with pytest.raises(AssertionError, match=r"woke and still wants|stands still"):
        world.run(Instant(10))


@pytest.mark.parametrize("seed", range(5))
def test_a_world_that_nobody_watches_lives_the_same_life(seed: int) -> None:
    # The short way of launching is only taken unwatched, so nothing else compares it with the long one.
    watched = lossy(seed)
    unwatched = World(makers_of(watched.site, seed) | {SUPPLIER: supplier_of(watched)}, link_plans(watched.site), seed)
    unwatched.start()
    for at in (5, 9, 11, 30, 70, 400):
        watched.until(at)
        unwatched.run(Instant(seconds(at)))
        assert [unwatched.machine(who).state for who in (B1, DCC, HUB)] == [
            watched.world.machine(who).state for who in (B1, DCC, HUB)
        ]

    assert watched.running() == unwatched.machine(B1).picture.running == NEW


def supplier_of(story: Story) -> Maker:
    """Give the maker of a Supplier with the same script."""
    script = tuple(Planned(Instant(seconds(at)), request) for at, request in story.requests)

    def make(kept: Kept) -> Machine:
        return Supplier(script, kept)

    return make
