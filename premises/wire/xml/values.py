"""The values that stand in DUIS as text: identities, numbers, moments, octets. Each is read strictly, or a DuisError.

Writers give the one form that is written here; readers take every form that the schema has for the same value.
"""

import base64
import binascii
import re
from datetime import UTC, datetime, timedelta

from premises.identity import Eui64
from premises.quantity import Instant
from premises.wire.duis.messages import DEVICE_ID_LIST_MAX, FIRMWARE_IMAGE_MAX
from premises.wire.gbcs.activation import AT_ONCE, CANCELLED
from premises.wire.gbcs.der import EPOCH
from premises.wire.xml.refusal import DuisError

COUNTER_MAX = 2**64 - 1
"""Of a RequestID. Source: DUIS XSD V5.1; that it begins at 1: TPL."""

CANCELLED_TEXT = "3000-12-31T00:00:00.00Z"
"""The ExecutionDateTime that calls off an 11.3. Source: TPL."""

_EUI = "(?:[0-9A-Fa-f]{2}-){7}[0-9A-Fa-f]{2}"
_ONE_EUI = re.compile(_EUI)
_EUIS = re.compile(f"(?:{_EUI},)*{_EUI}")
_REQUEST_ID = re.compile(f"({_EUI}):({_EUI}):([1-9][0-9]{{0,19}})")
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?Z")
_HEX = re.compile("(?:[0-9A-Fa-f]{2})*")
_SHORT_HEX = re.compile("[0-9A-Fa-f]{1,8}")
_IN_XML = "%Y-%m-%dT%H:%M:%S"


def read_request_id(text: str) -> str:
    """Give a RequestID with its EUI-64s in upper case, so that one request has one name."""
    found = _REQUEST_ID.fullmatch(text.strip())
    if not found or int(found[3]) > COUNTER_MAX:
        raise DuisError(f"RequestID {_short(text)} is not ORIGINATOR:TARGET:COUNTER with a counter of 1 to 2**64 - 1")
    return f"{found[1].upper()}:{found[2].upper()}:{found[3]}"


def is_request_id(text: str) -> bool:
    """Say whether ``text`` can stand as a RequestID."""
    found = _REQUEST_ID.fullmatch(text)
    return found is not None and int(found[3]) <= COUNTER_MAX


def target_of(request_id: str) -> Eui64:
    """Give whom a RequestID is addressed to."""
    return Eui64(request_id.split(":")[1])


def turned(request_id: str) -> str:
    """Give the ResponseID of a RequestID: ``TARGET:ORIGINATOR:COUNTER``."""
    originator, target, counter = request_id.split(":")
    return f"{target}:{originator}:{counter}"


def read_eui(name: str, text: str) -> Eui64:
    """Give one EUI-64."""
    if not _ONE_EUI.fullmatch(text.strip()):
        raise DuisError(f"{name} {_short(text)} is not eight hex pairs joined by hyphens")
    return Eui64(text.strip().upper())


def read_euis(name: str, text: str) -> tuple[Eui64, ...]:
    """Give the EUI-64s of a list joined by commas."""
    if len(text) > DEVICE_ID_LIST_MAX * 24 - 1 or not _EUIS.fullmatch(text):
        raise DuisError(f"{name} {_short(text)} is not 1 to {DEVICE_ID_LIST_MAX} EUI-64s joined by commas")
    return tuple(Eui64(each) for each in text.upper().split(","))


def read_number(name: str, text: str) -> int:
    """Give a whole number of 1 or more."""
    if not re.fullmatch("[0-9]{1,10}", text.strip()) or not int(text):
        raise DuisError(f"{name} {_short(text)} is not a whole number of 1 or more")
    return int(text)


def read_version(name: str, text: str) -> int:
    """Give a firmware version of up to eight hex digits."""
    if not _SHORT_HEX.fullmatch(text):
        raise DuisError(f"{name} {_short(text)} is not 1 to 8 hex digits")
    return int(text, 16)


def is_short_hex(text: str) -> bool:
    """Say whether ``text`` is a number of up to eight hex digits."""
    return _SHORT_HEX.fullmatch(text) is not None


def version(number: int) -> str:
    """Give a firmware version in eight hex digits."""
    return f"{number:08X}"


def model(number: int) -> str:
    """Give a maker's or a model's number in four hex digits, or in eight."""
    return f"{number:04X}" if number <= 0xFFFF else f"{number:08X}"


def read_hex(name: str, text: str) -> bytes:
    """Give octets that are written in hex."""
    if not _HEX.fullmatch(text.strip()):
        raise DuisError(f"{name} {_short(text)} is not hex pairs")
    return bytes.fromhex(text)


def read_base64(name: str, text: str) -> bytes:
    """Give octets that are written in base64, at most as many as FirmwareImage may have."""
    compact = "".join(text.split())
    try:
        octets = base64.b64decode(compact, validate=True)
    except (binascii.Error, ValueError):
        raise DuisError(f"{name} {_short(text)} is not base64") from None
    if base64.b64encode(octets).decode() != compact:
        raise DuisError(f"{name} ends in base64 that stands for no whole octet")
    if len(octets) > FIRMWARE_IMAGE_MAX:
        raise DuisError(f"{name} has {len(octets)} octets: at most {FIRMWARE_IMAGE_MAX} are allowed")
    return octets


def base64_of(octets: bytes) -> str:
    """Give octets in base64."""
    return base64.b64encode(octets).decode()


def moment(at: Instant) -> str:
    """Give a moment of premises time, to the hundredth of a second as the public templates have it."""
    said = EPOCH + timedelta(microseconds=at)
    return f"{said.strftime(_IN_XML)}.{said.microsecond // 10_000:02d}Z"


def activation(at: int) -> str | None:
    """Give the ExecutionDateTime of an 11.3; None for AT_ONCE, which has none."""
    if at == CANCELLED:
        return CANCELLED_TEXT
    return None if at == AT_ONCE else f"{(EPOCH + timedelta(seconds=at)).strftime(_IN_XML)}.00Z"


def read_activation(text: str | None) -> int:
    """Give the moment of an 11.3 in seconds since the premises' origin, AT_ONCE or CANCELLED."""
    if text is None:
        return AT_ONCE
    found = read_moment("ExecutionDateTime", text)
    if found == read_moment("ExecutionDateTime", CANCELLED_TEXT):
        return CANCELLED
    span = (found - EPOCH) // timedelta(seconds=1)
    if not 0 <= span < CANCELLED or found.microsecond:
        raise DuisError(
            f"ExecutionDateTime {_short(text)} is no whole second from {EPOCH:%Y} on, and not {CANCELLED_TEXT}"
        )
    return span


def read_moment(name: str, text: str) -> datetime:
    """Give a moment, which must be in UTC and end in Z."""
    found = _MOMENT.fullmatch(text.strip())
    try:
        whole = datetime.strptime(found[1], _IN_XML).replace(tzinfo=UTC) if found else None
    except ValueError:
        whole = None
    if found is None or whole is None:
        raise DuisError(f"{name} {_short(text)} is not a moment like {CANCELLED_TEXT}")
    return whole.replace(microsecond=int(f"{found[2] or '0':0<6}"[:6]))


def _short(text: str) -> str:
    """Give text for a sentence, cut so that nobody fills a log with it."""
    return repr(text if len(text) <= 60 else f"{text[:60]}...")
