"""What is in flight, by number: each frame once, and each collection of frames once.

A lane is one neighbour's way to another. What is on one lane keeps its order; between lanes there is none.
"""

from dataclasses import dataclass

from premises.identity import Name
from premises.wire.message import Frame


@dataclass(frozen=True, slots=True)
class Flight:
    """A frame on its way over one hop."""

    to: Name
    """The neighbour that hears it."""
    by: Name
    """The neighbour that sent it."""
    frame: Frame


NUMBERS_MAX = 1 << 24
"""Collections that a world's number has room for. Ours."""


class Pools:
    """Flights and collections of flights; number 0 is the empty collection."""

    def __init__(self) -> None:
        self.flights: list[Flight] = []
        self.pools: list[tuple[int, ...]] = [()]
        """The flights of each collection, lane by lane, each lane in the order in which they were sent."""
        self.heads: list[tuple[int, ...]] = [()]
        """The first on each lane."""
        self._lanes: list[tuple[Name, Name]] = []
        self._flights: dict[Flight, int] = {}
        self._pools: dict[tuple[int, ...], int] = {(): 0}
        self._less: dict[tuple[int, int], int] = {}
        self._more: dict[tuple[int, int], int] = {}

    def flight(self, flight: Flight) -> int:
        """Give the number of a flight."""
        number = self._flights.get(flight)
        if number is None:
            number = self._flights[flight] = len(self.flights)
            self.flights.append(flight)
            self._lanes.append((flight.to, flight.by))
        return number

    def pool(self, flights: tuple[int, ...]) -> int:
        """Give the number of a collection, in the order in which they were sent."""
        key = tuple(sorted(flights, key=self._lanes.__getitem__))
        number = self._pools.get(key)
        if number is None:
            number = self._pools[key] = len(self.pools)
            assert number < NUMBERS_MAX, "too many collections of flights for a world's number"
            self.pools.append(key)
            heads = {self._lanes[each]: each for each in reversed(key)}
            self.heads.append(tuple(heads[lane] for lane in sorted(heads)))
        return number

    def less(self, pool: int, flight: int) -> int:
        """Give a collection without the first on one of its lanes."""
        number = self._less.get((pool, flight))
        if number is None:
            flights = list(self.pools[pool])
            flights.remove(flight)
            number = self._less[pool, flight] = self.pool(tuple(flights))
        return number

    def more(self, pool: int, other: int) -> int:
        """Give two collections in one, the second sent later."""
        if not other:
            return pool
        number = self._more.get((pool, other))
        if number is None:
            number = self._more[pool, other] = self.pool((*self.pools[pool], *self.pools[other]))
        return number


NO_COPIES = 0
"""The number of the empty collection of copies."""


class Strays:
    """Collections of copies that may arrive at any time; number 0 is the empty one. They have no order."""

    def __init__(self) -> None:
        self.all: list[tuple[int, ...]] = [()]
        """The flights of each collection, ordered by number."""
        self.below: list[tuple[int, ...]] = [()]
        """The collections that have fewer of the same flights."""
        self._numbers: dict[tuple[int, ...], int] = {(): 0}
        self._less: dict[tuple[int, int], int] = {}
        self._more: dict[tuple[int, int], int] = {}

    def less(self, strays: int, flight: int) -> int:
        """Give a collection without one of its flights."""
        number = self._less.get((strays, flight))
        if number is None:
            flights = list(self.all[strays])
            flights.remove(flight)
            number = self._less[strays, flight] = self._number(flights)
        return number

    def more(self, strays: int, flight: int) -> int:
        """Give a collection with one flight more."""
        number = self._more.get((strays, flight))
        if number is None:
            number = self._more[strays, flight] = self._number([*self.all[strays], flight])
        return number

    def _number(self, flights: list[int]) -> int:
        key = tuple(sorted(flights))
        number = self._numbers.get(key)
        if number is None:
            number = self._numbers[key] = len(self.all)
            assert number < NUMBERS_MAX, "too many collections of strays for a world's number"
            self.all.append(key)
            self.below.append(())
            fewer = [[*key[:index], *key[index + 1 :]] for index in range(len(key))]
            nearest = [self._number(each) for each in fewer]
            self.below[number] = tuple(sorted({*nearest, *(below for each in nearest for below in self.below[each])}))
        return number
