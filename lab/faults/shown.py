"""The faults in force on a running premises, as a person reads them: in words, with how long they still last."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from lab.faults.imposed import as_said, ends_at
from premises.faults.said.spoken import words_of
from premises.quantity import Instant, in_seconds, seconds, spoken
from premises.wire.envelope import FaultsInForce
from premises.wire.fault import DEVICE_KINDS, FaultSpec
from premises.wire.picture import Picture
from premises.wire.site import Site

BY_SITE = "site"
"""Who set the faults that a site has from the beginning; they have no id, and cannot be cleared."""


@dataclass(frozen=True, slots=True)
class ShownFault:
    """One fault, the site's or an imposed one."""

    id: str
    """Empty for the site's."""
    said: str
    """In words; moments count from ``since``."""
    by: str
    since: Instant
    begins_at: Instant
    ends_at: Instant | None
    touched: int | None
    """Flights that it has touched since their senders started; None for what is not counted."""

    def lasts(self, now: Instant) -> str:
        """Say how long it still counts, or when it will."""
        if self.begins_at > now:
            return f"in {spoken(self.begins_at - now)}"
        if self.ends_at is None:
            return "until it is cleared" if self.id else "for good"
        return f"{spoken(self.ends_at - now)} left" if self.ends_at > now else "over"

    def has_touched(self) -> str:
        """Say how many flights it has touched."""
        match self.touched:
            case None:
                return "not counted"
            case 0:
                return "nothing so far"
            case 1:
                return "1 flight"
            case many:
                return f"{many} flights"


def shown_faults(site: Site, in_force: FaultsInForce | None, pictures: Iterable[Picture]) -> list[ShownFault]:
    """Give the site's own faults, then the imposed ones in the order of their ids."""
    counts: dict[str, int] = {}
    for picture in pictures:
        for touch in picture.touched:
            counts[touch.fault] = counts.get(touch.fault, 0) + touch.flights
    return [*_own(site), *_imposed(in_force, counts)]


def _own(site: Site) -> Iterator[ShownFault]:
    for spec in site.fault:
        yield ShownFault("", words_of(spec), BY_SITE, Instant(0), _begin(spec), ends_at(spec), None)


def _imposed(in_force: FaultsInForce | None, counts: Mapping[str, int]) -> Iterator[ShownFault]:
    for fault in () if in_force is None else in_force.faults:
        spec = fault.spec
        touched = None if spec.kind in DEVICE_KINDS else counts.get(fault.id, 0)
        said = words_of(as_said(fault))
        yield ShownFault(fault.id, said, fault.by, fault.since, _begin(spec), ends_at(spec), touched)


def in_one_line(faults: Iterable[ShownFault], now: Instant) -> str:
    """Give what counts now or will, on one line; empty for nothing."""
    return "; ".join(
        f"{fault.said} ({fault.id or fault.by}, {fault.lasts(now)})"
        for fault in faults
        if fault.ends_at is None or fault.ends_at > now
    )


def fault_document(fault: ShownFault) -> dict[str, object]:
    """Give it as docs/faults.md describes it, moments in seconds of premises time."""
    return {
        "id": fault.id or None,
        "fault": fault.said,
        "by": fault.by,
        "since_s": in_seconds(fault.since),
        "from_s": in_seconds(fault.begins_at),
        "until_s": None if fault.ends_at is None else in_seconds(fault.ends_at),
        "touched": fault.touched,
    }


def _begin(spec: FaultSpec) -> Instant:
    return Instant(seconds(spec.from_s))
