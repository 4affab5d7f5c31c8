"""How often each fault struck, counted as notes come: frames that it may have lost, and what befell its device.

A note of a lost frame names the kind of impairment and the link, and not the fault: what a link loses by itself in the
same way is counted with it. Delays and copies leave no note, so of those nothing is counted.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from premises.errors import UsageError
from premises.faults.said.checked import with_said
from premises.identity import Name
from premises.quantity import Instant
from premises.wire.fault import FaultSpec
from premises.wire.notes.downloads import ActivationFailed, ImageRejected, OtaFailed, OtaRefused
from premises.wire.notes.emulator import DeviceFailed, FaultCleared, FaultImposed
from premises.wire.notes.flights import FlightLost, FlightMissed
from premises.wire.notes.note import Note
from premises.wire.notes.sleep import WakeMissed
from premises.wire.notes.vocabulary import Entry
from premises.wire.site import Site

IMPOSED_MAX = 256
"""Imposed faults that are remembered, the newest. Ours."""

LOSES = frozenset(("loss", "burst", "outage", "rate"))
"""Kinds of faults of a link by which frames are lost on the air."""

BEFALLS: dict[str, type[Note]] = {
    "crash": DeviceFailed, "power-cut": DeviceFailed, "battery-flat": DeviceFailed, "reboot-mid-write": DeviceFailed,
    "refuse-verify": ImageRejected, "fail-activate": ActivationFailed, "flash-full": OtaFailed,
    "wrong-hardware": OtaRefused, "stuck-asleep": WakeMissed,
}  # fmt: skip
"""By which note a device says that a fault of its own struck."""


@dataclass(slots=True)
class Strike:
    """One fault, in force or over."""

    tag: str
    id: str
    """Empty for the site's own."""
    said: str
    spec: FaultSpec | None
    """None for words of another version of this program."""
    begins_at: Instant
    ends_at: Instant
    by: str = ""
    """Who imposed it."""
    cleared_at: Instant | None = None
    cleared_by: str = ""
    count: int = 0
    newest_at: Instant | None = None

    @property
    def is_counted(self) -> bool:
        """Whether its strikes leave a note."""
        spec = self.spec
        return spec is not None and (spec.kind in LOSES or spec.kind == "damage" or spec.kind in BEFALLS)

    @property
    def unit(self) -> str:
        """What is counted."""
        return "times" if self.spec is not None and self.spec.kind in BEFALLS else "frames"

    def take(self, entry: Entry) -> None:
        """Count a note when this fault may be behind it."""
        spec = self.spec
        is_over = self.cleared_at is not None and entry.at > self.cleared_at
        if spec is None or is_over or not self.begins_at <= entry.at < self.ends_at:
            return
        if _befell(spec, entry) if spec.kind in BEFALLS else _is_lost_by(spec, entry):
            self.count += 1
            self.newest_at = entry.at


class Strikes:
    """Those of one premises: the site's first, then each in the order in which it was imposed."""

    def __init__(self, site: Site, said: Iterable[str]) -> None:
        """``said``: the site's own faults in spoken words."""
        self._site = site
        own = zip(site.fault, said, strict=True)
        self._own = [
            Strike(f"S{number}", "", words, spec, spec.begins_at, spec.ends_at)
            for number, (spec, words) in enumerate(own, 1)
        ]
        self._imposed: dict[str, Strike] = {}

    @property
    def every(self) -> tuple[Strike, ...]:
        """All, those that are over as well."""
        return *self._own, *self._imposed.values()

    def take(self, entry: Entry) -> None:
        """Take one of the notes of ``KINDS``."""
        match entry.note:
            case FaultImposed() as note:
                self._imposed.pop(note.id, None)
                if len(self._imposed) >= IMPOSED_MAX:
                    del self._imposed[next(iter(self._imposed))]
                self._imposed[note.id] = Strike(
                    note.id.upper(), note.id, note.said, self._spec(note.said), note.begins_at, note.ends_at, note.by
                )
            case FaultCleared() as note if note.id in self._imposed:
                fault = self._imposed[note.id]
                fault.cleared_at, fault.cleared_by = entry.at, note.by
            case _:
                for fault in (*self._own, *self._imposed.values()):
                    fault.take(entry)

    def _spec(self, said: str) -> FaultSpec | None:
        try:
            return with_said(self._site, [said]).fault[-1]
        except UsageError:
            return None


KINDS: frozenset[type[Note]] = frozenset((FaultImposed, FaultCleared, FlightLost, FlightMissed, *BEFALLS.values()))
"""What is taken."""


def _befell(spec: FaultSpec, entry: Entry) -> bool:
    note = entry.note
    if entry.who != spec.device or not isinstance(note, BEFALLS[spec.kind]):
        return False
    if isinstance(note, DeviceFailed):
        return note.fault == spec.kind
    return not isinstance(note, ImageRejected) or spec.kind in note.why


def _is_lost_by(spec: FaultSpec, entry: Entry) -> bool:
    note = entry.note
    if isinstance(note, FlightLost):
        return spec.kind in LOSES and note.by == spec.kind and _is_aimed(spec, note, entry.who, note.target)
    if isinstance(note, FlightMissed):
        return spec.kind == note.why.replace("damaged", "damage") and _is_aimed(spec, note, note.source, entry.who)
    return False


def _is_aimed(spec: FaultSpec, note: FlightLost | FlightMissed, source: Name, target: Name) -> bool:
    return (
        spec.link in ("", note.link)
        and spec.toward in ("", target)
        and spec.leaving in ("", source)
        and (not spec.messages or note.kind in spec.messages)
    )
