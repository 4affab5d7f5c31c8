"""A fault in spoken words, as the table that says the same: ``40% loss on althan-b1-b2 for 5m``.

A small closed grammar, in docs/faults.md; ``words_of`` says any fault in it. Whether there is such a link is not its
affair: it knows no site.
"""

from collections.abc import Callable, Mapping
from typing import Any

from premises.faults.kinds import MESSAGES
from premises.faults.said.amounts import exact, ordinal, percent, span, time
from premises.faults.said.devices import CLAUSES, KINDS, what_is_said, what_is_wrong
from premises.faults.said.lines import RATE, Line
from premises.nearest import hint
from premises.wire.fault import DEVICE_KINDS, MESSAGES_MAX, FaultSpec

Table = dict[str, Any]
"""A fault as TOML gives it."""

FRAME = "frame"
"""Said where any kind of message will do."""


def table_of(said: str) -> Table:
    """Give the table that says what ``said`` does; UsageError, one line with where it went wrong and the nearest."""
    line = Line(said)
    wrong = what_is_wrong(line)
    table = wrong or _what(line)
    while line.rest:
        table |= _clause(line, table, CLAUSES if wrong else _CLAUSES)
    return table


def words_of(spec: FaultSpec) -> str:
    """Give ``spec`` in words, from which ``table_of`` gives the same fault."""
    if spec.kind in DEVICE_KINDS:
        words = [what_is_said(spec)]
    else:
        words = [_said(spec)]
        if aim := _aim_said(spec):
            words.append(f"of {aim}")
        clauses = {"about": spec.about, "on": spec.link, "toward": spec.toward, "leaving": spec.leaving}
        words += [f"{word} {name}" for word, name in clauses.items() if name]
    moments = {"at" if spec.kind == "crash" else "from": spec.from_s or None, "until": spec.until_s, "for": spec.for_s}
    words += [f"{word} {time(exact(moment))}" for word, moment in moments.items() if moment is not None]
    return " ".join(words)


def _what(line: Line) -> Table:
    """Read what it does."""
    for word, read in _FIRST.items():
        if line.take(word):
            return read(line)
    unit = line.rest[0].unit if line.rest else ""
    if unit == RATE:
        return {"kind": "rate", "octets_per_s": line.rate()}
    if unit == "%" and [word.text.lower() for word in line.rest[1:2]] != ["of"]:
        return _with_chance(line, line.percent())
    if unit and unit != "%":
        return _latency(line)
    if unit or (line.rest and line.rest[0].text in ("the", "every", FRAME, *MESSAGES)):
        return _done_to(line, _aim(line))
    raise line.refused(_BEGINNINGS, also=MESSAGES)


_BEGINNINGS = (
    "40%", "200ms", "1000 octets/s", "burst", "outage", "drop", "the", "every", "the name of a message", *KINDS,
)  # fmt: skip
"""How a fault can begin."""


def _done_to(line: Line, aim: Table) -> Table:
    """Read what is done to every frame that is meant."""
    if line.take("late"):
        line.need("by")
        return {"kind": "latency", "latency_ms": _milliseconds(line), **aim}
    for word, kind in (("lost", "loss"), ("damaged", "damage"), ("doubled", "duplicate")):
        if line.take(word):
            return {"kind": kind, "chance": 1.0, **(_after(line) if word == "doubled" else {}), **aim}
    raise line.refused(("lost", "late", "doubled", "damaged"))


def _with_chance(line: Line, chance: float) -> Table:
    if line.take("loss") or line.take("lost"):
        return {"kind": "loss", "chance": chance}
    if line.take("damaged"):
        return {"kind": "damage", "chance": chance}
    if line.take("duplicated"):
        return {"kind": "duplicate", "chance": chance, **_after(line)}
    if line.take("reordered"):
        line.need("by")
        return {"kind": "reorder", "chance": chance, "later_ms": _milliseconds(line)}
    raise line.refused(("loss", "damaged", "duplicated", "reordered", "of"))


def _after(line: Line) -> Table:
    return {"later_ms": _milliseconds(line)} if line.take("after") else {}


def _latency(line: Line) -> Table:
    table: Table = {"kind": "latency", "latency_ms": _milliseconds(line)}
    line.need("latency")
    if line.take("give", "or", "take"):
        table["jitter_ms"] = _milliseconds(line)
    return table


def _burst(line: Line) -> Table:
    line.need("loss")
    into = line.percent()
    line.need("into")
    out_of = line.percent()
    line.need("out", "of")
    return {"kind": "burst", "into": into, "out_of": out_of}


def _clause(line: Line, table: Table, clauses: Mapping[str, Callable[[Line], Table]]) -> Table:
    """Read one clause: a word, and what it says that ``table`` does not have yet."""
    word = line.rest[0].text.lower()
    if word == "from" and "leaving" in clauses and len(line.rest) > 1 and not line.rest[1].unit:
        word = "leaving"
    if word not in clauses:
        raise line.refused(clauses)
    line.word("a clause")
    said = clauses[word](line)
    if twice := said.keys() & table.keys():
        raise line.wrong(f"{min(twice)} is said twice", back=1)
    return said


def _milliseconds(line: Line) -> float:
    return float(line.seconds() * 1000)


def _aim(line: Line) -> Table:
    """Read to which frames it is done."""
    aim: Table = {}
    if line.rest and line.rest[0].unit == "%":
        aim["share"] = line.percent()
        line.need("of")
    if line.take("the"):
        aim["nth"] = line.ordinal()
    elif line.take("every"):
        aim["every"] = line.ordinal()
    if not line.take(FRAME):
        aim["messages"] = _messages(line)
    if line.take("of"):
        aim |= _about(line)
    return aim


def _about(line: Line) -> Table:
    return {"about": line.word("the name of a device")}


def _messages(line: Line) -> list[str]:
    messages = [_message(line)]
    while line.take("or"):
        if len(messages) == MESSAGES_MAX:
            raise line.wrong(f"expected at most {MESSAGES_MAX} kinds of message")
        messages.append(_message(line))
    return messages


def _message(line: Line) -> str:
    word = line.word(f"a message like ImageBlockResponse, or {FRAME}")
    if word not in MESSAGES:
        raise line.wrong(f"no message is called that: {hint(word, (FRAME, *MESSAGES))}", back=1)
    return word


_FIRST: dict[str, Callable[[Line], Table]] = {
    "outage": lambda _: {"kind": "outage"},
    "burst": _burst,
    "drop": lambda line: {"kind": "loss", "chance": 1.0, **_aim(line)},
}
"""What begins with a word of its own."""

_CLAUSES: dict[str, Callable[[Line], Table]] = {
    "of": _aim,
    "about": _about,
    "on": lambda line: {"link": line.word("the name of a link")},
    "toward": lambda line: {"toward": line.word("an end of the link")},
    "to": lambda line: {"toward": line.word("an end of the link")},
    "leaving": lambda line: {"leaving": line.word("an end of the link")},
    "from": lambda line: {"from_s": float(line.seconds())},
    "until": lambda line: {"until_s": float(line.seconds())},
    "for": lambda line: {"for_s": float(line.seconds())},
}
"""What may follow, in any order, each once."""


def _said(spec: FaultSpec) -> str:
    """Give what it does."""
    later = "" if spec.later_ms is None else span(spec.later_ms)
    match spec.kind:
        case "loss" | "damage":
            return f"{percent(spec.chance)} {'loss' if spec.kind == 'loss' else 'damaged'}"
        case "burst":
            return f"burst loss {percent(spec.into)} into, {percent(spec.out_of)} out of"
        case "latency":
            jitter = "" if spec.jitter_ms is None else f" give or take {span(spec.jitter_ms)}"
            return f"{span(spec.latency_ms)} latency{jitter}"
        case "rate":
            return f"{spec.octets_per_s} {RATE}"
        case "duplicate" | "reorder":
            doubled = f"duplicated after {later}" if later else "duplicated"
            return f"{percent(spec.chance)} " + (doubled if spec.kind == "duplicate" else f"reordered by {later}")
    return spec.kind


def _aim_said(spec: FaultSpec) -> str:
    which = f"the {ordinal(spec.nth)} " if spec.nth else f"every {ordinal(spec.every)} " if spec.every else ""
    share = "" if spec.share is None else f"{percent(spec.share)} of "
    said = share + which
    return f"{said}{' or '.join(spec.messages) or FRAME}" if said or spec.messages else ""
