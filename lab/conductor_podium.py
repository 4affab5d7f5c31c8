"""What the conductor of a live premises does: it sets the clock, holds the run and its faults, governs and records.

Waits until everybody who is expected is there, then lets time begin; says again after each opening of the link what is
retained, for a broker forgets. Takes no part in what it conducts: no frame passes through it.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from lab.capture.lease import FramesLease
from lab.conducting.agreed import AgreedRun
from lab.conducting.orders import Orders
from lab.conductor_clock import ConductedClock, checked_speed
from lab.faults.imposed import ImposedFaults
from lab.governor import Governor
from lab.recorder import Recorder, Request
from premises.errors import LinkError, UsageError, WireError
from premises.identity import Name
from premises.journey.notebook import Hear, Notebook
from premises.quantity import seconds
from premises.runtime.clock import Wall, until
from premises.runtime.driver import first_of
from premises.runtime.link import Arrival, Connection, OpenLink, Will
from premises.wire.codec import decode, encode
from premises.wire.envelope import ENVELOPE_VERSION, ClockOrder, NoteBatch, OrderTaken, Presence
from premises.wire.notes.emulator import (
    ClockSet,
    FrameRefused,
    ParticipantStarted,
    ParticipantStopped,
)
from premises.wire.notes.note import Note
from premises.wire.picture import Picture
from premises.wire.topics import CONDUCTOR, Topics

TICK = seconds(0.25)
"""Wall time between two looks at what is due. Source: docs/protocol.md, notes."""

SIGN_EVERY = seconds(1)
"""Wall time between two times that it says that it is there, so that whoever looks on knows silence from rest. Ours."""

EXPECTED_WITHIN = seconds(10)
"""Wall time after which it says, and says again, who is still missing. Ours."""

LEAVE_WITHIN = seconds(3)
"""Wall time that it stays, when told to stop, for the last notes of those who are stopping too. Ours."""


@dataclass(frozen=True, slots=True)
class Podium:
    """What the conductor stands on: its run, and the means to keep and to reach."""

    agreed: AgreedRun
    topics: Topics
    expected: tuple[Name, ...]
    speed: float
    boot: int
    """The conductor's own, from 1."""
    wall: Wall
    say: Callable[[str], None]
    """Hears one line for a person."""
    frames: bool = False
    """Whether frames are kept in notes, followed or not."""


class Conductor:
    """Conducts one run until it is stopped."""

    def __init__(
        self,
        podium: Podium,
        clock: ConductedClock,
        faults: ImposedFaults,
        recorder: Recorder,
        open_link: OpenLink,
        hear: Hear | None = None,
    ) -> None:
        self._podium, self._topics, self._wall = podium, podium.topics, podium.wall
        self._clock, self._faults, self._recorder = clock, faults, recorder
        self._orders = Orders(podium.topics, clock, faults, podium.agreed, self._note, self._say)
        ceiling = clock.ceiling if clock.ceiling is not None else podium.speed
        self._governor = Governor(ceiling, clock.value.speed if clock.value is not None else ceiling)
        self._frames = FramesLease(always=podium.frames)
        self._notebook = Notebook(CONDUCTOR, hear)
        self._notebook.begin(podium.boot)
        self._note(ParticipantStarted(podium.boot))
        self._present: dict[Name, bool] = {}
        self._alone = asyncio.Event()
        self._complain_at = self._wall.monotonic() + EXPECTED_WITHIN
        self._sign_at = self._wall.monotonic() + SIGN_EVERY
        self._reason = ""
        self._shown: Picture | None = None
        presences = tuple(self._topics.presence(who) for who in podium.expected)
        orders = (self._topics.orders(), *self._orders.subscriptions, self._topics.frame_orders())
        subscriptions = (*presences, self._topics.notes_all(), *orders)
        will = Will(self._topics.presence(CONDUCTOR), _presence(here=False))
        self._connection = Connection(open_link, subscriptions, will, self._wall)

    @property
    def missing(self) -> tuple[Name, ...]:
        """Who is expected and not there."""
        return tuple(who for who in self._podium.expected if not self._present.get(who))

    async def run(self, stop: asyncio.Event, lost: Callable[[LinkError], None]) -> None:
        """Conduct until ``stop`` is set; ShelfError or RunFileError when nothing can be kept any more."""
        try:
            await first_of(
                self._connection.keep(self._opened, self._take, lost),
                self._ticks(),
                self._stay_until(stop),
            )
        finally:
            self._recorder.close()

    def _opened(self) -> None:
        self._connection.publish(self._topics.presence(CONDUCTOR), _presence(here=True), retain=True)
        # The run goes last: who finds it must not find the clock or the faults of another that a broker has kept.
        clock = self._clock.value
        self._connection.publish(self._topics.clock(), encode(clock) if clock is not None else b"", retain=True)
        self._retain(self._topics.faults(), encode(self._faults.in_force))
        self._retain(self._topics.frames(), self._frames.octets)
        self._connection.publish(self._topics.run(), encode(self._podium.agreed.run), retain=True)
        self._shown = None
        self._show()

    def _take(self, arrival: Arrival) -> None:
        try:
            self._obey(arrival)
        except WireError as error:
            self._note(FrameRefused(arrival.topic, str(error)))

    def _obey(self, arrival: Arrival) -> None:
        if arrival.topic == self._topics.orders():
            self._take_order(decode(ClockOrder, arrival.payload))
        elif arrival.topic in self._orders.subscriptions:
            self._orders.take(arrival)
        elif arrival.topic == self._topics.frame_orders():
            if self._frames.obey(arrival.payload, self._wall.monotonic()):
                self._retain(self._topics.frames(), self._frames.octets)
        elif arrival.topic.startswith(self._topics.notes(Name(""))):
            self._take_notes(decode(NoteBatch, arrival.payload), arrival.topic)
        elif arrival.payload:
            self._take_presence(decode(Presence, arrival.payload))

    def _take_notes(self, batch: NoteBatch, topic: str) -> None:
        if topic != self._topics.notes(batch.who):
            raise WireError(f"notes of {batch.who} on another's topic")
        if self._recorder.take(batch):
            for entry in batch.entries:
                self._governor.hear(entry.note)

    def _take_presence(self, presence: Presence) -> None:
        self._present[presence.who] = presence.here
        if any(self._present.values()):
            self._alone.clear()
        else:
            self._alone.set()
        if presence.here:
            request = self._recorder.ask_after_absence(presence.who)
            if request is not None:
                self._ask(request)
        if not self.missing and self._clock.value is None:
            clock = self._clock.begin(self._governor.speed)
            self._announce(f"everybody is there: {', '.join(self._podium.expected)}")
            self._governor.told(clock.speed, self._wall.monotonic())
        self._show()

    def _take_order(self, order: ClockOrder) -> None:
        client = self._orders.client_of(order.reply_to)
        refused = ""
        try:
            self._clock.limit(checked_speed(order.speed))
            self._set_speed(order.speed, f"{client} asked for it")
            self._governor.told(order.speed, self._wall.monotonic())
        except UsageError as error:
            refused = str(error)
        self._connection.publish(order.reply_to, encode(OrderTaken(ENVELOPE_VERSION, order.id, refused)))

    @property
    def _speed(self) -> float:
        """Premises seconds a wall second now; 0 while the clock stands."""
        return 0.0 if self._clock.value is None else self._clock.value.speed

    def _say(self, topic: str, octets: bytes, *, retain: bool = False) -> None:
        # Without a connection what is retained is published after the next opening, and who asked asks again.
        with suppress(LinkError):
            self._connection.publish(topic, octets, retain=retain)

    def _retain(self, topic: str, octets: bytes) -> None:
        self._say(topic, octets, retain=True)

    def _set_speed(self, speed: float, reason: str) -> None:
        if self._clock.value is not None:
            self._clock.change(speed)
            self._announce(reason)

    def _announce(self, reason: str) -> None:
        """Publish the clock as it is now, and note it."""
        clock = self._clock.value
        assert clock is not None, "there is a clock to announce"
        self._reason = reason
        self._note(ClockSet(clock.speed, reason))
        self._retain(self._topics.clock(), encode(clock))
        self._show()

    async def _ticks(self) -> None:
        while True:
            await until(self._wall, self._wall.monotonic() + TICK)
            self._tick(self._wall.monotonic())

    def _tick(self, now: int) -> None:
        self._publish_notes()
        if self._frames.ends(now):
            self._retain(self._topics.frames(), self._frames.octets)
        if now >= self._sign_at:
            self._sign_at = now + SIGN_EVERY
            self._retain(self._topics.presence(CONDUCTOR), _presence(here=True))
        if self._clock.value is None:
            self._complain(now)
            return
        if self._connection.stands:
            for request in self._recorder.ask(now):
                self._ask(request)
        if self._faults.drop_over(self._clock.now(), self._speed):
            self._retain(self._topics.faults(), encode(self._faults.in_force))
        ruling = self._governor.rule(now)
        if ruling is not None:
            self._set_speed(ruling.speed, ruling.reason)

    def _complain(self, now: int) -> None:
        if now >= self._complain_at:
            self._complain_at = now + EXPECTED_WITHIN
            self._podium.say(f"waiting for {', '.join(self.missing)}")

    def _ask(self, request: Request) -> None:
        with suppress(LinkError):
            self._connection.publish(self._topics.wanted(request.who), encode(request.wanted))

    def _note(self, note: Note) -> None:
        self._notebook.note(self._clock.now(), note)

    def _publish_notes(self) -> None:
        while (batch := self._notebook.batch()) is not None:
            self._recorder.take(batch)
            with suppress(LinkError):
                self._connection.publish(self._topics.notes(CONDUCTOR), encode(batch))

    def _show(self) -> None:
        clock = self._clock.value
        if clock is None:
            picture = Picture(CONDUCTOR, None, "waiting", detail=f"for {', '.join(self.missing)}")
        else:
            activity = f"running ×{clock.speed:g}" if clock.speed else "paused"  # noqa: RUF001 - a times sign is meant
            picture = Picture(CONDUCTOR, None, activity, detail=self._reason)
        if picture != self._shown:
            with suppress(LinkError):
                self._connection.publish(self._topics.picture(CONDUCTOR), encode(picture), retain=True)
                self._shown = picture

    async def _stay_until(self, stop: asyncio.Event) -> None:
        await stop.wait()
        if any(self._present.values()):
            await first_of(self._wait_alone(), until(self._wall, self._wall.monotonic() + LEAVE_WITHIN))
        self._note(ParticipantStopped())
        self._publish_notes()
        with suppress(LinkError):
            for retained in (self._topics.faults(), self._topics.frames()):
                self._connection.publish(retained, b"", retain=True)
            self._connection.publish(self._topics.presence(CONDUCTOR), _presence(here=False), retain=True)
            await self._connection.flush()

    async def _wait_alone(self) -> None:
        await self._alone.wait()


def _presence(*, here: bool) -> bytes:
    return encode(Presence(ENVELOPE_VERSION, CONDUCTOR, here))
