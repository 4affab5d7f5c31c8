"""One package at one moment, with what the causes ask of it: who is on the rest of its way, and what they last said."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from premises.identity import Name
from premises.journey.devices import asleep, down, rebooting
from premises.journey.feeding import Wait, waits
from premises.journey.fold.hop import FLIGHTS_MAX
from premises.journey.fold.journey import Journey
from premises.journey.layout import Layout, Place
from premises.journey.package import Package, Stage
from premises.journey.why.crossing import Lane, lane_of
from premises.quantity import Duration, Instant
from premises.wire.notes.emulator import ParticipantStarted
from premises.wire.notes.flights import RadioTurned
from premises.wire.notes.note import Note
from premises.wire.notes.requests import AlertSent
from premises.wire.notes.sleep import FellAsleep, WakeMissed
from premises.wire.notes.vocabulary import Entry
from premises.wire.site import DCC, HUB

_FETCHED_OVER_WAN = (Stage.DCC, Stage.WAN)

_STIRS: tuple[tuple[type[Note], *tuple[object, ...]], ...] = ((RadioTurned, True), (ParticipantStarted,))


@dataclass(frozen=True, slots=True)
class Case:
    """What is known of one package at ``now``."""

    journey: Journey
    layout: Layout
    package: Package
    now: Instant
    _lanes: dict[tuple[Name, Name], Lane] = field(default_factory=dict, compare=False, repr=False)

    @property
    def place(self) -> Place:
        """The device that it is for."""
        return self.layout.places[self.package.device]

    @property
    def way(self) -> tuple[Name, ...]:
        """Everybody on the rest of its way, one neighbour after the other."""
        device_way = self.place.way
        if self.package.stage in _FETCHED_OVER_WAN:
            return (DCC, HUB)
        if self.feeding:
            # It went on from whoever has it, to the one that is waited for.
            below = self.layout.places[self.feeding[-1].child].way
            return below[below.index(self.package.device) :]
        if self.package.stage is not Stage.ACTIVE:
            return device_way
        # The hub took the alert: what is left is the WAN.
        return (HUB, DCC) if self.alert_of(HUB) is not None else (*reversed(device_way), DCC)

    @property
    def feeding(self) -> tuple[Wait, ...]:
        """For whom whoever has it whole waits, and that one in turn; nothing when it feeds nobody, or is done."""
        if self.package.stage is not Stage.VERIFY:
            return ()
        return waits(self.journey, self.package.device, self.package.accepted_at)

    @property
    def fetcher(self) -> Name:
        """Who fetches the image at this stage, or would."""
        return HUB if self.package.stage in _FETCHED_OVER_WAN else self.package.device

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
        return self.fetcher

    @property
    def moved_at(self) -> Instant:
        """When it last moved: it reached a stage, or another octet."""
        package = self.package
        progress = self.journey.progress.get(self.fetcher)
        if progress is None or package.stage not in (Stage.WAN, Stage.HAN, Stage.ALT):
            return package.since
        return max(package.since, progress.moved_at)

    @property
    def stirred_at(self) -> Instant:
        """When anybody on the rest of its way last woke or started: who just did has not had time to move anything."""
        journey = self.journey
        said = [journey.last(who, *kind) for who in self.way for kind in _STIRS]
        return max((entry.at for entry in said if entry is not None), default=Instant(0))

    def last(self, who: Name, kind: type[Note], *about: object) -> Entry | None:
        """Give the newest note of its kind by ``who`` about that, if it was made since the request was accepted."""
        found = self.journey.last(who, kind, *about)
        return found if found is not None and found.at >= self.package.accepted_at else None

    def alert_of(self, who: Name, use_case: str = "CS09") -> Entry | None:
        """Give the newest note that ``who`` said the device's alert."""
        return self.last(who, AlertSent, use_case, self.place.eui, self.package.version)

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
