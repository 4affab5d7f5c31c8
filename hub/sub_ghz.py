"""A hub with devices below 1 GHz: round a Communications Hub, it keeps the air time of those links within bounds.

What it does in each state (``duty``), by EZ-SG:

- LIMITED: the client that talks most is told Suspend ZCL Messages; the OTA server goes on, for that client too.
- CRITICAL: every client is told. An Image Block Request is answered WAIT_FOR_DATA, for as long as the client is to keep
  quiet, everything else with Suspend ZCL Messages; what the hub would say of its own accord is withheld.
- SUSPENDED: nothing is sent on those links at all.

Each change is an alert to the DCC, and so is the first message that is withheld after it became CRITICAL.
"""

from collections.abc import Hashable
from dataclasses import replace

from hub.duty import Client, Duty, DutyPlan, Level, fresh
from hub.machine import CommunicationsHub
from premises.identity import Name
from premises.machine.effects import Effect, Effects, Send
from premises.quantity import MICROSECONDS_PER_SECOND, Duration, Instant, after, earliest, seconds
from premises.talk.sub_ghz.exempt import is_exempt
from premises.wire.field.air_bytes import size_of
from premises.wire.field.zcl import ImageBlockRequest, ImageBlockWait, SuspendZclMessages
from premises.wire.gbcs.alerts import DutyCycleAlert, MessageDiscardedAlert, SubGhzAlertCode
from premises.wire.message import Frame, Medium, Message
from premises.wire.notes.duty import DutyChanged, FrameWithheld
from premises.wire.picture import Picture
from premises.wire.radio.band import Band, air_time
from premises.wire.radio.mac import DataRequest

_MINUTE = seconds(60)

_RISEN = {
    Level.LIMITED: SubGhzAlertCode.LIMITED_ACTION_TAKEN,
    Level.CRITICAL: SubGhzAlertCode.CRITICAL_ACTION_TAKEN,
    Level.SUSPENDED: SubGhzAlertCode.REGULATED_ACTION_TAKEN,
}
_FALLEN = {
    Level.LIMITED: SubGhzAlertCode.BELOW_LIMITED,
    Level.CRITICAL: SubGhzAlertCode.BELOW_CRITICAL,
    Level.SUSPENDED: SubGhzAlertCode.BELOW_REGULATED,
}
"""By the state that was reached, or left."""


class SubGhzHub:
    """A hub that manages its duty cycle; ``state`` is (the hub's own, where its duty cycle stands)."""

    __slots__ = ("_duty", "_own", "_plan")

    def __init__(self, own: CommunicationsHub, plan: DutyPlan) -> None:
        self._own = own
        self._plan = plan
        self._duty = fresh(plan)

    @property
    def state(self) -> Hashable:
        """All that can differ between two moments."""
        return self._own.state, self._duty

    @state.setter
    def state(self, value: Hashable) -> None:
        self._own.state, self._duty = value  # type: ignore[misc]  # a tuple of these two, by the getter

    @property
    def duty(self) -> Duty:
        """Where its duty cycle stands, to be looked at."""
        return self._duty

    @property
    def deadline(self) -> Instant | None:
        """The hub's own, or the moment at which the duty cycle falls back."""
        return earliest(self._own.deadline, self._duty.falls_at(self._plan))

    @property
    def picture(self) -> Picture:
        """The hub's own, and how its duty cycle stands."""
        own, hundredths = self._own.picture, self._duty.hundredths(self._plan)
        hours = "the hour" if self._plan.window == 60 * _MINUTE else "its window"
        words = f"sub-GHz {self._duty.level.name.lower()}, {hundredths / 100:.2f} % of {hours}"
        return Picture(
            own.who, own.running, own.activity, own.version, own.have, own.size,
            "; ".join(filter(None, (own.detail, words))), own.outcomes, own.service,
        )  # fmt: skip

    def start(self, now: Instant) -> Effects:
        """Begin as the hub does."""
        return self._within_bounds(self._own.start(now), now)

    def receive(self, frame: Frame, now: Instant) -> Effects:
        """Count a frame from below 1 GHz, and let the hub take it unless its sender is to keep quiet."""
        device = self._own.plan.device(frame.source)
        via = frame.source if device is None else device.via
        if via not in self._plan.clients:
            return self._within_bounds(self._own.receive(frame, now), now)
        client = self._duty.client(via)
        heard = client.heard.with_more(self._air(frame), now, self._plan)
        self._duty = self._duty.with_client(replace(client, heard=heard))
        refusal = self._refusal(via, frame, now)
        effects = self._own.receive(frame, now) if refusal is None else [refusal]
        return self._within_bounds(effects, now)

    def wake(self, now: Instant) -> Effects:
        """Do what the hub is due for, and fall back by as many states as the account has."""
        effects: list[Effect] = []
        while (due := self._duty.falls_at(self._plan)) is not None and due <= now:
            left = self._duty.level
            self._duty = replace(self._duty, level=Level(left - 1), own=self._duty.own.at(now, self._plan))
            effects += self._changed(_FALLEN[left], now)
            if self._duty.level is Level.NORMAL:
                self._duty = replace(self._duty, chosen=())
        return [*effects, *self._within_bounds(self._own.wake(now), now)]

    @property
    def gasps_after(self) -> Duration:
        """The hub's own."""
        return self._own.gasps_after

    def gasp(self, since: Instant, now: Instant) -> Effects:
        """Say what the hub says: it goes to the DCC."""
        return self._own.gasp(since, now)

    def _refusal(self, via: Name, frame: Frame, now: Instant) -> Effect | None:
        """Give what is said instead of an answer to a client that is to keep quiet; None when the hub may answer."""
        duty, message = self._duty, frame.message
        critical = duty.level >= Level.CRITICAL
        quiet_until = duty.client(via).quiet_until
        if quiet_until <= now and (critical or via in duty.chosen):
            quiet_until = self._suspend(via, now)
        if quiet_until <= now:
            return None
        left = Duration(quiet_until - now)
        if critical and isinstance(message, ImageBlockRequest):
            current = now // MICROSECONDS_PER_SECOND
            wait = ImageBlockWait(current, current + -(-left // MICROSECONDS_PER_SECOND), 0)
            return Send(via, Frame(frame.target, frame.source, frame.transaction, wait))
        if isinstance(message, DataRequest) or (not critical and is_exempt(message)):
            return None
        return self._told(via, -(-left // _MINUTE))

    def _within_bounds(self, effects: Effects, now: Instant) -> Effects:
        """Count what is sent below 1 GHz, withhold what must not be, and act when that reaches another state."""
        allowed: list[Effect] = []
        for effect in effects:
            if not isinstance(effect, Send) or effect.to not in self._plan.clients:
                allowed.append(effect)
            elif self._may_send(effect.frame.message):
                allowed += [effect, *self._sent(effect, now)]
            else:
                allowed += self._withheld(effect, now)
        return allowed

    def _may_send(self, message: Message) -> bool:
        level = self._duty.level
        return level <= Level.LIMITED or (
            level is Level.CRITICAL and isinstance(message, ImageBlockWait | SuspendZclMessages)
        )

    def _withheld(self, send: Send, now: Instant) -> list[Effect]:
        duty = self._duty
        noted = FrameWithheld(send.to, type(send.frame.message).__name__, duty.level.name.lower())
        if duty.told:
            return [noted]
        self._duty = replace(duty, told=True)
        return [noted, *self._alert(SubGhzAlertCode.MESSAGE_DISCARDED, now)]

    def _sent(self, send: Send, now: Instant) -> list[Effect]:
        """Count one frame, and go up by as many states as that takes."""
        duty, plan = self._duty, self._plan
        self._duty = replace(duty, own=duty.own.with_more(self._air(send.frame), now, plan))
        effects: list[Effect] = []
        while self._duty.rises(plan):
            self._duty = duty = replace(self._duty, level=Level(self._duty.level + 1))
            effects += self._changed(_RISEN[duty.level], now)
            if duty.level is Level.LIMITED:
                loudest = duty.most_talkative(now, plan)
                chosen = () if loudest is None else (loudest.who,)
                self._duty = replace(duty, chosen=chosen)
                effects += self._silence(chosen, now)
            elif duty.level is Level.CRITICAL:
                self._duty = replace(duty, told=False)
                effects += self._silence(plan.clients, now)
        return effects

    def _silence(self, clients: tuple[Name, ...], now: Instant) -> Effects:
        for who in clients:
            self._suspend(who, now)
        return self._within_bounds([self._told(who, self._plan.suspend_minutes) for who in clients], now)

    def _suspend(self, who: Name, now: Instant) -> Instant:
        """Note until when a client is to keep quiet, from now on, and give it."""
        client: Client = self._duty.client(who)
        until = after(now, Duration(self._plan.suspend_minutes * _MINUTE))
        self._duty = self._duty.with_client(replace(client, quiet_until=until))
        return until

    def _changed(self, code: SubGhzAlertCode, now: Instant) -> list[Effect]:
        duty = self._duty
        noted = DutyChanged(duty.level.name.lower(), duty.hundredths(self._plan))
        return [noted, *self._alert(code, now)]

    def _alert(self, code: SubGhzAlertCode, now: Instant) -> Effects:
        hub, said_at = self._own.plan, now // MICROSECONDS_PER_SECOND
        kind = MessageDiscardedAlert if code is SubGhzAlertCode.MESSAGE_DISCARDED else DutyCycleAlert
        return self._own.post(lambda counter: kind(hub.eui, hub.acb, counter, said_at, code), now)

    def _told(self, who: Name, minutes: int) -> Send:
        return Send(who, Frame(self._own.plan.who, who, 0, SuspendZclMessages(minutes)))

    def _air(self, frame: Frame) -> Duration:
        return air_time(size_of(frame, Medium.RADIO, secured=self._plan.secured), Band.SUB_GHZ)
