"""Whom a bridge that feeds others waits for, and whose part came to a bad end: read from the notes of feeders.

A feeder may feed another: of several the first that is not done is followed to whom it waits for itself.
"""

from dataclasses import dataclass

from premises.identity import Name
from premises.journey.fold.journey import Journey
from premises.quantity import Instant
from premises.wire.notes.bundles import FeedingBegun, FeedingEnded, PartSettled
from premises.wire.notes.vocabulary import Entry

ON_THE_WAY = ("taken",)
"""What a part can be settled as without being done. It is bridges.feed's word."""

GOOD = "runs"
"""What it is settled as when its child runs it. It is bridges.feed's word."""


@dataclass(frozen=True, slots=True)
class Wait:
    """One feeder, and the first of its children that is not done."""

    feeder: Name
    child: Name
    begun: Entry


def waits(journey: Journey, feeder: Name, since: Instant) -> tuple[Wait, ...]:
    """Give for whom ``feeder`` waits, and that one in turn, of bundles that it has had ``since``."""
    found: list[Wait] = []
    who: Name | None = feeder
    while who is not None and who not in [wait.feeder for wait in found]:
        wait = _wait(journey, who, since)
        if wait is not None:
            found.append(wait)
        who = None if wait is None else wait.child
    return tuple(found)


def bad_end(journey: Journey, feeder: Name, since: Instant) -> tuple[Entry, Entry] | None:
    """Give the note of a part that came to a bad end, and that with it handing on ended; None when there is none."""
    begun, ended = _newest(journey, feeder, FeedingBegun, since), _newest(journey, feeder, FeedingEnded, since)
    if begun is None or ended is None:
        return None
    settled = [entry for entry in journey.of_kind(feeder, PartSettled) if begun.at <= entry.at <= ended.at]
    bad = [entry for entry in settled if _word(entry) not in (GOOD, *ON_THE_WAY)]
    return (bad[0], ended) if bad else None


def _wait(journey: Journey, feeder: Name, since: Instant) -> Wait | None:
    begun, ended = _newest(journey, feeder, FeedingBegun, since), _newest(journey, feeder, FeedingEnded, since)
    if begun is None or not isinstance(begun.note, FeedingBegun) or (ended is not None and ended.at > begun.at):
        return None
    done = {_child(entry) for entry in journey.of_kind(feeder, PartSettled) if _is_done(entry, begun)}
    child = next((child for child in begun.note.children if child not in done), None)
    return None if child is None else Wait(feeder, child, begun)


def _newest(journey: Journey, who: Name, kind: type[FeedingBegun | FeedingEnded], since: Instant) -> Entry | None:
    found = [entry for entry in journey.of_kind(who, kind) if entry.at >= since]
    return max(found, key=lambda entry: entry.at, default=None)


def _is_done(entry: Entry, begun: Entry) -> bool:
    return entry.at >= begun.at and _word(entry) not in ON_THE_WAY


def _word(entry: Entry) -> str:
    assert isinstance(entry.note, PartSettled), "of that kind"
    return entry.note.standing


def _child(entry: Entry) -> Name:
    assert isinstance(entry.note, PartSettled), "of that kind"
    return entry.note.child
