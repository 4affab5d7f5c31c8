"""At which speed a live premises may run: the speed asked for is a ceiling, the broker's own transit is the floor.

Fed with every note, asked once a second. It halves the speed when frames come so late that the broker, not the radio,
begins to decide what happens, and goes back slowly. Pure: the wall's reading is an argument.
"""

from dataclasses import dataclass

from premises.quantity import seconds
from premises.wire.notes.flights import FlightDelivered, FlightStraggled
from premises.wire.notes.note import Note

SPEED_MIN = 0.1
"""The slowest that it chooses by itself; a person may ask for less. Ours."""

WINDOW = seconds(1)
"""Wall time between two rulings."""

SETTLE = seconds(1)
"""Wall time after a change in which notes still speak of the time before it (they come in batches). Ours."""

LATE_SHARE_MAX = 0.5
"""How much of a flight's latency, on the wall, its handing over may be late. Ours."""

TIGHT_SHARE_MAX = 0.05
"""The share of flights later than that, from which the clock is too fast. Ours."""

FLIGHTS_MIN = 20
"""Flights in a window before their share means anything. Ours."""

TIGHT_MIN = 4
"""Flights that late in a window before their share means anything: one wake after its grace explains three. Ours."""

QUIET_WINDOWS = 2
"""Windows without trouble before a step back towards the ceiling. Ours."""

STEP = 1.25
"""How much faster such a step is."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """Another speed, and why."""

    speed: float
    reason: str


class Governor:
    """Decides the speed of one run."""

    def __init__(self, ceiling: float, speed: float) -> None:
        """Begin at ``speed``, which a conductor that died may have slowed below the ``ceiling`` asked for."""
        self._ceiling = ceiling
        self.speed = speed
        """The speed it has ruled, or was told."""
        self._settled_at = 0
        self._window_ends = 0
        self._quiet = 0
        self._flights = 0
        self._tight = 0
        self._stragglers = 0

    def told(self, speed: float, now: int) -> None:
        """Take a person's order: a new ceiling, and the speed from now on."""
        self._ceiling = speed
        self._change(speed, now)

    def hear(self, note: Note) -> None:
        """Take one note of any participant."""
        if isinstance(note, FlightDelivered):
            self._flights += 1
            if note.late * self.speed > note.after * LATE_SHARE_MAX:
                self._tight += 1
        elif isinstance(note, FlightStraggled):
            self._stragglers += 1

    def rule(self, now: int) -> Ruling | None:
        """Give another speed when it is time for one; ``now`` is the wall's reading in microseconds."""
        if now < self._window_ends:
            return None
        self._window_ends = now + WINDOW
        trouble = self._trouble()
        settling = now < self._settled_at
        self._flights = self._tight = self._stragglers = 0
        if settling or not self.speed:
            return None
        if trouble:
            return self._slow_down(trouble, now)
        self._quiet += 1
        return self._speed_up(now) if self._quiet >= QUIET_WINDOWS else None

    def _trouble(self) -> str:
        if self._stragglers:
            many = "" if self._stragglers == 1 else "s"
            return f"{self._stragglers} straggler{many}: the broker needs longer than the radio"
        is_tight = self._tight >= TIGHT_MIN and self._tight > self._flights * TIGHT_SHARE_MAX
        if self._flights >= FLIGHTS_MIN and is_tight:
            return f"{self._tight} of {self._flights} flights came late by more than half their latency"
        return ""

    def _slow_down(self, trouble: str, now: int) -> Ruling | None:
        self._quiet = 0
        slower = max(SPEED_MIN, self.speed / 2)
        if slower >= self.speed:
            return None
        self._change(slower, now)
        return Ruling(slower, trouble)

    def _speed_up(self, now: int) -> Ruling | None:
        if self.speed >= self._ceiling:
            return None
        faster = min(self._ceiling, self.speed * STEP)
        self._change(faster, now)
        return Ruling(faster, f"nothing came late for {QUIET_WINDOWS} s")

    def _change(self, speed: float, now: int) -> None:
        self.speed = speed
        self._settled_at = now + SETTLE
        self._quiet = 0
