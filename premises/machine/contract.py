"""The contract of a participant, as a function anyone calls on their own machine.

Tells stories made of likely frames (what the neighbours say when all goes well) and unlikely ones (the same, out of
order and again), and checks after every event what must hold for each machine. One that something can be wrong with is
told so before it starts, and again now and then. It asserts; it never repairs.
"""

from collections.abc import Sequence

from premises.draws import Luck
from premises.machine.ailing import Ailing, DeviceFault, DeviceFaults
from premises.machine.effects import Effects, Keep, Listen, Machine, Maker, Nothing, Send
from premises.quantity import Instant, seconds
from premises.wire.fault import DEVICE_KINDS
from premises.wire.message import Frame
from premises.wire.notes.note import Note

STORIES = 50
"""Stories told to one machine. Ours."""

_AILMENTS = tuple(sorted(DEVICE_KINDS))

STEP_MAX = seconds(30)
"""The longest pause between two events of a story. Ours."""

_LIKELY, _AGAIN, _WRONG = 0.5, 0.7, 0.9


def check_machine(make: Maker, likely: Sequence[Frame], seed: int = 0, faults: DeviceFaults = ()) -> None:
    """Return when ``make`` gives a machine that keeps the contract; AssertionError, with the story, when it does not.

    ``likely`` are frames in the order in which a good day brings them. A machine that something can be wrong with is
    told of ``faults`` (without any, of some of all that there are) before its start, and of others now and then.
    """
    for story in range(STORIES):
        _tell(make, likely, Luck(seed, "check_machine"), story, faults)


class _Mirrors:
    """A machine, one that was told the same from the beginning, and one that goes on from the state alone."""

    def __init__(self, make: Maker) -> None:
        self._make = make
        self.machine, self._mirror = make(Nothing()), make(Nothing())

    def all_from_here(self) -> tuple[Machine, Machine, Machine]:
        """Give all three, the third made anew."""
        other = self._make(Nothing())
        other.state = self.machine.state
        return self.machine, self._mirror, other


def _tell(make: Maker, likely: Sequence[Frame], luck: Luck, story: int, faults: DeviceFaults) -> None:
    mirrors, now, place = _Mirrors(make), Instant(0), 0
    _suffer(mirrors, faults or _some_faults(luck.draws(story, 0).fraction(3), now), now, f"story {story}: suffer")
    _same([machine.start(now) for machine in mirrors.all_from_here()], f"story {story}: start")
    _check_still(mirrors, now)
    for step in range(2 * len(likely) + 10):
        draws = luck.draws(story, step)
        now = Instant(now + 1 + round(draws.fraction(0) * STEP_MAX))
        what = draws.fraction(1)
        where = f"story {story}, step {step} at {now} us"
        _wake_when_due(mirrors, now, where)
        if what < _LIKELY and place < len(likely):
            _hear(mirrors, likely[place], now, where)
            place += 1
        elif what < _AGAIN and likely:
            _hear(mirrors, likely[int(draws.fraction(2) * len(likely))], now, where)
        elif what > _WRONG:
            wrong = faults[: int(draws.fraction(2) * (len(faults) + 1))] or _some_faults(draws.fraction(3), now)
            _suffer(mirrors, wrong, now, where)
        _check_still(mirrors, now)


def _suffer(mirrors: _Mirrors, faults: DeviceFaults, now: Instant, where: str) -> None:
    ailing = [machine for machine in mirrors.all_from_here() if isinstance(machine, Ailing)]
    if not ailing:
        return
    _same([machine.suffer(faults, now) for machine in ailing], f"{where}: suffer")
    state = ailing[0].state
    assert not ailing[0].suffer(faults, now), f"{where}: told the same again it did something"
    assert ailing[0].state == state, f"{where}: told the same again it changed"


def _hear(mirrors: _Mirrors, frame: Frame, now: Instant, where: str) -> None:
    done = [machine.receive(frame, now) for machine in mirrors.all_from_here()]
    _same(done, f"{where}: {type(frame.message).__name__}")


def _some_faults(fraction: float, now: Instant) -> DeviceFaults:
    """Give what is wrong for a while: nothing, one thing, or one after the other all that a machine can be told."""
    count = int(fraction * (len(_AILMENTS) + 1))
    return tuple(
        DeviceFault(kind, Instant(now + index * STEP_MAX), Instant(now + (index + 5) * STEP_MAX), STEP_MAX, 1_000.0)
        for index, kind in enumerate(_AILMENTS[len(_AILMENTS) - count :])
    )


def _wake_when_due(mirrors: _Mirrors, now: Instant, where: str) -> None:
    deadline = mirrors.machine.deadline
    if deadline is None or deadline > now:
        return
    _same([machine.wake(now) for machine in mirrors.all_from_here()], f"{where}: wake")
    later = mirrors.machine.deadline
    assert later is None or later > now, f"{where}: woke at its deadline and still wants {later}"


def _check_still(mirrors: _Mirrors, now: Instant) -> None:
    """A state is a value, an early wake does nothing, and another machine goes on from the state alike."""
    machine, mirror, other = mirrors.all_from_here()
    state = machine.state
    assert hash(state) == hash(machine.state), "a state is hashable, and the same twice"
    assert state == other.state, "a state that is set is the state that is read"
    assert state == mirror.state, "equal stories give equal states"
    deadline = machine.deadline
    assert deadline == mirror.deadline == other.deadline, "the deadline follows from the state"
    if deadline is None or deadline > now:
        early = machine.wake(now)
        assert not early, f"woken early at {now} us it did {early}"
        assert machine.state == state, "woken early it changed"


def _same(done: Sequence[Effects], where: str) -> None:
    first, second, third = (list(effects) for effects in done)
    assert first == second, f"{where}: not repeatable\n{first}\n{second}"
    assert first == third, f"{where}: another machine in the same state did otherwise\n{first}\n{third}"
    for effect in first:
        assert isinstance(effect, Send | Keep | Listen | Note), f"{where}: {effect!r} is no effect"
