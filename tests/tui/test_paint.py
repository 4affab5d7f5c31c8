"""Canvases, palettes and marks: what is put where, what differs from before, and that everybody can read it."""

from itertools import combinations

import pytest
from rich.style import Style
from textual.color import Color
from textual.theme import BUILTIN_THEMES

from tui.model.values.state import State
from tui.paint.canvas import Canvas
from tui.paint.glyphs import OF_STATE, wants_ascii
from tui.paint.palette import Palette, palette_of
from tui.paint.themes import OURS

PLAIN, LOUD = Style(), Style(bold=True)
READABLE = 4.5
"""Contrast of text with its ground, at least. Ours: what small text needs."""


def text_of(canvas: Canvas) -> list[str]:
    return ["".join(character for character, _ in row) for row in canvas.rows]


def palette_named(name: str) -> Palette:
    theme = {each.name: each for each in (*OURS, *BUILTIN_THEMES.values())}[name]
    return palette_of(theme.to_color_system().generate(), is_dark=theme.dark, is_ansi=theme.ansi)


def contrast(style: Style) -> float:
    assert style.color is not None
    assert style.bgcolor is not None
    return _ratio(Color.from_rich_color(style.color), Color.from_rich_color(style.bgcolor))


def _ratio(first: Color, second: Color) -> float:
    one, other = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (one + 0.05) / (other + 0.05)


def _luminance(colour: Color) -> float:
    parts = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour.normalized)
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), parts, strict=True))


def test_text_is_cut_with_a_mark_and_nothing_is_drawn_outside() -> None:
    canvas = Canvas(8, 2, PLAIN)

    assert canvas.put(1, 0, "downloading", PLAIN, 5) == 6
    canvas.put(6, 1, "far too long", PLAIN)
    canvas.put(0, 7, "nowhere", PLAIN)

    assert text_of(canvas) == [" down…  ", "      fa"]


def test_text_is_no_markup_and_what_cannot_be_shown_is_a_question_mark() -> None:
    canvas = Canvas(16, 1, PLAIN)

    canvas.put(0, 0, "[red]\x1b\n漢x", PLAIN)

    assert text_of(canvas) == ["[red]??漢x" + " " * 6]
    assert canvas.strip(0).cell_length == 16


def test_only_what_differs_is_refreshed() -> None:
    before, after = Canvas(20, 3, PLAIN), Canvas(20, 3, PLAIN)
    for canvas in (before, after):
        canvas.put(0, 0, "the same", PLAIN)
    before.put(4, 2, "abcd", PLAIN)
    after.put(4, 2, "aXXd", PLAIN)

    assert [tuple(region) for region in after.changed(before)] == [(5, 2, 2, 1)]
    assert [tuple(region) for region in after.changed(None)] == [(0, 0, 20, 3)]
    assert list(after.changed(after)) == []


def test_a_change_of_style_alone_is_refreshed() -> None:
    before, after = Canvas(4, 1, PLAIN), Canvas(4, 1, PLAIN)
    before.put(1, 0, "x", PLAIN)
    after.put(1, 0, "x", LOUD)

    assert [tuple(region) for region in after.changed(before)] == [(1, 0, 1, 1)]


def test_a_cursor_lies_on_a_row_and_leaves_what_has_a_ground_of_its_own() -> None:
    badge, cursor = Style(bgcolor="red"), Style(bgcolor="blue")
    canvas = Canvas(3, 1, PLAIN)
    canvas.put(1, 0, "x", badge)

    canvas.lay(0, cursor)

    assert [style.bgcolor for _, style in canvas.rows[0]] == [cursor.bgcolor, badge.bgcolor, cursor.bgcolor]


def test_ascii_is_cell_for_cell() -> None:
    plain, ascii_only = Canvas(12, 1, PLAIN), Canvas(12, 1, PLAIN, is_ascii=True)
    for canvas in (plain, ascii_only):
        canvas.put(0, 0, "".join(OF_STATE[state] for state in State) + "─│→", PLAIN)

    assert len(text_of(plain)[0]) == len(text_of(ascii_only)[0])
    assert text_of(ascii_only)[0].isascii()
    assert len(set(text_of(ascii_only)[0][:7])) == len(State)


@pytest.mark.parametrize("theme", [theme.name for theme in OURS])
def test_every_text_of_our_themes_can_be_read(theme: str) -> None:
    palette = palette_named(theme)
    texts = [palette.text, palette.strong, palette.faint, palette.accent, palette.error, palette.outcry]
    texts += [*palette.marks.values(), *palette.badges.values()]

    assert min(map(contrast, texts)) >= READABLE
    assert all(contrast(text + palette.cursor) >= READABLE for text in palette.marks.values())


def test_no_two_states_share_a_mark() -> None:
    assert all(OF_STATE[one] != OF_STATE[other] for one, other in combinations(State, 2))


@pytest.mark.parametrize("name", ["nord", "textual-light", "ansi-dark"])
def test_a_theme_of_textuals_own_works_as_well(name: str) -> None:
    palette = palette_named(name)

    assert all(isinstance(palette.of(state), Style) for state in State)
    assert palette.of(None) == palette.text


def test_a_terminal_says_whether_it_has_more_than_ascii() -> None:
    assert wants_ascii({"LANG": "C"})
    assert wants_ascii({"LANG": "en_GB.UTF-8", "TERM": "linux"})
    assert not wants_ascii({"LANG": "en_GB.UTF-8", "TERM": "xterm-256color"})
    assert not wants_ascii({})
