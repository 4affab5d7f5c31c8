"""One word a thing: docs/glossary.md is read, and its forbidden synonyms are looked for (style, against drift)."""

import re
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from tests.house.tree import modules, pages, products, rows, text

GLOSSARY = Path("docs/glossary.md")
UNREAD = (GLOSSARY, Path("docs/sources.md"))
"""The page that lists them, and the page that quotes what others wrote."""


def forbidden() -> dict[str, str]:
    """Give each forbidden word with the word to use instead."""
    return {
        bad.strip(): word for word, _, never in rows(GLOSSARY, "## Words") for bad in never.split(",") if bad.strip()
    }


def excused() -> tuple[tuple[str, str], ...]:
    """Give the (file pattern, word) pairs where a forbidden word is somebody else's term."""
    return tuple((pattern.strip("`"), word) for pattern, word, _ in rows(GLOSSARY, "## Where another's word is right"))


def offences(words: Sequence[str], said: str) -> Iterator[tuple[int, str]]:
    """Give (line, word) for each of ``words`` in a text: whole words, either case, also inside snake_case names."""
    shape = re.compile(rf"(?<![a-z])({'|'.join(map(re.escape, words))})s?(?![a-z])", re.IGNORECASE)
    for number, line in enumerate(said.splitlines(), start=1):
        yield from ((number, found[1].lower()) for found in shape.finditer(line))


def test_the_glossary_says_one_thing_once() -> None:
    words = [word for word, *_ in rows(GLOSSARY, "## Words")]

    assert len(set(words)) == len(words) > 20
    assert set(words) & set(forbidden()) == set()
    assert all(meaning for _, meaning, _ in rows(GLOSSARY, "## Words"))


def test_no_second_word_is_used_for_one_thing() -> None:
    words = forbidden()
    found = [
        f"{path}:{line} says {bad!r}: {words[bad]}"
        for path in (*modules(*products()), *pages())
        if path not in UNREAD
        for line, bad in offences(list(words), text(path))
        if not any(fnmatchcase(str(path), pattern) and bad == word for pattern, word in excused())
    ]

    assert found == []


def test_every_excuse_is_needed() -> None:
    needed = {
        (pattern, word)
        for pattern, word in excused()
        for path in (*modules(*products()), *pages())
        if fnmatchcase(str(path), pattern) and any(offences([word], text(path)))
    }

    assert needed == set(excused())


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("the gizmo is here", [(1, "gizmo")]),
        ("x\nGIZMO_ID = 1", [(2, "gizmo")]),
        ("two gizmos", [(1, "gizmo")]),
        ("agizmo, gizmology", []),
    ],
)
def test_a_forbidden_word_is_found(said: str, found: list[tuple[int, str]]) -> None:
    assert list(offences(["gizmo"], said)) == found
