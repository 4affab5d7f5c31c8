"""In which order, and when, a Supplier sends the requests of a campaign: one for each device type.

Pure. A scenario's Supplier and the window of ``premises update`` both ask here, each with what it knows of its
requests. Each request waits for words about others, its gates. A polite Supplier sends the next request only when the
last one has its last word (CS09, what came of CS06, or a word after which nothing can come) or its stated deadline has
passed; a planned one waits for what its plan says (``lab.planning``), and sends again what another's image displaced;
a naive one sends them all at once. Each device of an 11.1 that holds its image is sent an 11.3 (``activation``).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lab.campaign.standing import Displaced, Dropped, Ended, Standing, UnderWay, Unsent
from lab.campaign.wanted import Gate, Wanted, Word
from premises.quantity import ORIGIN, Instant, earliest


@dataclass(frozen=True, slots=True)
class Campaign:
    """Requests in the order in which they are to go."""

    at: Instant
    """Nothing is sent before."""
    polite: bool
    """Whether each waits for the last word of the one before it, beside its own gates."""
    wanted: tuple[Wanted, ...]
    again: bool = False
    """Whether what was displaced is sent again."""

    @property
    def gates(self) -> "Gates":
        """What each request waits for."""
        chain = polite(len(self.wanted)) if self.polite else naive(len(self.wanted))
        return tuple((*own.gates, *before) for own, before in zip(self.wanted, chain, strict=True))


Gates = tuple[tuple[Gate, ...], ...]


def polite(count: int) -> Gates:
    """Give the gates of a polite Supplier: each request waits for the last word of the one before it."""
    return tuple((Gate(index - 1),) if index else () for index in range(count))


def naive(count: int) -> Gates:
    """Give the gates of a Supplier that waits for nothing."""
    return ((),) * count


def dropped(standings: Sequence[Standing], gates: Gates) -> tuple[Standing, ...]:
    """Give the standings with whatever is never sent as such."""
    found: list[Standing] = []
    for standing, waited in zip(standings, gates, strict=True):
        never = isinstance(standing, Unsent) and any(_is_shut_for_good(found[gate.after], gate) for gate in waited)
        found.append(Dropped() if never else standing)
    return tuple(found)


def next_to_send(standings: Sequence[Standing], now: Instant, gates: Gates) -> tuple[int, ...]:
    """Give which requests go out now, by their index, in order.

    One that goes again has the premises to itself: nothing else of the campaign is under way then, and nothing else
    goes before its last word or deadline.
    """
    on_the_way = [standing for standing in standings if isinstance(standing, UnderWay) and now < standing.until]
    if any(standing.tries for standing in on_the_way):
        return ()
    again = [index for index, one in enumerate(standings) if isinstance(one, Displaced) and one.at <= now]
    if again and not on_the_way:
        return (again[0],)
    unsent = (index for index, standing in enumerate(standings) if isinstance(standing, Unsent))
    return tuple(index for index in unsent if all(_is_open(standings[gate.after], gate, now) for gate in gates[index]))


def due_at(standings: Sequence[Standing], gates: Gates) -> Instant | None:
    """Give when the next request goes out if nothing is heard; None when only a word lets one go, or none is left."""
    retries = max((one.until for one in standings if isinstance(one, UnderWay) and one.tries), default=ORIGIN)
    ways = max((one.until for one in standings if isinstance(one, UnderWay)), default=ORIGIN)
    return earliest(*_moments(standings, gates, retries, ways))


def _is_open(standing: Standing, gate: Gate, now: Instant) -> bool:
    match standing:
        case Ended(without=lacking):
            return gate.word is not Word.HELD or not lacking
        case Dropped():
            return gate.word is not Word.HELD
        case UnderWay(until=until, fetching=fetching, without=lacking):
            has_all = gate.word is not Word.LAST and not fetching
            return has_all and not lacking if gate.word is Word.HELD else has_all or until <= now
    return False


def _is_shut_for_good(standing: Standing, gate: Gate) -> bool:
    if gate.word is not Word.HELD:
        return False
    return isinstance(standing, Dropped) or (isinstance(standing, Ended) and bool(standing.without))


def _moments(standings: Sequence[Standing], gates: Gates, retries: Instant, ways: Instant) -> Iterator[Instant]:
    for index, standing in enumerate(standings):
        if isinstance(standing, Displaced):
            yield max(standing.at, ways)
        elif isinstance(standing, Unsent):
            waited = [(standings[gate.after], gate) for gate in gates[index]]
            if not any(isinstance(one, Unsent | Displaced) for one, _ in waited):
                # What is open already is not waited for: asked of the beginning of time.
                shut = [(one, gate) for one, gate in waited if not _is_open(one, gate, ORIGIN)]
                if not any(gate.word is Word.HELD for _, gate in shut):
                    yield max((retries, *(one.until for one, _ in shut if isinstance(one, UnderWay))))
