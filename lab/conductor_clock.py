"""The shared clock from the side of who sets it: kept on a shelf, so that a conductor that was killed goes on with it.

Every change is kept before it is published: participants never follow a clock that its conductor has forgotten.
"""

from premises.errors import ShelfError, UsageError
from premises.machine.effects import Keep
from premises.quantity import ORIGIN, Instant, seconds
from premises.runtime.clock import SPEED_MAX, SharedClock, Wall
from premises.runtime.shelf import KeptLive
from premises.wire.codec import decode, encode
from premises.wire.envelope import ENVELOPE_VERSION, Clock

BEGINS_AFTER = seconds(0.3)
"""Wall time between the first clock and its origin: what it may take to reach everybody. Ours."""

KEY_CLOCK = "clock"
KEY_CEILING = "ceiling"


class ConductedClock:
    """The clock of one run."""

    def __init__(self, kept: KeptLive, wall: Wall, boot_id: str, begins_at: Instant = ORIGIN) -> None:
        """Go on with the clock on the shelf, if there is one; ClockError when it is of another boot of the machine.

        A clock that is not there yet begins at ``begins_at``: later than the origin when the premises has a past.
        """
        self._begins_at = begins_at
        self._kept = kept
        self._wall = wall
        self._boot_id = boot_id
        self._followed = SharedClock(wall, boot_id)
        before = kept.get(KEY_CLOCK)
        if before is not None:
            self._followed.follow(decode(Clock, before))

    @property
    def value(self) -> Clock | None:
        """What is published, or None before the beginning."""
        return self._followed.followed

    @property
    def ceiling(self) -> float | None:
        """The speed that a person asked for while this run went on, also before a crash; None when nobody did."""
        kept = self._kept.get(KEY_CEILING)
        return None if kept is None else float(kept)

    def limit(self, speed: float) -> None:
        """Keep the speed that a person asked for."""
        self._kept.commit([Keep(KEY_CEILING, repr(speed).encode())])

    def now(self) -> Instant:
        """Give premises time now; that of the beginning before it."""
        return self._begins_at if self.value is None else self._followed.now()

    def begin(self, speed: float) -> Clock:
        """Give the first clock, whose beginning lies BEGINS_AFTER ahead."""
        assert self.value is None, "a clock begins once"
        at = self._wall.monotonic() + BEGINS_AFTER
        return self._set(Clock(ENVELOPE_VERSION, self._boot_id, at, self._begins_at, speed, 1))

    def change(self, speed: float) -> Clock:
        """Give the clock that runs at ``speed`` from now on (or from the beginning, if that is still ahead)."""
        before = self.value
        assert before is not None, "no clock to change yet"
        at = max(self._wall.monotonic(), before.monotonic_at)
        return self._set(Clock(ENVELOPE_VERSION, self._boot_id, at, self.now(), speed, before.revision + 1))

    def _set(self, clock: Clock) -> Clock:
        self._kept.commit([Keep(KEY_CLOCK, encode(clock))])
        if not self._followed.follow(clock):
            raise ShelfError(f"the kept clock is ahead: revision {clock.revision} is not news")
        return clock


def checked_speed(speed: float) -> float:
    """Give ``speed`` if a clock can run at it; UsageError otherwise."""
    if not 0 <= speed <= SPEED_MAX:
        raise UsageError(f"speed {speed:g}: expected 0 (a pause) to {SPEED_MAX:g}")
    return speed
