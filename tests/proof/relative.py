"""A participant's state in the canonical form: each moment relative to now, and no age that no rule reads.

Each event happens at one moment, NOW; when time passes, what is yet to come moves towards NOW instead, and what is
overdue stands at NOW, for a machine asks of a moment only whether it is over. A sleeper's own clock, which does not
drift, counts up to one of its periods. So two states that differ by when they
were reached are one. Left out for good: for how long the hub has held an image (the end of ten days is not explored),
and when an alert says that it was said. That equal forms have equal futures is tested, not believed.
"""

from collections.abc import Hashable, Iterable
from dataclasses import fields, is_dataclass, replace
from typing import Any, get_type_hints

import msgspec

from premises.machine.effects import Keep
from premises.machine.growing import Growing
from premises.quantity import Duration, Instant, seconds
from premises.talk.own_clock import OwnClock

NOW = Instant(seconds(1_000_000))
"""The moment of every event: late enough that whatever began before it began after the origin."""

AGELESS = {("Held", "held_since")}
"""Moments of which only the age counts, and that age is left out."""
BEGINNINGS = {("Feed", "since"), ("Awake", "since")}
"""Moments that lie in the past and whose age counts."""
COUNTERS = {("Asleep", "number")}
"""Numbers that only tell one luck from another, and nothing here has luck."""
RHYTHM = seconds(300)
"""From one wake to the next of whoever sleeps: its own clock counts only up to that. Ours."""

_KEPT_AGELESS = ("store/E/waiting", "store/X/waiting")
_KEPT_BEGINNINGS = ("feed/since",)
_SIZE = 8
"""Octets of a moment that is kept, at the beginning of its row."""

Rows = tuple[tuple[str, bytes], ...]


def passed(value: Any, span: Duration) -> Any:  # noqa: ANN401 - whatever a state is made of
    """Give ``value`` as it is ``span`` later; with a span of 0, its canonical form."""
    if isinstance(value, tuple):
        return tuple(passed(each, span) for each in value)
    if isinstance(value, OwnClock):
        return OwnClock(NOW, (value.reading + NOW - value.set_at + span) % RHYTHM)
    moments = _moments(type(value))
    if not moments:
        return value
    changed = {name: _moved(kind, getattr(value, name), span) for name, kind in moments}
    return msgspec.structs.replace(value, **changed) if isinstance(value, msgspec.Struct) else replace(value, **changed)


def rows_passed(rows: Rows, span: Duration) -> Rows:
    """Give kept rows as ``passed`` does a state."""
    return tuple((key, _row(key, value, span)) for key, value in rows)


def committed(rows: Rows, keeps: Iterable[Keep]) -> Rows:
    """Give ``rows`` after one transaction."""
    after = dict(rows)
    for keep in keeps:
        if keep.value is not None:
            after[keep.key] = keep.value
            continue
        for key in [key for key in after if key == keep.key or key.startswith(keep.key + "/")]:
            del after[key]
    return tuple(sorted(after.items()))


def form(value: Any) -> Hashable:  # noqa: ANN401 - whatever a state is made of
    """Give what a state is compared by: octets too, where a growing image compares only how many there are."""
    if isinstance(value, tuple):
        return tuple(form(each) for each in value)
    if isinstance(value, Growing):
        return value.identity, value.whole()
    if isinstance(value, msgspec.Struct):
        return type(value).__name__, *(form(getattr(value, name)) for name in value.__struct_fields__)
    if is_dataclass(value):
        return type(value).__name__, *(form(getattr(value, field.name)) for field in fields(value))
    return value  # type: ignore[no-any-return]  # a plain value


def unsigned(value: Any) -> Any:  # noqa: ANN401 - whatever a state, frame or row is made of
    """Give ``form`` of a value without when alerts were said, signed or in blocks: for comparing two moments."""
    if isinstance(value, msgspec.Struct):
        left_out = ("said_at", "signature", "current_time", "upgrade_time", "octets")
        return type(value).__name__, *(
            unsigned(getattr(value, name)) for name in value.__struct_fields__ if name not in left_out
        )
    if isinstance(value, tuple | list):
        return tuple(unsigned(each) for each in value)
    if is_dataclass(value):
        return type(value).__name__, *(unsigned(getattr(value, field.name)) for field in fields(value))
    return form(value)


def _moved(kind: str, value: Any, span: Duration) -> Any:  # noqa: ANN401 - a moment, or what may hold one
    match kind:
        case "due":
            return None if value is None else max(NOW, Instant(value - span))
        case "ageless":
            return NOW
        case "counter":
            return 0
        case "beginning":
            return Instant(value - span)
    return passed(value, span)


_known: dict[type, tuple[tuple[str, str], ...]] = {}
"""What ``_moments`` gave before."""


def _moments(kind: type) -> tuple[tuple[str, str], ...]:
    moments = _known.get(kind)
    if moments is None:
        moments = _known[kind] = _moments_of(kind)
    return moments


def _moments_of(kind: type) -> tuple[tuple[str, str], ...]:
    """Give the fields of a class that are, or may hold, moments, and how each is moved."""
    if not (is_dataclass(kind) or issubclass(kind, msgspec.Struct)):
        return ()
    found: list[tuple[str, str]] = []
    for name, hint in get_type_hints(kind).items():
        if (kind.__name__, name) in AGELESS:
            found.append((name, "ageless"))
        elif (kind.__name__, name) in BEGINNINGS:
            found.append((name, "beginning"))
        elif (kind.__name__, name) in COUNTERS:
            found.append((name, "counter"))
        elif hint == Instant or hint == Instant | None:
            found.append((name, "due"))
        elif not _is_plain(hint):
            found.append((name, "within"))
    return tuple(found)


def _is_plain(hint: object) -> bool:
    return hint in {int, str, bytes, bool, float, Duration} or getattr(hint, "__supertype__", None) in {int, str}


def _row(key: str, value: bytes, span: Duration) -> bytes:
    if key in _KEPT_AGELESS:
        return _octets(NOW) + value[_SIZE:]
    if key in _KEPT_BEGINNINGS:
        return _octets(int.from_bytes(value[:_SIZE], "little") - span) + value[_SIZE:]
    return value


def _octets(moment: int) -> bytes:
    return moment.to_bytes(_SIZE, "little")
