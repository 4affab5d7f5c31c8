"""When a device is down: windows of faults, writes that are torn, and what a process that starts anew remembers."""

from hypothesis import given
from hypothesis import strategies as st

from premises.faults.life import CRASH_TAKES, KEY_FALLEN, LIFE_KINDS, Life
from premises.identity import Name
from premises.machine.ailing import DeviceFault
from premises.machine.effects import Effects, Keep, Send
from premises.quantity import NEVER, Duration, Instant, seconds
from premises.sim.shelf import VirtualShelf
from premises.wire.fault import DEVICE_KINDS, FaultSpec
from premises.wire.field.wan import TransferAck
from premises.wire.message import Frame
from premises.wire.site import DCC, HUB

B1 = Name("b1")
WRITE: Effects = (Keep("a", b"1"),)
SAYING: Effects = (Send(DCC, Frame(HUB, DCC, 0, TransferAck(1))),)


def at(moment: float) -> Instant:
    return Instant(seconds(moment))


def fault(kind: str, from_s: float, **more: float | str | None) -> FaultSpec:
    return FaultSpec(kind, device=str(more.pop("device", HUB)), from_s=from_s, **more)  # type: ignore[arg-type]  # keys that it takes


SPANS = st.lists(st.tuples(st.integers(0, 20), st.integers(1, 8)), max_size=5)


@given(SPANS, st.lists(st.integers(0, 20), max_size=1))
def test_it_turns_when_the_first_window_begins_and_when_the_last_one_ends(
    spans: list[tuple[int, int]], for_ever: list[int]
) -> None:
    cuts = [fault("power-cut", begin, for_s=float(span)) for begin, span in spans]
    life = Life(HUB, [*cuts, *(fault("battery-flat", begin) for begin in for_ever)])
    down = [
        any(begin <= now < begin + span for begin, span in spans) or any(begin <= now for begin in for_ever)
        for now in range(40)
    ]

    assert [life.down(at(now)) is not None for now in range(40)] == down
    for now in range(29):
        ahead = [then for then in range(now, 40) if down[then] != down[now]]
        turns_at = life.turns_at(at(now), is_down=down[now])
        assert turns_at == (at(ahead[0]) if ahead else None)
        assert life.turns_at(at(now), is_down=not down[now]) == at(now), "who is not as it should be turns at once"


def test_a_crash_takes_forty_seconds_or_as_long_as_its_fault_says() -> None:
    assert seconds(40) == CRASH_TAKES
    assert Life(HUB, [fault("crash", 5)]).turns_at(at(5), is_down=True) == at(45)
    assert Life(HUB, [fault("crash", 5, takes_s=2.5)]).turns_at(at(5), is_down=True) == at(7.5)


def test_what_is_wrong_with_others_or_with_links_is_none_of_its_business() -> None:
    life = Life(HUB, [fault("crash", 1, device=B1), FaultSpec("outage", link="wan", from_s=1)])

    assert life.down(at(1)) is None
    assert life.ails() == ()


def test_a_machine_is_told_all_of_its_faults_but_those_that_take_it_away() -> None:
    faults = [fault(kind, 1, for_s=2.0) for kind in sorted(DEVICE_KINDS)]
    life = Life(HUB, [*faults, fault("slow-erase", 3, takes_s=4.0), fault("clock-drift", 0, drift_ppm=-7.5)])
    told = life.ails()

    assert {ailment.kind for ailment in told} == DEVICE_KINDS - LIFE_KINDS
    assert told[0] == DeviceFault("clock-drift", at(1), at(3), Duration(0))
    assert told[-2:] == (
        DeviceFault("slow-erase", at(3), None, Duration(seconds(4.0))),
        DeviceFault("clock-drift", at(0), None, Duration(0), -7.5),
    )


def test_it_reboots_in_the_write_that_the_fault_counts_to_and_in_no_other_effects() -> None:
    life = Life(HUB, [fault("reboot-mid-write", 2, nth=2, takes_s=3.0)])
    done = [life.tears(effects, at(now)) for now, effects in enumerate([WRITE, WRITE, WRITE, SAYING, WRITE, WRITE])]

    assert done == [False, False, False, False, True, False]
    assert life.turns_at(at(4), is_down=False) == at(4)
    assert life.turns_at(at(4), is_down=True) == at(7)


def test_writes_are_counted_from_each_start_and_torn_once_for_ever() -> None:
    life, shelf = Life(HUB, [fault("reboot-mid-write", 0, nth=2)]), VirtualShelf()
    before = life.tears(WRITE, at(1))
    life.begin(shelf)
    after_a_start = [life.tears(WRITE, at(2)), life.tears(WRITE, at(3))]
    shelf.commit(list(life.fall(at(3))))
    life.begin(shelf)
    another = Life(HUB, [fault("reboot-mid-write", 0, nth=2)])
    another.begin(shelf)

    assert not before
    assert after_a_start == [False, True]
    assert [each.tears(WRITE, at(now)) for each in (life, another) for now in (50, 51, 52)] == [False] * 6
    assert another.down(at(42.9)) is not None
    assert another.down(at(43)) is None


def test_faults_that_count_to_one_write_tear_it_together_and_each_only_once() -> None:
    life = Life(HUB, [fault("reboot-mid-write", 0, nth=nth, takes_s=0.1) for nth in (None, None, 2)])
    torn = [life.tears(WRITE, at(now)) for now in range(4)]

    assert torn == [True, True, False, False]


def test_a_window_that_is_over_tears_nothing() -> None:
    life = Life(HUB, [fault("reboot-mid-write", 1, for_s=1.0)])

    assert [life.tears(WRITE, at(now)) for now in (0.999999, 2)] == [False, False]


def test_what_was_imposed_is_known_to_a_process_that_starts_anew_until_it_is_told_otherwise() -> None:
    shelf, flat = VirtualShelf(), fault("battery-flat", 1)
    life = Life(HUB, ())
    life.begin(shelf)
    life.impose([flat])
    shelf.commit(list(life.fall(at(1))))
    another = Life(HUB, ())
    another.begin(shelf)
    found = another.down(at(5))
    same = another.impose([flat])
    healed = another.impose([])

    assert found is not None
    assert (found.kind, found.until) == ("battery-flat", NEVER)
    assert same == ()
    assert healed == (Keep(KEY_FALLEN, None),)
    assert another.turns_at(at(5), is_down=True) == at(5)


def test_what_is_healed_while_its_process_is_away_is_healed_when_it_starts() -> None:
    shelf = VirtualShelf()
    life = Life(HUB, ())
    life.impose([fault("battery-flat", 1)])
    shelf.commit(list(life.fall(at(1))))
    another = Life(HUB, ())
    another.impose([])

    assert another.begin(shelf) == (Keep(KEY_FALLEN, None),)
    assert another.down(at(5)) is None


def test_what_the_site_says_is_healed_by_nobody() -> None:
    life = Life(HUB, [fault("power-cut", 1)])
    life.impose([fault("power-cut", 1)])
    life.impose([])

    assert life.turns_at(at(2), is_down=True) is None


def test_a_power_cut_is_over_or_too_short_or_said_or_it_is_worth_a_word() -> None:
    life = Life(HUB, [fault("power-cut", 10, for_s=100.0), fault("power-cut", 110, for_s=90.0), fault("crash", 0)])

    assert life.cut_since(at(0), seconds(180), -1) == at(10), "cuts that touch are one"
    assert life.cut_since(at(0), seconds(190), -1) is None
    assert life.cut_since(at(200), seconds(180), -1) is None
    assert life.cut_since(at(20), seconds(180), at(10)) is None


def test_a_fault_of_the_site_and_an_equal_one_that_is_imposed_are_two() -> None:
    torn = fault("reboot-mid-write", 0)
    life = Life(HUB, [torn])
    first = life.tears(WRITE, at(1))
    life.impose([torn])
    second = life.tears(WRITE, at(100))
    life.impose([])

    assert (first, second) == (True, True)
    assert life.tears(WRITE, at(200)) is False, "the site's own is not forgotten with the other"
