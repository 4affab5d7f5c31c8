"""Where in time the screen is: on its way to a moment, there, playing on from it, or at now.

What is looked at lies in ``Sight.past`` meanwhile; the feed goes on being heard. No clock is asked here: the app's tick
brings the wall's.
"""

import asyncio
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from premises.errors import PremisesError
from premises.quantity import Instant, seconds
from tui.feeding.session import Session, Source
from tui.panes.sight import Sight
from tui.playing.survey import Survey
from tui.playing.track import Track

if TYPE_CHECKING:
    from tui.app import PremisesApp

NOTHING_KEPT = "nothing to go back to: nobody records this feed"


class Going:
    """The moment that is shown on both sides."""

    def __init__(self, app: "PremisesApp") -> None:
        self._app = app
        self.tracks: tuple[Track, ...] = ()
        """What is gone through: the premises, and the other future of a fork; none while now is shown."""
        self.survey: Survey | None = None
        self.speed, self.is_playing = 1.0, False
        self._aim: Instant | None = None
        self._is_going = False
        self._wall: float | None = None
        self._then: Callable[[], None] | None = None

    @property
    def is_past(self) -> bool:
        """Whether another moment is shown than the feed says, or the recording that was opened."""
        return bool(self.tracks) and self._app.sight.past is self.tracks[0].session

    @property
    def now(self) -> Instant:
        """The moment that is shown, or is on its way to be."""
        if self._aim is not None:
            return self._aim
        return self.tracks[0].session.now if self.is_past else self.feed.now

    @property
    def sights(self) -> tuple[Sight, ...]:
        """Both sides."""
        sight = self._app.sight
        return (sight,) if sight.beside is None else (sight, sight.beside)

    def tick(self, wall: float) -> None:
        """Go on playing; ``wall`` is seconds of whatever clock, and only their difference counts."""
        before, self._wall = self._wall, wall
        self.track_ends()
        if not self.is_playing or before is None or self._is_going or not self.is_past:
            return
        aim = Instant(self.now + seconds(max(0.0, wall - before) * self.speed))
        aim = min((track.capped(aim) for track in self.tracks), default=aim)
        if aim >= self.ends:
            self.play_out()
        elif any(aim > track.tape.ends for track in self.tracks):
            self.go(aim)
        else:
            self._play(aim)

    def _play(self, aim: Instant) -> None:
        for track in self.tracks:
            _all(track.go(aim))

    def go(self, at: Instant) -> None:
        """Show the moment ``at``, or the nearest that there is."""
        if self.feed.recording is None or self.feed.reader is None:
            self.say(NOTHING_KEPT)
            return
        self._aim = max(self.begins, min(self.ends, at))
        if not self._is_going:
            self._is_going = True
            self._app.run_worker(self._follow(), exit_on_error=False)

    def leave(self) -> None:
        """Go back to what the feed says now; in a recording that was read there is nothing else."""
        if self.feed.standing.source is Source.RUN:
            self.say("a recording has no now: > and ctrl+end go on in it")
            return
        self.tracks, self.survey, self.is_playing, self._aim = (), None, False, None
        for sight in self.sights:
            sight.past, sight.ticks = None, ()
        self.say("")

    def then(self, do: Callable[[], None]) -> None:
        """Do something that needs what was recorded, once it was read."""
        if self.is_past:
            do()
        else:
            self._then = do
            self.go(self.now)

    def open_anew(self) -> None:
        """Read what was recorded again when it is needed next: there is a side more, or one less."""
        self.tracks, self.survey = (), None
        for sight in self.sights:
            sight.past = None

    def track_ends(self) -> None:
        """Say on the run bar how long the run is by now, and how fast it is played."""
        for track in self.tracks:
            track.session.standing.ends_at = self.ends
            track.session.standing.speed = self.speed if self.is_playing else 0.0

    def play_out(self) -> None:
        """Come to the end of what was recorded: there a recording stands, and a run goes on as it is now."""
        if self.is_recording:
            self.is_playing = False
            self.go(self.ends)
        else:
            self.leave()

    def say(self, words: str) -> None:
        """Tell the person."""
        self._app.sight.message = words
        self._app.look()

    @property
    def feed(self) -> Session:
        """What is gone through: what the feed says, or a recording that was opened over it."""
        past = self._app.sight.past
        if past is None or (self.is_past and self.tracks[0].feed is self._app.session):
            return self._app.session
        return self.tracks[0].feed if self.is_past else past

    def _base(self, sight: Sight) -> Session:
        return self.feed if sight.feed is self._app.session else sight.feed

    @property
    def begins(self) -> Instant:
        """The first moment that there is."""
        reader = self.feed.reader
        return Instant(0) if reader is None else reader.begins_at

    @property
    def ends(self) -> Instant:
        """The last one, by now."""
        ends = self.feed.standing.ends_at
        return self.feed.now if ends is None else ends

    async def _follow(self) -> None:
        """Go where the person wants to be, which may change on the way."""
        try:
            await self._open()
            while self._aim is not None:
                await self._reach(self._aim)
        except PremisesError as error:
            self._aim = None
            self.say(f"cannot go back: {error}")
        finally:
            self._is_going = False
        self._shown()
        then, self._then = self._then, None
        if then is not None and self.is_past:
            then()

    async def _open(self) -> None:
        """Read what was recorded, unless that is done."""
        if not self.is_past:
            bases = {id(base): base for base in map(self._base, self.sights)}
            self.tracks = tuple([await self._track(base) for base in bases.values()])
            self._show_tracks()
            self._begin_survey(self.tracks[0])

    async def _track(self, feed: Session) -> Track:
        assert feed.recording is not None, "go looked"
        return Track(await asyncio.to_thread(feed.recording), feed)

    async def _reach(self, aim: Instant) -> None:
        for track in self.tracks:
            if aim > track.tape.ends and track.feed.recording is not None and not self.is_recording:
                track.extend(await asyncio.to_thread(track.feed.recording))
            for _ in track.go(aim):
                await asyncio.sleep(0)
                if self._aim != aim:
                    return
        self._aim = None

    @property
    def is_recording(self) -> bool:
        """Whether nothing goes on beside it: it was read from a file."""
        return self.feed.standing.source is Source.RUN

    def _show_tracks(self) -> None:
        for sight, base in [(sight, self._base(sight)) for sight in self.sights]:
            own = next((track for track in self.tracks if track.feed is base), None)
            sight.past = None if own is None else own.session
            sight.is_frozen = False

    def _shown(self) -> None:
        self.track_ends()
        self._app.look()

    def _begin_survey(self, track: Track) -> None:
        survey = self.survey = Survey(track.tape, track.feed)
        self._app.sight.ticks = survey.ticks

        async def look() -> None:
            for _ in survey.look():
                await asyncio.sleep(0)
                if self.survey is not survey:
                    return
            self._app.look()

        self._app.run_worker(look(), exit_on_error=False, group="survey", exclusive=True)


def _all(slices: Iterable[None]) -> None:
    for _ in slices:
        pass
