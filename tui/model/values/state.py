"""How a package stands, in seven words; a screen shows each with a glyph, a word and a colour, never by one alone."""

from enum import Enum

from premises.journey.why.diagnosis import Diagnosis
from premises.journey.why.finding import Kind


class State(Enum):
    """How a package, a device or a link stands."""

    FAILED = "failed"
    BLOCKED = "blocked"
    UNKNOWN = "unknown"
    SLOW = "slow"
    WAITING = "waiting"
    MOVING = "moving"
    DONE = "done"

    @property
    def is_stalled(self) -> bool:
        """Whether somebody should look at it."""
        return self in (State.FAILED, State.BLOCKED, State.UNKNOWN, State.SLOW)


_OF_KIND = {
    Kind.FAILED: State.FAILED,
    Kind.BLOCKED: State.BLOCKED,
    Kind.WAITING: State.WAITING,
    Kind.SLOW: State.SLOW,
    Kind.UNKNOWN: State.UNKNOWN,
}


def state_of(diagnosis: Diagnosis) -> State:
    """Give how a package stands in truth."""
    if diagnosis.package.is_done:
        return State.DONE
    return State.MOVING if diagnosis.finding is None else _OF_KIND[diagnosis.finding.cause.kind]
