"""A machine made again under the same state: it is given its boot and nothing else that was kept, and goes on."""

from premises.machine.effects import KEY_BOOT, Kept, Machine, Nothing
from premises.machine.remade import remade
from premises.quantity import Duration, Instant
from tests.runtime.players import DCC, HUB, Pace, Pinger


def test_it_is_given_its_boot_alone_and_knows_what_the_first_one_knew() -> None:
    given: list[tuple[bytes | None, bytes | None]] = []

    def make(kept: Kept) -> Machine:
        given.append((kept.get(KEY_BOOT), kept.get("asked")))
        return Pinger(DCC, HUB, Pace(Duration(50)), kept)

    first = Pinger(DCC, HUB, Pace(Duration(1_000)), Nothing())
    first.start(Instant(0))
    first.wake(Instant(1))
    second = remade(make, first, 3)

    assert given == [(b"3", None)]
    assert second is not first
    assert (second.state, second.deadline) == (first.state, 1_001)
    second.wake(Instant(1_001))
    assert (second.deadline, first.deadline) == (1_051, 1_001)
