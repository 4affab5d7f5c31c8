"""The read-model: all notes of one premises as they come, and the picture of any moment that is asked for.

Incremental and cheap: a note is folded and touches nothing that is shown; a picture is made when somebody paints.
Notes come in the order of their moments. It knows no clock, no feed and no screen.
"""

from collections import Counter, deque
from collections.abc import Iterable, Sequence
from copy import deepcopy
from dataclasses import dataclass

from premises.faults.said.spoken import words_of
from premises.identity import Name
from premises.journey.devices import devices_of
from premises.journey.fold.journey import Journey
from premises.journey.ladder.whos import whos_of
from premises.journey.layout import layout_of
from premises.journey.package import Package
from premises.journey.parties.folds.records import begins_at
from premises.journey.parties.party import Party, PartyKind
from premises.journey.parties.view import PackageView, PartyView
from premises.journey.parties.views import TRUTH, Views
from premises.journey.why.diagnosis import Diagnosis, diagnose_all, refused_requests
from premises.journey.why.finding import Kind
from premises.quantity import NEVER, Instant
from premises.wire.notes.vocabulary import Entry
from premises.wire.site import Site
from tui.model import boxes, card, party
from tui.model.faults import faults_of
from tui.model.happened import WORTH, Happened, Named
from tui.model.links import Links
from tui.model.pages.air import Air
from tui.model.pages.strikes import KINDS as STRIKES
from tui.model.pages.strikes import Strikes
from tui.model.placing import spots_of
from tui.model.pulse import Pulse
from tui.model.rows import rows_of
from tui.model.values.screenful import Card, Event, Fault, Key, PackageRow, Screenful

EVENTS_MAX = 20_000
"""Lines of what happened that are kept, the newest. Ours."""


@dataclass(slots=True)
class _Looked:
    """What was diagnosed at one moment; several things are made of it."""

    now: Instant
    notes: int
    diagnoses: tuple[Diagnosis, ...]
    faults: tuple[Fault, ...]
    rows: tuple[PackageRow, ...]
    told: list[tuple[Party, Sequence[PackageView]]] | None = None
    """What each party holds of the packages, once somebody asked."""


class Reader:
    """One premises."""

    def __init__(self, site: Site) -> None:
        self.site, self.layout, self.spots = site, layout_of(site), spots_of(site)
        self.journey, self.views, self.pulse = Journey(), Views(site), Pulse()
        self.air, self.strikes = Air(map(Name, site.suppliers)), Strikes(site, map(words_of, site.fault))
        self.notes = 0
        """How many were taken."""
        self.events_ever = 0
        """Of these, how many are worth a line."""
        self.events: deque[Entry | Event] = deque(maxlen=EVENTS_MAX)
        self._links = Links(site, self.layout, self.spots, self.journey, self.pulse)
        self._happened = Happened(self.layout.names, whos_of(self.layout))
        self._looked: _Looked | None = None
        self._named: tuple[Named, ...] = ()
        self._names: dict[Key, str] = {}

    @property
    def begins_at(self) -> Instant:
        """When the premises begins."""
        return begins_at(self.site)

    @property
    def parties(self) -> tuple[Party, ...]:
        """Who there is to look as: the truth first."""
        return self.views.parties

    def take(self, entries: Iterable[Entry]) -> None:
        """Take notes, in the order of their moments."""
        journey, views, pulse = self.journey.take, self.views.take, self.pulse.take
        air, strikes = self.air.take, self.strikes.take
        for entry in entries:
            self.notes += 1
            journey(entry)
            views(entry)
            pulse(entry)
            air(entry)
            if type(entry.note) in STRIKES:
                strikes(entry)
            if type(entry.note) in WORTH:
                self.events_ever += 1
                self.events.append(entry)

    def remark(self, event: Event) -> None:
        """Put a line of the screen's own among what happened."""
        self.events_ever += 1
        self.events.append(event)

    def picture(self, now: Instant, seen_as: Party = TRUTH, *, pace: float = 1.0, caveat: str = "") -> Screenful:
        """Give what is shown at ``now``, no earlier than any note taken; ``pace`` is premises seconds a wall second."""
        if seen_as.kind is not PartyKind.TRUTH:
            self._look(now)
            return party.seen_as(self.views.view(seen_as, now), self.spots, self.site, self._names, caveat)
        looked, site, journey = self._look(now), self.site, self.journey
        devices = {each.who: each for each in devices_of(journey, self.layout)}
        lanes = tuple(self._links.lanes(devices, looked.faults, looked.diagnoses, now, pace))
        whole = [row for row in looked.rows if not row.is_part]
        refused = tuple(each.finding.words for each in refused_requests(journey, self.layout))
        return Screenful(
            site.name, site.design, TRUTH, now,
            boxes.boxes_of(self.spots, site, devices, looked.rows, looked.faults), lanes,
            boxes.slots(journey, self.layout, site), boxes.fetching(looked.diagnoses), looked.rows,
            tuple(self._links.hops(lanes, now)), looked.faults,
            Counter(row.state for row in whole), Counter(row.stage for row in whole if row.state.is_stalled),
            refused, caveat=caveat,
        )  # fmt: skip

    def card(self, key: Key, now: Instant, seen_as: Party = TRUTH, *, is_of_picture: bool = False) -> Card | None:
        """Give why a package is where it is, as ``seen_as`` can say it; None for one that there is not.

        ``is_of_picture``: made of what the picture of ``now`` was made of, though more was taken since; it is cheap.
        """
        if seen_as.kind is not PartyKind.TRUTH:
            return self._card_as(key, self.views.view(seen_as, now))
        before = self._looked
        looked = before if is_of_picture and before is not None and before.now == now else self._look(now)
        row = next((row for row in looked.rows if row.key == key), None)
        diagnosis = next((each for each in looked.diagnoses if _is_of(each, key, self.site)), None)
        if row is None or diagnosis is None:
            return None
        if looked.told is None:
            looked.told = [(each, self.views.view(each, now).packages) for each in self.parties[1:]]
        return card.card_of(row, diagnosis, self.layout, looked.told, looked.faults, now)

    def rows(self, now: Instant) -> tuple[PackageRow, ...]:
        """Give every package at ``now`` in truth, as the picture has them."""
        return self._look(now).rows

    def twin(self) -> "Reader":
        """Give another one that has taken the same and goes on by itself; in the size of what it holds."""
        # Neither a site nor a note is ever changed, so both may have the same ones.
        shared = {id(each): each for each in (self.site, self.layout, self.spots, *self.events)}
        return deepcopy(self, shared)

    def packages(self, now: Instant) -> dict[Key, Package]:
        """Give every package in truth, each part of a bundle as well, in the order in which they were accepted."""
        found = {}
        for diagnosis in self._look(now).diagnoses:
            package = diagnosis.package
            for who in boxes.inside(self.site, package.device):
                found[package.request_id, who] = package
        return found

    def told(self, lines: Iterable[Entry | Event]) -> list[Event]:
        """Give notes that are worth a line, in words; what is in words already stays."""
        return [each if isinstance(each, Event) else self._happened.event(each, self._named) for each in lines]

    def told_to(self, seen_as: Party, now: Instant) -> Sequence[Event]:
        """Give what a party was told, in words."""
        return party.events_of(self.views.view(seen_as, now), self._names)

    def _card_as(self, key: Key, view: PartyView) -> Card | None:
        rows = party.seen_as(view, self.spots, self.site, self._names).rows
        row = next((row for row in rows if row.key == key), None)
        return None if row is None else party.card_of(view, row, self.site)

    def _look(self, now: Instant) -> _Looked:
        before = self._looked
        if before is not None and (before.now, before.notes) == (now, self.notes):
            return before
        diagnoses = diagnose_all(self.journey, self.layout, now)
        faults = faults_of(self.journey, self.layout, now)
        self._names = {_key(each): f"P{number}" for number, each in enumerate(diagnoses, 1)}
        named = [(self._names[_key(each)], each) for each in diagnoses]
        rows = tuple(row for each in named for row in rows_of(each, self.journey, self.layout, self.site, faults, now))
        self._named = tuple(_named(self._names[_key(each)], each) for each in diagnoses)
        self._looked = _Looked(now, self.notes, diagnoses, faults, rows)
        return self._looked


def _key(diagnosis: Diagnosis) -> Key:
    return diagnosis.package.request_id, diagnosis.package.device


def _named(name: str, diagnosis: Diagnosis) -> Named:
    package, finding = diagnosis.package, diagnosis.finding
    has_failed = finding is not None and finding.cause.kind is Kind.FAILED
    ends = package.since if package.is_done else finding.since if finding is not None and has_failed else NEVER
    return Named(package.device, package.version, name, package.accepted_at, ends)


def _is_of(diagnosis: Diagnosis, key: Key, site: Site) -> bool:
    """Say whether a row is of this package: its own, or a part's of it."""
    package = diagnosis.package
    inside = boxes.inside(site, package.device)
    return package.request_id == key[0] and key[1] in inside
