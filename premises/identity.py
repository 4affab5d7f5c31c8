"""Who is who: short names that fit in a topic, and the EUI-64 that the field knows a device by.

Knows no participant by name; which names exist is the site's business.
"""

import re
from typing import NewType

from premises.errors import UsageError

Name = NewType("Name", str)
"""A participant or link, as one topic segment: ``[a-z0-9-]+``, at most 32 characters (RabbitMQ splits on dots)."""

Eui64 = NewType("Eui64", str)
"""Eight hex pairs joined by hyphens, upper case. Source: DUIS request templates (docs/sources.md)."""

NAME_LENGTH_MAX = 32
"""Characters of a name: what fits on a screen beside others. Ours."""

_NAME = re.compile(rf"[a-z0-9-]{{1,{NAME_LENGTH_MAX}}}")
_EUI64 = re.compile(r"([0-9A-F]{2}-){7}[0-9A-F]{2}")


def name(text: str) -> Name:
    """Give ``text`` as a Name; UsageError when it would not fit in one topic segment."""
    if not _NAME.fullmatch(text):
        raise UsageError(f"name {text!r}: expected 1 to {NAME_LENGTH_MAX} of a-z, 0-9 and hyphen")
    return Name(text)


def eui64(text: str) -> Eui64:
    """Give ``text`` as an Eui64 in upper case (comparison is case-insensitive in the field); UsageError otherwise."""
    upper = text.upper()
    if not _EUI64.fullmatch(upper):
        raise UsageError(f"EUI-64 {text!r}: expected eight hex pairs joined by hyphens, like 90-B3-D5-1F-30-01-00-00")
    return Eui64(upper)


def eui64_octets(eui: Eui64) -> bytes:
    """Give the eight octets, most significant first."""
    return bytes.fromhex(eui.replace("-", ""))


def eui64_from_octets(octets: bytes) -> Eui64:
    """Give the identity written as ``octets`` (8, most significant first)."""
    assert len(octets) == 8, f"an EUI-64 has 8 octets, not {len(octets)}"
    return Eui64(octets.hex("-").upper())
