"""The few DER values of GBCS-shaped messages: integers, octet strings, GeneralizedTime, one SEQUENCE of them.

Writes only the shortest form, and reads nothing else. What a message is made of is its payload module's affair.
Source: DER as GP and tshark read it (docs/sources.md, GBCS messages).
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from enum import IntEnum
from typing import TypeVar

from premises.errors import WireError

EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
"""What a premises' origin is called in GeneralizedTime; any moment would do. Assumption 8, docs/sources.md."""

INTEGER = 0x02
OCTET_STRING = 0x04
NULL = 0x05
GENERALIZED_TIME = 0x18
SEQUENCE = 0x30

SIZE_MAX = 0x7F
"""Octets in the longest DER value whose length is one octet; every value here is shorter. Ours."""

VERSION_SIZE = 4
"""Octets of a firmware version. Source: GP asn1.ts."""

_TIME_FORMAT = "%Y%m%d%H%M%SZ"

Code = TypeVar("Code", bound=IntEnum)


def value(tag: int, content: bytes) -> bytes:
    """Give one value."""
    assert len(content) <= SIZE_MAX, f"a DER value of {len(content)} octets needs a longer length"
    return bytes((tag, len(content))) + content


def sequence(*values: bytes) -> bytes:
    """Give one SEQUENCE of values."""
    return value(SEQUENCE, b"".join(values))


def integer(number: int) -> bytes:
    """Give an INTEGER of 0 or more."""
    # DER integers are signed: one bit more than the number has keeps the first one clear.
    return value(INTEGER, number.to_bytes(number.bit_length() // 8 + 1, "big"))


def octets(content: bytes) -> bytes:
    """Give an OCTET STRING."""
    return value(OCTET_STRING, content)


def moment(said_at: int) -> bytes:
    """Give a GeneralizedTime, of seconds since EPOCH."""
    return value(GENERALIZED_TIME, (EPOCH + timedelta(seconds=said_at)).strftime(_TIME_FORMAT).encode("ascii"))


def version(number: int) -> bytes:
    """Give a firmware version."""
    # Most significant octet first, as DUIS writes a FirmwareVersion; no vector read so far tells (ours).
    return octets(number.to_bytes(VERSION_SIZE, "big"))


def read_sequence(what: str, payload: bytes) -> list[tuple[int, bytes]]:
    """Give tag and content of each value in the one SEQUENCE that ``payload`` is; WireError when it is none."""
    outer = list(_values(what, payload))
    if [tag for tag, _ in outer] != [SEQUENCE]:
        raise WireError(f"{what}: the payload {payload.hex()} is not one SEQUENCE")
    return list(_values(what, outer[0][1]))


def contents(what: str, payload: bytes, tags: tuple[int, ...]) -> list[bytes]:
    """Give the contents of the one SEQUENCE that ``payload`` is, whose elements have ``tags``."""
    elements = read_sequence(what, payload)
    if [tag for tag, _ in elements] != list(tags):
        raise WireError(f"{what}: a SEQUENCE of tags {[tag for tag, _ in elements]}, expected {list(tags)}")
    return [content for _, content in elements]


def read_integer(what: str, content: bytes) -> int:
    """Give the number of an INTEGER; WireError unless it is 0 or more in the shortest form."""
    number = int.from_bytes(content, "big", signed=True)
    if integer(abs(number))[2:] != content:
        raise WireError(f"{what}: {content.hex() or 'nothing'} is not the shortest form of an INTEGER of 0 or more")
    return number


def read_code(what: str, codes: type[Code], content: bytes) -> Code:
    """Give which of ``codes`` an INTEGER is."""
    number = read_integer(what, content)
    try:
        return codes(number)
    except ValueError:
        raise WireError(f"{what}: {number} (0x{number:04X}) is no {codes.__name__}") from None


def read_version(content: bytes) -> int:
    """Give a firmware version."""
    if len(content) != VERSION_SIZE:
        raise WireError(f"a firmware version has {VERSION_SIZE} octets, not {len(content)}")
    return int.from_bytes(content, "big")


def read_moment(content: bytes) -> int:
    """Give seconds since EPOCH; only the one form that ``moment`` writes is DER."""
    try:
        found = datetime.strptime(content.decode("ascii"), _TIME_FORMAT).replace(tzinfo=UTC)
    except ValueError:
        raise WireError(f"time {content!r} is not a GeneralizedTime like 20260101000000Z") from None
    said_at = round((found - EPOCH).total_seconds())
    if said_at < 0 or moment(said_at)[2:] != content:
        raise WireError(f"time {content!r} is not a GeneralizedTime of {EPOCH:%Y} or later")
    return said_at


def _values(what: str, octets: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at < len(octets):
        size = octets[at + 1] if at + 1 < len(octets) else SIZE_MAX
        end = at + 2 + size
        if size > SIZE_MAX or end > len(octets):
            raise WireError(f"{what}: the DER value at octet {at} of {len(octets)} does not end there")
        yield octets[at], octets[at + 2 : end]
        at = end
