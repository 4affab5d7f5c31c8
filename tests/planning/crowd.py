"""A crowded premises for plans: four bridges, and stand-ins for a PPMID, an HCALCS and a GSME.

A stand-in is a device that asks for images of that type, which the hub's store ranks as such, by the request and the
words of the PPMID class: the store's fight over a slot is theirs, the activation is not.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from lab.story.campaign import Campaign, Wanted
from lab.story.scenario import Scenario, image_for, planned_for, request_for
from lab.story.supplier import Planned
from lab.story.virtual import Told, tell
from premises.identity import Name
from premises.quantity import ORIGIN, Instant, seconds
from premises.wire.field.ota_file import GSME_IMAGE, HCALCS_IMAGE, PPMID_IMAGE
from premises.wire.notes.downloads import (
    DeviceRebooted,
    ImageRejected,
    ImageVerified,
    OtaAborted,
    OtaFailed,
    OtaRefused,
    OtaStarted,
)
from premises.wire.notes.requests import ImageDisplaced, TransferEnded
from premises.wire.notes.vocabulary import Entry
from premises.wire.route import behind, below
from premises.wire.scenario import Expect, ScenarioSpec
from premises.wire.site import DCC, BridgeSpec, LinkSpec, LinksSpec, Site

NEW = 0x0001_0001
BRIDGES = ("b1", "b2", "b3", "b4")
CROWD = (*BRIDGES, "ppmid", "hcalcs", "gsme")
SIZE = 600
"""Octets of each image: a dozen blocks."""
WITHIN_S = 86_400.0
REFUSED_BY_RANK = "refused_by_rank"


@cache
def crowded() -> Site:
    """Give the premises; whoever sleeps wakes every minute."""

    def spec(number: int, image_type: int, behind: str = "hub", wake_every_s: float = 0.0) -> BridgeSpec:
        return BridgeSpec(
            f"B{min(number, 4)}",  # type: ignore[arg-type]  # one of the four
            f"90-B3-D5-1F-30-B{number}-00-01",
            image_type,
            behind,
            wake_every_s,
            awake_s=20.0,
            reboot_s=5.0,
            block_size=63,
            start_delay_max_s=10.0,
            query_every_s=60.0,
        )

    return Site(
        shape="any",
        bridges={
            "b1": spec(1, 0x0184),
            "b2": spec(2, 0x0284, "b1"),
            "b3": spec(3, 0x0384),
            "b4": spec(4, 0x0484, "b3", 60.0),
            "ppmid": spec(5, PPMID_IMAGE, "b2"),
            "hcalcs": spec(6, HCALCS_IMAGE),
            "gsme": spec(7, GSME_IMAGE, "b4", 60.0),
        },
        links=LinksSpec(wan=LinkSpec(300.0), han=LinkSpec(30.0, 10.0), althan=LinkSpec(60.0, 20.0)),
    )


@dataclass(frozen=True, slots=True)
class Day:
    """A campaign that was told: what the hub's store lost, and who runs what."""

    told: Told
    lost: int
    """Images that were displaced, or refused by rank."""
    cut: int
    """Downloads under way when a relay between their device and the hub rebooted to run its own image."""
    running: tuple[str, ...]
    """Who runs what it was sent."""


def lived(campaign: Campaign, to: Sequence[str], seed: int, script: tuple[Planned, ...] = ()) -> Day:
    """Tell a campaign for ``to`` until it is over, for a day at most."""
    entries: list[Entry] = []
    spec = ScenarioSpec("a plan is followed", Expect({}, WITHIN_S))
    told = tell(Scenario("plan", spec, crowded(), script, campaign), seed, entries.append)
    lost = sum(_is_loss(entry) for entry in entries)
    return Day(told, lost, cuts(entries), tuple(who for who in to if told.pictures[Name(who)].running == NEW))


def cuts(entries: Sequence[Entry]) -> int:
    """Count the downloads under way at the reboot of a relay."""
    up, fetching, count = behind(crowded()), set[Name](), 0
    for entry in entries:
        match entry.note:
            case OtaStarted():
                fetching.add(entry.who)
            case ImageVerified() | ImageRejected() | OtaAborted() | OtaFailed() | OtaRefused():
                fetching.discard(entry.who)
            case DeviceRebooted():
                count += len(fetching & set(below(up, entry.who)))
    return count


def image(who: str) -> bytes:
    """Give the image that ``who`` is sent."""
    return image_for(crowded(), (who,), NEW, SIZE)


def planned(to: Sequence[str]) -> Campaign:
    """Give the campaign that the planner makes of these wants, in this order."""
    return planned_for(crowded(), {Name(who): image(who) for who in to}, ORIGIN, 1)[1]


def naive(to: Sequence[str]) -> Campaign:
    """Give the campaign that waits for nothing."""
    wanted = (Wanted(request_for(crowded(), image(who), [who], 1 + n), seconds(3600)) for n, who in enumerate(to))
    return Campaign(ORIGIN, polite=False, wanted=tuple(wanted))


def foreign(at_s: float) -> tuple[Planned, ...]:
    """Give the gas Supplier's request, which asks nobody."""
    return (Planned(Instant(seconds(at_s)), request_for(crowded(), image("gsme"), ["gsme"], 500)),)


def _is_loss(entry: Entry) -> bool:
    match entry.note:
        case ImageDisplaced():
            return True
        case TransferEnded(_, status):
            return entry.who == DCC and status == REFUSED_BY_RANK  # The hub notes it too.
    return False
