"""Entries folded into a ladder: who said what to whom, in order of time, and what became of it.

The same ladder from a run file, a live feed and a virtual world, however the notes of several participants are mixed.
Pure; knows no site, for the flights themselves say who is whose neighbour, and no more of who is who than it is told.
"""

from collections.abc import Iterable, Sequence

from premises.identity import Name
from premises.journey.ladder.happenings import happenings_of
from premises.journey.ladder.joined import joined
from premises.journey.ladder.labels import Labels, without_news
from premises.journey.ladder.lanes import lanes_of
from premises.journey.ladder.repeats import folded
from premises.journey.ladder.rung import Happened, Ladder, Repeated, Rung, Said
from premises.journey.ladder.wanted import EVERYTHING, Wanted
from premises.journey.ladder.whos import whos_of
from premises.journey.ladder.windows import with_windows
from premises.journey.layout import Layout
from premises.journey.trace import Crossing, LaneName, flights_by_lane
from premises.wire.notes.flights import FlightDelivered, FlightLost, FlightMissed, FlightSent
from premises.wire.notes.vocabulary import Entry
from premises.wire.topics import CONDUCTOR

LAST_MAX = 10_000
"""Rungs that a ladder has at most, the newest. Ours: nobody reads more, and a picture of more is slow to draw."""


ON_THE_AIR = (FlightSent, FlightDelivered, FlightLost, FlightMissed)
"""What flights are made of; every other note may say something beside them."""


def ladder_of(
    entries: Iterable[Entry],
    *,
    layout: Layout | None = None,
    wanted: Wanted = EVERYTHING,
    last: int = LAST_MAX,
    every: bool = False,
) -> Ladder:
    """Give the newest ``last`` rungs (1 to LAST_MAX) of what was noted, as far as it is ``wanted``.

    ``layout`` says which device an identity or an image type in a note is. With ``every`` each flight is a rung
    of its own; else what was passed on is one, what merely went on is folded, and what was acknowledged says so.
    """
    assert 0 < last <= LAST_MAX, f"last is {last}, expected 1 to {LAST_MAX}"
    known, who_is = with_windows(list(entries)), whos_of(layout)
    lanes = flights_by_lane(known)
    flights = sorted((_said(lane, one) for lane, crossings in lanes.items() for one in crossings), key=_order)
    noted = [entry for entry in known if not isinstance(entry.note, ON_THE_AIR)]
    labels = Labels(noted, who_is)
    messages = without_news([labels.put_on(said) for said in (flights if every else joined(flights, noted))])
    rungs: list[Rung] = [*happenings_of(noted, who_is), *messages]
    rungs.sort(key=_order)
    meant = [rung for rung in rungs if wanted.has(rung)]
    shown = meant if every else folded(meant)
    newest = shown[-last:]
    return Ladder(_lanes(lanes_of(lanes), newest), tuple(newest), len(shown) - len(newest))


def _said(lane: LaneName, crossing: Crossing) -> Said:
    return Said(
        crossing.sent_at, lane.source, lane.target, crossing.kind, crossing.offset,
        crossing.origin or lane.source, crossing.goal or lane.target, crossing.fates,
    )  # fmt: skip


def _order(rung: Rung) -> tuple[int, bool, str]:
    """Order rungs of one moment the same way whatever order their notes came in; what happened comes first."""
    who = rung.who if isinstance(rung, Happened) else rung.source
    return rung.at, not isinstance(rung, Happened), who


def _lanes(order: Sequence[Name], rungs: Sequence[Rung]) -> tuple[Name, ...]:
    """Give who stands on any rung, in order; the conductor stands beside the ladder."""
    there = {who for rung in rungs for who in _neighbours(rung)} - {CONDUCTOR}
    return (*(who for who in order if who in there), *sorted(there - set(order)))


def _neighbours(rung: Rung) -> tuple[Name, ...]:
    match rung:
        case Said() | Repeated():
            return rung.source, rung.target
        case Happened():
            return (rung.who,)
