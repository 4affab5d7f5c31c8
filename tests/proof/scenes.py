"""What follows each world, worked out once, whatever copies are in the air and whatever is left of the budget."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from tests.proof.budget import Cost, Left, Purse
from tests.proof.pools import NO_COPIES
from tests.proof.world import NOBODY, Event, SmallWorld, Way

EXPANDED = 1 << 30
"""Marks, in a mask of what was left, that its world was followed and not left out."""


@dataclass(slots=True, eq=False)
class Scene:
    """A world, with whatever copies are in the air and whatever is left of the budget."""

    world: int
    seen: Left = field(default_factory=dict)
    """What was left of the budget when it was reached, by the copies that are in the air."""
    fresh: Left | None = None
    """What of that is to be followed."""
    leaf_ways: "Sequence[Steps] | None" = None
    """Of each leaf that goes first; None until it is followed."""
    every_way: "Steps | None" = None
    """That of everybody; None until no leaf goes first."""
    crashes: bool = False
    """Whether these ways have crashes: they do once somebody who can crash comes here."""
    onward: "Scene | None" = None
    """What follows when nothing fails; None at rest."""

    def take(self) -> Left:
        """Give what is to be followed, once."""
        fresh, self.fresh = self.fresh, None
        return fresh or {}


class Steps:
    """One way out of a world, and where it leads."""

    __slots__ = ("_leaf", "copying", "follows", "shows_crash", "wrong")

    def __init__(self, way: Way) -> None:
        self._leaf, self.shows_crash = way.leaf, way.shows_crash
        follows: dict[Cost, list[int]] = {}
        self.copying: list[tuple[Cost, int, int]] = []
        """By the flight of which a copy is in the air from then on."""
        self.wrong: list[Event] = []
        for event in way.events:
            after, cost, _, subject = event
            if after < 0:
                self.wrong.append(event)
            elif cost is Cost.COPIED or cost is Cost.LATE:
                self.copying.append((cost, subject, after))
            elif cost in follows:
                follows[cost].append(after)
            else:
                follows[cost] = [after]
        self.follows = tuple(follows.items())

    def is_about(self, place: int) -> bool:
        """Say whether what happens to a participant belongs to this way."""
        return self._leaf in {NOBODY, place}


Coming = Mapping[int, list[Event]]
"""What a copy does when it arrives, by its flight; of those that anybody heeds."""


class Scenes:
    """Every world that was met."""

    def __init__(self, world: SmallWorld) -> None:
        self._world = world
        self._scenes: dict[int, Scene] = {}

    def of(self, world: int) -> Scene:
        """Give the scene of a world."""
        scene = self._scenes.get(world)
        if scene is None:
            scene = self._scenes[world] = Scene(world)
        return scene

    def reached(self) -> Iterable[Scene]:
        """Give all that were followed."""
        return (scene for scene in self._scenes.values() if scene.leaf_ways is not None)

    def open(self, scene: Scene) -> Event | None:
        """Work out what can follow a world; give what does when nothing fails."""
        ways = self._world.leaf_ways(scene.world, crashes=scene.crashes)
        scene.every_way = None
        scene.leaf_ways = tuple(Steps(way) for way in ways)
        events = ways[0].events if ways else self._open_to_all(scene)
        return events[0] if events else None

    def _open_to_all(self, scene: Scene) -> list[Event]:
        events = self._world.events(scene.world, crashes=scene.crashes)
        scene.every_way = Steps(Way(NOBODY, events))
        return events

    def coming(self, scene: Scene, left: Left) -> Coming:
        """Give what the copies do that are in the air."""
        if len(left) == 1 and NO_COPIES in left:
            return {}
        strays = self._world.strays.all
        copies = dict.fromkeys(flight for each in left for flight in strays[each])
        found = ((each, self._world.copy_events(scene.world, each, crashes=scene.crashes)) for each in copies)
        return {flight: events for flight, events in found if events}

    def with_copy(self, left: Left, flight: int) -> Left:
        """Give what is left where there is one copy more."""
        more = self._world.strays.more
        return {more(strays, flight): mask for strays, mask in left.items()}

    def without_copy(self, left: Left, flight: int) -> Left:
        """Give what is left where a copy was in the air, without it."""
        strays_of, less = self._world.strays.all, self._world.strays.less
        return {less(strays, flight): mask for strays, mask in left.items() if flight in strays_of[strays]}

    def parted(self, scene: Scene, left: Left, comes: Coming, purse: Purse) -> Iterator[tuple[Steps, Left]]:
        """Give each way with the worlds that take it."""
        if not scene.leaf_ways:
            yield self._every_way(scene), left
            return
        groups: dict[Steps, Left] = {}
        crashing = purse.crashing
        for strays, mask in left.items():
            steps = self._way(scene, strays, comes, crashes=bool(mask & crashing))
            groups.setdefault(steps, {})[strays] = mask
        yield from groups.items()

    def _way(self, scene: Scene, strays: int, comes: Coming, *, crashes: bool) -> Steps:
        """Give the first way of a leaf of which nothing shows to others, or else that of all."""
        flights, targets = self._world.strays.all[strays], self._world.targets
        for steps in scene.leaf_ways or ():
            if crashes and steps.shows_crash:
                continue
            events = (event for each in flights if steps.is_about(targets[each]) for event in comes.get(each, ()))
            if not any(self._world.shows(scene.world, event.after) for event in events):
                return steps
        return self._every_way(scene)

    def _every_way(self, scene: Scene) -> Steps:
        if scene.every_way is None:
            self._open_to_all(scene)
        assert scene.every_way is not None, "just worked out"
        return scene.every_way
