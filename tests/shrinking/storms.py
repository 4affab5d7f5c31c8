"""Storms for the shrinker: a story that a healthy premises survives, and ten to forty faults that come by keyed luck.

Every fault is over after a minute, so whatever is sound makes progress after that.
"""

from dataclasses import replace
from pathlib import Path
from tomllib import loads

from lab.shrinking.case import Case
from lab.story.scenario import scenario_of
from premises.draws import Draws, Luck
from premises.wire.fault import FaultSpec

FAULTS_LEAST, FAULTS_MOST = 10, 40

LINKS = ("duis", "wan", "han", "han", "althan-b1-b2", "althan-b3-b4")
BRIDGES = ("b1", "b2", "b3", "b4")
SHAKEN = ("dcc", "hub", *BRIDGES)

_STORY = """
purpose = "All four bridges are updated by a polite Supplier, whatever the weather of the first minute."
[site]
name = "weather"
{bridges}
[site.bridges.b4]
ppmid_variant = "B4"
eui = "90-B3-D5-1F-30-B4-00-01"
image_type = 0x0484
behind = "b3"
reboot_s = 0.5
retry_after_s = 2.0
wake_every_s = 30.0
awake_s = 20.0
poll_every_s = 0.25
[site.links.duis]
latency_ms = 60.0
[site.links.wan]
latency_ms = 100.0
jitter_ms = 30.0
[site.links.han]
latency_ms = 40.0
jitter_ms = 0.0
loss = 0.0
[site.links.althan]
latency_ms = 50.0
jitter_ms = 0.0
loss = 0.0
{sends}
[expect]
within_s = 600
running = {{ b1 = {version}, b2 = {version}, b3 = {version}, b4 = {version} }}
"""

_AWAKE = """
[site.bridges.{who}]
ppmid_variant = "{variant}"
eui = "90-B3-D5-1F-30-{variant}-00-01"
image_type = 0x0{number}84
behind = "{behind}"
reboot_s = 0.5
query_every_s = 5.0
start_delay_max_s = 2.0
retry_after_s = 0.5
"""

_CAMPAIGN = """
[campaign]
at_s = 0.5
to = ["b1", "b2", "b3", "b4"]
size = 480
deadline_s = 120.0
"""

_DAMAGED = """
[[update]]
at_s = 0.5
to = ["b1"]
size = 480
flip = 200
[[update]]
at_s = 30.0
to = ["b3"]
size = 480
flip = 200
"""

OLD, NEW = "0x00010000", "0x00010001"


def story(*, flipped: bool = False) -> Case:
    """Give the story in calm air; ``flipped`` has images that nobody may run."""
    behind = {"b1": "hub", "b2": "b1", "b3": "hub"}
    bridges = "".join(
        _AWAKE.format(who=who, variant=who.upper(), number=number, behind=above)
        for number, (who, above) in enumerate(behind.items(), 1)
    )
    sends, version = (_DAMAGED, OLD) if flipped else (_CAMPAIGN, NEW)
    document = loads(_STORY.format(bridges=bridges, sends=sends, version=version))
    return Case.of(scenario_of(document, "the weather", Path(), "weather"), 1, Path())


def storm(seed: int, *, flipped: bool = False) -> Case:
    """Give the story in the storm of ``seed``."""
    luck = Luck(seed, "weather")
    first = luck.draws(0, 0)
    count = FAULTS_LEAST + int(first.fraction(0) * (FAULTS_MOST - FAULTS_LEAST + 1))
    faults = tuple(_fault(luck.draws(0, index)) for index in range(1, count + 1))
    return replace(story(flipped=flipped), seed=seed, faults=faults)


def _fault(draws: Draws) -> FaultSpec:
    kind = _one_of(_KINDS, draws.fraction(0))
    since = round(draws.fraction(1) * 45, 1)
    window = {"from_s": since, "for_s": round(1 + draws.fraction(2) * 14, 1)}
    much = draws.fraction(3)
    link = {"link": _one_of(LINKS, draws.fraction(4))}
    who = {"device": _one_of(SHAKEN, draws.fraction(4))}
    bridge = {"device": _one_of(BRIDGES, draws.fraction(4))}
    takes = {"takes_s": round(0.5 + 4 * much, 1)}
    made = {
        "loss": lambda: FaultSpec("loss", chance=round(0.1 + much / 2, 2), **link, **window),
        "burst": lambda: FaultSpec("burst", into=round(0.05 + much / 5, 2), out_of=0.4, **link, **window),
        "latency": lambda: FaultSpec("latency", latency_ms=round(20 + 800 * much), **link, **window),
        "rate": lambda: FaultSpec("rate", octets_per_s=2000 + round(6000 * much), **link, **window),
        "duplicate": lambda: FaultSpec("duplicate", chance=round(0.1 + much / 2, 2), later_ms=30.0, **link, **window),
        "reorder": lambda: FaultSpec("reorder", chance=round(0.1 + much / 3, 2), later_ms=120.0, **link, **window),
        "outage": lambda: FaultSpec("outage", **link, **window),
        "damage": lambda: FaultSpec("damage", chance=round(0.05 + much / 3, 2), **link, **window),
        "crash": lambda: FaultSpec("crash", from_s=since, **who, **takes),
        "power-cut": lambda: FaultSpec("power-cut", **who, **window),
        "reboot-mid-write": lambda: FaultSpec(
            "reboot-mid-write", nth=1 + int(20 * much), takes_s=2.0, **bridge, **window
        ),
        "slow-erase": lambda: FaultSpec("slow-erase", **bridge, **takes, **window),
        "stuck-asleep": lambda: FaultSpec("stuck-asleep", device="b4", **window),
        "clock-drift": lambda: FaultSpec("clock-drift", drift_ppm=round(200_000 * (much - 0.5)), **bridge, **window),
    }
    return made[kind]()


_KINDS = (
    "loss", "loss", "burst", "latency", "rate", "duplicate", "duplicate", "reorder", "outage", "damage",
    "crash", "crash", "power-cut", "reboot-mid-write", "slow-erase", "stuck-asleep", "clock-drift",
)  # fmt: skip
"""Those that a sound premises survives; the others end an update by design."""


def _one_of(choices: tuple[str, ...], fraction: float) -> str:
    return choices[int(fraction * len(choices))]
