"""Moments of premises time as a person types them: ``00:12:30``, ``12m30s``, ``12 min 30 s`` or plain seconds."""

import re

from premises.errors import UsageError
from premises.quantity import Instant, seconds

_CLOCK = re.compile(r"(?:(\d{1,5}):)?(\d{1,5}):(\d{1,2}(?:\.\d{1,6})?)")
_PART = re.compile(r"(\d{1,9}(?:\.\d{1,6})?)\s*(d|h|min|m|s)\s*")
_PLAIN = re.compile(r"\d{1,9}(?:\.\d{1,6})?")
_UNITS = {"d": 86_400, "h": 3_600, "min": 60, "m": 60, "s": 1}


def moment_of(said: str, option: str) -> Instant:
    """Give the moment that was given for ``option``; UsageError when it is none."""
    text = said.strip()
    if found := _CLOCK.fullmatch(text):
        hours, minutes, rest = found.groups()
        return Instant(seconds(int(hours or 0) * 3_600 + int(minutes) * 60 + float(rest)))
    if _PLAIN.fullmatch(text):
        return Instant(seconds(float(text)))
    parts = list(_PART.finditer(text))
    if not parts or "".join(part[0] for part in parts) != text:
        raise UsageError(f"{option} {said!r}: expected premises time, like 00:12:30, 12m30s or 750")
    return Instant(seconds(sum(float(part[1]) * _UNITS[part[2]] for part in parts)))
