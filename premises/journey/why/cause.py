"""Why a package does not move: the closed list of causes, and what each needs as evidence.

A cause is shown only with all of its evidence; what cannot be shown is UNEXPLAINED, which is counted, honest, and a
reason to improve. Which cause holds is decided in the modules beside this one; docs/stalls.md is made from CAUSES.
"""

from premises.journey.why.finding import Cause, Kind


def _cause(code: str, kind: Kind, brief: str, *said: str) -> Cause:
    return Cause(code, kind, brief, *said)


REFUSED_BY_DCC = _cause(
    "REFUSED_BY_DCC", Kind.FAILED, "refused the request",
    "the DCC adapter did not take the request, or not for this device", "the refusal", "another request", "Supplier",
    "Supplier (service response), DCC",
)  # fmt: skip
HUB_TOO_OLD = _cause(
    "HUB_TOO_OLD", Kind.FAILED, "too old to update it",
    "the hub's GBCS version cannot update this kind of device, so the DCC adapter did not take the request",
    "the refusal, for InvalidGBCSVersionList", "a newer GBCS version of the hub, and another request",
    "CSP, by an upgrade of the hub", "Supplier (service response), DCC",
)  # fmt: skip
NOT_STORED = _cause(
    "NOT_STORED", Kind.FAILED, "did not store the image",
    "the hub did not store the image", "the end of the transfer, with its status", "another request", "Supplier, DCC",
    "DCC; Supplier by CCS08 or N61, if its rank was too low or it is a meter's",
)  # fmt: skip
OVERWRITTEN = _cause(
    "OVERWRITTEN", Kind.FAILED, "image overwritten in its slot",
    "another image took its slot in the hub's store", "the image was stored, and displaced", "another request",
    "Supplier", "Supplier, DCC: CCS08, or N61 of a meter's",
)  # fmt: skip
HELD_TOO_LONG = _cause(
    "HELD_TOO_LONG", Kind.FAILED, "held the image for too long",
    "the hub held the image for too long and dropped it", "the image was stored, and removed for that reason",
    "another request", "Supplier", "Supplier, DCC: CCS08, or N61 of a meter's",
)  # fmt: skip
LOST_IN_REBOOT = _cause(
    "LOST_IN_REBOOT", Kind.FAILED, "lost the image in a reboot",
    "the hub's store did not survive its reboot, and the image is gone",
    "the image was stored, and removed for that reason", "another request", "Supplier",
    "Supplier, DCC: CCS08, or N61 of a meter's",
)  # fmt: skip
NOT_FOR_DEVICE = _cause(
    "NOT_FOR_DEVICE", Kind.FAILED, "the image is not for it",
    "the image is not for this device, or no newer than what it runs",
    "the refusal of the hub or of the device, with both values", "another image", "Supplier",
    "Supplier, DCC, if the hub found it (CCS08); else nobody",
)  # fmt: skip
IMAGE_REFUSED = _cause(
    "IMAGE_REFUSED", Kind.FAILED, "found the image not genuine",
    "the device has the whole image and did not find it genuine", "the device's verdict", "another image",
    "Supplier, maker", "Supplier, DCC: CCS08, CS09 or FDRA",
)  # fmt: skip
NO_ROOM = _cause(
    "NO_ROOM", Kind.FAILED, "cannot keep the image",
    "the device cannot keep the image", "the device's own word for it", "room in its flash, and another request",
    "maker, site visit", "Supplier, DCC: CCS08, if the device got so far as to end its download; not why",
)  # fmt: skip
PART_FAILED = _cause(
    "PART_FAILED", Kind.FAILED, "part came to a bad end",
    "a part of the package came to a bad end, and whoever has the others waited for it",
    "the part that did, and the end of handing on", "another request", "Supplier, maker, site visit",
    "Supplier, DCC, that one of several failed (CS09 or CCS08); not which",
)  # fmt: skip
NOT_ACTIVATED = _cause(
    "NOT_ACTIVATED", Kind.FAILED, "runs the old version still",
    "the device came up and runs the version that it ran before",
    "the verified image, and the activation that failed", "another request", "Supplier, maker",
    "Supplier, DCC: CS09, or the answer to CS06",
)  # fmt: skip
REPLACED = _cause(
    "REPLACED", Kind.FAILED, "holds another image in its place",
    "the device held the image, and fetched another one in its place",
    "the image was verified, and the other download begun", "another request", "Supplier",
    "nobody: no alert says what a device drops",
)  # fmt: skip
ORDER_REFUSED = _cause(
    "ORDER_REFUSED", Kind.FAILED, "did not do what CS06 says",
    "the order to run the image (CS06) reached the device, which ignored it or could not carry it out",
    "the order, and the device's own word", "another order (11.3), or another image", "Supplier",
    "Supplier, DCC, if the device answered; of what it ignored nobody",
)  # fmt: skip
ORDER_LOST = _cause(
    "ORDER_LOST", Kind.FAILED, "gave up the order (CS06)",
    "the order to run the image (CS06) was given up on its way", "the order, and the word of whoever gave it up",
    "another order (11.3)", "Supplier, DCC", "DCC, if its adapter gave it up; of what the hub drops nobody",
)  # fmt: skip
ALERT_LOST = _cause(
    "ALERT_LOST", Kind.FAILED, "gave up its alert",
    "an alert was given up, so nobody hears how it ended", "the alert that was given up",
    "reading the version back (11.2)", "Supplier", "nobody: who waits for it hears nothing",
)  # fmt: skip
PAUSED = _cause(
    "PAUSED", Kind.BLOCKED, "paused",
    "the premises' clock stands still", "the word of whoever stopped it", "its going on", "whoever stopped it",
    "whoever runs this emulator",
)  # fmt: skip
DEVICE_DOWN = _cause(
    "DEVICE_DOWN", Kind.BLOCKED, "is down",
    "a device on the rest of the way is without power or gone", "the last word of its power, and no start since",
    "power", "site visit", "nobody until somebody goes there",
)  # fmt: skip
HUB_LOST_POWER = _cause(
    "HUB_LOST_POWER", Kind.BLOCKED, "lost power",
    "the hub said with the last of its energy that power is gone (AD1)", "the DCC's word for it, and no start since",
    "power", "network operator", "DCC, network operator (AD1)",
)  # fmt: skip
STRANDED = _cause(
    "STRANDED", Kind.BLOCKED, "child stranded by its version",
    "a bridge on the rest of the way and the one above it run versions that do not understand each other",
    "the frames that the one above dropped for that, and that both still run what it says",
    "a visit, or a version that fits", "site visit", "nobody: all behind it is merely silent",
)  # fmt: skip
LINK_DOWN = _cause(
    "LINK_DOWN", Kind.BLOCKED, "no frame gets through",
    "no frame gets through on a hop of the rest of the way",
    "frames lost there one after the other, to an outage or more than chance would lose, and none heard since",
    "a frame that is heard", "AltHANCo, DCC", "DCC of the WAN; of a radio link nobody",
)  # fmt: skip
ACTIVATES_LATER = _cause(
    "ACTIVATES_LATER", Kind.WAITING, "activates at the order's moment",
    "the device holds the image and was ordered to run it later",
    "the image was verified, and the order taken, with its moment", "that moment", "Supplier (another 11.3)",
    "Supplier, DCC: it accepted",
)  # fmt: skip
NO_ORDER = _cause(
    "NO_ORDER", Kind.WAITING, "waits for CS06",
    "the device holds the image, and nobody has ordered it to run it (11.3)",
    "the image was verified, and no order said since or still on its way", "an order (11.3)", "Supplier",
    "Supplier, DCC: FDRA or CCS08 said that it has it",
)  # fmt: skip
REBOOTING = _cause(
    "REBOOTING", Kind.WAITING, "reboots",
    "a device on the rest of the way reboots", "its word that it goes down, and none that it is up", "its start",
    "nobody", "nobody",
)  # fmt: skip
WAKE_MISSED = _cause(
    "WAKE_MISSED", Kind.WAITING, "slept past its wakes",
    "a sleepy device on the rest of the way slept past one wake or more", "the wakes that it missed, and none since",
    "its next wake, if it does not miss that too", "nobody, or a site visit", "nobody",
)  # fmt: skip
MIRROR_FLAG = _cause(
    "MIRROR_FLAG", Kind.WAITING, "hears of it when it reports",
    "a GSME hears of what waits for it by its mirror's flags, when it wakes and reports",
    "what waits at the hub, and that the GSME sleeps", "its next wake", "nobody",
    "nobody, but for who knows its period",
)  # fmt: skip
ASLEEP = _cause(
    "ASLEEP", Kind.WAITING, "asleep until its next wake",
    "a sleepy device on the rest of the way is asleep", "its receiver went off and not on again", "its next wake",
    "nobody", "nobody, but for who knows its period",
)  # fmt: skip
QUEUED = _cause(
    "QUEUED", Kind.WAITING, "sends another image first",
    "another image goes over the WAN first", "the requests before it, and no end of their transfers",
    "the end of those transfers", "Supplier (order)", "DCC",
)  # fmt: skip
ERASING = _cause(
    "ERASING", Kind.WAITING, "erases its flash",
    "the device erases its flash for the image", "the device's word that it began, with how long", "the end of it",
    "nobody", "nobody",
)  # fmt: skip
DUTY_CYCLE = _cause(
    "DUTY_CYCLE", Kind.WAITING, "minds its duty cycle",
    "the hub's duty cycle below 1 GHz holds back what the device asks for",
    "the state that it reached, and what was put off or withheld for it", "its falling back", "nobody",
    "DCC and Supplier, if the hub says so (DBCH06, DBCH10)",
)  # fmt: skip
RATE_LIMITED = _cause(
    "RATE_LIMITED", Kind.WAITING, "asks for a pause between blocks",
    "the hub asks the device to wait", "the hub's answer, with how long", "the end of that wait", "nobody", "nobody",
)  # fmt: skip
LOSSY = _cause(
    "LOSSY", Kind.SLOW, "loses frames",
    "a hop of the rest of the way loses frames",
    "at least 8 of the newest frames there, one in ten of them lost, and more than the link loses by itself",
    "less loss", "AltHANCo, DCC", "DCC of the WAN; of a radio link nobody",
)  # fmt: skip
SLOW_LINK = _cause(
    "SLOW_LINK", Kind.SLOW, "takes longer than it should",
    "frames take much longer on a hop than its link should let them",
    "how long at least 3 of the newest frames took, and how long they should", "a quicker link", "AltHANCo, DCC",
    "DCC of the WAN; of a radio link nobody",
)  # fmt: skip
SLOW = _cause(
    "SLOW", Kind.SLOW, "gets less than it could",
    "less than half of what the links' settings allow comes in, and no hop shows why",
    "the download, and its octets a second over 30 s", "a quicker download", "whoever looks closer", "nobody",
)  # fmt: skip
FRAME_LOST = _cause(
    "FRAME_LOST", Kind.WAITING, "lost the last frame",
    "the last frame over a hop of the rest of the way was lost", "the frame that was lost, and none sent there since",
    "the next try", "nobody", "nobody",
)  # fmt: skip
GIVEN_UP = _cause(
    "GIVEN_UP", Kind.WAITING, "gave up for now",
    "the device gave up asking for now, and asks anew later", "its word that it gave up, and when it asks next",
    "its next query", "nobody", "nobody",
)  # fmt: skip
NOT_ASKED = _cause(
    "NOT_ASKED", Kind.WAITING, "has not asked for it yet",
    "the image lies in the store, and the device has not asked yet",
    "the image was stored, and when the device asks next", "its next query", "nobody", "nobody",
)  # fmt: skip
RETRY_WAIT = _cause(
    "RETRY_WAIT", Kind.WAITING, "had no answer and tries again",
    "a question was not answered and is asked again", "the question that was asked again, and when it is asked next",
    "its next try", "nobody", "whoever says it again",
)  # fmt: skip
HOLD_EXPIRED = _cause(
    "HOLD_EXPIRED", Kind.WAITING, "dropped what it held",
    "a parent dropped a frame that a sleepy device did not fetch in 7.68 s", "the frame that was dropped",
    "the device's own question", "nobody", "nobody",
)  # fmt: skip
CHILDREN_NOT_DONE = _cause(
    "CHILDREN_NOT_DONE", Kind.WAITING, "not done with its part",
    "whoever has the package feeds others, and waits until they run their parts",
    "that it hands on a bundle, and no end of that", "their last word, or the end of its patience", "nobody",
    "nobody: no alert says that it waits",
)  # fmt: skip
UNEXPLAINED = _cause(
    "UNEXPLAINED", Kind.UNKNOWN, "no move, cause not known",
    "it has not moved for longer than it should, and no cause has all its evidence",
    "the last move, and what was looked at", "a move", "whoever improves this list", "nobody",
)  # fmt: skip

CAUSES: tuple[Cause, ...] = (
    REFUSED_BY_DCC, HUB_TOO_OLD, NOT_STORED, OVERWRITTEN, HELD_TOO_LONG, LOST_IN_REBOOT, NOT_FOR_DEVICE,
    IMAGE_REFUSED, NO_ROOM, PART_FAILED, NOT_ACTIVATED, REPLACED, ORDER_REFUSED, ORDER_LOST, ALERT_LOST, PAUSED,
    DEVICE_DOWN, HUB_LOST_POWER, STRANDED, LINK_DOWN, ACTIVATES_LATER, NO_ORDER, REBOOTING, WAKE_MISSED, MIRROR_FLAG,
    ASLEEP, QUEUED, ERASING, DUTY_CYCLE, RATE_LIMITED, LOSSY, SLOW_LINK, SLOW, FRAME_LOST, GIVEN_UP, NOT_ASKED,
    RETRY_WAIT, HOLD_EXPIRED, CHILDREN_NOT_DONE, UNEXPLAINED,
)  # fmt: skip
"""The closed list, in the order of precedence: the first one that holds is said, the others are said beside it."""
