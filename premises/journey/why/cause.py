"""Why a package does not move: the closed list of causes, what each needs as evidence, and what a finding says.

A cause is shown only with all of its evidence; what cannot be shown is UNEXPLAINED, which is counted, honest, and a
reason to improve. Which cause holds is decided in the modules beside this one; docs/stalls.md is made from CAUSES.
"""

from dataclasses import dataclass
from enum import Enum

from premises.identity import Name
from premises.quantity import Instant
from premises.wire.notes.vocabulary import Entry

SHORT_MAX = 40
"""Characters of a finding's short form: half of a terminal of 80 columns. Ours."""


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
    brief: str
    """In a few words, after the name of who or the hop."""
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
    """Whether a fault that somebody injected accounts for it; ``words`` end with it then."""

    @property
    def short(self) -> str:
        """The same in SHORT_MAX characters at most, for a narrow screen."""
        said = f"{'>'.join(self.at)} {self.cause.brief}"
        return said if len(said) <= SHORT_MAX else said[: SHORT_MAX - 1] + "…"


def _cause(code: str, kind: Kind, brief: str, *said: str) -> Cause:
    return Cause(code, kind, brief, *said)


REFUSED_BY_DCC = _cause(
    "REFUSED_BY_DCC", Kind.FAILED, "refused the request",
    "the DCC adapter did not take the request, or not for this device", "the refusal", "another request", "Supplier",
)  # fmt: skip
NOT_STORED = _cause(
    "NOT_STORED", Kind.FAILED, "did not store the image",
    "the hub did not store the image", "the end of the transfer, with its status", "another request", "Supplier, DCC",
)  # fmt: skip
OVERWRITTEN = _cause(
    "OVERWRITTEN", Kind.FAILED, "image overwritten in its slot",
    "another image took its slot in the hub's store", "the image was stored, and displaced", "another request",
    "Supplier",
)  # fmt: skip
HELD_TOO_LONG = _cause(
    "HELD_TOO_LONG", Kind.FAILED, "held the image for too long",
    "the hub held the image for too long and dropped it", "the image was stored, and removed for that reason",
    "another request", "Supplier",
)  # fmt: skip
NOT_FOR_DEVICE = _cause(
    "NOT_FOR_DEVICE", Kind.FAILED, "the image is not for it",
    "the image is not for this device, or no newer than what it runs",
    "the refusal of the hub or of the device, with both values", "another image", "Supplier",
)  # fmt: skip
IMAGE_REFUSED = _cause(
    "IMAGE_REFUSED", Kind.FAILED, "found the image not genuine",
    "the device has the whole image and did not find it genuine", "the device's verdict", "another image",
    "Supplier, maker",
)  # fmt: skip
NO_ROOM = _cause(
    "NO_ROOM", Kind.FAILED, "cannot keep the image",
    "the device cannot keep the image", "the device's own word for it", "room in its flash, and another request",
    "maker, site visit",
)  # fmt: skip
NOT_ACTIVATED = _cause(
    "NOT_ACTIVATED", Kind.FAILED, "runs the old version still",
    "the device came up and runs the version that it ran before", "the verified image, and the activation that failed",
    "another request", "Supplier, maker",
)  # fmt: skip
PART_FAILED = _cause(
    "PART_FAILED", Kind.FAILED, "part came to a bad end",
    "a part of the package came to a bad end, and whoever has the others waited for it",
    "the part that did, and the end of handing on", "another request", "Supplier, maker, site visit",
)  # fmt: skip
ALERT_LOST = _cause(
    "ALERT_LOST", Kind.FAILED, "gave up its alert",
    "an alert was given up, so nobody hears how it ended", "the alert that was given up",
    "reading the version back (11.2)", "Supplier",
)  # fmt: skip
PAUSED = _cause(
    "PAUSED", Kind.BLOCKED, "paused",
    "the premises' clock stands still", "the word of whoever stopped it", "its going on", "whoever stopped it",
)  # fmt: skip
DEVICE_DOWN = _cause(
    "DEVICE_DOWN", Kind.BLOCKED, "is down",
    "a device on the rest of the way is without power or gone", "the last word of its power, and no start since",
    "power", "site visit",
)  # fmt: skip
HUB_LOST_POWER = _cause(
    "HUB_LOST_POWER", Kind.BLOCKED, "lost power",
    "the hub said with the last of its energy that power is gone (AD1)", "the DCC's word for it, and no start since",
    "power", "network operator",
)  # fmt: skip
LINK_DOWN = _cause(
    "LINK_DOWN", Kind.BLOCKED, "no frame gets through",
    "no frame gets through on a hop of the rest of the way",
    "frames lost there one after the other, to an outage or more than chance would lose, and none heard since",
    "a frame that is heard", "AltHANCo, DCC",
)  # fmt: skip
REBOOTING = _cause(
    "REBOOTING", Kind.WAITING, "reboots",
    "a device on the rest of the way reboots", "its word that it goes down, and none that it is up", "its start",
    "nobody",
)  # fmt: skip
WAKE_MISSED = _cause(
    "WAKE_MISSED", Kind.WAITING, "slept past its wakes",
    "a sleepy device on the rest of the way slept past one wake or more", "the wakes that it missed, and none since",
    "its next wake, if it does not miss that too", "nobody, or a site visit",
)  # fmt: skip
ASLEEP = _cause(
    "ASLEEP", Kind.WAITING, "asleep until its next wake",
    "a sleepy device on the rest of the way is asleep", "its receiver went off and not on again", "its next wake",
    "nobody",
)  # fmt: skip
QUEUED = _cause(
    "QUEUED", Kind.WAITING, "sends another image first",
    "another image goes over the WAN first", "the requests before it, and no end of their transfers",
    "the end of those transfers", "Supplier (order)",
)  # fmt: skip
ERASING = _cause(
    "ERASING", Kind.WAITING, "erases its flash",
    "the device erases its flash for the image", "the device's word that it began, with how long", "the end of it",
    "nobody",
)  # fmt: skip
DUTY_CYCLE = _cause(
    "DUTY_CYCLE", Kind.WAITING, "minds its duty cycle",
    "the hub's duty cycle below 1 GHz holds back what the device asks for",
    "the state that it reached, and what was put off or withheld for it", "its falling back", "nobody",
)  # fmt: skip
RATE_LIMITED = _cause(
    "RATE_LIMITED", Kind.WAITING, "asks for a pause between blocks",
    "the hub asks the device to wait", "the hub's answer, with how long", "the end of that wait", "nobody",
)  # fmt: skip
LOSSY = _cause(
    "LOSSY", Kind.SLOW, "loses frames",
    "a hop of the rest of the way loses frames",
    "at least 8 of the newest frames there, one in ten of them lost, and more than the link loses by itself",
    "less loss", "AltHANCo, DCC",
)  # fmt: skip
SLOW_LINK = _cause(
    "SLOW_LINK", Kind.SLOW, "takes longer than it should",
    "frames take much longer on a hop than its link should let them",
    "how long at least 3 of the newest frames took, and how long they should", "a quicker link", "AltHANCo, DCC",
)  # fmt: skip
SLOW = _cause(
    "SLOW", Kind.SLOW, "gets less than it could",
    "less than half of what the links' settings allow comes in, and no hop shows why",
    "the download, and its octets a second over 30 s", "a quicker download", "whoever looks closer",
)  # fmt: skip
FRAME_LOST = _cause(
    "FRAME_LOST", Kind.WAITING, "lost the last frame",
    "the last frame over a hop of the rest of the way was lost", "the frame that was lost, and none sent there since",
    "the next try", "nobody",
)  # fmt: skip
GIVEN_UP = _cause(
    "GIVEN_UP", Kind.WAITING, "gave up for now",
    "the device gave up asking for now, and asks anew later", "its word that it gave up, and when it asks next",
    "its next query", "nobody",
)  # fmt: skip
NOT_ASKED = _cause(
    "NOT_ASKED", Kind.WAITING, "has not asked for it yet",
    "the image lies in the store, and the device has not asked yet",
    "the image was stored, and when the device asks next", "its next query", "nobody",
)  # fmt: skip
RETRY_WAIT = _cause(
    "RETRY_WAIT", Kind.WAITING, "had no answer and tries again",
    "a question was not answered and is asked again", "the question that was asked again, and when it is asked next",
    "its next try", "nobody",
)  # fmt: skip
HOLD_EXPIRED = _cause(
    "HOLD_EXPIRED", Kind.WAITING, "dropped what it held",
    "a parent dropped a frame that a sleepy device did not fetch in 7.68 s", "the frame that was dropped",
    "the device's own question", "nobody",
)  # fmt: skip
CHILDREN_NOT_DONE = _cause(
    "CHILDREN_NOT_DONE", Kind.WAITING, "not done with its part",
    "whoever has the package feeds others, and waits until they run their parts",
    "that it hands on a bundle, and no end of that", "their last word, or the end of its patience", "nobody",
)  # fmt: skip
UNEXPLAINED = _cause(
    "UNEXPLAINED", Kind.UNKNOWN, "no move, cause not known",
    "it has not moved for longer than it should, and no cause has all its evidence",
    "the last move, and what was looked at", "a move", "whoever improves this list",
)  # fmt: skip

CAUSES: tuple[Cause, ...] = (
    REFUSED_BY_DCC, NOT_STORED, OVERWRITTEN, HELD_TOO_LONG, NOT_FOR_DEVICE, IMAGE_REFUSED, NO_ROOM, PART_FAILED,
    NOT_ACTIVATED, ALERT_LOST, PAUSED, DEVICE_DOWN, HUB_LOST_POWER, LINK_DOWN, REBOOTING, WAKE_MISSED, ASLEEP, QUEUED,
    ERASING, DUTY_CYCLE, RATE_LIMITED, LOSSY, SLOW_LINK, SLOW, FRAME_LOST, GIVEN_UP, NOT_ASKED, RETRY_WAIT,
    HOLD_EXPIRED, CHILDREN_NOT_DONE, UNEXPLAINED,
)  # fmt: skip
"""The closed list, in the order of precedence: the first one that holds is said, the others are said beside it."""
