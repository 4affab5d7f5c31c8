"""Every world that can be reached, nearest first, each once; and from each, what becomes of it when nothing more fails.

Worlds are exact numbers: none is taken for another by its hash. The second part is a rule of its own: whoever lets the
frames in flight arrive and time pass, and nothing else, comes to rest from wherever he begins, and there every request
has ended or is explained.
"""

import time
from array import array
from collections.abc import Iterator
from dataclasses import dataclass

from tests.proof.rest import why_false, why_not_at_rest, why_not_settled
from tests.proof.watch import ENDS, FALSE_SUCCESS, Violation
from tests.proof.world import Budget, Move, Plan, SmallWorld

_NOBODY = 0xFFFF_FFFF


@dataclass(frozen=True, slots=True)
class Broken:
    """The shortest story in which a rule does not hold."""

    violation: Violation
    story: tuple[tuple[int, Move], ...]
    """Each event, and the world in which it happened."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found."""

    worlds: int
    moves: int
    depth: int
    resting: int
    """Worlds in which nobody has anything to do."""
    exhausted: bool
    seconds: float
    broken: Broken | None
    false_success: Broken | None
    """The shortest story that rests with a success that was said and is not so; only looked for under ``early``."""


WORLDS_MAX = 20_000_000
"""Worlds of one search: what fits in four gigabytes. Ours."""


def prove(plan: Plan, budget: Budget, worlds_max: int = WORLDS_MAX) -> tuple[SmallWorld, Found]:
    """Search one world to its end, to a rule that does not hold, or to ``worlds_max``."""
    world = SmallWorld(plan)
    return world, Search(world, budget, worlds_max).run()


class Search:
    """One exploration of everything that can become of a world within a budget."""

    def __init__(self, world: SmallWorld, budget: Budget, worlds_max: int) -> None:
        self.world, self._max = world, worlds_max
        self._first = world.start(budget)
        self._index = {self._first: 0}
        self._order = [self._first]
        self._parents = array("I", [_NOBODY])
        self._next = array("I")
        self._moves = 0
        self._resting = 0
        self._false: Broken | None = None

    def run(self) -> Found:
        """Explore until there is nothing new, a rule does not hold, or there are too many worlds."""
        began = time.monotonic()
        broken, edge, depth = None, 1, 0
        at = 0
        while at < len(self._order) and len(self._order) <= self._max and broken is None:
            if at == edge:
                edge, depth = len(self._order), depth + 1
            broken = self._expand(at)
            at += 1
        exhausted = broken is None and at == len(self._order)
        if exhausted:
            broken = self._ending()
        took = time.monotonic() - began
        return Found(len(self._order), self._moves, depth, self._resting, exhausted, took, broken, self._false)

    def _expand(self, at: int) -> Broken | None:
        index, order, parents = self._index, self._order, self._parents
        world = order[at]
        following = self.world.moves(world)
        self._moves += len(following)
        for after, move in following:
            if after < 0:
                return self._broken(at, move, -after - 1)
            if after not in index:
                index[after] = len(order)
                order.append(after)
                parents.append(at)
        return self._onward(at, world, following)

    def _onward(self, at: int, world: int, following: list[tuple[int, Move]]) -> Broken | None:
        """Remember which world follows when nothing more fails; none follows one that is at rest."""
        if not self.world.in_flight(world) and not why_not_at_rest(self.world, world):
            self._resting += 1
            self._next.append(_NOBODY)
            self._look_for_false_success(at, world)
            why = why_not_settled(self.world, world)
            return Broken(Violation(ENDS, why), self.story(at)) if why else None
        first, move = following[0] if following else (world, None)
        if move is None or move.what not in {"arrives", "wakes"}:
            return Broken(
                Violation(ENDS, f"nothing more happens: {why_not_at_rest(self.world, world)}"), self.story(at)
            )
        self._next.append(self._index[first] if first >= 0 else _NOBODY)
        return None

    def _look_for_false_success(self, at: int, world: int) -> None:
        if self._false is None and self.world.plan.policy == "early":
            why = why_false(self.world, world)
            if why:
                self._false = Broken(Violation(FALSE_SUCCESS, why), self.story(at))

    def _broken(self, at: int, move: Move, number: int) -> Broken:
        return Broken(self.world.watch.violations[number], (*self.story(at), (self._order[at], move)))

    def _ending(self) -> Broken | None:
        """Follow each world to where it rests; one that goes round for ever is a request without an end."""
        ends = bytearray(len(self._order))
        for start in range(len(self._order)):
            path, at = [], start
            while at != _NOBODY and not ends[at]:
                ends[at] = 1
                path.append(at)
                at = self._next[at]
            if at != _NOBODY and ends[at] == 1 and at in set(path):
                why = why_not_at_rest(self.world, self._order[at])
                return Broken(Violation(ENDS, f"it goes round for ever: {why}"), self.story(at))
            for each in path:
                ends[each] = 2
        return None

    def story(self, at: int) -> tuple[tuple[int, Move], ...]:
        """Give the events that lead to a world, and the world in which each happened."""
        return tuple(reversed(list(self._back(at))))

    def _back(self, at: int) -> Iterator[tuple[int, Move]]:
        while (parent := self._parents[at]) != _NOBODY:
            world, after = self._order[parent], self._order[at]
            yield world, next(move for other, move in self.world.moves(world) if other == after)
            at = parent
