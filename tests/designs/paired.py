"""A premises told twice with one seed, with bridge updates and without, so that nothing differs but what they cause.

In a run luck belongs to the link (docs/decisions/0006), so a frame more on it moves the luck of those after. Here the
luck of what the GSME says, or is told, follows from the word itself: over which link, in which of its wakes, for the
how manieth time. What is said in both worlds has one luck in both, so only what other frames and reboots do is left.
"""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from dataclasses import replace as changed

from msgspec.structs import replace

from hub.mirror import KEY_MIRROR
from lab.campaign.campaign import Campaign
from lab.story.scenario import Scenario
from lab.story.supplier import NO_CAMPAIGN, Planned
from lab.story.virtual import Makers, Plans, Staging, world_of
from premises.draws import Draws, Luck
from premises.faults.air import LinkPlan
from premises.faults.impairments.impairment import Flight, Impairment
from premises.faults.launched import offset_of
from premises.identity import Name
from premises.machine.effects import Effects, Keep, Kept, Machine, Maker
from premises.quantity import Duration, Instant, seconds
from premises.wire.design import DesignName
from premises.wire.message import Frame
from premises.wire.notes.vocabulary import Entry
from premises.wire.picture import Picture
from premises.wire.radio.aps import ApsFragment
from premises.wire.radio.profiles import PROFILES, numbers_of
from premises.wire.scenario import Expect, ScenarioSpec
from premises.wire.site import HUB, BridgeSpec, FirmwareSpec, LinkSpec, LinksSpec, MeterSpec, Site
from tests.rooms.feeder_stage import B1, B2, B4, TYPES
from tests.sim.around import Around

GSME = Name("gsme")

PERIOD_S = 1800.0
"""Between two wakes of the GSME, and of B4, which carries it. Source: MP15, typically 30 minutes."""

WAKES = 7
"""Told after the one at which the premises begins."""

LASTS = Instant(seconds(PERIOD_S * WAKES + 600))


@dataclass(frozen=True, slots=True)
class Held:
    """A register as the hub's mirror came to hold it."""

    at: Instant
    wake: int
    """The GSME's wake in which it came; 0 for the moment at which the premises begins."""
    value: int


@dataclass(frozen=True, slots=True)
class Seen:
    """One world."""

    site: Site
    entries: tuple[Entry, ...]
    mirror: tuple[Held, ...]
    """All that the Supplier could ever have read of the gas meter, in order."""
    pictures: dict[Name, Picture]


@dataclass(frozen=True, slots=True)
class Counted:
    """What an impairment remembers, and which words of the GSME it has met since the GSME's last wake."""

    inner: Hashable
    wake: int
    words: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class OfTheWord:
    """An impairment by which the luck of what is said by the GSME, or to it, follows from the word itself."""

    inner: Impairment
    seed: int
    way: tuple[str, ...]
    """The link, and from whom to whom."""

    @property
    def called(self) -> str:
        return self.inner.called

    @property
    def fractions(self) -> int:
        return self.inner.fractions

    @property
    def fresh(self) -> Hashable:
        return Counted(self.inner.fresh, 0, ())

    @property
    def least(self) -> Duration:
        return self.inner.least

    def decide(self, state: Hashable, flight: Flight, draws: Draws, slot: int) -> tuple[Hashable, tuple[Flight, ...]]:
        assert isinstance(state, Counted), "it remembers what was said"
        frame, wake, words = flight.frame, wake_of(flight.sent_at), state.words
        if GSME in (frame.source, frame.target):
            word = _word(frame)
            words = (*(words if wake == state.wake else ()), word)
            luck = Luck(self.seed, "paired", *self.way, *word, str(wake))
            draws, slot = luck.draws(0, words.count(word)), 0
        inner, flights = self.inner.decide(state.inner, flight, draws, slot)
        return Counted(inner, wake, words), flights


class Mirrored(Around):
    """The hub, of which each register that its mirror keeps is written down."""

    def __init__(self, machine: Machine, held: list[Held]) -> None:
        super().__init__(machine)
        self._held = held

    def receive(self, frame: Frame, now: Instant) -> Effects:
        effects = super().receive(frame, now)
        kept = [effect.value for effect in effects if isinstance(effect, Keep) and effect.key == KEY_MIRROR]
        self._held.extend(Held(now, wake_of(now), int(value)) for value in kept if value is not None)
        return effects


def wake_of(now: Instant) -> int:
    """Give the number of the wake to which a moment belongs."""
    return now // seconds(PERIOD_S)


def site_of(design: DesignName, gsme_behind: Name = B4) -> Site:
    """Give a premises of ``design`` with a GSME; radios and WAN as their profiles have them, held to their rates."""
    ups = {B2: B1, B4: Name("b3"), Name("b3"): B1 if design == "option-b" else HUB}
    bridges = {
        str(who): BridgeSpec(
            who.upper(),  # type: ignore[arg-type]  # B1 to B4 are PPMIDVariants
            f"90-B3-D5-1F-30-{who.upper()}-00-01",
            image_type,
            behind=ups.get(who, HUB),
            wake_every_s=PERIOD_S if who == B4 else 0.0,
        )
        for who, image_type in TYPES.items()
    }
    meter = MeterSpec(
        "GSME", "90-B3-D5-1F-30-00-00-07", behind=gsme_behind, wake_every_s=PERIOD_S, firmware=FirmwareSpec()
    )
    # Of chunks nothing here says whose image they bring, so no luck could be theirs: the WAN is given none.
    wan = replace(LinkSpec(**numbers_of(PROFILES["wan-cellular"])), jitter_ms=0.0)
    han, althan = (LinkSpec(**numbers_of(PROFILES[profile])) for profile in ("han-2400", "althan-b1-b2"))
    return Site(
        design=design, bridges=bridges, meters={str(GSME): meter}, links=LinksSpec(wan=wan, han=han, althan=althan)
    )


def seen(site: Site, seed: int, script: Iterable[Planned] = (), campaign: Campaign = NO_CAMPAIGN) -> Seen:
    """Tell one world to its end."""
    entries: list[Entry] = []
    held: list[Held] = []

    def recast(makers: Makers) -> Makers:
        return {**makers, HUB: _mirrored(makers[HUB], held)}

    def rewire(plans: Plans) -> Plans:
        return tuple(_of_the_words(plan, seed) for plan in plans)

    scenario = Scenario("paired", ScenarioSpec("paired", Expect({}, PERIOD_S)), site, tuple(script), campaign)
    world = world_of(scenario, seed, entries.append, staging=Staging(recast, rewire))
    world.run(LASTS)
    return Seen(site, tuple(entries), tuple(held), world.pictures)


def _word(frame: Frame) -> tuple[str, ...]:
    message = frame.message
    part = message.block if isinstance(message, ApsFragment) else offset_of(message)
    return frame.source, frame.target, type(message).__name__, str(frame.transaction), str(part)


def _of_the_words(plan: LinkPlan, seed: int) -> LinkPlan:
    def own(impairments: tuple[Impairment, ...], *ends: Name) -> tuple[Impairment, ...]:
        way = plan.name, *ends
        return tuple(OfTheWord(each, seed, way) if each.fractions else each for each in impairments)

    first, second = plan.ends
    return changed(plan, there=own(plan.there, first, second), back=own(plan.back, second, first))


def _mirrored(inner: Maker, held: list[Held]) -> Maker:
    def make(kept: Kept) -> Machine:
        return Mirrored(inner(kept), held)

    return make
