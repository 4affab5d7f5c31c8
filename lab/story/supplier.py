"""A Supplier that sends what its script says, when it says it, and a campaign's requests one after the other.

A machine like any other, so that a scenario's commands come at the same moment live and in virtual time. It remembers
every answer. When the next request of a campaign goes out is ``campaign``'s to say; it never asks again.
"""

from collections.abc import Hashable
from dataclasses import dataclass

from lab.story.campaign import Campaign, Ended, Standing, UnderWay, Unsent, gate_opens_at, next_to_send, sent, told
from premises.identity import eui64
from premises.machine.effects import NOTHING, Effect, Effects, Keep, Kept, Send
from premises.quantity import ORIGIN, Instant, earliest
from premises.wire.field.duis import (
    ActivateFirmware,
    DeviceAlertMessage,
    ServiceResponse,
    UpdateRequest,
)
from premises.wire.message import Frame, Message
from premises.wire.picture import Picture
from premises.wire.site import DCC, SUPPLIER

ANSWERS_MAX = 256
"""Answers remembered; the oldest goes first. Ours."""

KEY_SENT = "script/sent"
KEY_CAMPAIGN = "campaign"
ENDED = b"ended"

NO_CAMPAIGN = Campaign(ORIGIN, True, ())
"""Nothing to send but the script."""


@dataclass(frozen=True, slots=True)
class Planned:
    """One request and its moment."""

    at: Instant
    request: UpdateRequest | ActivateFirmware


class Supplier:
    """A scripted Supplier; ``state`` is (requests of the script sent so far, answers, where the campaign stands)."""

    __slots__ = ("_campaign", "_script", "_standings", "answers", "sent")

    def __init__(self, script: tuple[Planned, ...], kept: Kept, campaign: Campaign = NO_CAMPAIGN) -> None:
        self._script = script
        self._campaign = campaign
        self.sent = int(kept.get(KEY_SENT) or b"0")
        self.answers: tuple[Message, ...] = ()
        self._standings = tuple(_kept_standing(kept.get(_key(index))) for index in range(len(campaign.wanted)))

    @property
    def state(self) -> Hashable:
        """All that can differ between two moments."""
        return self.sent, self.answers, self._standings

    @state.setter
    def state(self, value: Hashable) -> None:
        self.sent, self.answers, self._standings = value  # type: ignore[misc]  # a tuple of these three, by the getter

    @property
    def deadline(self) -> Instant | None:
        """The moment of the next request that goes out without being prompted by an answer."""
        scripted = self._script[self.sent].at if self.sent < len(self._script) else None
        return earliest(scripted, self._campaign_at())

    @property
    def picture(self) -> Picture:
        """How far it is: requests answered, of all there are."""
        answered = sum(isinstance(answer, ServiceResponse) for answer in self.answers)
        activity = "sending" if self.deadline is not None else "listening"
        alerts = tuple(answer.alert_code for answer in self.answers if isinstance(answer, DeviceAlertMessage))
        asked = len(self._script) + len(self._standings)
        return Picture(SUPPLIER, None, activity, None, answered, asked, alerts=alerts)

    def start(self, now: Instant) -> Effects:
        """Nothing until the first request is due."""
        return self.wake(now)

    def receive(self, frame: Frame, now: Instant) -> Effects:
        """Remember an answer; the last word of a request lets the next one of a campaign go."""
        self.answers = (*self.answers, frame.message)[-ANSWERS_MAX:]
        before = self._standings
        pairs = zip(before, self._campaign.wanted, strict=True)
        self._standings = tuple(told(standing, wanted.request.request_id, frame.message) for standing, wanted in pairs)
        if self._standings == before:
            return NOTHING
        sends = self._send_campaign(now)
        return [*self._kept_since(before), *sends]

    def wake(self, now: Instant) -> Effects:
        """Send every request that is due."""
        keeps: list[Effect] = []
        sends: list[Effect] = []
        while self.sent < len(self._script) and self._script[self.sent].at <= now:
            sends.append(_send(self.sent, self._script[self.sent].request))
            self.sent += 1
        if sends:
            keeps.append(Keep(KEY_SENT, b"%d" % self.sent))
        before = self._standings
        due_at = self._campaign_at()
        if due_at is not None and due_at <= now:
            sends += self._send_campaign(now)
        effects = [*keeps, *self._kept_since(before), *sends]
        return effects or NOTHING

    def _campaign_at(self) -> Instant | None:
        """Give when the next request of the campaign goes out if nothing is heard."""
        if not any(isinstance(standing, Unsent) for standing in self._standings):
            return None
        return gate_opens_at(self._standings) or self._campaign.at

    def _send_campaign(self, now: Instant) -> list[Effect]:
        campaign = self._campaign
        sends: list[Effect] = []
        for index in next_to_send(self._standings, now, polite=campaign.polite):
            wanted = campaign.wanted[index]
            self._standings = (*self._standings[:index], sent(wanted, now), *self._standings[index + 1 :])
            sends.append(_send(len(self._script) + index, wanted.request))
        return sends

    def _kept_since(self, before: tuple[Standing, ...]) -> list[Effect]:
        """Give the rows of what changed: a Supplier that starts again neither asks twice nor forgets to wait."""
        pairs = enumerate(zip(before, self._standings, strict=True))
        return [Keep(_key(index), _row(after)) for index, (old, after) in pairs if old != after]


def _send(number: int, request: UpdateRequest | ActivateFirmware) -> Send:
    return Send(DCC, Frame(SUPPLIER, DCC, number & 0xFF, request))


def _key(index: int) -> str:
    return f"{KEY_CAMPAIGN}/{index:04}"


def _row(standing: Standing) -> bytes | None:
    if isinstance(standing, UnderWay):
        return " ".join((str(standing.until), *standing.awaited)).encode()
    return ENDED if isinstance(standing, Ended) else None


def _kept_standing(row: bytes | None) -> Standing:
    if row is None:
        return Unsent()
    if row == ENDED:
        return Ended()
    until, *awaited = row.decode().split(" ")
    return UnderWay(Instant(int(until)), tuple(eui64(device) for device in awaited))
