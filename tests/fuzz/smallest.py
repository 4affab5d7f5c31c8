"""The smallest run of inputs that breaks in the same way, and what a person is told of it.

Greedy: inputs before the last are left out one by one, then octets of the last, in ever smaller pieces, then octets
become zero. A frame is shrunk in clear and closed again, as long as it breaks that way too.
"""

import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial

from premises.errors import WireError
from premises.faults.air import Lane
from premises.wire.codec import decode
from premises.wire.envelope import Envelope
from premises.wire.message import Medium
from tests.fuzz.anatomy import closed, enveloped, opened
from tests.fuzz.campaign import Campaign, Catch, Failure, Report, Run, Step

TRIES_MAX = 2_000
"""Runs tried while one is made smaller. Ours."""

Wrap = Callable[[bytes], bytes]
"""Makes an MQTT payload of what is shrunk."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where something broke: what was raised, and the innermost line."""

    kind: str
    line: str


def place_of(error: BaseException) -> Place:
    """Give where ``error`` came from."""
    innermost = traceback.extract_tb(error.__traceback__)[-1]
    return Place(type(error).__name__, f"{innermost.filename}:{innermost.lineno}")


def smallest(campaign: Campaign, failure: Failure) -> Failure:
    """Give a failure in the same place with fewer inputs and fewer octets, or this one."""
    shrinker = _Shrinker(campaign, failure)
    shrinker.drop_inputs()
    shrinker.shrink_last()
    return replace(failure, run=shrinker.run)


def explained(campaign: Campaign, failure: Failure) -> str:
    """Give what a person needs to know of a failure, made small: where, what, and how to have it again."""
    place, small = place_of(failure.error), smallest(campaign, failure)
    scene = small.run.scene
    lines = [f"input {failure.number} of seed {campaign.seed}: {place.kind} at {place.line}: {failure.error}"]
    lines.append(f"  {scene.who}, {scene.activity}, {scene.at} us into its story; smallest inputs that do it:")
    for step in small.run.steps:
        link, source, target = step.given.way
        lines.append(f"    after {step.given.pause} us, {link} {source} to {target}: {step.given.payload.hex()}")
    lines.append(f"  again: .venv/bin/python -m tests.fuzz --seed {campaign.seed} --input {failure.number}")
    return "\n".join(lines)


class _Shrinker:
    def __init__(self, campaign: Campaign, failure: Failure) -> None:
        self._campaign = campaign
        self._place = place_of(failure.error)
        self._tries = 0
        self.run = failure.run

    def drop_inputs(self) -> None:
        """Leave out what is not needed, the last input excepted."""
        at = 0
        while at < len(self.run.steps) - 1:
            steps = self.run.steps[:at] + self.run.steps[at + 1 :]
            if not self._is_taken(steps):
                at += 1

    def shrink_last(self) -> None:
        """Make the last input smaller, as deep inside as it can be taken apart."""
        step = self.run.steps[-1]
        for octets, wrap in _forms(self._campaign, step):
            if self._breaks(self._with_last(wrap(octets))):
                self._shrink(octets, wrap)
                return

    def _shrink(self, octets: bytes, wrap: Wrap) -> None:
        self._is_taken(self._with_last(wrap(octets)))
        size = max(1, len(octets) // 2)
        while size:
            at = 0
            while at < len(octets):
                less = octets[:at] + octets[at + size :]
                if self._is_taken(self._with_last(wrap(less))):
                    octets = less
                else:
                    at += size
            size //= 2
        for at in range(len(octets)):
            less = octets[:at] + b"\x00" + octets[at + 1 :]
            if self._is_taken(self._with_last(wrap(less))):
                octets = less

    def _with_last(self, payload: bytes) -> tuple[Step, ...]:
        step = self.run.steps[-1]
        return (*self.run.steps[:-1], replace(step, given=replace(step.given, payload=payload)))

    def _is_taken(self, steps: tuple[Step, ...]) -> bool:
        if not self._breaks(steps):
            return False
        self.run = Run(self.run.scene, steps)
        return True

    def _breaks(self, steps: tuple[Step, ...]) -> bool:
        self._tries += 1
        if self._tries > TRIES_MAX:
            return False
        failure = self._campaign.tell(Run(self.run.scene, steps), 0, Report())
        return failure is not None and place_of(failure.error) == self._place


def _forms(campaign: Campaign, step: Step) -> Iterator[tuple[bytes, Wrap]]:
    """Give what the payload holds and how to wrap it again, the innermost form first."""
    lane, payload, book = campaign.lanes[step.given.way], step.given.payload, campaign.book
    try:
        envelope = decode(Envelope, payload)
    except WireError:
        yield payload, bytes
        return
    with Catch():
        body = opened(envelope.octets, lane, book)
        if lane.medium is Medium.RADIO:
            yield body, partial(_closed_again, campaign, lane, envelope)
    yield envelope.octets, partial(_enveloped_again, lane, envelope)
    yield payload, bytes


def _closed_again(campaign: Campaign, lane: Lane, envelope: Envelope, body: bytes) -> bytes:
    return _enveloped_again(lane, envelope, closed(body, lane, campaign.book))


def _enveloped_again(lane: Lane, envelope: Envelope, octets: bytes) -> bytes:
    return enveloped(octets, lane, envelope.due_at, envelope.sequence)
