"""Every world that can be reached, nearest first; and from each, what becomes of it when nothing more fails.

Worlds are exact numbers: none is taken for another by its hash. Those that differ only by the copies in the air, or by
what is left of the budget (``budget``), are followed together. A world is left out when another is the same but for
more copies in the air or for more that is left: that one can do whatever this one can, and was reached no later.

The second part is a rule of its own: whoever lets the frames in flight arrive and time pass, and nothing else, comes to
rest from wherever he begins, and there every request has ended or is explained.
"""

import gc
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from tests.proof.budget import Budget, Left, Purse
from tests.proof.pools import NO_COPIES
from tests.proof.rest import why_false, why_not_at_rest, why_not_settled
from tests.proof.scenes import EXPANDED, Scene, Scenes, Steps
from tests.proof.trail import Broken, Trail, Wrong
from tests.proof.watch import ENDS, FALSE_SUCCESS, Violation
from tests.proof.world import Event, Plan, SmallWorld

WORLDS_MAX = 20_000_000
"""Worlds of one search: what fits in three gigabytes. Ours."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found."""

    worlds: int
    """That differ in anybody's state, in what is in flight or stays in the air as a copy, or in what is known."""
    moves: int
    depth: int
    resting: int
    """Worlds in which nobody has anything to do, whatever copies are in the air."""
    exhausted: bool
    seconds: float
    """Of processor time."""
    broken: Broken | None = None
    false_success: Broken | None = None
    """The shortest story that rests with a success that was said and is not so; only looked for under ``early``."""


def prove(plan: Plan, budget: Budget, worlds_max: int = WORLDS_MAX) -> tuple[SmallWorld, Found]:
    """Search one world to its end, to a rule that does not hold, or to ``worlds_max``."""
    # Most searches have no story to tell, so one that turns out to have is made again, with the way kept that it took.
    expects_story = plan.policy == "early" and plan.ailments
    search = Search(SmallWorld(plan), budget, worlds_max, Trail() if expects_story else None)
    found = search.run()
    if not expects_story and (search.wrong is not None or search.false is not None):
        search = Search(SmallWorld(plan), budget, worlds_max, Trail())
        search.run()
    return search.world, replace(found, broken=search.told(search.wrong), false_success=search.told(search.false))


@contextmanager
def _no_collection() -> Iterator[None]:
    """Collect no garbage meanwhile: there is hardly any, and all worlds would be looked at each time."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


class Search:
    """One exploration of everything that can become of a world within a budget."""

    def __init__(self, world: SmallWorld, budget: Budget, worlds_max: int, trail: Trail | None = None) -> None:
        self.world, self.scenes = world, Scenes(world)
        self.wrong: Wrong | None = None
        self.false: Wrong | None = None
        self._purse = Purse(budget)
        self._max, self._trail = worlds_max, trail
        self._next: list[Scene] = []
        self._depth = self._worlds = self._moves = self._resting = 0

    def run(self) -> Found:
        """Explore until there is nothing new, a rule does not hold, or there are too many worlds."""
        began = time.process_time()
        with _no_collection():
            self._reach(self.scenes.of(self.world.start()), {NO_COPIES: self._purse.full}, None)
            while self._next and not self._is_over():
                self._layer()
            exhausted = not self._next and not self._is_over()
            if exhausted:
                self._look_for_rounds()
        took = time.process_time() - began
        return Found(self._worlds, self._moves, self._depth, self._resting, exhausted, took)

    def told(self, wrong: Wrong | None) -> Broken | None:
        """Give the story of what is wrong."""
        if wrong is None:
            return None
        assert self._trail is not None, "a story needs its trail"
        return self._trail.story(self.world, self._purse, wrong)

    def _is_over(self) -> bool:
        return self.wrong is not None or self._worlds > self._max

    def _layer(self) -> None:
        """Follow all worlds that are equally far away."""
        layer, self._next = self._next, []
        arrived = [scene.take() for scene in layer]
        if self._trail is not None:
            self._trail.layers.append(dict(zip(layer, arrived, strict=True)))
        for scene, left in zip(layer, arrived, strict=True):
            crashes = self._purse.can_crash(left)
            if scene.leaf_ways is None:
                scene.crashes = crashes
                self._open(scene, left)
            elif crashes and not scene.crashes:
                scene.crashes = True
                self.scenes.open(scene)
            self._follow(scene, left)
            if self._is_over():
                return
        self._depth += 1 if self._next else 0

    def _open(self, scene: Scene, left: Left) -> None:
        """Find what can follow a world that is reached for the first time, and whether it rests."""
        first = self.scenes.open(scene)
        if not self.world.in_flight(scene.world) and not why_not_at_rest(self.world, scene.world):
            self._resting += 1
            self._rest(scene, left)
        elif first is None or first.what not in {"arrives", "wakes"}:
            why = why_not_at_rest(self.world, scene.world)
            self._break(Violation(ENDS, f"nothing more happens: {why}"), scene, left)
        elif first.after >= 0:
            scene.onward = self.scenes.of(first.after)

    def _rest(self, scene: Scene, left: Left) -> None:
        why = why_not_settled(self.world, scene.world)
        if why:
            self._break(Violation(ENDS, why), scene, left)
        if self.false is None and self.world.plan.policy == "early":
            why = why_false(self.world, scene.world)
            if why:
                self.false = Wrong(Violation(FALSE_SUCCESS, why), self._depth, scene, left)

    def _follow(self, scene: Scene, left: Left) -> None:
        """Follow a world with whatever copies are in the air, and whatever is left."""
        comes = self.scenes.coming(scene, left)
        for steps, group in self.scenes.parted(scene, left, comes, self._purse):
            self._take(scene, steps, group)
            for flight, events in comes.items():
                if steps.is_about(self.world.targets[flight]):
                    self._come(scene, flight, events, group)

    def _take(self, scene: Scene, steps: Steps, group: Left) -> None:
        """Take one way, at each of its costs."""
        paid = self._purse.each_paid(group)
        for cost, worlds in steps.follows:
            for each in worlds if paid[cost] else ():
                self._reach(self.scenes.of(each), paid[cost], scene)
        for cost, flight, each in steps.copying:
            if paid[cost]:
                self._reach(self.scenes.of(each), self.scenes.with_copy(paid[cost], flight), scene)
        for event in steps.wrong:
            self._break_rule(event, scene, paid[event.cost])

    def _come(self, scene: Scene, flight: int, events: list[Event], group: Left) -> None:
        """Let a copy arrive."""
        gone = self.scenes.without_copy(group, flight)
        if not gone:
            return
        paid = self._purse.each_paid(gone)
        for event in events:
            if event.after < 0:
                self._break_rule(event, scene, paid[event.cost])
            elif paid[event.cost]:
                self._reach(self.scenes.of(event.after), paid[event.cost], scene)

    def _reach(self, scene: Scene, left: Left, origin: Scene | None) -> None:
        """Come to a world; what is new of what is left there is to be followed."""
        seen, fresh, below = scene.seen, scene.fresh, self.world.strays.below
        self._moves += len(left)
        for strays, mask in left.items():
            old = seen.get(strays, 0)
            new = mask & ~old
            if new:
                if fresh is None:
                    fresh = scene.fresh = {}
                    self._next.append(scene)
                self._worlds += old < EXPANDED
                seen[strays] = old | mask | EXPANDED
                fresh[strays] = fresh.get(strays, 0) | new
                for fewer in below[strays]:
                    seen[fewer] = seen.get(fewer, 0) | mask
        if self._trail is not None and origin is not None:
            self._trail.origins.setdefault(scene, []).append((self._depth, origin))

    def _break_rule(self, event: Event, scene: Scene, paid: Left) -> None:
        if paid and self.wrong is None:
            violation = self.world.watch.violations[-event.after - 1]
            self.wrong = Wrong(violation, self._depth, scene, paid, event)

    def _break(self, violation: Violation, scene: Scene, left: Left) -> None:
        if self.wrong is None:
            self.wrong = Wrong(violation, self._depth, scene, left)

    def _look_for_rounds(self) -> None:
        """Follow each world to where it rests; one that goes round for ever is a request without an end."""
        ended: set[Scene] = set()
        for start in self.scenes.reached():
            path: dict[Scene, None] = {}
            at: Scene | None = start
            while at is not None and at not in ended and at not in path:
                path[at] = None
                at = at.onward
            if at is not None and at in path:
                why = why_not_at_rest(self.world, at.world)
                self._depth = 0 if self._trail is None else self._trail.depth_of(start)
                self._break(Violation(ENDS, f"it goes round for ever: {why}"), start, start.seen)
                return
            ended.update(path)
