"""A bridge's private links to those behind it, which both ends must understand; and visits by hand.

::

    child's query, Upgrade End --> what it runs --> the same protocol? -- no --> nothing crosses, either way, until

the child is given another version by hand, or the bridge above runs one that fits again. Round any kind of bridge,
which knows nothing of it. What a child runs is read from what it says anyway: its queries, and the end of a download
that it is told to run. Which versions fit is the site's table. Assumption 78 (docs/sources.md).
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass

from bridges.machine import Bridge
from bridges.plan import Change, changes_of, fit
from premises.identity import Name
from premises.machine.ailing import Ailing, DeviceFaults
from premises.machine.effects import NOTHING, Effect, Effects, Keep, Kept, Machine, Send
from premises.quantity import Instant, earliest, seconds
from premises.wire.field.zcl import QueryNextImageRequest, UpgradeEndRequest, UpgradeEndResponse
from premises.wire.message import Frame
from premises.wire.notes.flights import FrameStranded
from premises.wire.picture import Picture
from premises.wire.route import behind, below
from premises.wire.site import Site

KEY_CHILD = "private/child"
KEY_VISITS = "private/visits"


@dataclass(frozen=True, slots=True)
class Link:
    """The private link to one child."""

    installed: int
    """What the child was installed with."""
    changes: tuple[Change, ...]
    """Of its protocol, in any order."""


@dataclass(frozen=True, slots=True)
class Visit:
    """At this moment the bridge is given a version by hand."""

    at: Instant
    version: int


@dataclass(frozen=True, slots=True)
class PrivatePlan:
    """What never changes about the private links of one bridge."""

    who: Name
    children: Mapping[Name, Link]
    """By name of each bridge behind it whose protocol ever changes."""
    onward: Mapping[Name, Name]
    """For everybody behind it, the neighbour that leads there."""
    visits: tuple[Visit, ...]
    """In order of time."""


@dataclass(frozen=True, slots=True)
class Child:
    """What one child runs, as far as its bridge knows."""

    name: Name
    runs: int
    before: int
    """What it ran when it was told to run this; the same once it has said so itself."""


class PrivateLinks:
    """A bridge with private links; ``state`` is (its own, what its children run, visits that are over)."""

    __slots__ = ("_children", "_inner", "_own", "_plan", "_visits")

    def __init__(self, inner: Machine, own: Bridge, plan: PrivatePlan, kept: Kept) -> None:
        self._inner = inner
        self._own = own
        self._plan = plan
        self._children = tuple(_kept_child(kept, name, link.installed) for name, link in plan.children.items())
        self._visits = int(kept.get(KEY_VISITS) or b"0")

    @property
    def state(self) -> Hashable:
        """All that can differ between two moments."""
        return self._inner.state, self._children, self._visits

    @state.setter
    def state(self, value: Hashable) -> None:
        self._inner.state, self._children, self._visits = value  # type: ignore[misc]  # these three, by the getter

    @property
    def deadline(self) -> Instant | None:
        """Its own, or the next visit."""
        return earliest(self._inner.deadline, *(visit.at for visit in self._plan.visits[self._visits :][:1]))

    @property
    def picture(self) -> Picture:
        """Its own."""
        return self._inner.picture

    def suffer(self, faults: DeviceFaults, now: Instant) -> Effects:
        """Take it that all of ``faults`` is wrong with the bridge itself."""
        return self._inner.suffer(faults, now) if isinstance(self._inner, Ailing) else NOTHING

    def start(self, now: Instant) -> Effects:
        """Begin."""
        return self._let_out(self._inner.start(now))

    def receive(self, frame: Frame, now: Instant) -> Effects:
        """Take a frame, unless it comes over, or would go over, a link whose ends do not understand each other."""
        onward = self._plan.onward
        learned = self._learn(frame)
        for neighbour in (onward.get(frame.source), onward.get(frame.target)):
            child = self._child(neighbour)
            if child is not None and self._is_closed(child):
                return [*learned, self._stranded(frame, child)]
        return [*learned, *self._let_out(self._inner.receive(frame, now))]

    def wake(self, now: Instant) -> Effects:
        """Take what a visitor brings, and do what the bridge itself is due for."""
        effects: list[Effect] = []
        for visit in self._plan.visits[self._visits :]:
            if visit.at <= now:
                self._visits += 1
                effects += [Keep(KEY_VISITS, b"%d" % self._visits), *self._own.take_by_hand(visit.version, now)]
        return [*effects, *self._let_out(self._inner.wake(now))]

    def _learn(self, frame: Frame) -> Effects:
        """Read what a child runs from what it says."""
        child = self._child(frame.source)
        match frame.message:
            case QueryNextImageRequest(version=version) if child is not None:
                return self._know(Child(child.name, version, version))
            case UpgradeEndRequest(version=version) if child is not None and version == child.runs:
                # It asks again, so it was not told to run it after all.
                return self._know(Child(child.name, child.before, child.before))
        return NOTHING

    def _let_out(self, effects: Effects) -> Effects:
        """Give ``effects`` without what a child would not understand, and learn what it is told to run."""
        out: list[Effect] = []
        for effect in effects:
            child = self._child(effect.to) if isinstance(effect, Send) else None
            if child is None or not isinstance(effect, Send):
                out.append(effect)
            elif self._is_closed(child):
                out.append(self._stranded(effect.frame, child))
            else:
                out += [effect, *self._told(child, effect.frame)]
        return out

    def _told(self, child: Child, frame: Frame) -> Effects:
        said = frame.message
        if isinstance(said, UpgradeEndResponse) and frame.target == child.name and said.version != child.runs:
            return self._know(Child(child.name, said.version, child.runs))
        return NOTHING

    def _know(self, child: Child) -> Effects:
        if child in self._children:
            return NOTHING
        self._children = tuple(child if known.name == child.name else known for known in self._children)
        return [Keep(f"{KEY_CHILD}/{child.name}", b"%d %d" % (child.runs, child.before))]

    def _child(self, name: Name | None) -> Child | None:
        return next((child for child in self._children if child.name == name), None)

    def _is_closed(self, child: Child) -> bool:
        return not fit(self._plan.children[child.name].changes, self._own.running, child.runs)

    def _stranded(self, frame: Frame, child: Child) -> FrameStranded:
        return FrameStranded(child.name, type(frame.message).__name__, child.runs, self._own.running)


def private_plan(site: Site, who: Name) -> PrivatePlan | None:
    """Give the plan of the private links of ``who``; None when no protocol of them changes and nobody visits."""
    onward = below(behind(site), who)
    near = [Name(child) for child in site.bridges if onward.get(Name(child)) == child]
    links = {child: Link(site.bridges[child].running, changes_of(site, who, child)) for child in near}
    children = {child: link for child, link in links.items() if link.changes}
    visits = tuple(
        Visit(Instant(seconds(visit.at_s)), visit.version)
        for visit in sorted(site.visit, key=lambda visit: visit.at_s)
        if visit.device == who
    )
    return PrivatePlan(who, children, onward, visits) if children or visits else None


def _kept_child(kept: Kept, name: Name, installed: int) -> Child:
    row = kept.get(f"{KEY_CHILD}/{name}")
    if row is None:
        return Child(name, installed, installed)
    runs, before = row.split()
    return Child(name, int(runs), int(before))
