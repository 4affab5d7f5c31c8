"""The scenarios that there are, as `premises run --list --json` says it, and what became of those that were run."""

from collections.abc import Sequence

from msgspec import DecodeError, Struct, json

from premises.errors import UsageError
from premises.quantity import seconds, spoken

FORMAT = 1
"""Of the document that is read. Ours."""


class Story(Struct, frozen=True):
    """One scenario."""

    name: str
    file: str
    purpose: str
    """Its claim, in one sentence."""
    within_s: float
    """Premises time by which it promises to be over."""

    @property
    def lasts(self) -> str:
        """Give that time in words."""
        return spoken(seconds(self.within_s)).removesuffix(" 0 s").replace(".0 s", " s")


class _Document(Struct, frozen=True):
    format: int
    scenarios: list[Story]


def stories_of(octets: bytes) -> tuple[Story, ...]:
    """Give the scenarios of a document; UsageError, one line, when it is none."""
    try:
        document = json.decode(octets, type=_Document)
    except DecodeError as error:
        raise UsageError(f"the list of scenarios cannot be read: {error}") from None
    if document.format != FORMAT:
        raise UsageError(f"the list of scenarios is of format {document.format}, expected {FORMAT}")
    return tuple(document.scenarios)


def meant(stories: Sequence[Story], typed: str) -> tuple[Story, ...]:
    """Give those in whose name or claim every word stands that was typed."""
    words = typed.lower().split()
    return tuple(each for each in stories if all(word in f"{each.name} {each.purpose}".lower() for word in words))
