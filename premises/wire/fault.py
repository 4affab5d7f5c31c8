"""A fault as data: of a link (what it does, to which frames, when) or of a device (what is wrong with it, and when).

The schema and its bounds, the same in TOML, in JSON and in Python. Which words say the same, whether there is such a
link, and what it does to a flight are ``premises.faults``' affair: ``said.spoken``, ``said.checked``, ``impairments``.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct, field, to_builtins
from msgspec.structs import replace

from premises.quantity import NEVER, Instant, seconds

FAULTS_MAX = 64
"""Faults in one site. Ours."""

MESSAGES_MAX = 16
"""Kinds of message that one fault is aimed at. Ours."""

_Fraction = Annotated[float, Meta(ge=0, le=1)]
_Milliseconds = Annotated[float, Meta(ge=0, le=3_600_000)]
_MillisecondsOfSome = Annotated[float, Meta(gt=0, le=3_600_000)]
_Moment = Annotated[float, Meta(ge=0, le=31_536_000)]
_Span = Annotated[float, Meta(gt=0, le=31_536_000)]
_Count = Annotated[int, Meta(ge=1, le=1_000_000)]


class FaultSpec(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One fault of a link or of a device; PARAMETERS says which keys go with which kind."""

    kind: Literal[
        "loss", "burst", "latency", "rate", "duplicate", "reorder", "outage", "damage",
        "crash", "power-cut", "battery-flat", "reboot-mid-write", "flash-full", "slow-erase", "refuse-verify",
        "fail-activate", "wrong-hardware", "stuck-asleep", "clock-drift",
    ]  # fmt: skip
    device: str = ""
    """Whose fault it is, for the kinds of DEVICE_KINDS: any participant but the Supplier; those of a link have none."""
    link: str = ""
    """Its name, like ``althan-b1-b2``; every link that has it. Without one, every link that has the ends."""
    toward: str = ""
    """Only frames that cross the link toward this end; without one, those toward either."""
    leaving: str = ""
    """Only frames that leave this end of the link."""
    chance: _Fraction | None = None
    """That one frame is lost, damaged, doubled or held back."""
    into: _Fraction | None = None
    """That a burst begins with the next frame."""
    out_of: _Fraction | None = None
    """That a burst ends with the next frame."""
    latency_ms: _MillisecondsOfSome | None = None
    """What is added to the link's own."""
    jitter_ms: _Milliseconds | None = None
    """Give or take, uniformly; at most the latency."""
    octets_per_s: Annotated[int, Meta(ge=1, le=10_000_000)] | None = None
    """What goes over the link in a second, each way; the rest waits in a queue. Assumption 53 (docs/sources.md)."""
    later_ms: _MillisecondsOfSome | None = None
    """How much later a copy, or a frame that is held back, goes on; a copy, without it, at the same moment."""
    takes_s: _Span | None = None
    """How long a device is down, or its flash is erased. Assumption 54 (docs/sources.md)."""
    drift_ppm: Annotated[float, Meta(ge=-500_000, le=500_000)] | None = None
    """How much longer a second of its clock is than a second, in millionths; below 0 it is shorter."""
    about: str = ""
    """Only messages about this device: those it says, those for it, and those that name it, as CS09 does on the WAN."""
    messages: Annotated[list[str], Meta(max_length=MESSAGES_MAX)] = field(default_factory=list)
    """Only messages of these kinds, by class name or use case (``CS09``)."""
    nth: _Count | None = None
    """Only this one of them, counted on each lane from the sender's start, and only while the fault counts.

    Of ``reboot-mid-write``: in which write since it counts.
    """
    every: _Count | None = None
    """Only every so manieth of them, counted as above."""
    share: _Fraction | None = None
    """Only this part of them, by chance."""
    from_s: _Moment = 0.0
    """Premises time from which it counts, by when a frame is sent."""
    until_s: _Moment | None = None
    """Premises time from which it counts no longer."""
    for_s: _Span | None = None
    """Instead of ``until_s``: how long it counts."""

    @property
    def ends_at_s(self) -> float | None:
        """Premises time from which it counts no longer; None when it never ends."""
        return self.until_s if self.for_s is None else self.from_s + self.for_s

    @property
    def begins_at(self) -> Instant:
        """The first moment at which it counts."""
        return Instant(seconds(self.from_s))

    @property
    def ends_at(self) -> Instant:
        """The first moment at which it counts no longer; NEVER when it never ends."""
        return NEVER if self.ends_at_s is None else Instant(seconds(self.ends_at_s))

    def later(self, by_s: float) -> "FaultSpec":
        """Give the same fault with its moments ``by_s`` later, or earlier when that is below 0, to the microsecond."""
        until_s = None if self.until_s is None else round(self.until_s + by_s, 6)
        return replace(self, from_s=round(self.from_s + by_s, 6), until_s=until_s)

    def as_table(self) -> dict[str, Any]:
        """Give it as TOML would."""
        table: dict[str, Any] = to_builtins(self)
        return table


PARAMETERS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "loss": (("chance",), ()),
    "burst": (("into", "out_of"), ()),
    "latency": (("latency_ms",), ("jitter_ms",)),
    "rate": (("octets_per_s",), ()),
    "duplicate": (("chance",), ("later_ms",)),
    "reorder": (("chance", "later_ms"), ()),
    "outage": ((), ()),
    "damage": (("chance",), ()),
    "crash": ((), ("takes_s",)),
    "power-cut": ((), ()),
    "battery-flat": ((), ()),
    "reboot-mid-write": ((), ("takes_s",)),
    "flash-full": ((), ()),
    "slow-erase": (("takes_s",), ()),
    "refuse-verify": ((), ()),
    "fail-activate": ((), ()),
    "wrong-hardware": ((), ()),
    "stuck-asleep": ((), ()),
    "clock-drift": (("drift_ppm",), ()),
}
"""Which keys a kind must have, and which it may have beside those that every kind may."""

LINK_KINDS = frozenset(("loss", "burst", "latency", "rate", "duplicate", "reorder", "outage", "damage"))
"""The kinds that are faults of a link."""

DEVICE_KINDS = frozenset(PARAMETERS) - LINK_KINDS
"""The kinds that are faults of a device."""
