"""The fuzz finds what it is there for: a bridge with a fault of its own, found, made small, and to be had again."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any

import pytest

from bridges.machine import Bridge
from bridges.plan import bridge_plan
from premises.errors import WireError
from premises.identity import Name
from premises.machine.effects import Effects, Keep, Kept, Listen, Machine, Send
from premises.quantity import Instant
from premises.wire.codec import decode
from premises.wire.envelope import Envelope
from premises.wire.field.zcl import ImageBlockResponse
from premises.wire.message import Frame
from premises.wire.notes.downloads import OtaGivenUp
from premises.wire.picture import Picture
from premises.wire.radio.mac import DataRequest
from premises.wire.site import HUB
from tests.fuzz.anatomy import ZCL_START, opened
from tests.fuzz.campaign import EPISODE, Campaign, Failure, Report
from tests.fuzz.corpus import SEED, corpus
from tests.fuzz.smallest import explained, place_of, smallest
from tests.fuzz.workers import GROWN_MAX, Told, is_good, lines_of

B1, B2, B4 = Name("b1"), Name("b2"), Name("b4")
INPUTS = 4_000
BLOCK_START = ZCL_START + 3 + 14
"""Octets before the data of a block: those of ZCL and of the Image Block Response."""

NUL_AT_THE_END = "a block that ends in zero"

Hear = Callable[[Bridge, Frame, Instant], Effects]


def heard(bridge: Bridge, frame: Frame, now: Instant) -> Effects:
    """Hear as B2 does."""
    return bridge.receive(frame, now)


def raises(bridge: Bridge, frame: Frame, now: Instant) -> Effects:
    """Let an error of our own out of a machine, which may not be, and only for what is rare."""
    if isinstance(frame.message, ImageBlockResponse) and frame.message.data[-1:] == b"\x00":
        raise WireError(NUL_AT_THE_END)
    return bridge.receive(frame, now)


def raises_elsewhere_too(bridge: Bridge, frame: Frame, now: Instant) -> Effects:
    """Break in another place as soon as the frame becomes a little simpler."""
    if isinstance(frame.message, ImageBlockResponse) and frame.transaction == 0:
        raise WireError("no transaction")
    return raises(bridge, frame, now)


def adds(*effects: Any) -> Hear:  # noqa: ANN401 - some are no effects, on purpose
    """Hear as B2 does, and ask for something more."""

    def hear(bridge: Bridge, frame: Frame, now: Instant) -> Effects:
        return [*bridge.receive(frame, now), *effects]

    return hear


@dataclass
class Faulty:
    """B2 with a fault in one of its parts."""

    own: Bridge
    hear: Hear = heard
    is_late: bool = False
    """Whether it wants to be woken for what is over."""
    is_listed: bool = False
    """Whether its state is a list."""
    forgets: bool = False
    """Whether its state does not hold all that it acts by."""
    starts_with: Effects = ()
    """What it asks for when it starts."""
    last: Instant = Instant(0)

    @property
    def state(self) -> Hashable:
        """Its own, perhaps spoilt."""
        return [self.own.state] if self.is_listed else self.own.state  # type: ignore[return-value]  # the fault

    @state.setter
    def state(self, value: Any) -> None:  # noqa: ANN401 - as a bridge's own
        self.own.state = value[0] if isinstance(value, list) else value

    @property
    def deadline(self) -> Instant | None:
        """Its own, perhaps one that is over."""
        return self.last if self.is_late and self.last else self.own.deadline

    @property
    def picture(self) -> Picture:
        """Its own."""
        return self.own.picture

    def start(self, now: Instant) -> Effects:
        """Start as B2 does, and ask for something more."""
        return [*self.own.start(now), *self.starts_with]

    def receive(self, frame: Frame, now: Instant) -> Effects:
        """Hear, with the fault."""
        before, self.last = self.last, now
        effects = self.hear(self.own, frame, now)
        return [*effects, Listen(True)] if self.forgets and before else effects

    def wake(self, now: Instant) -> Effects:
        """Wake as B2 does."""
        return self.own.wake(now)


def campaign(**fault: Any) -> Campaign:  # noqa: ANN401 - the fields of Faulty
    """Give a campaign against a premises whose B2 is broken."""
    plan = bridge_plan(corpus().site, B2, SEED)

    def make(kept: Kept) -> Machine:
        return Faulty(Bridge(plan, kept), **fault)

    return Campaign(1, {B2: make})


def found(against: Campaign) -> Failure:
    """Give the first failure of B2."""
    failures = against.play(0, INPUTS, failures_max=1).failures
    assert failures, "never found"
    assert failures[0].run.scene.who == B2
    return failures[0]


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ({"hear": raises}, NUL_AT_THE_END),
        ({"hear": adds(Send(B4, Frame(B2, B4, 0, DataRequest())))}, "its neighbours are b1"),
        ({"hear": adds(Send(B1, Frame(B2, HUB, 0, ImageBlockResponse(1, 1, 1, 0, bytes(200)))))}, "a radio sends 127"),
        ({"hear": adds(OtaGivenUp(2**64, 0, "no device has such a version"))}, "can't serialize ints"),
        ({"hear": adds("an effect")}, "is no effect"),
        ({"hear": adds(Keep("firmware/running", 7))}, "is no effect"),  # type: ignore[arg-type]  # the fault
        ({"hear": adds(Keep("firmware/running", b"seven"))}, "invalid literal for int"),
        ({"hear": adds(*[Listen(True)] * 300)}, "effects of one event"),
        ({"starts_with": ("no effect",)}, "is no effect"),
        ({"is_late": True}, "and still wants"),
        ({"is_listed": True}, "unhashable"),
        ({"forgets": True}, "from the same state"),
    ],
)
def test_a_fault_is_found(fault: dict[str, Any], words: str) -> None:
    failure = found(campaign(**fault))

    assert words in str(failure.error)


def test_a_failure_is_made_small_and_breaks_in_the_same_place() -> None:
    against = campaign(hear=raises)
    failure = found(against)
    small = smallest(against, failure)
    (step,) = small.run.steps
    lane = against.lanes[step.given.way]
    again = against.tell(small.run, 0, Report())

    assert again is not None
    assert place_of(again.error) == place_of(failure.error)
    frame = opened(decode(Envelope, step.given.payload).octets, lane, against.book)
    assert len(small.run.steps) < len(failure.run.steps)
    assert not any(frame[BLOCK_START:]), "nothing is left of the image but zeros"


def test_what_is_made_small_does_not_become_another_failure() -> None:
    against = campaign(hear=raises_elsewhere_too)
    failures = against.play(0, 5 * INPUTS, failures_max=500).failures
    failure = next(failure for failure in failures if str(failure.error) == NUL_AT_THE_END)
    again = against.tell(smallest(against, failure).run, 0, Report())

    assert again is not None
    assert str(again.error) == NUL_AT_THE_END


def test_a_failure_has_the_number_of_the_input_that_broke() -> None:
    failures = campaign(hear=raises).play(0, 5 * INPUTS, failures_max=8).failures
    places = [failure.number % EPISODE + 1 for failure in failures]

    assert places == [max(1, sum(step.is_counted for step in failure.run.steps)) for failure in failures]
    assert max(places) > 1, "most runs break on their way"


def test_a_failure_is_told_with_the_command_that_repeats_it() -> None:
    against = campaign(hear=raises)
    failure = found(against)
    said = explained(against, failure)
    begin = failure.number - failure.number % EPISODE
    again = against.tell(against.run_of(begin), begin, Report())

    assert f"--seed 1 --input {failure.number}" in said
    assert again is not None
    assert again.number == failure.number
    assert place_of(again.error) == place_of(failure.error)


def test_a_campaign_is_good_when_nothing_broke_enough_got_through_and_memory_stayed() -> None:
    report = Campaign(1).play(0, 4_000)
    good = Told(report, ())
    lines = list(lines_of(good, 2.0))

    assert is_good(good)
    assert lines[0] == "4000 mutated inputs in 2 s, 2000 a second"
    assert lines[-1] == "0 failures"
    assert not is_good(Told(report, ("input 7 broke",)))
    assert not is_good(Told(Report(), ())), "nothing reached a machine"
    report.grown = GROWN_MAX
    assert not is_good(Told(report, ()))
