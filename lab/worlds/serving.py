"""A virtual world as a process: orders come in, a line each; notes and an answer to each order go out.

It has no clock and no pace: whoever orders says how far it is told. What it writes waits for who reads, and it ends
when its input does, or when nobody reads any more.
"""

import shlex
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import BinaryIO

from lab.worlds.obeying import obey
from lab.worlds.world import ToldWorld
from premises.errors import PremisesError, UsageError
from premises.identity import Name
from premises.journey.played.pipe import batches_of, frame_of
from premises.journey.run_file import How, RunHeader, RunWriter
from premises.journey.telling.moments import moment_of
from premises.quantity import Instant, after, seconds, spoken
from premises.wire.envelope import ENVELOPE_VERSION
from premises.wire.feed.pipe import PipeAnswer, PipeClock, PipeOpened
from premises.wire.notes import flights
from premises.wire.notes.vocabulary import Entry
from premises.wire.site_text import run_text

ORDER_MAX = 8_192
"""Octets of a line. Ours."""

STEP_MAX = seconds(86_400)
"""Premises time in which ``step`` looks for something that happens. Ours."""

_QUIET = (
    flights.FlightSent, flights.FlightDelivered, flights.RadioTurned, flights.FrameHeld, flights.FrameRelayed,
)  # fmt: skip
"""What ``step`` goes past."""


def serve(world: ToldWorld, orders: BinaryIO, out: BinaryIO, record: Path | None = None) -> None:
    """Obey until ``orders`` ends; BrokenPipeError when nobody reads. ``record`` is a new run file with all notes."""
    Serving(world, out, record).run(orders)


class Serving:
    """One world, and who hears of it."""

    def __init__(self, world: ToldWorld, out: BinaryIO, record: Path | None) -> None:
        self._world, self._out = world, out
        self._numbers: dict[tuple[Name, int], int] = {}
        told = world.told
        site = run_text(told.site)
        name = Name(told.site.name)
        header = RunHeader(told.name, name, told.seed, site, How.VIRTUAL)
        self._record = None if record is None else RunWriter(record, header)
        self._write(frame_of(PipeOpened(ENVELOPE_VERSION, told.name, name, told.seed, site)))
        self._hand_on()

    def run(self, orders: BinaryIO) -> None:
        """Obey line by line."""
        while line := orders.readline(ORDER_MAX + 1):
            try:
                refused, said = "", self._obey(_words_in(line))
            except PremisesError as error:
                refused, said = " ".join(str(error).split()), ""
            self._hand_on()
            self._write(frame_of(PipeAnswer(ENVELOPE_VERSION, self._world.now, refused, said)))
        if self._record is not None:
            self._record.close()

    def _obey(self, words: Sequence[str]) -> str:
        match words:
            case ["until", moment]:
                return self._until(moment_of(moment, "until"))
            case ["step"]:
                return self._step()
            case _:
                return obey(self._world, words)

    def _until(self, moment: Instant) -> str:
        if moment < self._world.now:
            raise UsageError(f"until {spoken(moment)}: it is {spoken(self._world.now)}: a world is only told onwards")
        self._go_on(moment)
        return spoken(moment)

    def _step(self) -> str:
        found: list[Entry] = []

        def is_news(entry: Entry) -> bool:
            if not isinstance(entry.note, _QUIET):
                found.append(entry)
            return bool(found)

        self._go_on(after(self._world.now, STEP_MAX), is_news, lambda: bool(found))
        return spoken(self._world.now)

    def _go_on(
        self, until: Instant, stop: Callable[[Entry], bool] | None = None, is_enough: Callable[[], bool] = lambda: False
    ) -> None:
        while not self._world.go_on(until, stop) and not is_enough():
            self._hand_on()

    def _hand_on(self) -> None:
        batches = tuple(batches_of(self._world.taken(), self._numbers))
        if self._record is not None:
            for batch in batches:
                self._record.write(batch)
        clock = frame_of(PipeClock(ENVELOPE_VERSION, self._world.now, 0))
        self._write(b"".join((*map(frame_of, batches), clock)))

    def _write(self, octets: bytes) -> None:
        self._out.write(octets)
        self._out.flush()


def _words_in(line: bytes) -> tuple[str, ...]:
    if len(line) > ORDER_MAX:
        raise UsageError(f"an order of more than {ORDER_MAX} octets: expected a line")
    try:
        return tuple(shlex.split(line.decode("utf-8")))
    except (UnicodeDecodeError, ValueError) as error:
        raise UsageError(f"an order that is no line of words: {error}") from None
