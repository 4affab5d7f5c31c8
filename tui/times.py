"""The keys that go through time: pause, scrub, step, play, marks, back to now, fork.

In a recording, in a live run and in a virtual world; where the screen is by them is ``tui.playing.going``'s to know.
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from premises.errors import PremisesError
from premises.quantity import Duration, Instant, seconds
from tui.acting.commands import RecordedCommands
from tui.acting.situation import Situation
from tui.acting.speeds import next_speed
from tui.dialogs.clock import MomentDialog
from tui.feeding.session import Source
from tui.model.values.figures import clock_said
from tui.playing.forking import Forking
from tui.playing.going import NOTHING_KEPT, Going

if TYPE_CHECKING:
    from tui.app import PremisesApp

STEP, LONG_STEP = seconds(10), seconds(60)
"""How far a key goes. Ours."""

MARKS_MAX = 26
"""Marks of one sitting; the oldest goes first. Ours."""

SHARED = ("pause", "slower", "faster")
"""What the same keys ask of a premises that runs."""


class Times:
    """Where in time the screen is."""

    def __init__(self, app: "PremisesApp") -> None:
        self._app, self.going = app, Going(app)
        self.forking = Forking(app, self.going)
        self._marks: list[Instant] = []
        self._acts: Mapping[str, Callable[[], object]] = {
            "back": lambda: self._by(Duration(-STEP)), "on": lambda: self._by(STEP),
            "minute_back": lambda: self._by(Duration(-LONG_STEP)), "minute_on": lambda: self._by(LONG_STEP),
            "first": self._first, "last": self._last, "next": self._next, "stalled": self._stalled,
            "pause": self._pause, "slower": lambda: self._pace(-1), "faster": lambda: self._pace(1),
            "go": self._ask, "mark": self._mark, "to_mark": self._to_mark, "live": self.going.leave,
            "fork": self.forking.ask,
        }  # fmt: skip

    def takes(self, name: str) -> bool:
        """Say whether one of the keys that are shared with a running premises is ours now."""
        return name in SHARED and (
            self.going.is_past or self.going.feed.standing.source in (Source.RUN, Source.VIRTUAL)
        )

    def tick(self, wall: float) -> None:
        """Go on playing; ``wall`` is seconds of whatever clock, and only their difference counts."""
        self.going.tick(wall)

    def act(self, name: str) -> None:
        """Do what a key asks for."""
        self._acts[name]()

    # --- Keys

    def _by(self, span: Duration) -> None:
        at = Instant(self.going.now + span)
        if span > 0 and at >= self.going.ends and not self.going.is_recording:
            self.going.play_out() if self.going.is_past else self.going.say("this is now")
            return
        self.going.go(at)

    def _first(self) -> None:
        self.going.go(self.going.begins)

    def _last(self) -> None:
        self.going.go(self.going.ends) if self.going.is_recording else self.going.leave()

    def _next(self) -> None:
        driver = self.going.feed.driver
        if not self.going.is_past and driver is not None:
            self._app.run_worker(self._stepped(), exit_on_error=False)
            return
        self.going.is_playing = False
        self._recorded(self._to_next_event)

    async def _stepped(self) -> None:
        driver = self.going.feed.driver
        assert driver is not None, "it was asked"
        try:
            await driver.step()
        except PremisesError as error:
            self.going.say(str(error))

    def _to_next_event(self) -> None:
        found = min(
            (at for track in self.going.tracks if (at := track.tape.next_event(self.going.now)) is not None),
            default=None,
        )
        if found is None or found > self.going.ends:
            self.going.say("no more events")
        else:
            self.going.go(found)

    def _stalled(self) -> None:
        self.going.is_playing = False
        self._recorded(self._to_stall)

    def _to_stall(self) -> None:
        survey = self.going.survey
        found = None if survey is None else survey.next_stall(self.going.now)
        if found is None:
            is_done = survey is not None and survey.is_done
            self.going.say("nothing comes to stand still after this" if is_done else "still looking through the run")
            return
        self._app.sight.chosen = found.key
        self.going.go(found.at)

    def _recorded(self, do: Callable[[], None]) -> None:
        if self.going.feed.recording is None:
            self.going.say(NOTHING_KEPT)
        else:
            self.going.then(do)

    def _pause(self) -> None:
        driver = self.going.feed.driver
        if not self.going.is_past and driver is not None:
            driver.is_paused = not driver.is_paused
            self._app.look()
            return
        self.going.is_playing = not self.going.is_playing
        if self.going.is_playing:
            self.going.go(
                self.going.begins if self.going.is_recording and self.going.now >= self.going.ends else self.going.now
            )
        self.going.track_ends()
        self._app.look()

    def _pace(self, step: int) -> None:
        driver = None if self.going.is_past else self.going.feed.driver
        before = self.going.speed if driver is None else driver.speed
        speed = next_speed(before, step)
        if speed is None:
            self.going.say(f"x{before:g} is the {'fastest' if step > 0 else 'slowest'}")
            return
        if driver is None:
            self.going.speed = speed
        else:
            driver.speed = speed
        self.going.track_ends()
        self.going.say("")

    def _ask(self) -> None:
        picture, reader = self._app.sight.shown, self.going.feed.reader
        if picture is None or reader is None:
            self.going.say("there is no premises yet")
            return
        here = Situation(reader.site, picture)
        dialog = MomentDialog(here, RecordedCommands(), self.going.begins, self.going.ends, is_ascii=self._app.is_ascii)
        self._app.push_screen(dialog, self._asked)

    def _asked(self, chosen: object) -> None:
        if isinstance(chosen, int):
            self._last() if chosen >= self.going.ends else self.going.go(Instant(chosen))

    def _mark(self) -> None:
        if self.going.now not in self._marks:
            self._marks = sorted([*self._marks, self.going.now][-MARKS_MAX:])
        self._app.sight.marks = tuple(self._marks)
        self.going.say(f"marked {clock_said(self.going.now)}: ' goes through {len(self._marks)}")

    def _to_mark(self) -> None:
        if not self._marks:
            self.going.say("nothing is marked: m marks a moment")
            return
        self.going.go(next((mark for mark in self._marks if mark > self.going.now), self._marks[0]))
