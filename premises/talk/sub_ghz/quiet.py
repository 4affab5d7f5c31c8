"""A device on a sub-GHz link to the hub: told to suspend its ZCL messages, it keeps quiet but for its download.

Round any machine, which knows nothing of it: what that sends meanwhile is not sent, and it says it again by its own
rules, as if nobody had heard. It carries others' messages no more than its own.
Source: EZ-SG, the client's side: all but the Sub-GHz and the OTA cluster is held back.
"""

from collections.abc import Hashable

from premises.identity import Name
from premises.machine.ailing import Ailing, DeviceFaults
from premises.machine.effects import NOTHING, Effect, Effects, Machine, Send
from premises.quantity import ORIGIN, Instant, after, seconds
from premises.talk.sub_ghz.exempt import is_exempt
from premises.wire.field.zcl import SuspendZclMessages
from premises.wire.message import Frame
from premises.wire.notes.duty import FrameWithheld, ZclSuspended
from premises.wire.picture import Picture
from premises.wire.radio.band import Band
from premises.wire.route import behind, link_of
from premises.wire.site import HUB, Site


def speaks_below_1_ghz(site: Site, who: Name) -> bool:
    """Say whether ``who`` is the hub's neighbour on a sub-GHz link, and so one that can be told to keep quiet."""
    return behind(site)[who] == HUB and link_of(site, who).band == Band.SUB_GHZ.value


class QuietClient:
    """A device that can be told to keep quiet; ``state`` is (its own, until when it does)."""

    __slots__ = ("_hub", "_inner", "_until", "_who")

    def __init__(self, inner: Machine, who: Name, hub: Name) -> None:
        self._inner = inner
        self._who = who
        self._hub = hub
        self._until = ORIGIN

    @property
    def state(self) -> Hashable:
        """All that can differ between two moments."""
        return self._inner.state, self._until

    @state.setter
    def state(self, value: Hashable) -> None:
        self._inner.state, self._until = value  # type: ignore[misc]  # a tuple of these two, by the getter

    @property
    def deadline(self) -> Instant | None:
        """Its own: the end of its silence is no event."""
        return self._inner.deadline

    @property
    def picture(self) -> Picture:
        """Its own."""
        return self._inner.picture

    def start(self, now: Instant) -> Effects:
        """Begin; whoever restarts has forgotten that it was to keep quiet, and is told again."""
        return self._allowed(self._inner.start(now), now)

    def suffer(self, faults: DeviceFaults, now: Instant) -> Effects:
        """Pass on what is wrong with the device."""
        return self._allowed(self._inner.suffer(faults, now), now) if isinstance(self._inner, Ailing) else NOTHING

    def receive(self, frame: Frame, now: Instant) -> Effects:
        """Take Suspend ZCL Messages from the hub; everything else is the device's own affair."""
        message = frame.message
        if isinstance(message, SuspendZclMessages) and (frame.source, frame.target) == (self._hub, self._who):
            self._until = after(now, seconds(60 * message.period))
            return [ZclSuspended(message.period)]
        return self._allowed(self._inner.receive(frame, now), now)

    def wake(self, now: Instant) -> Effects:
        """Do what the device is due for."""
        return self._allowed(self._inner.wake(now), now)

    def _allowed(self, effects: Effects, now: Instant) -> Effects:
        if self._until <= now:
            return effects
        allowed: list[Effect] = []
        for effect in effects:
            if isinstance(effect, Send) and effect.to == self._hub and not is_exempt(effect.frame.message):
                allowed.append(FrameWithheld(effect.to, type(effect.frame.message).__name__, "suspended"))
            else:
                allowed.append(effect)
        return allowed
