"""Question and answer again and again, folded: the first stays as it was said, the others become one rung.

What was lost, missed or said again in between is counted there by what lost it. A question that nobody has answered
when the talk ends keeps its rung, and what happens to one of the two parts what comes before it from what comes after.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from premises.identity import Name
from premises.journey.ladder.rung import Happened, Repeated, Rung, Said
from premises.journey.trace import FateKind
from premises.wire.topics import CONDUCTOR

REPEATS_MIN = 2
"""Exchanges after the first from which they are folded. Ours: one more is told as soon as it is counted."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """A kind of question that is asked again and again."""

    what: str
    """What is asked for, in the plural."""
    answer: str
    """The kind that ends it; empty where none need come."""
    is_idle: bool = False
    """Whether it says that there is nothing to say: then even the first folds, whatever else happens meanwhile."""


EXCHANGES: Mapping[str, Exchange] = {
    "ImageBlockRequest": Exchange("blocks", "ImageBlockResponse"),
    "ChunkRequest": Exchange("chunks", "ChunkResponse"),
    "QueryNextImageRequest": Exchange("queries without news", "QueryNextImageRefusal", is_idle=True),
    "DataRequest": Exchange("polls", "", is_idle=True),
    "ReadAttributes": Exchange("questions", "ReadAttributesResponse"),
}
"""The questions that fold, by kind."""

_QUESTION_OF = {exchange.answer: question for question, exchange in EXCHANGES.items() if exchange.answer}


def folded(rungs: Iterable[Rung]) -> list[Rung]:
    """Give the rungs with what merely went on folded; those that come in order of time go in that order."""
    talks: dict[tuple[str, frozenset[Name]], _Talk] = {}
    kept: list[Rung] = []
    for rung in rungs:
        match rung:
            case Said() if (question := _question(rung)) is not None:
                key = question, frozenset((rung.origin, rung.goal))
                talks.setdefault(key, _Talk(question)).take(rung)
            case Happened(who=who):
                for (_, ends), talk in talks.items():
                    if who in ends or who == CONDUCTOR:
                        talk.pause()
                kept.append(rung)
            case _:
                kept.append(rung)
    for talk in talks.values():
        kept.extend(talk.rungs())
    return sorted(kept, key=lambda rung: rung.at)


def _question(rung: Said) -> str | None:
    return rung.kind if rung.kind in EXCHANGES else _QUESTION_OF.get(rung.kind)


@dataclass(slots=True)
class _Talk:
    """Everything of one kind that two ends said to each other."""

    question: str
    stretches: list[list[list[Said]]] = field(default_factory=lambda: [[]])
    """Between two pauses, the exchanges."""

    def take(self, rung: Said) -> None:
        stretch = self.stretches[-1]
        if not stretch or _begins_another(rung, stretch[-1]):
            stretch.append([])
        stretch[-1].append(rung)

    def pause(self) -> None:
        if self.stretches[-1] and not EXCHANGES[self.question].is_idle:
            self.stretches.append([])

    def rungs(self) -> Iterator[Rung]:
        exchange = EXCHANGES[self.question]
        for stretch in self.stretches:
            # Of idle questions, one that was answered with news, or with trouble, is not idle.
            apart = [each for each in stretch if exchange.is_idle and exchange.answer and not self._is_plain(each)]
            body = [each for each in stretch if each not in apart] if apart else stretch
            if body and not self._is_answered(body[-1]):
                apart, body = [*apart, body[-1]], body[:-1]
            yield from self._told(body)
            yield from (said for each in apart for said in each)

    def _is_plain(self, exchange: Sequence[Said]) -> bool:
        return self._is_answered(exchange) and all(said.is_plain for said in exchange)

    def _is_answered(self, exchange: Sequence[Said]) -> bool:
        answer = EXCHANGES[self.question].answer
        return not answer or any(said.kind == answer and said.came and said.target == said.goal for said in exchange)

    def _told(self, run: Sequence[Sequence[Said]]) -> Iterator[Rung]:
        exchange = EXCHANGES[self.question]
        if len(run) <= (1 if exchange.is_idle else REPEATS_MIN):  # the first stands by itself
            for each in run:
                yield from each
            return
        if not exchange.is_idle:
            yield from run[0]
            run = run[1:]
        every = [said for each in run for said in each]
        offsets = [said.offset for said in every]
        heard = {each[0].offset for each in run if self._is_answered(each)}
        silent = sum(each[0].offset not in heard for each in run)
        trouble = Counter(str(fate) for said in every for fate in said.fates if fate.kind is not FateKind.DELIVERED)
        lost = [*trouble.most_common(), *([("not answered", silent)] if silent else [])]
        count = len(set(offsets)) if offsets[0] >= 0 else len(run)
        steps = Counter((said.source, said.offset) for said in every if said.offset >= 0)
        asked = run[0][0]
        yield Repeated(
            asked.at, max(said.at for said in every), asked.origin, asked.goal, exchange.what, count,
            min(offsets), max(offsets), sum(steps.values()) - len(steps), tuple(lost),
        )  # fmt: skip


def _begins_another(rung: Said, exchange: Sequence[Said]) -> bool:
    """Say whether ``rung`` is of another exchange: of other octets, or a step that was taken already."""
    step = rung.source, rung.target, rung.kind
    return rung.offset != exchange[0].offset or any((said.source, said.target, said.kind) == step for said in exchange)
