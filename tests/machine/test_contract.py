"""The contract of a machine finds the machines that break it, each in one way."""

from collections.abc import Hashable

import pytest

from premises.identity import Name
from premises.machine.contract import check_machine
from premises.machine.effects import NOTHING, Effects, Keep, Kept, Send
from premises.machine.growing import Growing
from premises.quantity import Instant, seconds
from premises.wire.field.wan import ChunkRequest, ChunkResponse
from premises.wire.message import Frame
from premises.wire.picture import Picture

HUB, DCC = Name("hub"), Name("dcc")
LIKELY = [Frame(DCC, HUB, index, ChunkResponse(1, index, b"x")) for index in range(8)]


class Counter:
    """A good machine: it counts what it hears, and says its count every ten seconds."""

    def __init__(self, kept: Kept) -> None:
        self.heard = 0
        self.due_at = Instant(0)

    @property
    def state(self) -> Hashable:
        return self.heard, self.due_at

    @state.setter
    def state(self, value: Hashable) -> None:
        self.heard, self.due_at = value  # type: ignore[misc]  # a tuple of these two, by the getter

    @property
    def deadline(self) -> Instant | None:
        return self.due_at

    @property
    def picture(self) -> Picture:
        return Picture(HUB, None, "counting")

    def start(self, now: Instant) -> Effects:
        self.due_at = Instant(now + seconds(10))
        return NOTHING

    def receive(self, frame: Frame, now: Instant) -> Effects:
        self.heard += 1
        return [Keep("heard", b"%d" % self.heard)]

    def wake(self, now: Instant) -> Effects:
        if now < self.due_at:
            return NOTHING
        self.due_at = Instant(now + seconds(10))
        return [Send(DCC, Frame(HUB, DCC, 0, ChunkRequest(1, self.heard, 64)))]


class Hasty(Counter):
    """Says its count whenever it is woken."""

    def wake(self, now: Instant) -> Effects:
        return [Send(DCC, Frame(HUB, DCC, 0, ChunkRequest(1, self.heard, 64)))] if self.heard else super().wake(now)


class Fidgety(Counter):
    """Does nothing when it is woken early, but is not the same afterwards."""

    def wake(self, now: Instant) -> Effects:
        effects = super().wake(now)
        self.heard += 1
        return effects


class Stubborn(Counter):
    """Wants the moment that has just been."""

    def wake(self, now: Instant) -> Effects:
        due_at = self.due_at
        effects = super().wake(now)
        self.due_at = due_at
        return effects


class Streaming(Counter):
    """Draws from a stream that all its kind share."""

    drawn = 0

    def receive(self, frame: Frame, now: Instant) -> Effects:
        Streaming.drawn += 1
        return [Keep("drawn", b"%d" % Streaming.drawn)]


class Timeless(Counter):
    """Has a deadline that does not follow from its state."""

    @property
    def state(self) -> Hashable:
        return self.heard

    @state.setter
    def state(self, value: Hashable) -> None:
        self.heard = value  # type: ignore[assignment]  # a number, by the getter


class Secretive(Counter):
    """Remembers something that its state does not say, and acts on it later."""

    def __init__(self, kept: Kept) -> None:
        super().__init__(kept)
        self.secret = 0

    def receive(self, frame: Frame, now: Instant) -> Effects:
        self.secret += 1
        return [Keep("secret", b"%d" % self.secret)]


class Listed(Counter):
    """Has a state that can be changed from outside."""

    @property
    def state(self) -> Hashable:
        return [self.heard, self.due_at]  # type: ignore[return-value]  # a list is not hashable, on purpose

    @state.setter
    def state(self, value: Hashable) -> None:
        self.heard, self.due_at = value  # type: ignore[misc]  # a list of these two, by the getter


class Deaf(Counter):
    """Cannot be set to the state of another."""

    @property
    def state(self) -> Hashable:
        return self.heard, self.due_at

    @state.setter
    def state(self, value: Hashable) -> None:
        pass


class Careless(Counter):
    """Returns what is no effect."""

    def receive(self, frame: Frame, now: Instant) -> Effects:
        return ["say something"]  # type: ignore[list-item]  # no effect, on purpose


def test_a_good_machine_keeps_the_contract() -> None:
    check_machine(Counter, LIKELY)


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        (Hasty, "woken early"),
        (Fidgety, "woken early it changed"),
        (Stubborn, "woke at its deadline and still wants"),
        (Streaming, "not repeatable"),
        (Timeless, "the deadline follows from the state"),
        (Deaf, "a state that is set is the state that is read"),
        (Careless, "is no effect"),
    ],
)
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_a_machine_that_breaks_the_contract_is_found(bad: type[Counter], words: str, seed: int) -> None:
    with pytest.raises(AssertionError, match=words):
        check_machine(bad, LIKELY, seed)


def test_a_state_that_can_be_changed_from_outside_is_found() -> None:
    with pytest.raises(TypeError, match="unhashable"):
        check_machine(Listed, LIKELY)


def test_a_machine_that_acts_on_what_its_state_does_not_say_is_found() -> None:
    # It is never found by a mirror that hears the same from the beginning: only by one that goes on from the state.
    with pytest.raises(AssertionError):
        check_machine(Secretive, LIKELY)


def test_the_stories_go_to_the_end_of_the_good_day() -> None:
    longest = 0

    class Reader(Counter):
        def receive(self, frame: Frame, now: Instant) -> Effects:
            nonlocal longest
            effects = super().receive(frame, now)
            longest = max(longest, self.heard)
            return effects

    check_machine(Reader, LIKELY)

    assert longest > 2 * len(LIKELY), "the whole day, and as much again out of order"


def test_the_same_seed_tells_the_same_stories() -> None:
    def told(seed: int) -> list[tuple[int, int]]:
        heard: list[tuple[int, int]] = []

        class Reader(Counter):
            def receive(self, frame: Frame, now: Instant) -> Effects:
                heard.append((now, frame.transaction))
                return super().receive(frame, now)

        check_machine(Reader, LIKELY, seed)
        return heard

    assert told(5) == told(5)
    assert told(5) != told(6)


def test_a_state_may_hold_an_image_that_grows() -> None:
    class Grower(Counter):
        def __init__(self, kept: Kept) -> None:
            super().__init__(kept)
            self.image = Growing(b"x")

        @property
        def state(self) -> Hashable:
            return self.heard, self.due_at, self.image

        @state.setter
        def state(self, value: Hashable) -> None:
            self.heard, self.due_at, self.image = value  # type: ignore[misc]  # a tuple of these three, by the getter

        def receive(self, frame: Frame, now: Instant) -> Effects:
            self.image = self.image.grown(b"%d" % frame.transaction)
            return [Keep("image", self.image.whole())]

    check_machine(Grower, LIKELY)
