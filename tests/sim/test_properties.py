"""A whole premises on its worst days: whatever is lost, late, doubled or cut off, B1 runs what it verified.

A failure prints the blob with which hypothesis repeats it; the seed of the premises is one of the arguments.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from bridges.machine import Bridge
from bridges.plan import bridge_plan
from lab.cast import makers_of
from lab.story.supplier import Planned, Supplier
from premises.draws import Luck
from premises.faults.air import LinkPlan
from premises.faults.impairments.latency import Latency
from premises.faults.wiring import link_plans
from premises.identity import Name
from premises.machine.effects import NOTHING, Effects, Kept, Listen, Machine, Maker, Send
from premises.quantity import Duration, Instant, after, seconds
from premises.sim.world import Record, World
from premises.wire.field.zcl import ImageNotify
from premises.wire.message import Frame, Medium
from premises.wire.notes.downloads import FirmwareActivated, ImageVerified
from premises.wire.notes.emulator import MessageIgnored
from premises.wire.notes.flights import FlightDelivered
from premises.wire.notes.requests import AlertLost, RequestAccepted
from premises.wire.notes.vocabulary import Entry
from premises.wire.picture import Picture
from premises.wire.site import DCC, HUB, SUPPLIER, BridgeSpec, LinkSpec, LinksSpec, Site
from tests.sim.around import Around
from tests.sim.stories import B1, NEW, OLD, image_for_b1, update_request
from tests.sim.test_world import digest

PATIENCE = 12_000
"""Seconds after the last crash in which an update has come through, or never will. Ours."""


Hear = Callable[[Instant, Frame], None]


@dataclass(frozen=True)
class Crash:
    """Somebody loses power for a while."""

    who: Name
    at: float
    span: float


@dataclass(frozen=True)
class Day:
    """One day of a premises: its luck, its air, and its accidents."""

    seed: int
    loss: float
    jitter_ms: float
    doubled: float
    crashes: tuple[Crash, ...]
    genuine: bool = True
    size: int = 700
    """Octets of the image: one chunk over the WAN, or two."""


class Stuttering(Around):
    """A machine that takes some frames twice, one straight after the other, and is otherwise the machine it holds."""

    def __init__(self, machine: Machine, rate: float, hear: Hear) -> None:
        super().__init__(machine)
        self._rate, self._luck, self._hear = rate, Luck(0, "stuttering"), hear

    def receive(self, frame: Frame, now: Instant) -> Effects:
        self._hear(now, frame)
        effects = super().receive(frame, now)
        if Listen(False) in effects or self._luck.draws(0, now).fraction(0) >= self._rate:
            return effects
        return [*effects, *super().receive(frame, now)]


def stuttering(make: Maker, rate: float, hear: Hear) -> Maker:
    """Give a maker of machines that take some frames twice."""

    def made(kept: Kept) -> Machine:
        return Stuttering(make(kept), rate, hear)

    return made


def unheard(now: Instant, frame: Frame) -> None:
    """Hear nothing."""


def world_of(day: Day, record: Record | None, hear: Hear = unheard) -> World:
    """Give the premises of a day, started, with an update asked for after a second."""
    wan = LinkSpec(1500.0, 500.0, day.loss)
    han = LinkSpec(25.0, day.jitter_ms, day.loss)
    site = Site(
        bridges={"b1": BridgeSpec("B1", "90-B3-D5-1F-30-B1-00-01", 0x0184, reboot_s=20.0)},
        links=LinksSpec(wan=wan, han=han),
    )
    image = bytearray(image_for_b1(size=day.size))
    image[300] ^= 0 if day.genuine else 4
    script = (Planned(Instant(seconds(1)), update_request(site, B1, bytes(image))),)
    makers = {who: stuttering(make, day.doubled, hear) for who, make in makers_of(site, day.seed).items()}

    def supplier(kept: Kept) -> Machine:
        return Supplier(script, kept)

    makers[SUPPLIER] = supplier
    world = World(makers, link_plans(site), day.seed, record)
    world.start()
    return world


def live_through(world: World, crashes: tuple[Crash, ...]) -> None:
    """Let the accidents happen, one after the other, and then a long quiet time pass."""
    at = world.now / 1e6
    for crash in crashes:
        at = max(at + 0.001, crash.at)
        world.run(Instant(seconds(at)))
        world.crash(crash.who)
        at += crash.span
        world.run(Instant(seconds(at)))
        world.start_one(crash.who)
    world.run(Instant(seconds(at + PATIENCE)))


CRASHES = st.builds(Crash, st.sampled_from((B1, HUB, DCC)), st.floats(2, 120), st.floats(0, 40))
"""The request has reached the adapter by then: what is said to one who is down is said to nobody."""
DAYS = st.builds(
    Day,
    st.integers(0, 2**32),
    st.one_of(st.just(0.0), st.integers(1, 40).map(lambda percent: percent / 100)),
    st.integers(0, 25),
    st.one_of(st.just(0.0), st.integers(1, 50).map(lambda percent: percent / 100)),
    st.lists(CRASHES, max_size=4).map(lambda crashes: tuple(sorted(crashes, key=lambda crash: crash.at))),
    st.sampled_from((True, True, True, False)),
    st.sampled_from((700, 700, 700, 8_400)),
)


def told(day: Day) -> tuple[World, list[Entry]]:
    """Give a day as it ended, and everything that was noted."""
    entries: list[Entry] = []
    world = world_of(day, entries.append)
    live_through(world, day.crashes)
    return world, entries


def rows(world: World, who: Name, key: str) -> list[str]:
    """Give the keys of what one participant still keeps below ``key``."""
    return [row for row, _ in world.kept(who).below(key)]


@settings(max_examples=120)
@given(DAYS)
def test_b1_ends_on_the_new_version_or_still_runs_the_old_one_and_nothing_unverified_ever_runs(day: Day) -> None:
    world, entries = told(day)
    verified = [entry for entry in entries if isinstance(entry.note, ImageVerified)]
    activated = [entry for entry in entries if isinstance(entry.note, FirmwareActivated)]
    accepted = any(isinstance(entry.note, RequestAccepted) for entry in entries)

    assert [entry.note for entry in activated] in ([], [FirmwareActivated(NEW, OLD)]), "it runs once"
    assert all(any(found.at < entry.at for found in verified) for entry in activated)
    assert world.machine(B1).picture.running == (NEW if accepted and day.genuine else OLD)


@settings(max_examples=120)
@given(DAYS)
def test_what_the_supplier_hears_in_the_end_is_what_happened_and_nobody_waits_for_anything(day: Day) -> None:
    world, entries = told(day)
    lost = [entry.note for entry in entries if isinstance(entry.note, AlertLost)]
    outcomes = [(outcome.transfer, outcome.activation) for outcome in world.machine(DCC).picture.outcomes]

    assert outcomes == [("success", "success") if day.genuine else ("transfer_failure", "waiting")]
    assert world.machine(HUB).picture.activity == "idle"
    assert lost == [] or day.loss > 0.3, "twenty tries are enough for an alert"
    assert [
        key for who in (B1, HUB, DCC) for key in ("outbox", "wan", "store", "ota", "jobs") if rows(world, who, key)
    ] == []


@settings(max_examples=40)
@given(DAYS)
def test_every_frame_that_is_noted_as_delivered_is_heard_and_no_other(day: Day) -> None:
    heard: list[tuple[Instant, Name]] = []
    entries: list[Entry] = []
    world = world_of(day, entries.append, lambda now, frame: heard.append((now, frame.target)))
    live_through(world, day.crashes)
    delivered = [entry for entry in entries if isinstance(entry.note, FlightDelivered) and entry.who != SUPPLIER]

    assert heard == [(entry.at, entry.who) for entry in delivered]


@settings(max_examples=60)
@given(DAYS, st.floats(0, 60))
def test_a_world_forked_at_any_moment_of_any_day_goes_on_identically(day: Day, at: float) -> None:
    ahead: list[Entry] = []
    entries: list[Entry] = []
    world = world_of(day, entries.append)
    world.run(Instant(seconds(at)))
    fork = world.fork(ahead.append)
    mark = len(entries)
    for each in (fork, world):
        live_through(each, day.crashes)

    assert digest(ahead) == digest(entries[mark:])
    assert all(fork.machine(who).state == world.machine(who).state for who in world.names)


@settings(max_examples=20)
@given(DAYS)
def test_equal_days_are_equal_to_the_last_note(day: Day) -> None:
    assert digest(told(day)[1]) == digest(told(day)[1])


class Inviter:
    """A hub that invites one device a minute, and only about half of those who hear it."""

    def __init__(self, kept: Kept) -> None:
        self.state: Hashable = Instant(0)
        self.picture = Picture(HUB, None, "inviting")

    @property
    def deadline(self) -> Instant:
        assert isinstance(self.state, int), "a moment"
        return Instant(self.state)

    def start(self, now: Instant) -> Effects:
        self.state = after(now, seconds(60))
        return NOTHING

    def receive(self, frame: Frame, now: Instant) -> Effects:
        return NOTHING

    def wake(self, now: Instant) -> Effects:
        if now < self.deadline:
            return NOTHING
        self.state = after(now, seconds(60))
        return [Send(B1, Frame(HUB, B1, 0, ImageNotify(50, 0xA170, 0x0184, NEW)))]


def left_alone(entries: list[Entry]) -> list[int]:
    """Give the moments at which an invitation was not followed."""
    return [entry.at for entry in entries if isinstance(entry.note, MessageIgnored)]


def test_a_fork_of_a_device_that_draws_has_the_luck_of_the_boot_it_came_from() -> None:
    # A twin is made from an empty shelf: whatever a machine read from its own there, its twin does not know.
    def bridge(kept: Kept) -> Machine:
        return Bridge(bridge_plan(Site(), B1, 1), kept)

    hop = (Latency(Duration(25_000)),)
    plan = LinkPlan(Name("han"), Medium.RADIO, (HUB, B1), hop, hop)
    entries: list[Entry] = []
    ahead: list[Entry] = []
    world = World({HUB: Inviter, B1: bridge}, (plan,), 1, entries.append)
    world.start()
    world.run(Instant(seconds(400)))
    fork = world.fork(ahead.append)
    mark = len(entries)
    for each in (world, fork):
        each.run(Instant(seconds(1_500)))

    assert left_alone(ahead) == left_alone(entries[mark:])
