"""Why a package does not move: the closed list of causes, what each needs as evidence, and what a finding says.

A cause is shown only with all of its evidence; what cannot be shown is UNEXPLAINED, which is counted, honest, and a
reason to improve. Which cause holds is decided in the modules beside this one; docs/stalls.md is made from CAUSES.
"""

from dataclasses import dataclass
from enum import Enum

from premises.identity import Name
from premises.quantity import Instant
from premises.wire.notes.vocabulary import Entry


class Kind(Enum):
    """How bad it is."""

    FAILED = "failed"
    """It will never arrive; somebody must begin anew."""
    BLOCKED = "blocked"
    """Nothing can move until something that is broken is mended."""
    WAITING = "waiting"
    """It goes on by itself."""
    SLOW = "slow"
    """It moves, and less than it should."""
    UNKNOWN = "unknown"
    """Nobody knows."""


@dataclass(frozen=True, slots=True)
class Cause:
    """One line of the closed list."""

    code: str
    kind: Kind
    meaning: str
    needs: str
    """The evidence, all of it."""
    ends: str
    """What ends it."""
    who_can_act: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """One piece: what it says, and the notes that say it; without any one of them it says nothing."""

    says: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class NextMove:
    """What happens next, and when."""

    what: str
    at: Instant


@dataclass(frozen=True, slots=True)
class Finding:
    """A cause that holds for a package, with its evidence."""

    cause: Cause
    at: tuple[Name, ...]
    """Where: one participant, or both ends of a hop."""
    since: Instant
    words: str
    """One line for a person, without the package's name."""
    evidence: tuple[Evidence, ...]
    next_move: NextMove | None = None
    injected: bool = False
    """Whether a fault that somebody injected accounts for it."""


def _cause(code: str, kind: Kind, meaning: str, needs: str, ends: str, who_can_act: str) -> Cause:
    return Cause(code, kind, meaning, needs, ends, who_can_act)


REFUSED_BY_DCC = _cause(
    "REFUSED_BY_DCC", Kind.FAILED, "the DCC adapter took the request for other devices only, or not at all",
    "the refusal", "another request", "Supplier",
)  # fmt: skip
NOT_STORED = _cause(
    "NOT_STORED", Kind.FAILED, "the hub did not store the image",
    "the end of the transfer, with its status", "another request", "Supplier, DCC",
)  # fmt: skip
OVERWRITTEN = _cause(
    "OVERWRITTEN", Kind.FAILED, "another image took its slot in the hub's store",
    "the image was stored, and displaced", "another request", "Supplier",
)  # fmt: skip
HELD_TOO_LONG = _cause(
    "HELD_TOO_LONG", Kind.FAILED, "the hub held the image for too long and dropped it",
    "the image was stored, and removed for that reason", "another request", "Supplier",
)  # fmt: skip
NOT_FOR_DEVICE = _cause(
    "NOT_FOR_DEVICE", Kind.FAILED, "the image is not for this device, or no newer than what it runs",
    "the refusal of the hub or of the device, with both values", "another image", "Supplier",
)  # fmt: skip
IMAGE_REFUSED = _cause(
    "IMAGE_REFUSED", Kind.FAILED, "the device has the whole image and did not find it genuine",
    "the device's verdict", "another image", "Supplier, maker",
)  # fmt: skip
NO_ROOM = _cause(
    "NO_ROOM", Kind.FAILED, "the device cannot keep the image",
    "the device's own word for it", "room in its flash, and another request", "maker, site visit",
)  # fmt: skip
NOT_ACTIVATED = _cause(
    "NOT_ACTIVATED", Kind.FAILED, "the device came up and runs the version that it ran before",
    "the verified image, and the activation that failed", "another request", "Supplier, maker",
)  # fmt: skip
ALERT_LOST = _cause(
    "ALERT_LOST", Kind.FAILED, "an alert was given up, so nobody hears how it ended",
    "the alert that was given up", "reading the version back (11.2)", "Supplier",
)  # fmt: skip
PAUSED = _cause(
    "PAUSED", Kind.BLOCKED, "the premises' clock stands still",
    "the word of whoever stopped it", "its going on", "whoever stopped it",
)  # fmt: skip
DEVICE_DOWN = _cause(
    "DEVICE_DOWN", Kind.BLOCKED, "a device on the rest of the way is without power or gone",
    "the last word of its power, and no start since", "power", "site visit",
)  # fmt: skip
LINK_DOWN = _cause(
    "LINK_DOWN", Kind.BLOCKED, "no frame gets through on a hop of the rest of the way",
    "frames sent one after the other there, none heard since, and both ends up and awake", "a frame that is heard",
    "AltHANCo, DCC",
)  # fmt: skip
REBOOTING = _cause(
    "REBOOTING", Kind.WAITING, "a device on the rest of the way reboots",
    "its word that it goes down, and none that it is up", "its start", "nobody",
)  # fmt: skip
ASLEEP = _cause(
    "ASLEEP", Kind.WAITING, "a sleepy device on the rest of the way is asleep",
    "its receiver went off and not on again", "its next wake", "nobody",
)  # fmt: skip
QUEUED = _cause(
    "QUEUED", Kind.WAITING, "another image goes over the WAN first",
    "the request before it, and no end of its transfer", "the end of that transfer", "Supplier (order)",
)  # fmt: skip
RATE_LIMITED = _cause(
    "RATE_LIMITED", Kind.WAITING, "the hub asks the device to wait",
    "the hub's answer, with how long", "the end of that wait", "nobody",
)  # fmt: skip
ERASING = _cause(
    "ERASING", Kind.WAITING, "the device erases its flash for the image",
    "the device's word that it began, with how long", "the end of it", "nobody",
)  # fmt: skip
NOT_ASKED = _cause(
    "NOT_ASKED", Kind.WAITING, "the image lies in the store, and the device has not asked yet",
    "the image was stored, and when the device asks next", "its next query", "nobody",
)  # fmt: skip
GIVEN_UP = _cause(
    "GIVEN_UP", Kind.WAITING, "the device gave up asking for now, and asks anew later",
    "its word that it gave up, and when it asks next", "its next query", "nobody",
)  # fmt: skip
FRAME_LOST = _cause(
    "FRAME_LOST", Kind.WAITING, "the last frame over a hop of the rest of the way was lost",
    "the frame that was lost, and none sent there since", "the next frame there", "nobody",
)  # fmt: skip
RETRY_WAIT = _cause(
    "RETRY_WAIT", Kind.WAITING, "a question was not answered and is asked again",
    "the question that was asked again, and when it is asked next", "its next try", "nobody",
)  # fmt: skip
LOSSY = _cause(
    "LOSSY", Kind.SLOW, "a hop of the rest of the way loses frames",
    "at least 20 frames in the window there, one in ten of them lost", "less loss", "AltHANCo, DCC",
)  # fmt: skip
SLOW_LINK = _cause(
    "SLOW_LINK", Kind.SLOW, "frames take much longer on a hop than its link should let them",
    "how long those in the window took, and how long they should", "a quicker link", "AltHANCo, DCC",
)  # fmt: skip
UNEXPLAINED = _cause(
    "UNEXPLAINED", Kind.UNKNOWN, "it has not moved for longer than it should, and no cause has all its evidence",
    "the last move, and what was looked at", "a move", "whoever improves this list",
)  # fmt: skip

CAUSES: tuple[Cause, ...] = (
    REFUSED_BY_DCC, NOT_STORED, OVERWRITTEN, HELD_TOO_LONG, NOT_FOR_DEVICE, IMAGE_REFUSED, NO_ROOM, NOT_ACTIVATED,
    ALERT_LOST, PAUSED, DEVICE_DOWN, LINK_DOWN, REBOOTING, ASLEEP, QUEUED, ERASING, RATE_LIMITED, LOSSY, SLOW_LINK,
    GIVEN_UP, NOT_ASKED, RETRY_WAIT, FRAME_LOST, UNEXPLAINED,
)  # fmt: skip
"""The closed list, in the order of precedence: the first one that holds is said, the others are said beside it."""
