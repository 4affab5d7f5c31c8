"""Who said what to whom: the newest rungs of the ladder."""

from lab.report.facts.run import Facts
from lab.report.page import Section, Verbatim, Words
from premises.journey.ladder.ladder import ladder_of
from premises.journey.ladder.text import text_of

RUNGS_MAX = 120
"""Rungs on the page, the newest. Ours: six sheets of paper."""


def ladder(facts: Facts) -> Section:
    """Give the section."""
    found = ladder_of(facts.entries, last=RUNGS_MAX)
    said = (
        "The newest rungs; blocks that repeat stand in one." if found.left_off else "Blocks that repeat stand in one."
    )
    parts = (Words(said), Verbatim("Who said what to whom", text_of(found, width=110, plain=False), folded=False))
    return Section("ladder", "Who said what to whom", parts)
