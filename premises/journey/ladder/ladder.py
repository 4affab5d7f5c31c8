"""Entries folded into a ladder: who said what to whom, in order of time, and what became of it.

The same ladder from a run file, a live feed and a virtual world, however the notes of several participants are mixed.
Pure; knows no site, for the flights themselves say who is whose neighbour.
"""

from collections.abc import Iterable, Sequence

from premises.identity import Name
from premises.journey.ladder.happenings import happening_of
from premises.journey.ladder.lanes import lanes_of
from premises.journey.ladder.repeats import folded
from premises.journey.ladder.rung import Happened, Ladder, Repeated, Rung, Said
from premises.journey.trace import Crossing, LaneName, flights_by_lane
from premises.wire.notes.vocabulary import Entry
from premises.wire.topics import CONDUCTOR

LAST_MAX = 10_000
"""Rungs that a ladder has at most, the newest. Ours: nobody reads more, and a picture of more is slow to draw."""


def ladder_of(entries: Iterable[Entry], *, last: int = LAST_MAX, about: Name | None = None) -> Ladder:
    """Give the newest ``last`` rungs (1 to LAST_MAX) of all that was noted, perhaps only those about one participant.

    About a participant is what it says or is told, over however many hops, and what happened to it; a fault that
    somebody imposed is about everybody.
    """
    assert 0 < last <= LAST_MAX, f"last is {last}, expected 1 to {LAST_MAX}"
    known = list(entries)
    flights = flights_by_lane(known)
    rungs: list[Rung] = [_said(lane, crossing) for lane, crossings in flights.items() for crossing in crossings]
    rungs.extend(rung for entry in known if (rung := happening_of(entry)) is not None)
    rungs.sort(key=_order)
    every = folded(rung for rung in rungs if about is None or _is_about(rung, about))
    shown = every[-last:]
    return Ladder(_lanes(lanes_of(flights), shown), tuple(shown), len(every) - len(shown))


def _said(lane: LaneName, crossing: Crossing) -> Said:
    return Said(
        crossing.sent_at, lane.source, lane.target, crossing.kind, crossing.offset,
        crossing.origin or lane.source, crossing.goal or lane.target, crossing.fates,
    )  # fmt: skip


def _order(rung: Rung) -> tuple[int, bool, str]:
    """Order rungs of one moment the same way whatever order their notes came in; what happened comes first."""
    who = rung.who if isinstance(rung, Happened) else rung.source
    return rung.at, not isinstance(rung, Happened), who


def _is_about(rung: Rung, who: Name) -> bool:
    match rung:
        case Said() | Repeated():
            return who in _ends(rung)
        case Happened(who=noted_by, concerns=concerns):
            return who in (noted_by, concerns) or noted_by == CONDUCTOR


def _ends(rung: Rung) -> tuple[Name, ...]:
    match rung:
        case Said():
            return rung.source, rung.target, rung.origin, rung.goal
        case Repeated():
            return rung.source, rung.target
        case Happened():
            return (rung.who,)


def _lanes(order: Sequence[Name], rungs: Sequence[Rung]) -> tuple[Name, ...]:
    """Give who stands on any rung, in order; the conductor stands beside the ladder."""
    there = {who for rung in rungs for who in (_neighbours(rung))} - {CONDUCTOR}
    return (*(who for who in order if who in there), *sorted(there - set(order)))


def _neighbours(rung: Rung) -> tuple[Name, ...]:
    return (rung.source, rung.target) if isinstance(rung, Said) else _ends(rung)
