"""What a test asks of what was received, what was found, and the nearest miss: which field differs, in words."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Generic, TypeVar, overload

from premises.errors import UsageError
from premises.nearest import hint
from premises.quantity import Instant, spoken

Thing = TypeVar("Thing")

FIRST = 3
"""Things, or kinds of them, that are listed of many. Ours."""


@dataclass(frozen=True, slots=True)
class Seen(Generic[Thing]):
    """One thing that was received."""

    at: Instant
    kind: str
    """As the test calls it."""
    about: tuple[str, ...]
    """The devices that it is about, by name."""
    thing: Thing


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for."""

    who: str
    kind: str
    about: str
    """Empty when it does not matter."""
    fields: Mapping[str, object]

    def misses(self, seen: "Seen[Thing]") -> list[str]:
        """Give in what ``seen`` is not what is asked for, in words; none when it is."""
        if seen.kind != self.kind:
            return [f"it is a {seen.kind}, expected a {self.kind}"]
        found = []
        if self.about and self.about not in seen.about:
            found.append(f"it is about {', '.join(seen.about) or 'no device'}, expected {self.about}")
        for field, wanted in self.fields.items():
            value = getattr(seen.thing, field, None)
            if not _is(value, wanted):
                found.append(f"{field} is {_shown(field, value)}, expected {_shown(field, wanted)}")
        return found

    def __str__(self) -> str:
        about = f" about {self.about}" if self.about else ""
        fields = ", ".join(f"{field}={_shown(field, value)}" for field, value in self.fields.items())
        return f"{self.kind}{about}" + (f" with {fields}" if fields else "")


class Found(Sequence[Thing]):
    """What was received of what was asked for, oldest first; false, and its repr the nearest miss, when nothing was."""

    def __init__(self, asked: Asked, seen: Sequence[Seen[Thing]]) -> None:
        self._asked, self._all = asked, seen
        self._found = [each for each in seen if not asked.misses(each)]

    @property
    def miss(self) -> str:
        """The nearest miss in words; empty when something was found."""
        return (
            ""
            if self._found
            else f"{self._asked.who} received no {self._asked}: {nearest_miss(self._asked, self._all)}"
        )

    @overload
    def __getitem__(self, index: int) -> Thing: ...
    @overload
    def __getitem__(self, index: slice) -> list[Thing]: ...
    def __getitem__(self, index: int | slice) -> Thing | list[Thing]:
        things = [each.thing for each in self._found]
        return things[index]

    def __len__(self) -> int:
        return len(self._found)

    def __repr__(self) -> str:
        return self.miss or f"{self._asked.who} received {_listed(self._found)}"


class NeverFound(Generic[Thing]):
    """True when nothing was received of what was asked for; else it says what was."""

    def __init__(self, found: Found[Thing]) -> None:
        self._found = found

    def __bool__(self) -> bool:
        return not self._found

    @property
    def miss(self) -> str:
        """What was received, in words; empty when nothing was."""
        return "" if self else repr(self._found)

    def __repr__(self) -> str:
        return repr(self._found)


def nearest_miss(asked: Asked, seen: Sequence[Seen[Thing]]) -> str:
    """Say what came nearest to what was asked for, and in what it differs."""
    if not seen:
        return "it received nothing"
    alike = [each for each in seen if each.kind == asked.kind]
    if not alike:
        counts = Counter(each.kind for each in seen).most_common(FIRST)
        return f"it received none at all, only {', '.join(f'{count} {kind}' for kind, count in counts)}"
    nearest = min(reversed(alike), key=lambda each: len(asked.misses(each)))
    return f"the nearest came at {spoken(nearest.at)}, {_said(nearest)}: {'; '.join(asked.misses(nearest))}"


def checked_fields(given: Mapping[str, object], known: Sequence[str], what: str) -> Mapping[str, object]:
    """Give ``given`` if each is one of the fields of ``what``; UsageError with the nearest otherwise."""
    for field in given:
        if field not in known:
            raise UsageError(f"{what} has no field {field!r}: {hint(field, known)}")
    return given


def _is(value: object, wanted: object) -> bool:
    if isinstance(value, Enum) and isinstance(wanted, str):
        return wanted.lower() in (value.name.lower(), str(value.value).lower())
    return value == wanted


def _listed(seen: Sequence[Seen[Thing]]) -> str:
    more = f", and {len(seen) - FIRST} more" if len(seen) > FIRST else ""
    return ", ".join(f"{_said(each)} at {spoken(each.at)}" for each in seen[:FIRST]) + more


def _said(seen: Seen[Thing]) -> str:
    return seen.kind + (f" about {', '.join(seen.about)}" if seen.about else "")


def _shown(field: str, value: object) -> str:
    if isinstance(value, Enum):
        return value.name
    if isinstance(value, int) and not isinstance(value, bool) and field.rsplit("_", 1)[-1] == "version":
        return f"{value:#010x}"
    return repr(value)
