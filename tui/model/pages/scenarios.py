"""The scenarios that there are, as `premises run --list --json` says it, and which of them somebody means."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from premises.errors import UsageError
from premises.quantity import seconds, spoken

FORMAT = 1
"""Of the document that is read. Ours."""


@dataclass(frozen=True, slots=True)
class Story:
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


def stories_of(octets: bytes) -> tuple[Story, ...]:
    """Give the scenarios of a document; UsageError, one line, when it is none."""
    try:
        document = json.loads(octets)
        if document["format"] != FORMAT:
            raise UsageError(f"the list of scenarios is of format {document['format']}, expected {FORMAT}")
        return tuple(
            Story(str(each["name"]), str(each["file"]), str(each["purpose"]), float(each["within_s"]))
            for each in document["scenarios"]
        )
    except (ValueError, TypeError, KeyError) as error:
        raise UsageError(f"the list of scenarios cannot be read: {type(error).__name__}: {error}") from None


def meant(stories: Sequence[Story], typed: str) -> tuple[Story, ...]:
    """Give those in whose name or claim every word stands that was typed."""
    words = typed.lower().split()
    return tuple(each for each in stories if all(word in f"{each.name} {each.purpose}".lower() for word in words))
