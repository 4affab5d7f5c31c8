"""Every cause that held a package up: where, since when, for how long, by which evidence, and who can act."""

from collections.abc import Iterator

from lab.report.facts.run import Facts
from lab.report.facts.stalls import STALLS_MAX, Stall, look_every, stalls_of
from lab.report.page import Card, Part, Section, Table, Words
from premises.journey.telling.sentences import entry_in_words, origin_in_words, place_in_words
from premises.journey.why.finding import Evidence, Finding
from premises.quantity import spoken

NOTES_MAX = 6
"""Notes shown of one piece of evidence, the first; the rest are counted. Ours."""


def causes(facts: Facts) -> Section:
    """Give the section."""
    title = "Why packages waited"
    stalls = stalls_of(facts.site, facts.entries, facts.now)
    if not stalls:
        return Section(
            "causes",
            title,
            (
                Words(
                    f"Nothing held a package up that was there when looked at, every {spoken(look_every(facts.now))}."
                ),
            ),
        )
    shown = stalls[:STALLS_MAX]
    left = len(stalls) - len(shown)
    said = "Each with all of its evidence, as it was first told; a cause that ends by itself is told when it lasts. "
    said += f"Looked at every {spoken(look_every(facts.now))}: what comes and goes between two looks is not here."
    parts: tuple[Part, ...] = (
        Words(said + (f" The first {len(shown)} of {len(stalls)}." if left else "")), _table(shown), *map(_card, shown)
    )  # fmt: skip
    return Section("causes", title, parts)


def _table(stalls: tuple[Stall, ...]) -> Table:
    rows = tuple(
        (
            stall.about, stall.finding.cause.code, stall.finding.cause.kind.value, place_in_words(stall.finding),
            spoken(stall.finding.since), _lasted(stall), origin_in_words(stall.finding),
            stall.finding.cause.who_can_act, stall.finding.cause.who_could_know,
        )
        for stall in stalls
    )  # fmt: skip
    head = ("package", "cause", "how bad", "where", "since", "lasted", "origin", "who can act", "who could know")
    return Table("Causes in the order in which they were told", head, rows, frozenset((4, 5)))


def _lasted(stall: Stall) -> str:
    return spoken(stall.lasted) + ("" if stall.is_over else ", to the end")


def _card(stall: Stall) -> Card:
    finding = stall.finding
    rows = (
        ("why", (finding.words,)),
        ("where", (f"{place_in_words(finding)}, since {spoken(finding.since)}, {_lasted(stall)}",)),
        ("evidence", tuple(_evidence(finding))),
        ("ends by", (finding.cause.ends,)),
        ("who can act", (finding.cause.who_can_act,)),
        ("who could know", (finding.cause.who_could_know,)),
    )
    return Card(f"{finding.cause.code}: {stall.about}", rows)


def _evidence(finding: Finding) -> Iterator[str]:
    for number, evidence in enumerate(finding.evidence, 1):
        yield f"{number}. {evidence.says}"
        yield from _notes(evidence)


def _notes(evidence: Evidence) -> Iterator[str]:
    yield from map(entry_in_words, evidence.entries[:NOTES_MAX])
    left = len(evidence.entries) - NOTES_MAX
    if left > 0:
        yield f"and {left} more"
