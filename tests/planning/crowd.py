"""A crowded premises for plans: four bridges, a PPMID behind B2, an HCALCS, and a GSME asleep behind B4.

Each is what it is in any premises: the PPMID class runs its image by itself, an HCALCS and a GSME when 11.3 says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from lab.campaign.activation import activation_for, hash_for
from lab.campaign.allowed import AS_THE_SITE_IMPLIES
from lab.campaign.campaign import Campaign
from lab.campaign.wanted import Wanted
from lab.story.campaigns import planned_for
from lab.story.requests import image_for, request_for
from lab.story.scenario import Scenario
from lab.story.supplier import Planned
from lab.story.virtual import Told, tell
from premises.identity import Name
from premises.quantity import ORIGIN, Instant, seconds
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
from premises.wire.site import DCC, BridgeSpec, FirmwareSpec, LinkSpec, LinksSpec, MeterSpec, Site

Kind = Literal["ESME", "GSME", "HCALCS", "PPMID"]

NEW = 0x0001_0001
BRIDGES = ("b1", "b2", "b3", "b4")
CROWD = (*BRIDGES, "ppmid", "hcalcs", "gsme")
SIZE = 600
"""Octets of each image: a dozen blocks."""
WITHIN_S = 86_400.0
REFUSED_BY_RANK = "refused_by_rank"
FOREIGN = 90_000
"""The number of the gas Supplier's request."""
ORDERED_S = 3_000.0
"""When the gas Supplier sends 11.3: the GSME holds its image by then."""


@cache
def crowded() -> Site:
    """Give the premises; whoever sleeps wakes every minute."""

    def spec(number: int, image_type: int, behind: str = "hub", wake_every_s: float = 0.0) -> BridgeSpec:
        return BridgeSpec(
            f"B{number}",  # type: ignore[arg-type]  # one of the four
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

    def meter(kind: Kind, number: int, behind: str, wake_every_s: float = 0.0) -> MeterSpec:
        firmware = FirmwareSpec(reboot_s=5.0, block_size=63, start_delay_max_s=10.0, query_every_s=60.0)
        eui = f"90-B3-D5-1F-30-00-00-0{number}"
        return MeterSpec(kind, eui, behind, 3600.0, wake_every_s, awake_s=20.0, firmware=firmware)

    return Site(
        shape="any",
        bridges={
            "b1": spec(1, 0x0184),
            "b2": spec(2, 0x0284, "b1"),
            "b3": spec(3, 0x0384),
            "b4": spec(4, 0x0484, "b3", 60.0),
        },
        meters={
            "ppmid": meter("PPMID", 5, "b2"),
            "hcalcs": meter("HCALCS", 6, "hub"),
            "gsme": meter("GSME", 7, "b4", 60.0),
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
    """Give the campaign that waits for nothing, but that a meter holds its image before it sends 11.3."""
    return Campaign(ORIGIN, polite=False, wanted=tuple(_wanted(who, 1 + number) for number, who in enumerate(to)))


def foreign(at_s: float) -> tuple[Planned, ...]:
    """Give the gas Supplier's requests, which ask nobody: the image, and long after it 11.3 for later."""
    request = request_for(crowded(), image("gsme"), ["gsme"], FOREIGN)
    order = activation_for(request.device_ids[0], hash_for(request), seconds(ORDERED_S + 60) // 10**6, FOREIGN + 1)
    return Planned(Instant(seconds(at_s)), request), Planned(Instant(seconds(ORDERED_S)), order)


def _wanted(who: str, number: int) -> Wanted:
    request = request_for(crowded(), image(who), [who], number)
    return Wanted(request, seconds(3600), (), hash_for(request), AS_THE_SITE_IMPLIES.activation_of(crowded(), [who]))


def _is_loss(entry: Entry) -> bool:
    match entry.note:
        case ImageDisplaced():
            return True
        case TransferEnded(_, status):
            return entry.who == DCC and status == REFUSED_BY_RANK  # The hub notes it too.
    return False
