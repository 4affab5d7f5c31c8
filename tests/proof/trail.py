"""The way back from what is wrong to where everything began: the shortest story."""

from dataclasses import dataclass

from tests.proof.budget import Budget, Cost, Left, Purse, unspent
from tests.proof.scenes import Scene
from tests.proof.watch import Violation
from tests.proof.world import Event, SmallWorld


@dataclass(frozen=True, slots=True)
class Told:
    """One event of a story."""

    before: int
    """The world in which it happened."""
    event: Event


@dataclass(frozen=True, slots=True)
class Broken:
    """The shortest story in which a rule does not hold."""

    violation: Violation
    story: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class Wrong:
    """A rule that does not hold, and where."""

    violation: Violation
    depth: int
    """After so many events."""
    scene: Scene
    left: Left
    """What is left there, or after the event."""
    event: Event | None = None
    """The one that breaks the rule, if it is one."""


@dataclass(frozen=True, slots=True)
class _At:
    """One world of a story."""

    scene: Scene
    strays: int
    left: Budget


class Trail:
    """What a search keeps in order to tell a story."""

    def __init__(self) -> None:
        self.layers: list[dict[Scene, Left]] = []
        """What was followed after each number of events."""
        self.origins: dict[Scene, list[tuple[int, Scene]]] = {}
        """From where each world was reached, and after how many events."""

    def depth_of(self, scene: Scene) -> int:
        """Give after how many events a world was reached first."""
        return next(depth for depth, layer in enumerate(self.layers) if scene in layer)

    def story(self, world: SmallWorld, purse: Purse, wrong: Wrong) -> Broken:
        """Give the events that lead to what is wrong."""
        depth, story = wrong.depth, []
        strays, mask = next(iter((wrong.left if wrong.event else self.layers[depth][wrong.scene]).items()))
        at = _At(wrong.scene, strays, purse.most(mask))
        if wrong.event is not None:
            story.append(Told(wrong.scene.world, wrong.event))
            at = next(each for each in _before(world, at, wrong.event, wrong.scene) if self._holds(purse, depth, each))
        while depth:
            depth -= 1
            before, event = self._back(world, purse, depth, at)
            story.append(Told(before.scene.world, event))
            at = before
        return Broken(wrong.violation, tuple(reversed(story)))

    def _back(self, world: SmallWorld, purse: Purse, depth: int, at: _At) -> tuple[_At, Event]:
        for origin in (scene for when, scene in self.origins[at.scene] if when == depth):
            copies = dict.fromkeys(each for strays in self.layers[depth][origin] for each in world.strays.all[strays])
            events = [
                *world.events(origin.world),
                *(e for copy in copies for e in world.copy_events(origin.world, copy)),
            ]
            for event in events:
                if event.after == at.scene.world:
                    for before in _before(world, at, event, origin):
                        if self._holds(purse, depth, before):
                            return before, event
        raise AssertionError("nobody comes from nowhere")

    def _holds(self, purse: Purse, depth: int, at: _At) -> bool:
        mask = self.layers[depth].get(at.scene, {}).get(at.strays, 0)
        return purse.holds(mask, at.left)


def _before(world: SmallWorld, at: _At, event: Event, scene: Scene) -> list[_At]:
    """Give the worlds from which an event leads to ``at``; there is at most one."""
    strays, left = at.strays, unspent(at.left, event.cost)
    if event.cost in {Cost.COPIED, Cost.LATE}:
        if event.subject not in world.strays.all[strays]:
            return []
        strays = world.strays.less(strays, event.subject)
    if event.what.startswith("comes at last"):
        strays = world.strays.more(strays, event.subject)
    return [_At(scene, strays, left)]
