"""The rows of a ladder, as values: one message, what was asked again and again, what happened to one, a rest."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from premises.identity import Name
from premises.journey.ladder.rung import Happened, Said
from premises.journey.trace import Fate, FateKind
from premises.quantity import Instant, clocked, seconds, spoken
from tui.model.values.figures import version_said
from tui.model.values.state import State

SLOW = seconds(1)
"""On the way for longer than that, a message says for how long. Ours."""

UNANSWERED = "not answered"
"""How a ladder counts questions without an answer, which were not lost all the same."""

VERSION = re.compile("0x[0-9a-f]{8}")


class Mark(Enum):
    """What a row is."""

    SAID = "said"
    REPEATED = "again and again"
    HAPPENED = "happened"
    REST = "rest"
    BEFORE = "before"


@dataclass(frozen=True, slots=True)
class Step:
    """One row."""

    mark: Mark
    at: Instant
    until: Instant
    source: Name
    target: Name
    """The same as ``source`` for what happened to one."""
    words: str
    state: State | None = None
    is_lost: bool = False
    facts: tuple[tuple[str, str], ...] = ()
    """What there is to say of it, a label each."""

    @property
    def key(self) -> tuple[object, ...]:
        """By which it is the same row in the next picture."""
        return self.mark, self.at, self.source, self.target, self.words.split(" ", 1)[0]


@dataclass(frozen=True, slots=True)
class Steps:
    """All of it."""

    lanes: tuple[Name, ...]
    """Who is met, down the way."""
    rows: tuple[Step, ...]
    messages: int = 0
    """How many were said, those in one row with others too."""
    nothing: str = ""
    """Why there is no row."""


@dataclass(frozen=True, slots=True)
class Run:
    """What was asked again and again, however it was counted."""

    at: Instant
    until: Instant
    source: Name
    target: Name
    question: str
    count: int
    first: int
    last: int
    again: int
    lost: tuple[tuple[str, int], ...]


def step_of(rung: Said | Happened | Run, bad: Mapping[tuple[Instant, Name, str], State]) -> Step:
    """Give the row of a rung; ``bad`` has what happened that is not as it should be: when, to whom, in which words."""
    match rung:
        case Said():
            return _said(rung)
        case Run():
            return _repeated(rung)
        case Happened(at=at, who=who, words=words, concerns=concerns):
            facts = (("at", clocked(at)), ("who", str(who)), ("about", str(concerns)), ("what", words))
            return Step(Mark.HAPPENED, at, at, who, who, _plainly(words), bad.get((at, who, words)), facts=facts)


def _said(rung: Said) -> Step:
    what = rung.kind if rung.offset < 0 else f"{rung.kind} {rung.offset:,}"
    words = f"{what}: {_plainly(rung.told)}" if rung.told else what
    after = max((fate.after for fate in rung.fates), default=0)
    in_the_air = not rung.came and rung.fates[-1].kind is FateKind.IN_THE_AIR
    if rung.came:
        words += f", after {spoken(after)}" if after >= SLOW else ""
        words += f", heard {len(rung.fates)} times" if len(rung.fates) > 1 else ""
    else:
        words += ", on its way" if in_the_air else f", {_gone(rung.fates[-1])}"
    facts = [
        ("sent", clocked(rung.at)),
        ("from", f"{rung.origin} to {rung.goal}" + (f", over {', '.join(rung.way)}" if rung.way else "")),
        ("what", what),
    ]
    facts += [("says", rung.told)] if rung.told else []
    facts += [("frames", str(rung.frames))] if rung.frames > 1 else []
    facts += [("became", "; ".join(_fate(fate) for fate in rung.fates) + (", acknowledged" if rung.is_taken else ""))]
    about = rung.subject
    if about is not None and (about.devices or about.transfer):
        version = f" {about.version:#010x}" if about.version else ""
        transfer = f" transfer {about.transfer}" if about.transfer else ""
        facts.append(("about", f"{', '.join(about.devices)}{version}{transfer}".strip()))
    is_lost = not rung.came and not in_the_air
    return Step(
        Mark.SAID, rung.at, Instant(rung.at + after), rung.source, rung.target, words,
        State.SLOW if is_lost else None, is_lost, tuple(facts),
    )  # fmt: skip


def _gone(fate: Fate) -> str:
    return f"lost ({fate.why})" if fate.kind is FateKind.LOST else str(fate)


def _fate(fate: Fate) -> str:
    return f"came after {spoken(fate.after)}" if fate.kind is FateKind.DELIVERED else _gone(fate)


def _repeated(run: Run) -> Step:
    gone = sum(number for how, number in run.lost if how != UNANSWERED)
    words = f"{run.question} \u00d7{run.count}"
    words += (f", {gone:,} lost" if gone else "") + (f", {run.again:,} again" if run.again else "")
    facts = [
        ("from", f"{clocked(run.at)} to {clocked(run.until)}, {spoken(run.until - run.at)}"),
        ("what", f"{run.question} and its answer, {run.count:,} times: {run.source} asks {run.target}"),
    ]
    facts += [("octets", f"from {run.first:,} to {run.last:,}")] if run.first >= 0 else []
    facts += [("again", f"{run.again:,} were said more than once")] if run.again else []
    facts += [("trouble", ", ".join(f"{number:,} {how}" for how, number in run.lost))] if run.lost else []
    state = State.SLOW if gone else None
    return Step(Mark.REPEATED, run.at, run.until, run.source, run.target, words, state, bool(gone), tuple(facts))


def _plainly(words: str) -> str:
    """Give words with versions as a screen has them: 1.1 for 0x00010001."""
    return VERSION.sub(lambda found: version_said(int(found.group(), 16)), words)
