"""A fault in spoken words, as the table that says the same: ``40% loss on althan-b1-b2 for 5m``.

A small closed grammar, in docs/faults.md; ``words_of`` says any fault in it. Whether there is such a link is not its
affair: it knows no site.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from lab.faults.lines import RATE, SECONDS, Line
from premises.faults.kinds import MESSAGES
from premises.nearest import hint
from premises.wire.fault import MESSAGES_MAX, FaultSpec

Table = dict[str, Any]
"""A fault as TOML gives it."""

FRAME = "frame"
"""Said where any kind of message will do."""


def table_of(said: str) -> Table:
    """Give the table that says what ``said`` does; UsageError, one line with where it went wrong and the nearest."""
    line = Line(said)
    table = _what(line)
    while line.rest:
        table |= _clause(line, table)
    return table


def words_of(spec: FaultSpec) -> str:
    """Give ``spec`` in words, from which ``table_of`` gives the same fault."""
    words = [_said(spec)]
    if aim := _aim_said(spec):
        words.append(f"of {aim}")
    clauses = {"on": spec.link, "toward": spec.toward, "leaving": spec.leaving}
    words += [f"{word} {name}" for word, name in clauses.items() if name]
    moments = {"from": spec.from_s or None, "until": spec.until_s, "for": spec.for_s}
    words += [f"{word} {_time(_exact(moment))}" for word, moment in moments.items() if moment is not None]
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
        aim = _aim(line)
        line.need("lost")
        return {"kind": "loss", "chance": 1.0, **aim}
    raise line.refused(_BEGINNINGS, also=MESSAGES)


_BEGINNINGS = ("40%", "200ms", "1000 octets/s", "burst", "outage", "drop", "the", "every", "the name of a message")
"""How a fault can begin."""


def _with_chance(line: Line, chance: float) -> Table:
    if line.take("loss") or line.take("lost"):
        return {"kind": "loss", "chance": chance}
    if line.take("duplicated"):
        later = {"later_ms": _milliseconds(line)} if line.take("after") else {}
        return {"kind": "duplicate", "chance": chance, **later}
    if line.take("reordered"):
        line.need("by")
        return {"kind": "reorder", "chance": chance, "later_ms": _milliseconds(line)}
    raise line.refused(("loss", "duplicated", "reordered", "of"))


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


def _clause(line: Line, table: Table) -> Table:
    """Read one clause: a word, and what it says that ``table`` does not have yet."""
    word = line.rest[0].text.lower()
    if word == "from" and len(line.rest) > 1 and not line.rest[1].unit:
        word = "leaving"
    if word not in _CLAUSES:
        raise line.refused(_CLAUSES)
    line.word("a clause")
    said = _CLAUSES[word](line)
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
    if line.take(FRAME):
        return aim
    aim["messages"] = [_message(line)]
    while line.take("or"):
        if len(aim["messages"]) == MESSAGES_MAX:
            raise line.wrong(f"expected at most {MESSAGES_MAX} kinds of message")
        aim["messages"].append(_message(line))
    return aim


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
    match spec.kind:
        case "loss":
            return f"{_percent(spec.chance)} loss"
        case "burst":
            return f"burst loss {_percent(spec.into)} into, {_percent(spec.out_of)} out of"
        case "latency":
            jitter = "" if spec.jitter_ms is None else f" give or take {_span(spec.jitter_ms)}"
            return f"{_span(spec.latency_ms)} latency{jitter}"
        case "rate":
            return f"{spec.octets_per_s} {RATE}"
        case "duplicate":
            return f"{_percent(spec.chance)} duplicated" + (f" after {_span(spec.later_ms)}" if spec.later_ms else "")
        case "reorder":
            return f"{_percent(spec.chance)} reordered by {_span(spec.later_ms)}"
        case "outage":
            return "outage"


def _aim_said(spec: FaultSpec) -> str:
    which = f"the {_ordinal(spec.nth)} " if spec.nth else f"every {_ordinal(spec.every)} " if spec.every else ""
    share = "" if spec.share is None else f"{_percent(spec.share)} of "
    said = share + which
    return f"{said}{' or '.join(spec.messages) or FRAME}" if said or spec.messages else ""


def _ordinal(number: int) -> str:
    teens = number % 100 in (11, 12, 13)
    return f"{number}{'th' if teens else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


def _percent(part: float | None) -> str:
    return f"{_plain(_exact(part) * 100)}%"


def _span(milliseconds: float | None) -> str:
    return _time(_exact(milliseconds) / 1000)


def _time(span: Decimal) -> str:
    """Give a span of seconds in the greatest unit of which it is a whole number, else in milliseconds."""
    for unit in reversed(SECONDS):
        if span and not span % SECONDS[unit]:
            return f"{_plain(span / SECONDS[unit])}{unit}"
    return f"{_plain(span * 1000)}ms"


def _exact(number: float | None) -> Decimal:
    """Give the decimal number that a person would have written for it."""
    assert number is not None, "a fault that was checked has what its kind must have"
    return Decimal(repr(float(number)))


def _plain(number: Decimal) -> str:
    """Give it without an exponent and without zeros that say nothing."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
