"""One package at one moment, with what the causes ask of it: who is on the rest of its way, and what they last said."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from premises.identity import Name
from premises.journey.crossing import Lane, lane_of
from premises.journey.devices import asleep, down, newest, rebooting, unless
from premises.journey.feeding import Wait, waits
from premises.journey.fold.hop import FLIGHTS_MAX
from premises.journey.fold.journey import Journey
from premises.journey.layout import Layout, Place
from premises.journey.ordering import CS06, Ordering, ordering_of
from premises.journey.package import ACTIVATED_BY, Package, Stage
from premises.quantity import Duration, Instant
from premises.wire.notes.bundles import PartSettled
from premises.wire.notes.downloads import FirmwareActivated, ImageVerified, OtaStarted
from premises.wire.notes.emulator import ParticipantStarted
from premises.wire.notes.flights import RadioTurned
from premises.wire.notes.note import Note
from premises.wire.notes.requests import AlertSent, ImageDisplaced, ImageRemoved, ImageStored
from premises.wire.notes.sleep import FellAsleep, WakeMissed
from premises.wire.notes.vocabulary import Entry
from premises.wire.site import DCC, HUB

_FETCHED_OVER_WAN = (Stage.DCC, Stage.WAN)

_STIRS: tuple[tuple[type[Note], *tuple[object, ...]], ...] = ((RadioTurned, True), (ParticipantStarted,))


@dataclass(frozen=True, slots=True)
class Fetch:
    """Who fetches what now, or has just done so, and how far that is: of a package in a feeder's hands, a child."""

    who: Name
    version: int
    """0 for a child's part that was not begun."""
    stage: Stage


@dataclass(frozen=True, slots=True)
class Case:
    """What is known of one package at ``now``; ``cases_of`` gives it."""

    journey: Journey
    layout: Layout
    package: Package
    now: Instant
    feeding: tuple[Wait, ...]
    """For which child whoever has it whole waits, and that one in turn; nothing when it feeds nobody, or is done."""
    fetch: Fetch
    order: Ordering | None
    """Of a device that runs what it holds when CS06 says so, and holds this image; None for any other."""
    way: tuple[Name, ...] = ()
    """Everybody on the rest of its way, one neighbour after the other."""
    _lanes: dict[tuple[Name, Name], Lane] = field(default_factory=dict, compare=False, repr=False)

    @property
    def place(self) -> Place:
        """The device that fetches, or that the package is for while the hub does."""
        return self.layout.places[self.package.device if self.fetch.who == HUB else self.fetch.who]

    @property
    def server(self) -> Name:
        """Whom it asks: the hub, or the feeder of a child."""
        return self.feeding[-1].feeder if self.feeding else HUB

    @property
    def round_trip(self) -> Duration:
        """How long a question and its answer take over the rest of the way at most."""
        return Duration(2 * sum(self.layout.takes(first, second) for first, second in pairwise(self.way)))

    @property
    def speaker(self) -> Name:
        """Who says something next at this stage, if nobody else does before."""
        if self.package.stage is Stage.DCC:
            return DCC
        if self.package.stage is Stage.ACTIVE and self.alert_of(HUB) is not None:
            return HUB
        if self.order is not None and self.order.is_on_its_way:
            return self.way[0]
        return self.fetch.who

    @property
    def moved_at(self) -> Instant:
        """When it last moved: it reached a stage, or another octet, or the order to run it went on."""
        package, order = self.package, self.order
        if order is not None:
            went = (order.said, order.put, order.taken, order.ended)
            return max((package.since, *(entry.at for entry in went if entry is not None)))
        if package.stage is Stage.VERIFY:
            # Whoever feeds others stays up a little after the last of them is done. Assumption 72 (docs/sources.md).
            settled = self.journey.of_kind(package.device, PartSettled)
            return max((package.since, *(entry.at for entry in settled)))
        progress = self.journey.progress.get(self.fetch.who)
        if progress is None or self.fetch.stage not in (Stage.WAN, Stage.HAN, Stage.ALT):
            return package.since
        return max(package.since, progress.moved_at)

    @property
    def stirred_at(self) -> Instant:
        """When anybody on the rest of its way last woke or started: who just did has not had time to move anything."""
        journey = self.journey
        said = [journey.last(who, *kind) for who in self.way for kind in _STIRS]
        return max((entry.at for entry in said if entry is not None), default=Instant(0))

    @property
    def stored(self) -> Entry | None:
        """The note that the hub stored the image, unless it left the store since."""
        image = self.layout.places[self.package.device].image_type, self.package.version
        stored = self.last(HUB, ImageStored, *image)
        return unless(stored, self.last(HUB, ImageDisplaced, *image), self.last(HUB, ImageRemoved, *image))

    @property
    def order_said(self) -> tuple[Entry, ...]:
        """The notes by which the DCC adapter said the newest order, for the first time and again."""
        if self.order is None or self.order.said is None:
            return ()
        newest = self.order.said.note
        every = self.every(DCC, AlertSent, CS06, self.layout.places[self.package.device].eui, 0)
        assert isinstance(newest, AlertSent), "of that kind"
        return tuple(each for each in every if isinstance(each.note, AlertSent) and each.note.counter == newest.counter)

    def last(self, who: Name, kind: type[Note], *about: object) -> Entry | None:
        """Give the newest note of its kind by ``who`` about that, if it was made since the request was accepted."""
        found = self.journey.last(who, kind, *about)
        return found if found is not None and found.at >= self.package.accepted_at else None

    def alert_of(self, who: Name) -> Entry | None:
        """Give the newest note that ``who`` said what the device runs: CS09, or its word on CS06."""
        place, version = self.place, self.fetch.version
        words = ACTIVATED_BY[place.is_commanded]
        return newest(*(self.last(who, AlertSent, word, place.eui, version) for word in words))

    def every(self, who: Name, kind: type[Note], *about: object) -> tuple[Entry, ...]:
        """Give those that are remembered of such notes, oldest first."""
        return self.journey.every(who, kind, *about, since=self.package.accepted_at)

    def crossings(self, newest: int = FLIGHTS_MAX) -> Iterator[tuple[Lane, Lane]]:
        """Give, for each hop on the rest of its way, what became of the ``newest`` flights there, and back."""
        for first, second in pairwise(self.way):
            yield self._lane(first, second).newest(newest), self._lane(second, first).newest(newest)

    def _lane(self, source: Name, target: Name) -> Lane:
        """Give a lane, put together once: every other cause asks for it."""
        lane = self._lanes.get((source, target))
        if lane is None:
            lane = self._lanes[source, target] = lane_of(source, target, self.journey.hop(source, target))
        return lane

    def down(self, who: Name) -> Entry | None:
        """Give the note that ``who`` went down or ended, if nothing says that it is up again."""
        return down(self.journey, who)

    def asleep(self, who: Name) -> tuple[Entry, Instant] | None:
        """Give the note that ``who`` fell asleep (or slept on) and when it wakes next, if it is asleep."""
        slept = asleep(self.journey, who)
        if slept is None or not isinstance(slept.note, FellAsleep | WakeMissed) or slept.note.until < self.now:
            return None
        return slept, slept.note.until

    def rebooting(self, who: Name) -> Entry | None:
        """Give the note that ``who`` went down to run another version, if nothing says that it came up."""
        return rebooting(self.journey, who)


def cases_of(journey: Journey, layout: Layout, package: Package, now: Instant) -> tuple[Case, ...]:
    """Put together what is known of ``package``: once, or for each child that whoever has it waits for."""
    rows: tuple[tuple[Wait, ...], ...] = ()
    if package.stage is Stage.VERIFY:
        rows = waits(journey, package.device, package.accepted_at)
    return tuple(_case(journey, layout, package, now, row) for row in rows or ((),))


def _case(journey: Journey, layout: Layout, package: Package, now: Instant, feeding: tuple[Wait, ...]) -> Case:
    place, order = layout.places[package.device], None
    if package.stage is Stage.VERIFY and place.is_commanded:
        order = ordering_of(journey, place, package.accepted_at)
    fetch = Fetch(package.device, package.version, package.stage)
    if feeding:
        fetch = _of_child(journey, feeding[-1])
    elif package.stage in _FETCHED_OVER_WAN:
        fetch = Fetch(HUB, package.version, package.stage)
    case = Case(journey, layout, package, now, feeding, fetch, order)
    return Case(journey, layout, package, now, feeding, fetch, order, _way(case))


def _of_child(journey: Journey, wait: Wait) -> Fetch:
    """Give how far the child that is waited for is with its part, by its own newest notes since it was offered."""
    child, since = wait.child, wait.begun.at
    began = [entry for entry in journey.of_kind(child, OtaStarted) if entry.at >= since]
    if not began or not isinstance(began[-1].note, OtaStarted):
        return Fetch(child, 0, Stage.STORE)
    version = began[-1].note.version
    for stage, kind in ((Stage.ACTIVE, FirmwareActivated), (Stage.VERIFY, ImageVerified)):
        if journey.first(child, kind, version, since=since) is not None:
            return Fetch(child, version, stage)
    return Fetch(child, version, Stage.ALT)


def _way(case: Case) -> tuple[Name, ...]:
    """Give who is on the rest of a package's way."""
    package, order = case.package, case.order
    device_way = case.layout.places[package.device].way
    if package.stage in _FETCHED_OVER_WAN:
        return (DCC, HUB)
    if case.feeding:
        # It went on from whoever has it, to the one that is waited for.
        below = case.layout.places[case.feeding[-1].child].way
        return below[below.index(package.device) :]
    if order is not None:
        # Only the order still goes anywhere; when there is none, or it was taken, all is with the device.
        on_the_air = device_way if order.put is not None else (DCC, HUB)
        return on_the_air if order.is_on_its_way else (package.device,)
    if package.stage is not Stage.ACTIVE:
        return device_way
    # The hub took the alert: what is left is the WAN.
    return (HUB, DCC) if case.alert_of(HUB) is not None else (*reversed(device_way), DCC)
