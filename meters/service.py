"""A question or report until it is answered, and the seconds of service lost when it never is.

::

    Quiet --(ask)--> Waiting: again, again ... --(answered)--> Quiet
                        |
                        +--(tries are over, or no more can be heard)--> Quiet, and cut off until the next answer

A cut begins when the question that was never answered was said for the first time, and ends with the next answer.
What is asked, and when, is the device's own affair. It outlives a loss of power: a cut that was under way goes on.
"""

from collections.abc import Callable
from dataclasses import dataclass
from struct import Struct

from premises.identity import Name
from premises.machine.effects import NOTHING, Effects, Keep, Kept, Send
from premises.quantity import Duration, Instant, after, spoken
from premises.wire.notes.service import ServiceCut, ServiceRestored
from premises.wire.picture import Service

KEY_SERVICE = "service/lost"
KEY_CUT = "service/cut"
_LOST = Struct("<QQ")


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a device asks before it takes itself to be cut off."""

    retry_after: Duration
    """Between two tries. Assumption 11 (docs/sources.md)."""
    tries_max: int
    """Tries without an answer that make a cut. Assumption 29 (docs/sources.md)."""


@dataclass(frozen=True, slots=True)
class Quiet:
    """Nothing was asked that could still be answered."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A question is under way."""

    since: Instant
    """When it was asked for the first time."""
    tries: int
    retry_at: Instant


@dataclass(frozen=True, slots=True)
class Whole:
    """The last question was answered, as far as is known."""


@dataclass(frozen=True, slots=True)
class Cut:
    """Cut off."""

    since: Instant


@dataclass(frozen=True, slots=True)
class Lost:
    """The cuts that are over."""

    span: Duration
    cuts: int


class Line:
    """What one device asks of ``to``; ``state`` is (question, transaction of the last one, whole or cut, lost).

    ``say`` gives the question as it is to be sent with a transaction number.
    """

    __slots__ = ("_cut", "_lost", "_patience", "_question", "_say", "_to", "_transaction")

    def __init__(self, to: Name, patience: Patience, say: Callable[[int, Instant], Send], kept: Kept) -> None:
        self._to = to
        self._patience = patience
        self._say = say
        self._question: Quiet | Waiting = Quiet()
        self._transaction = 0
        cut, lost = kept.get(KEY_CUT), kept.get(KEY_SERVICE)
        self._cut: Whole | Cut = Whole() if cut is None else Cut(Instant(int(cut)))
        span, cuts = (0, 0) if lost is None else _LOST.unpack(lost)
        self._lost = Lost(Duration(span), cuts)

    @property
    def state(self) -> tuple[Quiet | Waiting, int, Whole | Cut, Lost]:
        """All that can differ between two moments."""
        return self._question, self._transaction, self._cut, self._lost

    @state.setter
    def state(self, value: tuple[Quiet | Waiting, int, Whole | Cut, Lost]) -> None:
        self._question, self._transaction, self._cut, self._lost = value

    @property
    def deadline(self) -> Instant | None:
        """When to ask again, or to give up."""
        return self._question.retry_at if isinstance(self._question, Waiting) else None

    @property
    def is_waiting(self) -> bool:
        """Whether a question is under way."""
        return isinstance(self._question, Waiting)

    @property
    def is_cut(self) -> bool:
        """Whether the device is cut off."""
        return isinstance(self._cut, Cut)

    @property
    def service(self) -> Service:
        """What was lost so far."""
        return Service(self._lost.span, self._lost.cuts, self.is_cut)

    def words(self) -> str:
        """Give what was lost so far, for a person; empty when nothing was."""
        words = []
        if isinstance(self._cut, Cut):
            words.append(f"cut off since {spoken(self._cut.since)}")
        if self._lost.cuts:
            cuts = f"{self._lost.cuts} cut" + ("s" if self._lost.cuts > 1 else "")
            words.append(f"service lost {spoken(self._lost.span)} in {cuts}")
        return ", ".join(words)

    def ask(self, now: Instant) -> Effects:
        """Ask something new; what was asked before can no longer be answered."""
        self._transaction = (self._transaction + 1) & 0xFF
        self._question = Waiting(now, 1, after(now, self._patience.retry_after))
        return [self._say(self._transaction, now)]

    def answered(self, transaction: int, now: Instant) -> Effects | None:
        """Take an answer; None when it is to nothing that was asked last."""
        if transaction != self._transaction or not (self.is_waiting or self.is_cut):
            return None
        self._question = Quiet()
        if not isinstance(self._cut, Cut):
            return NOTHING
        lost = Duration(now - self._cut.since)
        self._cut, self._lost = Whole(), Lost(Duration(self._lost.span + lost), self._lost.cuts + 1)
        row = _LOST.pack(self._lost.span, self._lost.cuts)
        return [Keep(KEY_CUT, None), Keep(KEY_SERVICE, row), ServiceRestored(self._to, lost)]

    def wake(self, now: Instant) -> Effects:
        """Ask again, or give up when that was tried often enough."""
        question = self._question
        if not isinstance(question, Waiting) or question.retry_at > now:
            return NOTHING
        if question.tries >= self._patience.tries_max:
            return self.give_up()
        self._question = Waiting(question.since, question.tries + 1, after(now, self._patience.retry_after))
        return [self._say(self._transaction, now)]

    def give_up(self) -> Effects:
        """Wait for no answer any more, if one was waited for."""
        question, self._question = self._question, Quiet()
        if not isinstance(question, Waiting) or self.is_cut:
            return NOTHING
        self._cut = Cut(question.since)
        return [Keep(KEY_CUT, b"%d" % question.since), ServiceCut(self._to, question.since)]
