"""Faults that a test imposes on real processes: exactly those, from when it says, and none twice."""

import pytest

from lab.testing.live.ground import LiveGround
from premises.errors import PremisesError
from premises.faults.said.checked import fault_said
from premises.quantity import after, in_seconds, seconds
from premises.wire.fault import FaultSpec
from premises.wire.notes.emulator import FaultCleared, FaultImposed
from tests.live.grounds import SITE, SPEED

pytestmark = pytest.mark.live


def never() -> bool:
    return False


def test_moments_of_a_fault_are_premises_time(ground: LiveGround) -> None:
    now_s = in_seconds(ground.now)
    ground.impose((FaultSpec("outage", link="wan", from_s=now_s + 20, until_s=now_s + 40),))
    ground.impose((FaultSpec("outage", link="wan", from_s=now_s + 20, until_s=now_s + 40), *past_and_lasting(now_s)))
    returned_at = ground.now
    first, second = (each.note for each in ground.entries if isinstance(each.note, FaultImposed))

    # What an order is under way, and no more: a tenth of a second of wall.
    assert in_seconds(first.begins_at) == pytest.approx(now_s + 20, abs=0.1 * SPEED)
    assert in_seconds(first.ends_at) == pytest.approx(now_s + 40, abs=0.1 * SPEED)
    assert in_seconds(second.ends_at) == pytest.approx(now_s + 60, abs=0.1 * SPEED)
    assert second.begins_at <= returned_at


def past_and_lasting(now_s: float) -> tuple[FaultSpec, ...]:
    """Give a fault that is over, and one that began before now."""
    over = FaultSpec("loss", link="wan", chance=0.5, from_s=0.0, until_s=max(0.001, now_s / 2))
    return over, FaultSpec("loss", link="wan", chance=0.5, from_s=now_s / 2, for_s=60 + now_s / 2)


def test_what_stays_imposed_is_not_imposed_again(ground: LiveGround) -> None:
    outage, loss = fault_said("outage on wan", SITE), fault_said("40% loss on han", SITE)
    for faults in ((outage,), (outage, loss), (loss,), (loss, loss), ()):
        ground.impose(faults)
    notes = [each.note for each in ground.entries if isinstance(each.note, FaultImposed | FaultCleared)]

    assert [(type(note), note.id) for note in notes] == [
        (FaultImposed, "f1"),
        (FaultImposed, "f2"),
        (FaultCleared, "f1"),
        (FaultImposed, "f3"),
        (FaultCleared, "f2"),
        (FaultCleared, "f3"),
    ]


def test_a_fault_that_has_run_out_needs_no_healing(ground: LiveGround) -> None:
    ground.impose((FaultSpec("outage", link="wan", for_s=in_seconds(ground.now) + 4),))
    ground.run(after(ground.now, seconds(4 + 2 * SPEED)), never)
    ground.impose(())

    assert [each for each in ground.entries if isinstance(each.note, FaultCleared)] == []


def test_a_fault_that_is_none_of_this_premises_is_refused_in_words(ground: LiveGround) -> None:
    with pytest.raises(PremisesError, match=r"link = 'wam'.*did you mean wan"):
        ground.impose((FaultSpec("outage", link="wam"),))
