"""The styles of one theme, by what they mean: any theme has the roles, so each of textual's own works as well."""

from collections.abc import Mapping
from dataclasses import dataclass

from rich.style import Style
from textual.color import Color

from tui.model.values.state import State

FAINT, FAINT_ON_LIGHT, LINE = 0.60, 0.70, 0.25
"""How much of the text's colour is in secondary text and in lines; the rest is background. Ours: measured."""

CURSOR, CURSOR_AWAY = 0.15, 0.08
"""How much of the accent is in the background of the chosen row, with the focus and without. Ours."""

_ROLES = {
    State.FAILED: "error", State.BLOCKED: "error", State.UNKNOWN: "primary", State.SLOW: "warning",
    State.WAITING: "secondary", State.MOVING: "accent", State.DONE: "success",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Palette:
    """One theme."""

    text: Style
    strong: Style
    faint: Style
    line: Style
    accent: Style
    error: Style
    cursor: Style
    """Laid over the chosen row."""
    cursor_away: Style
    bar: Style
    """Of the run bar."""
    outcry: Style
    """Of a strip that says what is broken."""
    marks: Mapping[State, Style]
    badges: Mapping[State, Style]

    def of(self, state: State | None) -> Style:
        """Give the style of a state; of none, that of plain text."""
        return self.text if state is None else self.marks[state]

    def badge(self, state: State) -> Style:
        """Give the style of a word that stands out."""
        return self.badges[state]


def palette_of(variables: Mapping[str, str], *, is_dark: bool = True, is_ansi: bool = False) -> Palette:
    """Give the styles of a theme by its variables."""
    if is_ansi:
        return _ansi()
    ground, text = Color.parse(variables["background"]), Color.parse(variables["foreground"])
    roles = {name: _solid(variables[name], ground) for name in (*_ROLES.values(), "accent", "panel", "surface")}
    faint = ground.blend(text, FAINT if is_dark else FAINT_ON_LIGHT)
    accent = roles["accent"]

    def style(colour: Color, *, on: Color | None = None, bold: bool = False) -> Style:
        return Style.from_color(colour.rich_color, None if on is None else on.rich_color) + Style(bold=bold or None)

    return Palette(
        style(text, on=ground), style(text, on=ground, bold=True), style(faint, on=ground),
        style(ground.blend(text, LINE), on=ground), style(accent, on=ground, bold=True),
        style(roles["error"], on=ground, bold=True), Style(bgcolor=ground.blend(accent, CURSOR).rich_color),
        Style(bgcolor=ground.blend(accent, CURSOR_AWAY).rich_color), Style(bgcolor=roles["surface"].rich_color),
        style(ground, on=roles["error"], bold=True),
        {state: style(roles[role], on=ground) for state, role in _ROLES.items()},
        {state: style(ground, on=roles[role], bold=True) for state, role in _ROLES.items()},
    )  # fmt: skip


def _solid(value: str, ground: Color) -> Color:
    colour = Color.parse(value)
    return ground.blend(colour, colour.a, alpha=1.0) if colour.a < 1 else colour


def _ansi() -> Palette:
    """Give a palette of the terminal's own colours, which cannot be blended: dim and reverse stand for that."""
    names = {
        "error": "red", "primary": "blue", "warning": "yellow", "secondary": "magenta", "accent": "cyan",
        "success": "green",
    }  # fmt: skip
    return Palette(
        Style(), Style(bold=True), Style(dim=True), Style(dim=True), Style(color="cyan", bold=True),
        Style(color="red", bold=True), Style(reverse=True), Style(bold=True), Style(), Style(color="red", reverse=True),
        {state: Style(color=names[role]) for state, role in _ROLES.items()},
        {state: Style(color=names[role], reverse=True, bold=True) for state, role in _ROLES.items()},
    )  # fmt: skip
