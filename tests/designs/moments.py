"""When bridge updates are sent beside a GSME: at a moment that a seed draws, or the worst that there is."""

from lab.campaign.campaign import Campaign
from lab.story.campaigns import planned_for
from lab.story.requests import image_for
from premises.draws import Luck
from premises.identity import Name
from premises.quantity import Instant, seconds
from premises.wire.notes.downloads import DeviceRebooted
from premises.wire.route import behind, feeder_of
from premises.wire.site import HUB, Site
from tests.designs.paired import GSME, PERIOD_S, Seen
from tests.rooms.feeder_stage import B4, NEW, TYPES

SEEDS = range(1, 21)

SIZE = 16_384
"""Octets of each part."""

REBOOT_S = 40.0
"""How long a bridge reboots. Assumption 7 (docs/sources.md)."""


def updates(site: Site, at: Instant, number: int = 1) -> Campaign:
    """Give what a Supplier sends that updates every bridge, as a plan has it."""
    tops = [who for who in TYPES if feeder_of(site, who) is None]
    return planned_for(site, {who: image_for(site, (who,), NEW, SIZE) for who in tops}, at, number)[1]


def drawn(seed: int, what: str, first_s: float, last_s: float) -> Instant:
    """Give a moment between two that the seed draws, in whole seconds."""
    fraction = Luck(seed, "unaffected", what).draws(0, 0).fraction(0)
    return Instant(seconds(round(first_s + (last_s - first_s) * fraction)))


def aimed(updated: Seen, sent_at: Instant, seed: int, wake: int) -> Instant:
    """Give when to send so that the first reboot on the GSME's way, B4's aside, begins up to 40 s before ``wake``.

    Where that bridge waits for B4, and so for a wake, nothing can be aimed: then it is only another moment.
    """
    ways = _ways(updated.site)
    reboots = [entry.at for entry in updated.entries if isinstance(entry.note, DeviceRebooted) and entry.who in ways]
    before = REBOOT_S * (seed - 0.5) / len(SEEDS)
    moment = seconds(wake * PERIOD_S - before) - (min(reboots) - sent_at)
    return Instant(max(seconds(10), moment))


def _ways(site: Site) -> set[Name]:
    up, who, ways = behind(site), GSME, set[Name]()
    while (who := up[who]) != HUB:
        ways.add(who)
    return ways - {B4}
