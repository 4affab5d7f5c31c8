"""A Supplier that sends what its script says, when it says it, and remembers every answer.

A machine like any other, so that a scenario's commands come at the same moment live and in virtual time. It is not
polite and not patient: what to send next is the script's affair.
"""

from collections.abc import Hashable
from dataclasses import dataclass

from premises.machine.effects import NOTHING, Effects, Keep, Kept, Send
from premises.quantity import Instant
from premises.wire.field.duis import ServiceResponse, UpdatePPMIDFirmware
from premises.wire.message import Frame, Message
from premises.wire.picture import Picture
from premises.wire.site import DCC, SUPPLIER

ANSWERS_MAX = 256
"""Answers remembered; the oldest goes first. Ours."""

KEY_SENT = "script/sent"


@dataclass(frozen=True, slots=True)
class Planned:
    """One request and its moment."""

    at: Instant
    request: UpdatePPMIDFirmware


class Supplier:
    """A scripted Supplier; ``state`` is (requests sent so far, answers)."""

    __slots__ = ("_script", "answers", "sent")

    def __init__(self, script: tuple[Planned, ...], kept: Kept) -> None:
        self._script = script
        self.sent = int(kept.get(KEY_SENT) or b"0")
        self.answers: tuple[Message, ...] = ()

    @property
    def state(self) -> Hashable:
        """All that can differ between two moments."""
        return self.sent, self.answers

    @state.setter
    def state(self, value: Hashable) -> None:
        self.sent, self.answers = value  # type: ignore[misc]  # a tuple of these two, by the getter

    @property
    def deadline(self) -> Instant | None:
        """The moment of the next request."""
        return self._script[self.sent].at if self.sent < len(self._script) else None

    @property
    def picture(self) -> Picture:
        """How far the script is: requests answered, of all there are."""
        answered = sum(isinstance(answer, ServiceResponse) for answer in self.answers)
        activity = "sending" if self.deadline is not None else "listening"
        return Picture(SUPPLIER, None, activity, None, answered, len(self._script))

    def start(self, now: Instant) -> Effects:
        """Nothing until the first request is due."""
        return self.wake(now)

    def receive(self, frame: Frame, now: Instant) -> Effects:
        """Remember an answer."""
        self.answers = (*self.answers, frame.message)[-ANSWERS_MAX:]
        return NOTHING

    def wake(self, now: Instant) -> Effects:
        """Send every request that is due."""
        sends: list[Send] = []
        while self.sent < len(self._script) and self._script[self.sent].at <= now:
            request = self._script[self.sent].request
            sends.append(Send(DCC, Frame(SUPPLIER, DCC, self.sent & 0xFF, request)))
            self.sent += 1
        return [Keep(KEY_SENT, b"%d" % self.sent), *sends] if sends else NOTHING
