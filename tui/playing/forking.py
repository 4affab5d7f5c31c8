"""The other future: a virtual world goes back to the moment that is shown, and one thing is otherwise from there on."""

import shlex
from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.widget import Widget
from textual.widgets import Input

from premises.errors import PremisesError, UsageError
from premises.faults.said.checked import fault_said
from premises.journey.parties.views import TRUTH
from premises.quantity import Instant
from tui.acting.commands import RecordedCommands
from tui.acting.situation import Situation
from tui.dialogs.dialog import Dialog, row
from tui.model.values.figures import clock_said
from tui.playing.going import Going

if TYPE_CHECKING:
    from tui.app import PremisesApp

ONLY_VIRTUAL = "only a virtual world has another future: premises tui --virtual"


class ForkDialog(Dialog):
    """Asks what is otherwise; its result is an order, in words."""

    TITLE_SAID, VERB = "Fork: another future from here", "Fork"

    def rows(self) -> Sequence[Widget]:
        says = "40% loss on wan for 5m, or clear f1, or change f1 to 60% loss on wan"
        return (row("Otherwise", Input("", says, id="otherwise", compact=True)),)

    def chosen(self) -> tuple[str, ...]:
        said = self.query_one("#otherwise", Input).value.strip()
        if not said:
            raise UsageError("nothing is otherwise: expected a fault in words, clear ID, or change ID to a fault")
        first, *rest = said.split()
        if first == "clear" and rest:
            return ("fault", "clear", *(each.lower() for each in rest))
        if first == "change" and len(rest) > 1:
            words = " ".join(rest[2:] if rest[1] == "to" else rest[1:])
            fault_said(words, self.situation.site)
            return "fault", "change", rest[0].lower(), words
        fault_said(said, self.situation.site)
        return "fault", "add", said

    def sentence(self, chosen: object) -> str:
        at = clock_said(self.situation.picture.now)
        return (
            f"A second world is told the same up to {at}, then: {shlex.join(self.chosen())}. The first stays as it is."
        )


class Forking:
    """Asks, forks and shows both."""

    def __init__(self, app: "PremisesApp", going: Going) -> None:
        self._app, self._going = app, going
        self.at: Instant | None = None
        """When the two part; None while there is one."""
        self.otherwise = ""
        """What is otherwise in the second."""

    def ask(self) -> None:
        """Ask what is otherwise."""
        picture, session = self._app.sight.shown, self._app.session
        if session.driver is None:
            self._going.say(ONLY_VIRTUAL)
        elif picture is None or session.reader is None:
            self._going.say("there is no premises yet")
        else:
            here = Situation(session.reader.site, picture)
            at = self._going.now
            dialog = ForkDialog(here, RecordedCommands(), is_ascii=self._app.is_ascii)
            self._app.push_screen(dialog, lambda chosen: self._asked(at, chosen))

    def _asked(self, at: Instant, chosen: object) -> None:
        if isinstance(chosen, tuple):
            self._app.run_worker(self.fork(at, chosen), exit_on_error=False)

    async def fork(self, at: Instant, words: tuple[str, ...]) -> None:
        """Tell a second world the same up to ``at`` and then ``words``, and show both from there."""
        driver, sight = self._app.session.driver, self._app.sight
        assert driver is not None, "it was asked"
        self._going.say(f"telling another world up to {clock_said(at)}")
        try:
            other = await driver.fork(at, words)
        except PremisesError as error:
            self._going.say(f"no other future: {error}")
            return
        beside = sight.beside
        assert beside is not None, "the app has two"
        beside.feed, beside.party, beside.past, beside.shown = other, TRUTH, None, None
        sight.party = TRUTH
        self.at, self.otherwise = at, " ".join(words[1:])
        self._app.action_show("split")
        if self._going.is_past:
            # Both are gone through from here on; what was opened was the first alone.
            self._going.open_anew()
            self._going.go(at)
        self._going.say("")
