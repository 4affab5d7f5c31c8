"""A PPMID or a GSME alone on a stage; the hub, and whoever carries for them, is the story itself."""

from pathlib import Path

from lab.site import load_site
from meters.gsme import Gsme
from meters.plan import MeterPlan
from meters.ppmid import Ppmid
from meters.service import Patience
from premises.identity import Name
from premises.machine.effects import Effects, Kept
from premises.quantity import seconds
from premises.talk.sleeper import SleepPlan
from premises.wire.field.metering import METERING_CLUSTER, REPORT_COMMAND, ReadAttributesResponse
from premises.wire.field.zcl import DefaultResponse, Status
from premises.wire.site import HUB, Site
from tests.rooms.stage import Stage

PPMID, GSME, BRIDGE = Name("ppmid"), Name("gsme"), Name("b2")
TALK, RETRY, PERIOD, BURST, POLL = seconds(120), seconds(2), seconds(1800), seconds(8), seconds(0.5)
TRIES = 3
TAKEN = DefaultResponse(METERING_CLUSTER, REPORT_COMMAND, Status.SUCCESS)


def four_bridges() -> Site:
    """Give the site with all four bridges and both meters."""
    return load_site(Path(__file__).parents[2] / "sites" / "four-bridges.toml")


def plan(who: Name) -> MeterPlan:
    """Give the plan of a meter behind a bridge."""
    return MeterPlan(who, HUB, BRIDGE, TALK, Patience(RETRY, TRIES), SleepPlan(PERIOD, BURST, POLL))


def ppmid() -> Stage[Ppmid]:
    """Give a PPMID that has just asked for the first time."""

    def make(kept: Kept) -> Ppmid:
        return Ppmid(plan(PPMID), kept)

    return Stage(PPMID, make)


def gsme() -> Stage[Gsme]:
    """Give a GSME that has just reported for the first time."""

    def make(kept: Kept) -> Gsme:
        return Gsme(plan(GSME), kept)

    return Stage(GSME, make)


def told(stage: Stage[Ppmid], value: int = 7, transaction: int = 1) -> Effects:
    """Let the hub answer the PPMID."""
    return stage.hear(HUB, ReadAttributesResponse(0, value), transaction)


def taken(stage: Stage[Gsme], transaction: int = 1) -> Effects:
    """Let the hub take the GSME's report."""
    return stage.hear(HUB, TAKEN, transaction)


def sleep(stage: Stage[Gsme]) -> Effects:
    """Let time pass until the GSME is asleep; give what it did last."""
    effects = stage.wake()
    while stage.machine.picture.activity != "asleep":
        effects = stage.wake()
    return effects


def next_wake(stage: Stage[Gsme]) -> Effects:
    """Let the GSME sleep until its next wake, and give what it did then."""
    if stage.machine.picture.activity != "asleep":
        sleep(stage)
    return stage.wake()
