"""A filter of what happened, as a person types it: ``pkg:p5 dev:b1 lvl:slow lost !info``; all of it must hold."""

from dataclasses import dataclass

from premises.errors import UsageError
from premises.nearest import hint
from tui.model.values.screenful import Event
from tui.model.values.state import State

KEYS = ("pkg", "dev", "hop", "lvl")

FINE = "info"
"""The level of what is as it should be."""

_LEVELS = (*(state.value for state in State), FINE)


@dataclass(frozen=True, slots=True)
class _Term:
    key: str
    value: str
    is_not: bool

    def holds(self, event: Event) -> bool:
        """Say whether it holds for a line."""
        match self.key:
            case "pkg":
                found = self.value == event.package.lower()
            case "dev":
                found = self.value in event.where.lower().split("-")
            case "hop":
                found = self.value in (event.where.lower(), "-".join(reversed(event.where.lower().split("-"))))
            case "lvl":
                found = self.value == (FINE if event.state is None else event.state.value)
            case _:
                found = self.value in f"{event.where} {event.package} {event.words}".lower()
        return found is not self.is_not


@dataclass(frozen=True, slots=True)
class Filter:
    """One filter; an empty one lets everything through."""

    said: str = ""
    terms: tuple[_Term, ...] = ()

    def passes(self, event: Event) -> bool:
        """Say whether a line is shown."""
        return all(term.holds(event) for term in self.terms)


def filter_said(said: str) -> Filter:
    """Give the filter that is typed; UsageError, one line, when it is none."""
    return Filter(said.strip(), tuple(_term(word) for word in said.split()))


def _term(word: str) -> _Term:
    bare = word.removeprefix("!")
    key, colon, value = bare.partition(":")
    if not colon:
        key, value = "", bare
    elif key not in KEYS:
        raise UsageError(f"{key}: is no part of a line: {hint(key, KEYS)}")
    if not value:
        raise UsageError(f"{word!r}: expected a word after it")
    if key == "lvl" and value.lower() not in _LEVELS:
        raise UsageError(f"lvl:{value}: {hint(value, _LEVELS)}")
    return _Term(key, value.lower(), word != bare)
