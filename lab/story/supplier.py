"""A Supplier that sends what its script says, when it says it, and a campaign's requests one after the other.

A machine like any other, so that a scenario's commands come at the same moment live and in virtual time. It remembers
every answer. When the next request of a campaign goes out, whether one goes out again, and when an 11.3 follows, is
``campaign``'s to say.
"""

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass

from lab.campaign.activation import number_of
from lab.campaign.campaign import Campaign, dropped, due_at, next_to_send
from lab.campaign.standing import (
    Displaced,
    Dropped,
    Ended,
    Standing,
    UnderWay,
    Unsent,
    heard,
    orders_due,
    request_of,
    sent,
    sent_again,
)
from lab.story.heard import heard_in_words
from premises.identity import Eui64, Name, eui64
from premises.machine.effects import NOTHING, Effect, Effects, Keep, Kept, Send
from premises.quantity import ORIGIN, Instant, earliest
from premises.wire.duis.messages import MAIL_FIRST, DeviceAlertMessage, DuisAck, ServiceRequest, ServiceResponse
from premises.wire.message import Frame, Message
from premises.wire.picture import Picture
from premises.wire.site import DCC, SUPPLIER

ANSWERS_MAX = 256
"""Answers remembered; the oldest goes first. Ours."""

KEY_SENT = "script/sent"
KEY_CAMPAIGN = "campaign"
KEY_ORDERED = "orders/sent"
KEY_TAKEN = "taken"

TAKEN_MAX = 512
"""Numbers of what it took remembered, so that what is said again counts once: twice what can wait for it. Ours."""

ENDED, DROPPED, AGAIN = "ended", "dropped", "again"
"""What a row of the campaign says of a request: over, never sent, a repetition to come."""

HAS_IT, DISPLACED, WITHOUT = "+", "!", "-"
"""Marks of a device in a row: it has its image; that was displaced; it is never to have it."""

NO_CAMPAIGN = Campaign(ORIGIN, True, ())
"""Nothing to send but the script."""


@dataclass(frozen=True, slots=True)
class Planned:
    """One request and its moment."""

    at: Instant
    request: ServiceRequest
    by: Name = SUPPLIER
    """Who asks."""


class Supplier:
    """A scripted Supplier; ``state`` is (requests of the script sent, answers, campaign, its 11.3, numbers taken)."""

    __slots__ = ("_campaign", "_gates", "_ordered", "_script", "_standings", "_taken", "_who", "answers", "sent")

    def __init__(
        self, script: tuple[Planned, ...], kept: Kept, campaign: Campaign = NO_CAMPAIGN, who: Name = SUPPLIER
    ) -> None:
        self._who = who
        self._script = script
        self._campaign = campaign
        self._gates = campaign.gates
        self.sent = int(kept.get(KEY_SENT) or b"0")
        self._ordered = int(kept.get(KEY_ORDERED) or b"0")
        self.answers: tuple[Message, ...] = ()
        self._taken = tuple(int(key.rsplit("/", 1)[1], 16) for key, _ in kept.below(KEY_TAKEN))
        self._standings = tuple(_kept_standing(kept.get(_key(index))) for index in range(len(campaign.wanted)))

    @property
    def state(self) -> Hashable:
        """All that can differ between two moments."""
        return self.sent, self.answers, self._standings, self._ordered, self._taken

    @state.setter
    def state(self, value: Hashable) -> None:
        self.sent, self.answers, self._standings, self._ordered, self._taken = value  # type: ignore[misc]  # these five

    @property
    def deadline(self) -> Instant | None:
        """The moment of the next request that goes out without being prompted by an answer."""
        scripted = self._script[self.sent].at if self.sent < len(self._script) else None
        return earliest(scripted, self._campaign_at())

    @property
    def picture(self) -> Picture:
        """How far it is: requests answered, of all there are."""
        # One 11.3 can be answered twice: it was taken, and then nobody did anything in time.
        answered = len({answer.request_id for answer in self.answers if isinstance(answer, ServiceResponse)})
        activity = "sending" if self.deadline is not None else "listening"
        alerts = tuple(answer.alert_code for answer in self.answers if isinstance(answer, DeviceAlertMessage))
        heard = tuple(filter(None, map(heard_in_words, self.answers)))
        asked = len(self._script) + sum(map(_times, self._standings)) + self._ordered
        return Picture(self._who, None, activity, None, answered, asked, alerts=alerts, heard=heard)

    def start(self, now: Instant) -> Effects:
        """Nothing until the first request is due."""
        return self.wake(now)

    def receive(self, frame: Frame, now: Instant) -> Effects:
        """Take an answer, or what was said without a question, once; that is acknowledged whenever it comes."""
        number = frame.transaction
        if number < MAIL_FIRST:
            return self._hear(frame, now)
        ack = Send(DCC, Frame(self._who, DCC, number & 0xFF, DuisAck(number)))
        if number in self._taken:
            return [ack]
        return [*self._take(number), *self._hear(frame, now), ack]

    def wake(self, now: Instant) -> Effects:
        """Send every request that is due."""
        keeps: list[Effect] = []
        sends: list[Effect] = []
        while self.sent < len(self._script) and self._script[self.sent].at <= now:
            sends.append(self._send(self.sent, self._script[self.sent].request))
            self.sent += 1
        if sends:
            keeps.append(Keep(KEY_SENT, b"%d" % self.sent))
        before = self._standings
        due_at = self._campaign_at()
        if due_at is not None and due_at <= now:
            sends += self._send_campaign(now)
        effects = [*keeps, *self._kept_since(before), *sends]
        return effects or NOTHING

    def _take(self, number: int) -> list[Effect]:
        taken = (*self._taken, number)
        self._taken = taken[-TAKEN_MAX:]
        return [*(Keep(_taken_key(old), None) for old in taken[:-TAKEN_MAX]), Keep(_taken_key(number), b"")]

    def _hear(self, frame: Frame, now: Instant) -> Effects:
        """Remember what is said; a word of one request lets others of a campaign go, or the 11.3 that follows it."""
        self.answers = (*self.answers, frame.message)[-ANSWERS_MAX:]
        before = self._standings
        wanted, again = self._campaign.wanted, self._campaign.again
        pairs = tuple(zip(before, wanted, strict=True))
        standings = (heard(one, each, frame.message, now, again=again) for one, each in pairs)
        self._standings = dropped(tuple(standings), self._gates)
        if self._standings == before:
            return NOTHING
        changes = zip(before, self._standings, wanted, strict=True)
        orders = [order for change in changes for order in orders_due(*change, now)]
        self._ordered += len(orders)
        kept = [Keep(KEY_ORDERED, b"%d" % self._ordered)] if orders else []
        sends = [*(self._send(number_of(order.request_id), order) for order in orders), *self._send_campaign(now)]
        return [*self._kept_since(before), *kept, *sends]

    def _campaign_at(self) -> Instant | None:
        """Give when the next request of the campaign goes out if nothing is heard."""
        due = due_at(self._standings, self._gates)
        return None if due is None else max(due, self._campaign.at)

    def _send_campaign(self, now: Instant) -> list[Effect]:
        sends: list[Effect] = []
        for index in next_to_send(self._standings, now, self._gates):
            wanted, standing = self._campaign.wanted[index], self._standings[index]
            request = request_of(wanted, standing)
            way = sent_again(wanted, standing, now) if isinstance(standing, Displaced) else sent(wanted, now)
            self._standings = (*self._standings[:index], way, *self._standings[index + 1 :])
            sends.append(self._send(len(self._script) + index, request))
        return sends

    def _send(self, number: int, request: ServiceRequest) -> Send:
        return Send(DCC, Frame(self._who, DCC, number & 0xFF, request))

    def _kept_since(self, before: tuple[Standing, ...]) -> list[Effect]:
        """Give the rows of what changed: a Supplier that starts again neither asks twice nor forgets to wait."""
        pairs = enumerate(zip(before, self._standings, strict=True))
        return [Keep(_key(index), _row(after)) for index, (old, after) in pairs if old != after]


def _times(standing: Standing) -> int:
    """Give how often a request went out, or will."""
    if isinstance(standing, Dropped):
        return 0
    return 1 if isinstance(standing, Unsent) else 1 + standing.tries


def _taken_key(number: int) -> str:
    return f"{KEY_TAKEN}/{number:08x}"


def _key(index: int) -> str:
    return f"{KEY_CAMPAIGN}/{index:04}"


def _row(standing: Standing) -> bytes | None:
    """Give a standing in words: moment, repetition if it is one, devices, and a mark on each that is not as sent."""
    match standing:
        case UnderWay(until, awaited, fetching, displaced, tries, lacking):
            ways = (device if device in fetching else device + HAS_IT for device in awaited)
            marked = (*(device + DISPLACED for device in displaced), *_marked(lacking))
            return _words(until, tries, (*ways, *marked))
        case Displaced(at, lost, tries, lacking):
            return _words(at, tries, (AGAIN, *lost, *_marked(lacking)))
        case Ended(tries, lacking):
            return _words(None, tries, (ENDED, *_marked(lacking)))
        case Dropped():
            return DROPPED.encode()
    return None


def _marked(lacking: Iterable[Eui64]) -> Iterator[str]:
    return (device + WITHOUT for device in lacking)


def _words(moment: Instant | None, tries: int, words: Iterable[str]) -> bytes:
    first = [] if moment is None else [str(moment)]
    return " ".join((*first, *([f"#{tries}"] if tries else []), *words)).encode()


def _kept_standing(row: bytes | None) -> Standing:
    if row is None:
        return Unsent()
    words = row.decode().split(" ")
    if words == [DROPPED]:
        return Dropped()
    tries = next((int(word[1:]) for word in words if word.startswith("#")), 0)
    lacking = _devices(word for word in words if word.endswith(WITHOUT))
    moment, *rest = [word for word in words if not word.startswith("#") and not word.endswith(WITHOUT)]
    if moment == ENDED:
        return Ended(tries, lacking)
    if rest[0] == AGAIN:
        return Displaced(Instant(int(moment)), _devices(rest[1:]), tries, lacking)
    way = [word for word in rest if not word.endswith(DISPLACED)]
    fetching = [word for word in way if not word.endswith(HAS_IT)]
    lost = [word for word in rest if word.endswith(DISPLACED)]
    return UnderWay(Instant(int(moment)), _devices(way), _devices(fetching), _devices(lost), tries, lacking)


def _devices(words: Iterable[str]) -> tuple[Eui64, ...]:
    return tuple(eui64(word.rstrip(HAS_IT + DISPLACED + WITHOUT)) for word in words)
