"""The program: one clock that looks and paints, the keys that hold on every screen, and what is shown when all is over.

A feed writes into the session whenever something comes; nothing is painted then. The clock looks eight times a second:
what moves is painted then, everything else twice a second, and nothing at all when nothing is news.
"""

from collections.abc import Callable, Coroutine, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from time import monotonic
from typing import ClassVar

from textual.actions import ActionParseResult
from textual.app import App, SystemCommand
from textual.command import Provider
from textual.dom import DOMNode
from textual.events import Click
from textual.screen import Screen
from textual.widgets._footer import FooterKey
from textual.worker import Worker, WorkerState

from premises.journey.parties.views import TRUTH
from tui.acting.commands import Commands
from tui.choices import Everything, choices_of
from tui.feeding.session import Session
from tui.hands import Hands
from tui.keys.acts import NAME_OF
from tui.keys.all import KEYS
from tui.keys.key import ACT, LEAVE, LOOK, MOVE, TIME
from tui.model.card import seen_by
from tui.paint.palette import Palette, palette_of
from tui.paint.screen_text import text_of
from tui.paint.themes import DARK, OURS
from tui.palette_entries import entries_of
from tui.panes.sight import Sight
from tui.screens.all import LIVE, PLACES
from tui.screens.commands import Commands as CommandPalette
from tui.screens.help import HelpScreen
from tui.screens.live import LiveScreen
from tui.screens.over import pages_nothing
from tui.screens.place import Place
from tui.starting import Starting
from tui.times import Times

FRAMES_A_S = 8
"""Frames of motion a second of wall. Ours."""

LOOK_EVERY = 4
"""Frames between two looks at everything else. Ours."""

CALM_EVERY = 8
"""The same for who asked for calm, and nothing moves. Ours."""

Feeding = Callable[[Session], Coroutine[None, None, None]]
"""What reads a feed into a session until there is no more."""


@dataclass(frozen=True, slots=True)
class Look:
    """How it looks."""

    theme: str = DARK.name
    is_ascii: bool = False
    is_calm: bool = False
    """Whether nothing moves."""


class PremisesApp(App[str]):
    """Its result is what is left in the scrollback; empty for nothing."""

    TITLE = "premises"
    CSS_PATH = "screens/screens.tcss"
    ENABLE_COMMAND_PALETTE = True
    COMMANDS: ClassVar[set[type[Provider]]] = {Everything}  # type: ignore[assignment]  # as textual reads it

    def __init__(
        self, session: Session, feeding: Feeding | None = None, look: Look | None = None,
        commands: Commands | None = None,
    ) -> None:  # fmt: skip
        """``commands`` does what a person wants done; None where nothing may be started."""
        super().__init__()
        self.session, self._feeding, self._look = session, feeding, look or Look()
        for theme in OURS:
            self.register_theme(theme)
        self.theme = self._look.theme
        self.sight = Sight(session, beside=Sight(session, leads=False))
        self.times = Times(self)
        self.hands = Hands(self, self.sight, commands, lambda: self.times, is_ascii=self._look.is_ascii)
        self.starting = Starting(session, commands)
        self._places: dict[str, Place] = {}
        self._seen: tuple[object, ...] = ()
        self._frame = 0

    @property
    def palette(self) -> Palette:
        """The styles of the theme that there is."""
        return palette_of(self.theme_variables, is_dark=self.current_theme.dark, is_ansi=self.current_theme.ansi)

    @property
    def is_ascii(self) -> bool:
        """Whether it draws with ASCII alone."""
        return self._look.is_ascii

    @property
    def place(self) -> Place | None:
        """The screen that is shown, also below a dialog; None before there is one."""
        return next((screen for screen in reversed(self.screen_stack) if isinstance(screen, Place)), None)

    @property
    def live(self) -> LiveScreen | None:
        """The live screen, also below others; None before there is one."""
        return next((screen for screen in self.screen_stack if isinstance(screen, LiveScreen)), None)

    def get_default_screen(self) -> Screen[None]:
        """Begin with the live screen."""
        return self._made(LIVE)

    def on_mount(self) -> None:
        """Begin to hear, and to look."""
        self.theme_changed_signal.subscribe(self, lambda _: self._recolour())
        if self._feeding is not None:
            self.run_worker(self._feeding(self.session), exit_on_error=False)
        self.set_interval(1 / FRAMES_A_S, self.tick)
        self.call_after_refresh(self.look)

    async def on_unmount(self) -> None:
        """Leave no command behind."""
        await self.hands.close()

    def tick(self) -> None:
        """Look and paint what is news; the only clock there is."""
        self._frame += 1
        self.hands.tick()
        place = self.place
        if place is None:
            return
        self.times.tick(monotonic())
        every = CALM_EVERY if self._look.is_calm else LOOK_EVERY
        if self._frame % every == 0:
            self.sight.rate = self.session.rate(monotonic())
            if self._news(place) != self._seen:
                self.look()
        if place.is_moving and not self._look.is_calm and any(sight.moves for sight in place.sights):
            for sight in place.sights:
                sight.phase += sight.moves
            place.paint_motion()

    def look(self) -> None:
        """Make the picture and the card of this moment, and paint them."""
        place = self.place
        if place is None:
            return
        self._seen = self._news(place)
        for sight in place.sights:
            sight.look()
        if self.hands.look():
            self.screen.refresh_bindings()
        place.paint()

    def _news(self, place: Place) -> tuple[object, ...]:
        """Give what is another value when there is anything to look at anew."""
        return (place, round(self.sight.rate), *(sight.session.version for sight in place.sights))

    def _made(self, name: str) -> Place:
        if name not in self._places:
            self._places[name] = PLACES[name](self.sight, self.palette, self.is_ascii)
            self.install_screen(self._places[name], name)
        return self._places[name]

    def _recolour(self) -> None:
        palette = self.palette
        for place in self._places.values():
            place.recolour(palette)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Say what went wrong and go on."""
        if event.state is WorkerState.ERROR:
            self.session.standing.errors += 1
            self.session.standing.is_up = False
            self.session.standing.trouble = f"{type(event.worker.error).__name__}: {event.worker.error}"
            self.session.stir()

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Give the palette every key's act, where to go, every act on every device, and every theme."""
        yield from self._of_keys(screen, (ACT, TIME))
        for entry in entries_of(self.sight, self.action_show):
            yield SystemCommand(entry.title, entry.says, entry.do)
        for choice in choices_of(self.hands):
            yield SystemCommand(choice.title, choice.says, choice.do)
        yield from self._of_keys(screen, (LOOK, MOVE, LEAVE))
        for theme in OURS:
            yield SystemCommand(f"Theme {theme.name}", "colours", lambda name=theme.name: setattr(self, "theme", name))

    def _of_keys(self, screen: Screen[object], groups: Sequence[str]) -> Iterator[SystemCommand]:
        place = self.place
        for key in KEYS if place is None else place.KEYS:
            if key.group in groups:
                name = f"{key.words[:1].upper()}{key.words[1:]}"
                do = partial(self.call_later, screen.run_action, key.action)
                yield SystemCommand(name, f"key {key.shown or key.keys}", do)

    # --- Acts

    def action_act(self, name: str) -> None:
        """Do something to the premises, or say why it cannot be done."""
        self.hands.do(name)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Say whether a key does anything now; None has it dim in the footer."""
        return None if action == "act" and parameters[0] in self.hands.dim else True

    async def run_action(
        self, action: "str | ActionParseResult", default_namespace: DOMNode | None = None,
        namespaces: Mapping[str, DOMNode] | None = None,
    ) -> bool:  # fmt: skip
        """Do what a key says; of one that is dim, say why it is."""
        if pages_nothing(action, default_namespace) or await super().run_action(action, default_namespace, namespaces):
            return True
        name = NAME_OF.get(action) if isinstance(action, str) else None
        if name is not None:
            self.hands.do(name)
        return name is not None

    async def on_click(self, event: Click) -> None:
        """Say of a key in the footer that is dim why it is."""
        if isinstance(event.widget, FooterKey) and event.widget.has_class("-disabled"):
            await self.run_action(event.widget.action)

    # --- Keys of every screen

    def action_show(self, name: str) -> None:
        """Show one of the screens: the live one lies below all others."""
        self.sight.message = ""
        while len(self.screen_stack) > 1:
            self.pop_screen()
        if name != LIVE:
            self.push_screen(self._made(name))
        self.call_after_refresh(self.look)

    def action_command_palette(self) -> None:
        """Show every act by its name."""
        if not isinstance(self.screen, CommandPalette):
            self.push_screen(CommandPalette(id="--command-palette"))

    def action_help(self) -> None:
        """Show keys and marks."""
        place = self.place
        self.push_screen(HelpScreen(self.palette, () if place is None else place.KEYS, is_ascii=self.is_ascii))

    def action_view(self) -> None:
        """Look as the next party."""
        reader = self.sight.reader
        if reader is None:
            return
        parties, sight = reader.parties, self.sight
        sight.party = parties[(parties.index(sight.party) + 1) % len(parties)] if sight.party in parties else TRUTH
        sight.is_frozen = False
        self.look()

    def action_freeze(self) -> None:
        """Hold the picture, or let it go on."""
        sight = self.sight
        sight.is_frozen = not sight.is_frozen
        sight.frozen_at = 0 if sight.reader is None else sight.reader.notes
        self.look()

    def action_time(self, name: str) -> None:
        self.times.act(name)

    def action_copy(self) -> None:
        """Copy the reason and its evidence."""
        card = self.sight.card
        if card is None:
            return
        lines = [f"{card.title}: {card.row.state.value}", card.reason, *(proof.words for proof in card.evidence)]
        self.copy_to_clipboard("\n".join(lines))
        self.sight.message = "copied"
        self.look()

    def action_begin(self) -> None:
        """Bring a premises up where none runs."""
        refused = self.starting.why_not()
        if refused:
            self.sight.message = refused
            self.look()
            return
        self.run_worker(self.starting.start(), exit_on_error=False)

    def action_leave(self) -> None:
        """Quit."""
        self.exit("")

    def action_leave_shown(self) -> None:
        """Quit, and leave what is shown."""
        self.exit(text_of(self))

    @property
    def party(self) -> str:
        """As whom it looks, in a word."""
        return seen_by(self.sight.party)
