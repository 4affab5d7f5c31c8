"""What a party may do next about packages that may not run everywhere, and what each answer would leave.

::

    wait         for CS09, until the moment that the party named itself
    11.2         to each device on the SMI: which version it runs
    send again   the same package; a bridge that runs it does not take it again, and says nothing
    visit        AltHANCo looks at a device; nothing on the air is needed for it

Each is judged before it is made: the blame set after each answer that some world gives, the worst of them, and the
mean over all those worlds, each as likely as any other. No answer leaves everything as it is.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum

from premises.identity import Name
from premises.journey.blame.blame import Blame, blame_of, hypotheses_of
from premises.journey.blame.evidence import evidence_of, words_about
from premises.journey.blame.known import VISIT, Known, Sent
from premises.journey.parties.word import Word
from premises.quantity import Instant

FAILURE, SUCCESS = "failure", "success"


class Step(Enum):
    """What is done, the cheapest first."""

    WAIT = "wait"
    READ = "11.2"
    AGAIN = "send again"
    VISIT = VISIT


@dataclass(frozen=True, slots=True)
class Answer:
    """One thing that may come of a move, and the blame set after it."""

    said: str
    blame: Blame


@dataclass(frozen=True, slots=True)
class Move:
    """One thing that a party may do next."""

    step: Step
    device: Name
    answers: tuple[Answer, ...]
    """Those that a world of now gives."""
    now: Blame
    """Without it, or when nobody answers."""
    until: Instant | None = None
    """Until when it is worth waiting for; None when nobody named a moment."""

    @property
    def worst(self) -> int:
        """How many suspects at most there are after an answer."""
        return max((answer.blame.size for answer in self.answers), default=self.now.size)

    @property
    def mean_size(self) -> float:
        """How many suspects there are after an answer, in the mean of all worlds."""
        return self._mean([answer.blame.size for answer in self.answers], self.now.size)

    @property
    def mean_hypotheses(self) -> float:
        """How many worlds fit after an answer, in the mean of all worlds."""
        return self._mean([answer.blame.hypotheses for answer in self.answers], self.now.hypotheses)

    @property
    def tells(self) -> bool:
        """Whether an answer can leave fewer worlds than there are now."""
        return any(answer.blame.hypotheses < self.now.hypotheses for answer in self.answers)

    def _mean(self, figures: list[int], otherwise: int) -> float:
        weights = [answer.blame.hypotheses for answer in self.answers]
        whole = sum(weights)
        pairs = zip(figures, weights, strict=True)
        return sum(figure * weight for figure, weight in pairs) / whole if whole else otherwise


def moves(known: Known, sent: Sent, now: Instant) -> tuple[Move, ...]:
    """Give what may be done next about one package, the move that leaves fewest suspects in the mean first.

    None when nobody is a suspect, or when it was never sent.
    """
    if not known.is_sent(sent) or not blame_of(known, [sent]).size:
        return ()
    order = list(Step)
    return tuple(
        sorted(
            _moves(known, sent, now),
            key=lambda move: (move.mean_size, move.mean_hypotheses, order.index(move.step), move.device),
        )
    )


def _moves(known: Known, sent: Sent, now: Instant) -> Iterator[Move]:
    here, evidence = blame_of(known, [sent]), evidence_of(known, sent)
    if evidence.is_silent:
        yield Move(Step.WAIT, sent.device, _results(known, sent, now), here, sent.until)
    for who in sent.devices:
        if who in known.on_smi:
            yield Move(Step.READ, who, _versions(known, sent, who, Step.READ, now), here)
    if not evidence.runs.get(sent.device):
        before = set(words_about(known, sent))
        again = replace(known, words=tuple(word for word in known.words if word not in before))
        yield Move(Step.AGAIN, sent.device, _results(again, sent, now), here)
    for who in sent.devices:
        found = (*_versions(known, sent, who, Step.VISIT, now), *_absent(known, sent, who))
        yield Move(Step.VISIT, who, found, here)


def _results(known: Known, sent: Sent, now: Instant) -> tuple[Answer, ...]:
    words = [_word(sent, sent.device, "CS09", now, sent.version, code) for code in (SUCCESS, FAILURE)]
    return _answers(known, sent, [(f"CS09 {word.code}", word) for word in words])


def _versions(known: Known, sent: Sent, who: Name, step: Step, now: Instant) -> tuple[Answer, ...]:
    old = sent.version - 1 if sent.before is None else sent.before
    found = ("runs it", sent.version), ("runs the one before", old)
    return _answers(
        known, sent, [(said, _word(sent, who, step.value, now, version, SUCCESS)) for said, version in found]
    )


def _absent(known: Known, sent: Sent, who: Name) -> Iterator[Answer]:
    """Give what it would leave that a device is not there, where the party cannot tell whether it is."""
    without = [index for index, shape in enumerate(known.shapes) if who not in shape]
    if without:
        shapes = tuple(known.shapes[index] for index in without)
        packages = {each: replace(each, covers=tuple(each.covers[index] for index in without)) for each in known.sent}
        then = replace(known, shapes=shapes, sent=tuple(packages.values()))
        yield Answer("is not there", blame_of(then, [packages[sent]]))


def _word(sent: Sent, who: Name, what: str, now: Instant, version: int, code: str) -> Word:
    about = sent.request_id if what == "CS09" else ""
    return Word(now, Name(""), what, about, who, version, code)


def _answers(known: Known, sent: Sent, said: list[tuple[str, Word]]) -> tuple[Answer, ...]:
    """Give what each word would leave; what no world of now gives is left out."""
    here = set(hypotheses_of(known, [sent]))
    answers: list[Answer] = []
    for words, word in said:
        then = replace(known, words=(*known.words, word))
        if not here.isdisjoint(hypotheses_of(then, [sent])):
            answers.append(Answer(words, blame_of(then, [sent])))
    return tuple(answers)
