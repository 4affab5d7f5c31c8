"""What a person does to the premises from the screen: each act held against the moment, started, and its end said.

It makes the situation of the moment, opens dialogs, and says in the notice line what was refused and how each command
ended. It changes nothing by itself: every change is a command, and what is shown comes from the feed alone.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from time import monotonic
from typing import Protocol

from textual.app import App

from premises.wire.site import DCC, HUB, devices
from tui.acting.act import Act, Deed
from tui.acting.commands import Commands
from tui.acting.journal import Ending, Entry, Journal
from tui.acting.offers import JOURNAL, NAMES, Offer, Opens, Refused, offer_of
from tui.acting.situation import (
    IN_THE_PAST,
    NO_PREMISES,
    NOT_CONNECTED,
    READ_ONLY,
    RUN_IS_OVER,
    Situation,
    barred_by_recording,
    customers_in,
)
from tui.acting.why_not import why_not
from tui.dialogs.export import Picture
from tui.dialogs.journal import JournalDialog
from tui.dialogs.opening import dialog_of
from tui.feeding.session import Source
from tui.keys.acts import KEY_OF
from tui.panes.sight import Sight
from tui.screens.place import Place

SAID_FOR_S = 10.0
"""Seconds of wall for which the end of a command that did what it should is said. Ours."""


class Times(Protocol):
    """Who goes through time, where the premises' own clock is not what a key means."""

    def takes(self, name: str) -> bool:
        """Say whether an act is its own now."""

    def act(self, name: str) -> None:
        """Do it."""


class Hands:
    """The acts of one sitting."""

    def __init__(
        self, app: App[str], sight: Sight, commands: Commands | None, times: Callable[[], Times | None], *,
        is_ascii: bool,
    ) -> None:  # fmt: skip
        """``commands`` is None where nothing may be started."""
        self._app, self._sight, self._commands, self._times = app, sight, commands, times
        self._is_ascii = is_ascii
        self.journal = Journal() if commands is None else commands.journal
        self.dim: frozenset[str] = frozenset()
        """The acts that cannot be done now."""
        self.left: tuple[str, ...] = ()
        """The commands that had not ended when the screen was closed."""
        self._by, self._resumes = "", 1.0
        self._paced: Entry | None = None
        self._paces_next: Act | None = None
        self._said, self._said_until = "", 0.0

    # --- How things stand

    def situation(self, at: str = "") -> Situation | None:
        """Give the moment, ``at`` in place of where the cursor is; None without a premises."""
        feed, sight = self._sight.feed, self._sight
        if feed.reader is None:
            return None
        is_fresh = sight.past is None and not sight.is_frozen and sight.shown is not None and sight.shown.is_truth
        picture = sight.shown if is_fresh else feed.reader.picture(feed.now)
        assert picture is not None, "there is a premises"
        standing, place = feed.standing, self._place()
        record = standing.record if standing.record and Path(standing.record).exists() else ""
        speed = self._speed(standing.speed)
        self._resumes = speed or self._resumes
        pointed = at or ("" if place is None else place.pointed)
        site = feed.reader.site
        return Situation(
            site, picture, self._barred(), speed, record, pointed, self._by, self._resumes,
            customers_in(feed.reader.journey, site),
        )  # fmt: skip

    def why_not(self, name: str, at: str = "") -> str:
        """Say why an act cannot be done now; empty when it can."""
        offer = self._offer(name, self.situation(at))
        return offer.why if isinstance(offer, Refused) else ""

    def look(self) -> bool:
        """See anew which acts cannot be done; whether that is another answer."""
        situation, times = self.situation(), self._times()
        mine = [name for name in NAMES if times is None or not times.takes(name)]
        dim = frozenset(name for name in mine if isinstance(self._offer(name, situation), Refused))
        is_news, self.dim = dim != self.dim, dim
        return is_news

    # --- What is done

    def do(self, name: str, at: str = "", ready: str = "") -> None:
        """Do an act, open its dialog, or say why it cannot be done."""
        times = self._times()
        if times is not None and times.takes(name):
            times.act(name)
            return
        situation = self.situation(at)
        offer = self._offer(name, situation)
        if isinstance(offer, Refused):
            self._refuse(name, offer.why)
        elif isinstance(offer, Act):
            self.start(offer)
        else:
            self._open(replace(offer, ready=ready), situation)

    def start(self, act: Act) -> None:
        """Start a command; of two speeds the second waits for the first, and only the newest is kept."""
        assert self._commands is not None, "an act was offered"
        if act.deed is Deed.PACE and self._paced is not None and self._paced.ending is None:
            self._paces_next = act
            return
        self._watch(self._commands.start(act))

    def begin(self, act: Act) -> Entry | None:
        """Start a command that is about no premises that runs; None where nothing may be started."""
        if self._commands is None:
            self._say(READ_ONLY)
            return None
        entry = self._commands.start(act)
        self._watch(entry)
        return entry

    def attempt(self, title: str, act: Act) -> None:
        """Start a command that is not a key's, or say why it cannot be done."""
        situation = self.situation()
        why = NO_PREMISES if situation is None else why_not(act, situation)
        if why:
            self._say(f"{title}: {why}")
        else:
            self.start(act)

    def tick(self) -> None:
        """Take away what was said long enough."""
        if self._said and monotonic() > self._said_until:
            if self._sight.message == self._said:
                self._say("")
            self._said = ""

    async def close(self) -> None:
        """End what is under way; ``left`` says what that was."""
        if self._commands is not None:
            self.left = tuple(entry.line for entry in self.journal.entries if entry.ending is None)
            await self._commands.close()

    # --- How

    def _place(self) -> Place | None:
        return next((screen for screen in reversed(self._app.screen_stack) if isinstance(screen, Place)), None)

    def _barred(self) -> str:
        standing = self._sight.feed.standing
        if self._commands is None:
            return READ_ONLY
        if self._sight.past is not None:
            return IN_THE_PAST
        if standing.source not in (Source.LIVE, Source.VIRTUAL):
            return barred_by_recording(standing.run_id)
        if standing.is_over:
            return RUN_IS_OVER
        return "" if standing.is_up else NOT_CONNECTED

    def _offer(self, name: str, situation: Situation | None) -> Offer:
        if name == JOURNAL:
            return Opens(JOURNAL)
        if self._commands is None:
            return Refused(READ_ONLY)
        return Refused(NO_PREMISES) if situation is None else offer_of(name, situation)

    def _speed(self, shown: float) -> float:
        """Give the speed that was ordered last while its command is under way, else the one that is shown."""
        under_way = self._paced is not None and self._paced.ending is None
        act = self._paces_next or (self._paced.act if self._paced is not None and under_way else None)
        if act is None:
            return shown
        said = act.words[-1]
        return float(said) if said.replace(".", "", 1).isdecimal() else 0.0

    def _open(self, opens: Opens, situation: Situation | None) -> None:
        if opens.dialog == JOURNAL:
            self._app.push_screen(JournalDialog(self.journal, is_ascii=self._is_ascii))
            return
        assert situation is not None, "a dialog was offered"
        assert self._commands is not None, "a dialog was offered"
        row = situation.picture.row(self._sight.chosen)
        package = "" if row is None or row.is_part else f"{row.device}@{row.version:#010x}"
        made = dialog_of(opens, situation, self._commands, package=package, is_ascii=self._is_ascii)
        self._app.push_screen(made, self._closed)

    def _closed(self, result: object) -> None:
        """Take what a dialog ended with."""
        match result:
            case Entry():
                self._watch(result)
            case Picture():
                # The dialog is still on the screen: the picture is taken when it is gone.
                self._app.call_after_refresh(self._write, result.path)
            case str():
                self._by = result
                self._say(f"requests from this screen are {result}'s from now on")

    def _write(self, path: Path) -> None:
        try:
            path.write_text(self._app.export_screenshot(), encoding="utf-8")
        except OSError as error:
            self._say(f"{path}: {(error.strerror or str(error)).lower()}")
        else:
            self._say(f"this screen is in {path}", SAID_FOR_S)

    def _watch(self, entry: Entry) -> None:
        if entry.act.deed is Deed.PACE:
            self._paced = entry
        if entry.ending is None:
            self._say(f"$ {entry.act.line}")
            self._app.run_worker(self._hear(entry), exit_on_error=False)
        else:
            self._ended(entry, entry.ending)

    async def _hear(self, entry: Entry) -> None:
        self._ended(entry, await entry.over())

    def _ended(self, entry: Entry, ending: Ending) -> None:
        said, words = f": {ending.said}" if ending.said else "", entry.act.words
        if ending.is_done and entry.act.deed is Deed.EXPORT:
            self._say(f"written: {words[words.index('--out') + 1]}", SAID_FOR_S)
        elif ending.is_done:
            self._say(f"done: {entry.act.line}{said}", SAID_FOR_S)
        else:
            self._say(f"{ending.said if ending.code is None else ending.word + said}  ($ {entry.act.line})")
        following, self._paces_next = self._paces_next, None
        if following is not None:
            self.start(following)

    def _refuse(self, name: str, why: str) -> None:
        who, space, rest = why.partition(" ")
        reader = self._sight.feed.reader
        is_device = reader is not None and who in (*devices(reader.site), HUB, DCC)
        self._say(f"{KEY_OF.get(name, name)}: {f'{who.upper()}{space}{rest}' if is_device else why}")

    def _say(self, words: str, for_s: float = 0.0) -> None:
        self._said, self._said_until = (words if for_s else ""), monotonic() + for_s
        place = self._place()
        if place is not None:
            place.say(words)
