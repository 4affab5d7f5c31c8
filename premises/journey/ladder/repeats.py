"""Question and answer again and again, folded: the first stays as it was said, the others become one rung.

Only what was heard at once folds. What was lost, missed, asked twice or never answered keeps its rungs, and so does
what comes on either side of something that happened to one of the two.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from premises.identity import Name
from premises.journey.ladder.rung import Happened, Repeated, Rung, Said
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


EXCHANGES: Mapping[str, Exchange] = {
    "ImageBlockRequest": Exchange("blocks", "ImageBlockResponse"),
    "ChunkRequest": Exchange("chunks", "ChunkResponse"),
    "QueryNextImageRequest": Exchange("queries without news", "QueryNextImageRefusal"),
    "DataRequest": Exchange("polls", ""),
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
        if self.stretches[-1]:
            self.stretches.append([])

    def rungs(self) -> Iterator[Rung]:
        for stretch in self.stretches:
            run: list[list[Said]] = []
            for exchange in stretch:
                if self._is_plain(exchange):
                    run.append(exchange)
                    continue
                yield from self._told(run)
                yield from exchange
                run = []
            yield from self._told(run)

    def _is_plain(self, exchange: Sequence[Said]) -> bool:
        answer = EXCHANGES[self.question].answer
        if not all(rung.is_plain for rung in exchange):
            return False
        asked, last = exchange[0], exchange[-1]
        return not answer or (last.kind == answer and last.target == asked.origin)

    def _told(self, run: Sequence[Sequence[Said]]) -> Iterator[Rung]:
        if len(run) <= REPEATS_MIN:  # the first stands by itself
            for exchange in run:
                yield from exchange
            return
        first, *others = run
        yield from first
        asked, last = others[0][0], others[-1]
        offsets = [exchange[0].offset for exchange in others]
        what = EXCHANGES[self.question].what
        ends = asked.origin, asked.goal
        yield Repeated(asked.at, last[-1].at, *ends, what, len(others), min(offsets), max(offsets))


def _begins_another(rung: Said, exchange: Sequence[Said]) -> bool:
    """Say whether ``rung`` is of another exchange: of other octets, or a step that was taken already."""
    step = rung.source, rung.target, rung.kind
    return rung.offset != exchange[0].offset or any((said.source, said.target, said.kind) == step for said in exchange)
