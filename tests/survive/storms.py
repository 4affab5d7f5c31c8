"""Random storms, then calm: faults of links and devices for a while, all cleared at once, and progress demanded.

What strikes, whom, when and for how long follows from the seed. Afterwards a story must come to its end as after a
power cut; what a device fault does to its own update is explained by the outcome that names it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from lab.cast import makers_of
from premises.draws import Draws, Luck
from premises.identity import Name
from premises.quantity import Instant, after, in_seconds, seconds
from premises.sim.world import Record
from premises.wire.fault import LINK_KINDS, FaultSpec
from premises.wire.site import DCC, HUB, SUPPLIER
from tests.survive.stories import STORIES, Cast, Story, plans_of
from tests.survive.telling import BOUND_LOSSY, Gap, opened, run_to_end, step, verdict

STORM_FROM_S, STORM_S = 4.0, 300.0
"""When a storm begins, and how long it lasts at most. Ours."""

FAULTS_MAX = 8
"""Faults of one storm. Ours."""

SKIES = ("b1", "campaign-12", "b4", "displaced", "campaign-134", "campaign-1234")
"""The stories that a storm comes over, by turns."""

_AWAY = ("crash", "power-cut", "battery-flat", "reboot-mid-write")
_ILL = ("flash-full", "slow-erase", "refuse-verify", "fail-activate", "wrong-hardware")
_ENDS = {
    "flash-full": ("transfer_failure",),
    "refuse-verify": ("transfer_failure", "failure"),
    "wrong-hardware": ("hardware_version_mismatch", "transfer_failure", "failure"),
    "fail-activate": ("failure",),
}
"""The outcomes by which a device fault shows."""


@dataclass(frozen=True, slots=True)
class Weather:
    """What became of one storm."""

    story: str
    seed: int
    faults: tuple[FaultSpec, ...]
    wrong: tuple[str, ...]
    explained: tuple[str, ...]
    took_s: float
    """From the calm to the end of the story."""


def storm_over(seed: int, cast: Cast = makers_of, record: Record | None = None) -> Weather:
    """Tell the story of this seed with its storm; ``record`` hears its notes."""
    story = STORIES[SKIES[seed % len(SKIES)]]
    faults, ends_s = storm_of(story, seed)
    stage = opened(story, seed, cast, record)
    world = stage.world
    for event in range(len(stage.makers)):
        step(stage, event)
    world.impose(faults)
    world.run(Instant(seconds(ends_s)))
    world.impose(())
    calm_at = world.now
    is_over = run_to_end(stage, after(calm_at, BOUND_LOSSY))
    gaps = tuple(_gap(fault, calm_at) for fault in faults if fault.kind in _AWAY)
    wrong, explained = verdict(story, stage, gaps, is_over=is_over)
    fair = tuple(line for line in wrong if any(_explains(fault, line) for fault in faults))
    wrong = tuple(line for line in wrong if line not in fair)
    words = tuple("a device fault ended an update, and an outcome says so" for _ in fair)
    return Weather(story.name, seed, faults, wrong, (*explained, *words), in_seconds(Instant(world.now - calm_at)))


def storm_of(story: Story, seed: int) -> tuple[tuple[FaultSpec, ...], float]:
    """Give the faults of a seed, and when all of them are cleared, in seconds."""
    luck = Luck(seed, "survive", "storm")
    first = luck.draws(0, 0)
    count = 1 + int(first.fraction(0) * FAULTS_MAX)
    span = STORM_S * (0.1 + 0.9 * first.fraction(1))
    faults = tuple(_fault(story, luck.draws(1, number), span) for number in range(count))
    return faults, STORM_FROM_S + span


def _fault(story: Story, draws: Draws, span: float) -> FaultSpec:
    # Most of them early, while there is something to disturb.
    from_s = round(STORM_FROM_S + span * draws.fraction(0) ** 2, 3)
    for_s = round(max(0.001, span * draws.fraction(1)), 3)
    if draws.fraction(2) < 0.5:
        return _of_link(story, draws, from_s, for_s)
    return _of_device(story, draws, from_s, for_s)


def _of_link(story: Story, draws: Draws, from_s: float, for_s: float) -> FaultSpec:
    # What is said over DUIS is said once: losing it proves nothing that a cut has not shown.
    links = sorted(plan.name for plan in plans_of(story) if SUPPLIER not in plan.ends)
    kind = _one_of(sorted(LINK_KINDS), draws.fraction(3))
    severity = round(draws.fraction(5), 3)
    keys: dict[str, float | int] = {
        "loss": {"chance": severity},
        "damage": {"chance": severity},
        "duplicate": {"chance": severity, "later_ms": 200.0},
        "reorder": {"chance": severity, "later_ms": 500.0},
        "burst": {"into": severity, "out_of": 0.2},
        "latency": {"latency_ms": 1.0 + 3_000.0 * severity},
        "rate": {"octets_per_s": 50 + round(2_000 * severity)},
        "outage": {},
    }[kind]  # type: ignore[assignment]  # one table for floats and whole numbers
    return FaultSpec(kind=kind, link=_one_of(links, draws.fraction(4)), from_s=from_s, for_s=for_s, **keys)  # type: ignore[arg-type]  # as above, and a kind is a text


def _of_device(story: Story, draws: Draws, from_s: float, for_s: float) -> FaultSpec:
    bridges = sorted(story.site().bridges)
    if draws.fraction(3) < 0.6:
        kind, device = _one_of(_AWAY, draws.fraction(4)), _one_of([DCC, HUB, *bridges], draws.fraction(5))
        if kind in ("crash", "reboot-mid-write"):
            return FaultSpec(kind=kind, device=device, from_s=from_s, takes_s=for_s)  # type: ignore[arg-type]  # as above
        return FaultSpec(kind=kind, device=device, from_s=from_s, for_s=for_s)  # type: ignore[arg-type]  # as above
    device = _one_of(bridges, draws.fraction(5))
    if story.site().bridges[device].wake_every_s and draws.fraction(6) < 0.5:
        return FaultSpec(kind="stuck-asleep", device=device, from_s=from_s, for_s=for_s)
    kind = _one_of(_ILL, draws.fraction(4))
    takes_s = 30.0 if kind == "slow-erase" else None
    return FaultSpec(kind=kind, device=device, from_s=from_s, for_s=for_s, takes_s=takes_s)  # type: ignore[arg-type]  # as above


def _one_of(these: "list[str] | tuple[str, ...]", fraction: float) -> str:
    return these[int(fraction * len(these))]


def _explains(fault: FaultSpec, line: str) -> bool:
    """Say whether ``line`` is an outcome of the device that the fault makes ill, and names what the fault does."""
    about, _, ends = line.partition("'s request ended with ")
    return about == fault.device and any(end in ends.split("/") for end in _ENDS.get(fault.kind, ()))


def _gap(fault: FaultSpec, calm_at: Instant) -> Gap:
    # A write may be torn at any later moment; what is longer than the storm ends with it.
    return Gap(Name(fault.device), Instant(seconds(fault.from_s)), calm_at)


def words_of(faults: tuple[FaultSpec, ...]) -> Iterator[str]:
    """Give each fault in a line."""
    for fault in faults:
        yield ", ".join(f"{key} {value}" for key, value in fault.as_table().items())
