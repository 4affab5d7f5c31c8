"""The contract of a machine that something can be wrong with: it is told, and being ill is part of its state."""

from collections.abc import Hashable

import pytest

from premises.machine.ailing import DeviceFaults, found
from premises.machine.contract import check_machine
from premises.machine.effects import NOTHING, Effects, Keep, Kept
from premises.quantity import Instant
from premises.wire.message import Frame
from tests.machine.test_contract import LIKELY, Counter


class Sick(Counter):
    """A good machine that something can be wrong with: it says nothing while its flash is full."""

    def __init__(self, kept: Kept) -> None:
        super().__init__(kept)
        self.ailments: DeviceFaults = ()

    @property
    def state(self) -> Hashable:
        return self.heard, self.due_at, self.ailments

    @state.setter
    def state(self, value: Hashable) -> None:
        self.heard, self.due_at, self.ailments = value  # type: ignore[misc]  # a tuple of these three, by the getter

    def suffer(self, faults: DeviceFaults, now: Instant) -> Effects:
        self.ailments = faults
        return NOTHING

    def receive(self, frame: Frame, now: Instant) -> Effects:
        effects = super().receive(frame, now)
        return NOTHING if found(self.ailments, "flash-full", now) else effects


class InSecret(Sick):
    """Is ill, and its state does not say so."""

    @property
    def state(self) -> Hashable:
        return self.heard, self.due_at

    @state.setter
    def state(self, value: Hashable) -> None:
        self.heard, self.due_at = value  # type: ignore[misc]  # a tuple of these two, by the getter


class Raving(Sick):
    """Does something else each time it is told the same."""

    told = 0

    def suffer(self, faults: DeviceFaults, now: Instant) -> Effects:
        Raving.told += 1
        return [Keep("told", b"%d" % Raving.told)]


def test_a_machine_that_is_ill_in_its_state_keeps_the_contract() -> None:
    check_machine(Sick, LIKELY)


def test_what_is_wrong_is_told_before_the_start_and_now_and_then() -> None:
    events: list[str] = []
    kinds: set[str] = set()

    class Reader(Sick):
        def start(self, now: Instant) -> Effects:
            events.append("start")
            return super().start(now)

        def suffer(self, faults: DeviceFaults, now: Instant) -> Effects:
            events.append("suffer")
            kinds.update(fault.kind for fault in faults if fault.counts(now))
            return super().suffer(faults, now)

    check_machine(Reader, LIKELY)

    assert set(events[: events.index("start")]) == {"suffer"}
    assert events.index("start") >= 3, "all three of them"
    assert events.count("suffer") > 2 * events.count("start")
    assert len(kinds) > 5


@pytest.mark.parametrize(
    ("bad", "words"), [(InSecret, "another machine in the same state did otherwise"), (Raving, "not repeatable")]
)
def test_a_machine_that_is_ill_otherwise_is_found(bad: type[Sick], words: str) -> None:
    with pytest.raises(AssertionError, match=words):
        check_machine(bad, LIKELY)
