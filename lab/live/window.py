"""A look into a live premises from outside: its clock, its pictures, and what a Supplier is told.

For commands of a person; it reads retained state and, as the Supplier, answers. It never pays for frames between
participants, and decides nothing.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from lab.live.run_directory import Reachable
from premises.errors import LinkError, SiteError, WireError
from premises.faults.wiring import duis_of
from premises.identity import Name
from premises.quantity import Instant, after, seconds
from premises.runtime.clock import LoopWall, SharedClock, boot_id_of_this_machine
from premises.runtime.link import Arrival, Link
from premises.runtime.mqtt import mqtt_link
from premises.wire.codec import decode, encode
from premises.wire.duis.messages import MAIL_FIRST, DuisAck
from premises.wire.envelope import ENVELOPE_VERSION, Clock, Envelope, FaultsInForce, Presence, Run
from premises.wire.field.air_bytes import AddressBook, Hop, from_octets, to_octets
from premises.wire.message import Frame, Medium, Message
from premises.wire.picture import Picture
from premises.wire.site import DCC, HUB, SUPPLIER, Site, devices
from premises.wire.site_text import site_of_run
from premises.wire.topics import VIEWER, Topics

NO_RADIO = AddressBook(0, {}, {})
"""DUIS has no addresses, and nothing else is heard here."""

ANSWERS_MAX = 256
"""Answers to a Supplier remembered; the oldest goes first. Ours."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a Supplier is told."""

    due: Instant
    """When it is there: what is on its way is seen before that."""
    message: Message


@dataclass
class Window:
    """What was seen so far."""

    site: Site
    """As it began, and as the conductor says it from when its run was heard: before anybody's picture."""
    topics: Topics
    link: Link
    clock: SharedClock
    who: Name = SUPPLIER
    """The Supplier that it hears and speaks for; a viewer's hears the usual one, and says nothing."""
    pictures: dict[Name, Picture] = field(default_factory=dict)
    present: dict[Name, bool] = field(default_factory=dict)
    answered: list[Answer] = field(default_factory=list)
    """In the order in which they were said, the newest ANSWERS_MAX."""
    taken: list[int] = field(default_factory=list)
    """The numbers of those that were no answers, each once, the newest ANSWERS_MAX."""
    is_suppliers: bool = False
    """Whether whoever looks is the Supplier, who acknowledges what it is told without having asked."""
    faults: FaultsInForce | None = None
    """Those that people imposed; None until the conductor has said."""

    @property
    def names(self) -> tuple[Name, ...]:
        """The participants of this premises."""
        return (DCC, HUB, *devices(self.site))

    @property
    def answers(self) -> tuple[Message, ...]:
        """What was said to the Supplier."""
        return tuple(answer.message for answer in self.answered)

    @property
    def is_running(self) -> bool:
        """Whether the clock runs and every participant has shown itself."""
        return self.clock.followed is not None and all(name in self.pictures for name in self.names)

    async def next(self, within_s: float) -> bool:
        """Take the next thing that comes; False when nothing does within ``within_s`` of wall."""
        try:
            # Not wait_for: it forgets that it was cancelled when something comes in that very moment.
            async with asyncio.timeout(within_s):
                arrival = await self.link.next()
        except TimeoutError:
            return False
        self.take(arrival)
        return True

    def take(self, arrival: Arrival) -> None:
        """Take one arrival; what cannot be read changes nothing."""
        if not arrival.payload:
            return
        try:
            self._take(arrival)
        except (WireError, SiteError):
            return

    def send(self, message: Message, number: int) -> Instant:
        """Send one message to the DCC adapter as this Supplier, as frame ``number`` of now; give when it is due."""
        now = self.clock.now()
        due = after(now, seconds(self.site.links.duis.latency_ms / 1000))
        hop, duis = Hop(self.who, DCC), duis_of(self.who)
        octets = to_octets(Frame(self.who, DCC, number & 0xFF, message), Medium.DUIS, hop, number, NO_RADIO)
        envelope = Envelope(ENVELOPE_VERSION, duis, self.who, DCC, now, number, now, due, octets)
        self.link.publish(self.topics.air(duis, self.who, DCC), encode(envelope))
        return due

    def _take(self, arrival: Arrival) -> None:
        topics = self.topics
        if arrival.topic == topics.clock():
            self.clock.follow(decode(Clock, arrival.payload))
        elif arrival.topic == topics.run():
            self.site = site_of_run(decode(Run, arrival.payload).site)
        elif arrival.topic == topics.faults():
            self.faults = decode(FaultsInForce, arrival.payload)
        elif arrival.topic == topics.air(duis_of(self.who), DCC, self.who):
            envelope = decode(Envelope, arrival.payload)
            frame = from_octets(envelope.octets, Medium.DUIS, Hop(DCC, self.who), NO_RADIO).frame
            self._answer(frame, envelope.due_at)
        elif arrival.topic.endswith("/presence"):
            presence = decode(Presence, arrival.payload)
            self.present[presence.who] = presence.here
        else:
            picture = decode(Picture, arrival.payload)
            self.pictures[picture.who] = picture

    def _answer(self, frame: Frame, due: Instant) -> None:
        """Remember what the Supplier is told; what was said before under the same number counts once."""
        number = frame.transaction
        if number not in self.taken:
            self.answered = [*self.answered, Answer(due, frame.message)][-ANSWERS_MAX:]
        if number < MAIL_FIRST:
            return
        self.taken = [*(taken for taken in self.taken if taken != number), number][-ANSWERS_MAX:]
        if self.is_suppliers and self.clock.followed is not None:
            self.send(DuisAck(number), number)


@asynccontextmanager
async def open_window(running: Reachable, user: Name) -> AsyncIterator[Window]:
    """Look into a premises as ``user`` (viewer, or a Supplier); LinkError when its broker cannot be reached."""
    site = site_of_run(running.files.site.read_text(encoding="utf-8"))
    topics = Topics(running.premises)
    names = (DCC, HUB, *devices(site))
    who = SUPPLIER if user == VIEWER else user
    subscriptions = [topics.faults(), topics.clock(), topics.air(duis_of(who), DCC, who)]
    subscriptions += [topic(who) for who in names for topic in (topics.picture, topics.presence)]
    if user == VIEWER:
        subscriptions += [topics.picture(Name(supplier)) for supplier in site.suppliers]
    # Asked for first and last it is found before all else, whichever way round a broker gives what it kept.
    async with mqtt_link(running.address(user))([topics.run(), *subscriptions, topics.run()]) as link:
        clock = SharedClock(LoopWall(), boot_id_of_this_machine())
        yield Window(site, topics, link, clock, who, is_suppliers=user != VIEWER)


async def until_running(running: Reachable, user: Name, within_s: float) -> None:
    """Wait until the clock runs and everybody has shown themselves; LinkError, naming who is missing, otherwise."""
    give_up_at = asyncio.get_running_loop().time() + within_s
    async with open_window(running, user) as window:
        while not window.is_running:
            left = give_up_at - asyncio.get_running_loop().time()
            if left <= 0 or not await window.next(left):
                missing = [name for name in window.names if name not in window.pictures]
                raise LinkError(f"no word from {', '.join(missing) or 'the conductor'} within {within_s:g} s")
