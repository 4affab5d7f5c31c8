"""What changes on a premises, one sentence each, as its notes come: stages, causes, faults, devices down and up.

Looked at on a grid of premises time that follows from the notes alone, so a run file and a live feed tell the same
story. A cause that merely passes is told only when it lasts; one that blocks is told at once.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lab.watching.faults_told import FaultTeller
from premises.identity import Name
from premises.journey.fold.journey import Journey
from premises.journey.layout import layout_of
from premises.journey.package import Package
from premises.journey.telling.named import name_of, number_of
from premises.journey.telling.seen import Seen
from premises.journey.telling.sentences import REACHED, cause_in_words, next_in_words, origin_in_words, place_in_words
from premises.journey.why.diagnosis import Diagnosis, diagnose_all, refused_requests
from premises.journey.why.finding import Finding, Kind
from premises.quantity import Duration, Instant, after, seconds, spoken
from premises.wire.notes.emulator import DeviceFailed, ParticipantStarted, ParticipantStopped
from premises.wire.notes.requests import RequestAccepted, RequestRefused
from premises.wire.notes.vocabulary import Entry
from premises.wire.site import Site
from premises.wire.topics import CONDUCTOR

LOOK_EVERY = seconds(0.5)
"""Premises time between two looks while anything is noted. Ours."""

LOOK_SHARE = 8
"""While nothing is noted the next look comes after this part of the silence so far, if that is longer. Ours."""

LASTS = seconds(2)
"""Premises time for which a cause that ends by itself, or the end of one, holds before it is told. Ours."""

_Key = tuple[str, Name]


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that changed."""

    at: Instant
    kind: str
    """``request``, ``stage``, ``cause``, ``ended``, ``fault``, ``device`` or ``run``."""
    about: str
    """The package, the fault's id, or the participant."""
    said: str
    diagnosis: Diagnosis | None = None
    lasted: Duration = Duration(0)
    """Of ``ended``: for how long the cause held."""


@dataclass(slots=True)
class _Told:
    """What was told of one package."""

    stages: int = 0
    finding: Finding | None = None
    """The cause that was told and has not ended."""
    held_at: Instant = Instant(0)
    """When it was last seen to hold."""
    next: tuple[str, ...] = ()
    """What comes first now, told or not."""
    next_since: Instant = Instant(0)


class Story:
    """One premises; ``tell`` takes its notes in the order of their moments, and looks at it ``every`` so often."""

    def __init__(self, site: Site, every: Duration = LOOK_EVERY) -> None:
        self._every = every
        self._site, self._layout, self._faults = site, layout_of(site), FaultTeller(site)
        self._journey = Journey()
        self._told: dict[_Key, _Told] = {}
        self._down: dict[Name, Entry] = {}
        self._started: set[Name] = set()
        """Who has started in this run; in one that begins in mid-story not at its first boot."""
        self._changes: list[Change] = []
        """Since the last look."""
        self._look_at: Instant | None = None
        self._noted_at = Instant(0)
        self._is_open = False
        """Whether there may be a package that is not done."""
        self._diagnoses: tuple[Diagnosis, ...] = ()

    @property
    def now(self) -> Instant:
        """The newest moment that anything was noted at."""
        return self._noted_at

    def tell(self, entries: Iterable[Entry], until: Instant) -> Iterator[Change]:
        """Take what was noted since the last call, and give what changed up to ``until``."""
        for entry in entries:
            while self._look_at is not None and self._look_at < entry.at:
                yield from self._look(self._look_at)
            self._journey.take(entry)
            self._noted_at = max(self._noted_at, entry.at)
            self._is_open = self._is_open or isinstance(entry.note, RequestAccepted)
            self._changes += self._event(entry)
            grid = Instant((entry.at // self._every + 1) * self._every)
            self._look_at = grid if self._look_at is None else min(self._look_at, grid)
        while self._look_at is not None and self._look_at <= until:
            yield from self._look(self._look_at)

    def end(self, now: Instant) -> Iterator[Change]:
        """Say where everything stands at the end."""
        yield from self._look(now)
        seen = Seen(Name(self._site.name), self._layout, now, self._diagnoses)
        done = sum(each.package.is_done for each in self._diagnoses)
        said = f"ends: {done} of {len(self._diagnoses)} packages done, {seen.stalled} stalled"
        yield Change(now, "run", "run", said)

    def _look(self, now: Instant) -> Iterator[Change]:
        changes = [*self._changes, *(Change(at, "fault", about, said) for about, at, said in self._faults.over(now))]
        self._changes = []
        if self._is_open:
            self._diagnoses = diagnose_all(self._journey, self._layout, now)
            self._is_open = not all(each.package.is_done for each in self._diagnoses)
            for diagnosis in self._diagnoses:
                changes += self._package(diagnosis, now)
        yield from sorted(changes, key=lambda change: change.at)
        silence = (now - self._noted_at) // LOOK_SHARE // self._every * self._every
        self._look_at = after(now, Duration(max(self._every, silence)))
        if not self._is_open and self._faults.ends_next is None:
            self._look_at = None

    def _package(self, diagnosis: Diagnosis, now: Instant) -> Iterator[Change]:
        package = diagnosis.package
        told = self._told.setdefault((package.request_id, package.device), _Told())
        for step in package.steps[told.stages :]:
            kind = "stage" if told.stages else "request"
            yield Change(step.entry.at, kind, name_of(package), _reached(package, told.stages), diagnosis)
            told.stages += 1
        yield from self._cause(diagnosis, told, now)

    def _cause(self, diagnosis: Diagnosis, told: _Told, now: Instant) -> Iterator[Change]:
        finding, about = diagnosis.finding, name_of(diagnosis.package)
        before = told.finding
        there = [each for each in (finding, *diagnosis.also) if _key(each) == _key(before)]
        if before is not None and there:
            told.held_at = now
        elif before is not None and (_is_news(before) or diagnosis.package.is_done or now - told.held_at >= LASTS):
            span = Duration(max(0, (now if _is_news(before) else told.held_at) - before.since))
            yield Change(now, "ended", about, f"{before.cause.code} ended after {spoken(span)}", diagnosis, span)
            told.finding = before = None
        if _key(finding) != told.next:
            told.next, told.next_since = _key(finding), now
        if finding is None or _key(finding) == _key(before):
            return
        if _is_news(finding) or now - told.next_since >= LASTS:
            yield Change(now, "cause", about, _begins(finding), diagnosis)
            told.finding, told.held_at = finding, now

    def _event(self, entry: Entry) -> Iterator[Change]:
        yield from (Change(at, "fault", about, said) for about, at, said in self._faults.hear(entry))
        who = entry.who
        match entry.note:
            case RequestRefused():
                yield from self._refused(entry)
            case DeviceFailed():
                self._down[who] = entry
                yield Change(entry.at, "device", who, f"is down: {entry.note.fault.replace('-', ' ')}")
            case ParticipantStopped() if who != CONDUCTOR:
                self._down[who] = entry
            case ParticipantStarted():
                down = self._down.pop(who, None)
                if down is not None:
                    yield Change(entry.at, "device", who, f"is up again after {spoken(entry.at - down.at)}")
                elif who in self._started:
                    yield Change(entry.at, "device", who, f"started again without a word (boot {entry.note.boot})")
                self._started.add(who)

    def _refused(self, entry: Entry) -> Iterator[Change]:
        for request in refused_requests(self._journey, self._layout):
            if request.refused.entry is entry:
                about = f"request {number_of(request.refused)}"
                yield Change(entry.at, "cause", about, cause_in_words(request.finding))


def _reached(package: Package, index: int) -> str:
    step = package.steps[index]
    if index == 0:
        return f"request {number_of(package)} accepted: {package.size} octets for {package.device}"
    return f"reached {step.stage.value}: {REACHED[step.stage]}"


def _key(finding: Finding | None) -> tuple[str, ...]:
    """Give what makes it the same one: both directions of a hop are one place."""
    return () if finding is None else (finding.cause.code, *sorted(finding.at))


def _is_news(finding: Finding) -> bool:
    """Whether it is told at once."""
    return finding.cause.kind in (Kind.FAILED, Kind.BLOCKED, Kind.UNKNOWN)


def _begins(finding: Finding) -> str:
    said = f"{cause_in_words(finding)} (at {place_in_words(finding)}, {origin_in_words(finding)}"
    return f"{said}; next: {next_in_words(finding)})"
