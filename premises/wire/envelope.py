"""What travels over MQTT: the envelope round every frame, the shared clock, batches of notes, control.

MessagePack arrays that begin with a version; fields are only ever appended. Bytes become these types, or a
WireError, in ``codec``; nothing else in the project decodes MQTT payloads.
"""

from typing import Annotated

from msgspec import Meta, Struct

from premises.identity import NAME_LENGTH_MAX, Name
from premises.quantity import Instant
from premises.wire.fault import FAULTS_MAX, FaultSpec
from premises.wire.notes.vocabulary import Entry
from premises.wire.tables.suppliers import Fuel

ENVELOPE_VERSION = 1

UNTURNED = -1
"""The ``turned`` of an envelope whose octets are as they were sent."""
PAYLOAD_MAX = 16 * 1024 * 1024
"""Octets in one MQTT payload: a whole firmware image in a service request, and room. Ours."""

BY_MAX = 64
"""Characters of who imposed a fault. Ours."""

FAULT_ID_MAX = 16
"""Characters of the id of a fault. Ours."""

ALL_FAULTS = "all"
"""What stands in an order for every fault that is imposed."""

_By = Annotated[str, Meta(max_length=BY_MAX)]
_FaultId = Annotated[str, Meta(min_length=1, max_length=FAULT_ID_MAX)]


class Envelope(Struct, frozen=True, array_like=True, gc=False):
    """One frame on one directed link, as the sender decided its flight."""

    version: int
    link: Name
    source: Name
    target: Name
    boot: int
    """The sender's boot; with ``sequence`` it names the flight for ever."""
    sequence: int
    sent_at: Instant
    due_at: Instant
    """The receiver's radio holds the frame until then."""
    octets: bytes
    """The frame as its medium carries it: 802.15.4, GBCS-shaped, or MessagePack on ``duis``."""
    turned: int = UNTURNED
    """Which bit of ``octets`` was turned on the way, from the highest of the first octet; UNTURNED when none was."""


class Clock(Struct, frozen=True, array_like=True, gc=False):
    """The shared clock: premises time now = premises_at + (monotonic now - monotonic_at) * speed."""

    version: int
    boot_id: str
    """The operating system's boot; monotonic readings of another boot mean nothing here."""
    monotonic_at: int
    """Microseconds of CLOCK_MONOTONIC."""
    premises_at: Instant
    speed: float
    """Premises seconds a wall second; 0 is a pause."""
    revision: int
    """1 or more; a lower one than already seen is ignored."""


class Run(Struct, frozen=True, array_like=True, gc=False):
    """What every participant must agree on; retained, so that one that restarts finds it."""

    version: int
    run_id: str
    seed: int
    site: str
    """The site as ``site_text.run_text`` gives it, with the Changes of Supplier that people ordered since it began."""


class NoteBatch(Struct, frozen=True, array_like=True, gc=False):
    """Notes of one participant; a jump in ``number`` is a gap, and is asked for again."""

    version: int
    who: Name
    boot: int
    number: int
    """Counts batches from 0 within (who, boot)."""
    entries: tuple[Entry, ...]


class NotesWanted(Struct, frozen=True, array_like=True, gc=False):
    """Recorder to participant: send these batches again (``first`` to ``last``, both included)."""

    version: int
    boot: int
    first: int
    last: int


class Presence(Struct, frozen=True, array_like=True, gc=False):
    """Participant to conductor, retained: here I am; the broker says False for one whose socket is lost."""

    version: int
    who: Name
    here: bool


class ClockOrder(Struct, frozen=True, array_like=True, gc=False):
    """A person to the conductor: run at this speed from now on (0 pauses)."""

    version: int
    id: str
    reply_to: str
    speed: float


class OrderTaken(Struct, frozen=True, array_like=True, gc=False):
    """The conductor's answer, to ``reply_to``: done, or why not."""

    version: int
    id: str
    refused: str
    """Empty when done."""
    faults: tuple[str, ...] = ()
    """The ids of the faults that the order gave or took away."""
    since: Instant | None = None
    """From when on it counts, of an order that has such a moment."""


class FaultOrder(Struct, frozen=True, array_like=True, gc=False):
    """A person to the conductor: impose these faults as well and take those away; all of it is done, or nothing."""

    version: int
    id: str
    reply_to: str
    by: _By
    """Who orders it, like ``user@host``."""
    add: Annotated[tuple[FaultSpec, ...], Meta(max_length=FAULTS_MAX)] = ()
    """Their moments count from when the conductor takes the order."""
    clear: Annotated[tuple[_FaultId, ...], Meta(max_length=FAULTS_MAX)] = ()
    """Ids, or ``all`` alone."""


class ChangeOrder(Struct, frozen=True, array_like=True, gc=False):
    """A person to the conductor: have a Supplier gain the premises for a fuel, a moment from now."""

    version: int
    id: str
    reply_to: str
    by: _By
    """Who orders it, like ``user@host``."""
    fuel: Fuel
    to: Annotated[str, Meta(max_length=NAME_LENGTH_MAX)]
    """The Supplier that gains it."""


class FramesOrder(Struct, frozen=True, array_like=True, gc=False):
    """A person to the conductor: somebody follows, so let frames be kept for a while from now; said again and again.

    The answer is ``FramesKept``.
    """

    version: int
    by: _By
    """Who follows, like ``user@host``."""


class FramesKept(Struct, frozen=True, array_like=True, gc=False):
    """Conductor to everybody, retained: whether notes of what is sent are to hold its octets."""

    version: int
    kept: bool


class Imposed(Struct, frozen=True, array_like=True, gc=False):
    """One fault that was imposed on a running premises."""

    id: _FaultId
    """``f1``, ``f2`` and so on; never given twice in a run."""
    by: _By
    """Who ordered it."""
    since: Instant
    """Premises time at which it was imposed: from here a person's moments were counted."""
    spec: FaultSpec
    """Its moments are premises time."""


class FaultsInForce(Struct, frozen=True, array_like=True, gc=False):
    """Conductor to everybody, retained: exactly these faults are imposed beside the site's own."""

    version: int
    revision: int
    """1 or more; one more with each change."""
    faults: Annotated[tuple[Imposed, ...], Meta(max_length=FAULTS_MAX)] = ()
