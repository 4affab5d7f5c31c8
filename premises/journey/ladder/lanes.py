"""In which order participants stand in a ladder: down the way from whoever asks to whoever is asked."""

from collections.abc import Iterable, Iterator, Mapping

from premises.identity import Name
from premises.journey.trace import LaneName
from premises.wire.site import DCC, HUB, SUPPLIER

FROM_THE_TOP = (SUPPLIER, DCC, HUB)
"""Where the way begins; the first of these that said anything, or was told anything, stands first."""


def lanes_of(flights: Iterable[LaneName]) -> tuple[Name, ...]:
    """Give everybody who sent or was sent anything, each after its neighbour nearer to the top."""
    beside: dict[Name, set[Name]] = {}
    for lane in flights:
        beside.setdefault(lane.source, set()).add(lane.target)
        beside.setdefault(lane.target, set()).add(lane.source)
    order: dict[Name, None] = {}
    for top in (*(who for who in FROM_THE_TOP if who in beside), *sorted(beside)):
        for who in _down(top, beside, order):
            order[who] = None
    return tuple(order)


def _down(top: Name, beside: Mapping[Name, set[Name]], stood: Mapping[Name, None]) -> Iterator[Name]:
    waiting = [top]
    while waiting:
        who = waiting.pop()
        if who not in stood:
            yield who
            waiting.extend(sorted(beside[who], reverse=True))
