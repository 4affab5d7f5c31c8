"""A bridge that fetches for others too: B3 in Option A, B1 and B3 in Option B.

Round a bridge that updates itself (``machine``), whose image is a bundle. What it says when is its report policy:

::

    early   Upgrade End, own reboot and CS09 as soon as the bundle is whole; its children follow or do not
    late    Upgrade End only when all its children run their parts; a bad end is an Upgrade End with ABORT
    staged  Upgrade End when the bundle is whole; children first, itself last; CS09 says what came of all

Each has its price, and all are run: early may say success of what fails, late holds the hub's slot for as long as its
children take. Whose part never comes to run ends the bundle; its own copy is then not run. Assumption 65
(docs/sources.md). What it carries for others it carries all the same.
"""

from collections.abc import Hashable

from bridges.carrying import Carrying
from bridges.feed import Verdict
from bridges.feeding import Answered, Feeding
from bridges.machine import Bridge
from premises.machine.ailing import DeviceFaults
from premises.machine.effects import NOTHING, Effect, Effects
from premises.quantity import Instant, earliest
from premises.wire.field.zcl import Status
from premises.wire.message import Frame
from premises.wire.picture import Picture


class Orchestrator:
    """A bridge that feeds others; ``state`` is (its own, frames held for sleepy children, what it hands on)."""

    __slots__ = ("_carrying", "_feeding", "_own")

    def __init__(self, own: Bridge, carrying: Carrying, feeding: Feeding) -> None:
        self._own = own
        self._carrying = carrying
        self._feeding = feeding

    @property
    def state(self) -> Hashable:
        """All that can differ between two moments."""
        return self._own.state, self._carrying.state, self._feeding.state

    @state.setter
    def state(self, value: Hashable) -> None:
        self._own.state, self._carrying.state, self._feeding.state = value  # type: ignore[misc]  # these three, by the getter

    @property
    def deadline(self) -> Instant | None:
        """Its own, the end of a hold, or of its patience with its children."""
        feeding = None if self._own.is_down() else self._feeding.deadline
        return earliest(self._own.deadline, self._carrying.deadline, feeding)

    @property
    def picture(self) -> Picture:
        """What it runs, and how far its own download is."""
        return self._own.picture

    def suffer(self, faults: DeviceFaults, now: Instant) -> Effects:
        """Take it that all of ``faults`` is wrong with the bridge itself."""
        return self._own.suffer(faults, now)

    def start(self, now: Instant) -> Effects:
        """Begin, and invite again whoever has not got its part."""
        return [*self._own.start(now), *self._said(self._feeding.invite(), now), *self._settle(now)]

    def receive(self, frame: Frame, now: Instant) -> Effects:
        """Take a frame of its own, or a child's, or carry another's."""
        carried = self._carrying.take(frame, now)
        if carried is not None:
            return [*carried, *self._settle(now)]
        if self._feeding.is_for(frame) and not self._own.is_down():
            return [*self._said(self._feeding.take(frame, now), now), *self._settle(now)]
        return [*self._own.receive(frame, now), *self._settle(now)]

    def wake(self, now: Instant) -> Effects:
        """Drop what was held for too long, and do what the bridge itself, or its patience, is due for."""
        effects: list[Effect] = [*self._carrying.wake(now), *self._own.wake(now)]
        if not self._own.is_down():
            effects += self._feeding.wake(now)
        return [*effects, *self._settle(now)]

    def _settle(self, now: Instant) -> list[Effect]:
        """Hand on a bundle that is whole; say and do what its end asks for."""
        whole = self._own.whole
        is_news = whole is not None and not self._feeding.feeds(whole.version)
        begun = self._said(self._feeding.begin(whole.version, whole.image, now), now) if whole and is_news else []
        match self._feeding.verdict:
            case Verdict.GOOD:
                return [*begun, *self._good(now)]
            case Verdict.BAD:
                return [*begun, *self._bad(now)]
        return begun

    def _good(self, now: Instant) -> Effects:
        """Say so, or run its own part, if that waited for this; forget the bundle once nothing of it is left to do."""
        if self._own.is_held_back:
            return self._own.release(Status.SUCCESS, now)
        if self._own.may_install:
            # A child that never got the answer to its CS09 would stay awake and say it again for the whole reboot.
            return NOTHING if self._carrying.owes_an_answer else self._own.install(now)
        return self._feeding.end() if self._own.is_idle else NOTHING

    def _bad(self, now: Instant) -> Effects:
        """Say so, if it has not said otherwise before; forget the bundle."""
        if self._own.is_held_back:
            return [*self._own.release(Status.ABORT, now), *self._feeding.end()]
        if self._own.may_install:
            return [*self._own.call_off(now), *self._feeding.end()]
        return self._feeding.end() if self._own.is_idle else NOTHING

    def _said(self, answered: Answered, now: Instant) -> list[Effect]:
        effects, frames = answered
        return [*effects, *(effect for frame in frames for effect in self._carrying.deliver(frame, now))]
