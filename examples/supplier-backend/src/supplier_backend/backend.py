"""The back end: which devices need firmware, what to send next, and what is known of each device.

It does no I/O and reads no clock. Somebody tells it the time (seconds) and what was heard, and sends the orders that it
gives back. One order is under way at a time: a Communications Hub has little room, and images displace each other.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from supplier_backend.fleet import (
    Activated,
    Answered,
    Device,
    Heard,
    Order,
    Release,
    Report,
    Result,
    State,
    Transferred,
)

TRIES_MAX = 3
"""How often an image goes out to one device before somebody looks at it."""

RETRY_AFTER = 15 * 60.0
"""Seconds between a discarded image and its next try: whatever displaced it should be through by then."""

PATIENCE = 24 * 3600.0
"""Seconds from an order to its deadline: a bridge that sleeps needs hours."""

OPEN = (State.ASKED, State.HAS_IMAGE)
"""A device in one of these owes its last word."""


@dataclass(frozen=True, slots=True)
class _Case:
    """One device and what is known of it."""

    device: Device
    state: State
    tries: int = 0
    because: str = ""
    not_before: float = 0.0
    order: int = 0
    """The number of its last order; 0 before the first."""
    deadline: float = 0.0


class Backend:
    """A Supplier's firmware campaign for the devices behind one Communications Hub."""

    def __init__(self, devices: Iterable[Device], releases: Iterable[Release]) -> None:
        self._releases = {release.model: release for release in releases}
        self._cases = {device.id: _Case(device, self._first_state(device)) for device in devices}
        self._orders = 0

    def report(self) -> dict[str, Report]:
        """Give what is known of each device, by its id."""
        return {who: Report(case.state, case.tries, case.because) for who, case in self._cases.items()}

    def hear(self, heard: Heard, now: float) -> list[Order]:
        """Take what the DCC said, and give what is to be sent because of it."""
        match heard:
            case Answered():
                self._answered(heard)
            case Transferred():
                self._transferred(heard, now)
            case Activated():
                self._activated(heard)
        return self.due(now)

    def due(self, now: float) -> list[Order]:
        """Give what is to be sent now: at most one order, and none while another one owes its last word."""
        self._mark_silent(now)
        if any(case.state in OPEN for case in self._cases.values()):
            return []
        for release in self._releases.values():
            ready = [
                case
                for case in self._cases.values()
                if case.device.model == release.model and case.state is State.WAITING and case.not_before <= now
            ]
            if ready:
                return [self._order(release, ready, now)]
        return []

    def due_at(self) -> float | None:
        """Give the next moment at which ``due`` can have news although nothing was heard; None when there is none."""
        open_until = [case.deadline for case in self._cases.values() if case.state in OPEN]
        waiting = [case.not_before for case in self._cases.values() if case.state is State.WAITING]
        return min(open_until or waiting, default=None)

    def _first_state(self, device: Device) -> State:
        release = self._releases.get(device.model)
        return State.WAITING if release is not None and device.runs < release.version else State.UP_TO_DATE

    def _order(self, release: Release, cases: list[_Case], now: float) -> Order:
        self._orders += 1
        for case in cases:
            asked = replace(
                case, state=State.ASKED, tries=case.tries + 1, because="", order=self._orders, deadline=now + PATIENCE
            )
            self._cases[case.device.id] = asked
        return Order(self._orders, release, tuple(case.device.id for case in cases))

    def _answered(self, heard: Answered) -> None:
        for who in heard.refused:
            case = self._cases.get(who)
            if case is not None and case.order == heard.number:
                self._cases[who] = replace(case, state=State.FAILED, because=f"refused: {heard.reason}")

    def _transferred(self, heard: Transferred, now: float) -> None:
        case = self._cases.get(heard.device)
        # An alert about an older order says nothing of the one that is under way, and a late one nothing new.
        if case is None or case.order != heard.number or case.state is not State.ASKED:
            return
        if heard.result is Result.SUCCESS:
            self._cases[heard.device] = replace(case, state=State.HAS_IMAGE)
        elif heard.result is Result.DISCARDED and case.tries < TRIES_MAX:
            self._cases[heard.device] = replace(
                case, state=State.WAITING, because=heard.result.value, not_before=now + RETRY_AFTER
            )
        else:
            self._cases[heard.device] = replace(case, state=State.FAILED, because=heard.result.value)

    def _activated(self, heard: Activated) -> None:
        case = self._cases.get(heard.device)
        if case is None:
            return
        wanted = self._releases[case.device.model].version if case.device.model in self._releases else heard.version
        if heard.succeeded and heard.version == wanted:
            device = replace(case.device, runs=heard.version)
            self._cases[heard.device] = replace(case, device=device, state=State.UP_TO_DATE, because="")
        elif not heard.succeeded:
            self._cases[heard.device] = replace(case, state=State.FAILED, because="does not run the new version")

    def _mark_silent(self, now: float) -> None:
        for who, case in self._cases.items():
            if case.state in OPEN and case.deadline <= now:
                self._cases[who] = replace(case, state=State.SILENT, because="no last word before the deadline")
