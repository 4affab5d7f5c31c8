"""Storms for the shrinker: a story that a healthy premises survives, and ten to forty faults that come by keyed luck.

Every fault is over after a minute, so whatever is sound makes progress after that.
"""

from dataclasses import replace
from pathlib import Path
from tomllib import loads

from lab.shrinking.case import Case
from lab.story.scenario import scenario_of
from premises.draws import Draws, Luck
from premises.faults.said.amounts import ordinal
from premises.faults.said.checked import fault_said

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
    calm = story(flipped=flipped)
    faults = tuple(fault_said(_said(luck.draws(0, index)), calm.site) for index in range(1, count + 1))
    return replace(calm, seed=seed, faults=faults)


def _said(draws: Draws) -> str:
    much = draws.fraction(3)
    amounts = {
        "percent": round(10 + 50 * much),
        "ms": round(20 + 800 * much),
        "octets": 2000 + round(6000 * much),
        "takes": round(0.5 + 4 * much, 1),
        "nth": ordinal(1 + int(20 * much)),
        "ppm": round(200_000 * (much - 0.5)),
        "link": _one_of(LINKS, draws.fraction(4)),
        "who": _one_of(SHAKEN, draws.fraction(4)),
        "bridge": _one_of(BRIDGES, draws.fraction(4)),
        "since": round(draws.fraction(1) * 45, 1),
    }
    window = f" from {amounts['since']}s for {round(1 + draws.fraction(2) * 14, 1)}s"
    said = _one_of(_KINDS, draws.fraction(0))
    return said.format(**amounts) + ("" if said.startswith("crash") else window)


_KINDS = (
    "{percent}% loss on {link}",
    "{percent}% loss on {link}",
    "burst loss 15% into, 40% out of on {link}",
    "{ms}ms latency on {link}",
    "{octets} octets/s on {link}",
    "{percent}% duplicated after 30ms on {link}",
    "{percent}% duplicated after 30ms on {link}",
    "{percent}% reordered by 120ms on {link}",
    "outage on {link}",
    "{percent}% damaged on {link}",
    "crash of {who} at {since}s down for {takes}s",
    "crash of {who} at {since}s down for {takes}s",
    "power cut at {who}",
    "reboot of {bridge} in the {nth} write down for 2s",
    "slow erase of {takes}s at {bridge}",
    "stuck asleep at b4",
    "clock drift of {ppm}ppm at {bridge}",
)
"""Those that a sound premises survives; the others end an update by design."""


def _one_of(choices: tuple[str, ...], fraction: float) -> str:
    return choices[int(fraction * len(choices))]
