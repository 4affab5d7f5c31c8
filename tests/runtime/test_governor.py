"""The governor slows a clock that the broker cannot follow, says why, and goes back slowly."""

from lab.governor import FLIGHTS_MIN, QUIET_WINDOWS, SETTLE, SPEED_MIN, STEP, TIGHT_MIN, WINDOW, Governor, Ruling
from premises.identity import Name
from premises.quantity import Duration
from premises.wire.notes.flights import FlightDelivered, FlightStraggled

HAN, HUB = Name("han"), Name("hub")


def delivered(after: int = 40_000, late: int = 0) -> FlightDelivered:
    return FlightDelivered(HAN, HUB, 1, 1, "ImageBlockResponse", 0, Duration(after), late)


STRAGGLER = FlightStraggled(HAN, HUB, 1, 1, Duration(5))


class Story:
    """A governor and its wall."""

    def __init__(self, ceiling: float = 8.0) -> None:
        self.governor = Governor(ceiling, ceiling)
        self.now = 0

    def window(self, *notes: FlightDelivered | FlightStraggled, times: int = 1) -> Ruling | None:
        """Let one window pass in which ``notes`` come."""
        for _ in range(times):
            for note in notes:
                self.governor.hear(note)
        self.now += WINDOW
        return self.governor.rule(self.now)


def test_a_clock_that_everything_follows_is_left_alone() -> None:
    story = Story()

    rulings = [story.window(delivered(late=300), times=100) for _ in range(30)]

    assert rulings == [None] * 30
    assert story.governor.speed == 8.0


def test_a_straggler_halves_the_speed_and_is_the_reason() -> None:
    ruling = Story().window(STRAGGLER, STRAGGLER)

    assert ruling == Ruling(4.0, "2 stragglers: the broker needs longer than the radio")


def test_lateness_that_nears_the_latency_halves_the_speed() -> None:
    # At x8 a latency of 40 ms is 5 ms of wall; 3 ms late is more than half of it.
    ruling = Story().window(delivered(late=3_000), times=FLIGHTS_MIN)

    assert ruling is not None
    assert ruling.speed == 4.0
    assert "came late by more than half their latency" in ruling.reason


def test_the_same_lateness_at_a_slower_clock_is_no_trouble() -> None:
    assert Story(1.0).window(delivered(late=3_000), times=FLIGHTS_MIN) is None


def test_a_few_late_flights_prove_nothing() -> None:
    assert Story().window(delivered(late=9_000), times=FLIGHTS_MIN - 1) is None
    assert Story().window(delivered(late=9_000), *[delivered()] * 30) is None


def test_the_frames_of_one_wake_alone_are_no_trouble() -> None:
    # A wake waits for its grace (docs/decisions/0009), so its own frame and the answers to it are late by design.
    few = [delivered(late=9_000)] * (TIGHT_MIN - 1)

    assert Story().window(*few, *[delivered()] * FLIGHTS_MIN) is None
    assert Story().window(*few, delivered(late=9_000), *[delivered()] * FLIGHTS_MIN) is not None


def test_notes_of_the_time_before_a_change_are_not_held_against_the_time_after() -> None:
    story = Story()
    story.window(STRAGGLER)
    story.now += SETTLE // 2 - WINDOW

    assert story.window(STRAGGLER) is None
    assert story.governor.speed == 4.0


def test_it_never_goes_below_its_floor_by_itself() -> None:
    story = Story(1.0)
    for _ in range(40):
        story.window(STRAGGLER)
        story.window()

    assert story.governor.speed == SPEED_MIN
    assert story.window(STRAGGLER) is None


def test_it_goes_back_slowly_and_never_beyond_the_ceiling() -> None:
    story = Story(1.0)
    story.window(STRAGGLER)
    rulings = [ruling for _ in range(QUIET_WINDOWS * 9) if (ruling := story.window()) is not None]

    assert rulings[0].speed == 0.5 * STEP
    assert [ruling.speed for ruling in rulings] == sorted(ruling.speed for ruling in rulings)
    assert story.governor.speed == 1.0
    assert 3 <= len(rulings) <= 9


def test_a_pause_is_left_alone() -> None:
    story = Story()
    story.governor.told(0.0, story.now)

    assert [story.window(STRAGGLER) for _ in range(20)] == [None] * 20


def test_a_person_may_ask_for_less_than_the_floor() -> None:
    story = Story()
    story.governor.told(0.05, story.now)

    assert [story.window(STRAGGLER) for _ in range(5)] == [None] * 5
    assert story.governor.speed == 0.05


def test_an_order_is_a_new_ceiling() -> None:
    story = Story(1.0)
    story.governor.told(2.0, story.now)
    story.window()
    ruling = story.window(STRAGGLER)

    assert ruling is not None
    assert ruling.speed == 1.0


def test_a_conductor_that_died_while_slowed_comes_back_to_the_speed_asked_for() -> None:
    governor = Governor(8.0, 2.0)
    now = 0
    for _ in range(200):
        now += 1_000_000
        governor.rule(now)

    assert governor.speed == 8.0
