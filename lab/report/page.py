"""What a page is made of: sections of words, tables, pictures and cards; values only, and nothing of HTML but pictures.

Every text here is as it was said and is escaped when the page is written; a picture is SVG of our own making.
"""

from dataclasses import dataclass, field
from typing import ClassVar

WIDE, NARROW = 760, 328
"""Pixels for which each picture is made: a sheet of paper or a window, and a telephone of 360. Ours."""

LINE_MAX = 24
"""Characters of a cell that stay on one line. Ours."""


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph."""

    form: ClassVar[str] = "words"
    said: str
    weight: str = ""
    """``lead`` for what is read first, ``warning`` for what makes the rest doubtful; empty else."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table; its caption says what it shows."""

    form: ClassVar[str] = "table"
    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: frozenset[int] = frozenset()
    """Columns that are aligned as numbers."""
    folded: bool = False
    """Whether it is shown only when somebody opens it."""

    @property
    def long(self) -> frozenset[int]:
        """Columns of words that need more than one line."""
        return frozenset(
            index for index in range(len(self.head)) if any(len(row[index]) > LINE_MAX for row in self.rows)
        )


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart, once for each width."""

    form: ClassVar[str] = "picture"
    id: str
    title: str
    described: str
    """What somebody who does not see it should know."""
    wide: str
    narrow: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture that says itself what it shows, as wide as it is: a narrow window moves along it."""

    form: ClassVar[str] = "drawing"
    title: str
    drawn: str


@dataclass(frozen=True, slots=True)
class Verbatim:
    """Text whose lines and columns count."""

    form: ClassVar[str] = "verbatim"
    label: str
    said: str
    folded: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """One thing with its properties: (what, lines)."""

    form: ClassVar[str] = "card"
    title: str
    rows: tuple[tuple[str, tuple[str, ...]], ...]


Part = Words | Table | Picture | Drawing | Verbatim | Card


@dataclass(frozen=True, slots=True)
class Section:
    """One section; ``id`` is a word that stands in addresses."""

    id: str
    title: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """The whole page."""

    title: str
    about: str
    """One line: which premises, when, for how long."""
    warnings: tuple[str, ...]
    """Why this run is no evidence; empty when it is."""
    sections: tuple[Section, ...] = field(default=())
