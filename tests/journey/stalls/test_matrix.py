"""A sample of the labelled matrix; `make stalls` tells all of it, with several seeds."""

from collections import Counter
from dataclasses import replace

import pytest

from premises.journey.why.cause import CAUSES
from premises.journey.why.finding import SHORT_MAX
from tests.house.tables import STALLS
from tests.house.tree import ROOT
from tests.journey.stalls import table
from tests.journey.stalls.case import Case
from tests.journey.stalls.cases import cases
from tests.journey.stalls.evidence import shown_without
from tests.journey.stalls.matrix import broken, row_of, summary, tell_case

CASES = cases()
LENGTHY = ("stuck for", "CS06 is not fetched in a day", "power cut at dcc", "crash of dcc")
"""How the names of cases begin that take a day or 800,000 octets: `make stalls` tells them."""

SAMPLE = tuple({case.label.cause: case for case in reversed(CASES) if not case.name.startswith(LENGTHY)}.values())
"""One case of each cause, the first."""

_SHORT = ("LINK_DOWN", "WAKE_MISSED", "NOT_FOR_DEVICE", "QUEUED", "DUTY_CYCLE", "STRANDED", "MIRROR_FLAG", "NO_ORDER")

LIGHT = tuple(case for case in SAMPLE if case.label.cause in _SHORT)

NOT_LABELLED = frozenset(("HUB_LOST_POWER", "GIVEN_UP", "NOT_ASKED", "HOLD_EXPIRED", "UNEXPLAINED"))
"""Said beside another cause where one fault alone brings them about, or by nobody at all."""

LOSSES = ("40% loss on althan-b3-b4 from 115s for 1h, b4", "100% loss on althan-b1-b2 toward b2 from 60s for 1h, b2")
"""Two in which losses are many, and on two hops."""


def named(name: str) -> Case:
    (found,) = [case for case in CASES if case.name == name]
    return found


def page() -> str:
    return (ROOT / STALLS).read_text(encoding="utf-8")


@pytest.mark.slow
def test_each_of_a_sample_is_named_as_it_was_labelled_and_stands_in_the_table() -> None:
    rows = [row_of(tell_case(case)) for case in SAMPLE]
    written = page().splitlines()

    assert broken(rows) == ()
    assert [row.case.name for row in rows if table.line(row) not in written] == [], "run `make docs`"
    assert all(len(look.answer.short) <= SHORT_MAX for row in rows for look in row.looks if look.answer is not None)


@pytest.mark.slow
def test_without_a_piece_of_its_evidence_a_cause_is_not_shown() -> None:
    lines = [line for case in (*LIGHT, *map(named, LOSSES)) for line in shown_without(tell_case(case))]

    assert lines == []


def test_there_are_at_least_sixty_cases_each_with_a_name_of_its_own_and_a_row() -> None:
    names = Counter(case.name for case in CASES)
    rows = [line.split("|")[1].strip() for line in page().splitlines() if line.startswith("| ")]

    assert len(CASES) >= 60
    assert max(names.values()) == 1, names.most_common(3)
    assert [name for name in names if name not in rows] == [], "run `make docs`"


def test_the_labels_reach_every_cause_that_one_fault_brings_about() -> None:
    labelled = {case.label.cause for case in CASES} - {""}

    assert {case.label.cause for case in SAMPLE} | {"HELD_TOO_LONG", "ORDER_LOST"} == labelled | {""}
    assert labelled == {cause.code for cause in CAUSES} - NOT_LABELLED


def test_the_bars_are_broken_by_a_case_that_is_labelled_otherwise() -> None:
    rows = [row_of(tell_case(case)) for case in (mislabelled("older version"), CASES[0])]

    assert broken(rows)[:2] == ("1 of 2 are right", "1 are given a wrong cause: older version")
    assert "1 right, 0 unexplained, 1 wrong" in summary(rows)


def mislabelled(name: str) -> Case:
    found, other = named(name), named("displaced")
    return Case(found.name, found.device, other.label, found.site, found.updates, found.looks, found.begins_s)


@pytest.mark.xfail(strict=True, reason="docs/limits.md")
def test_a_loss_of_a_part_of_all_frames_is_never_taken_for_a_hop_that_lets_nothing_through() -> None:
    burst = "burst loss 20% into, 50% out of on althan-b3-b4 from 115s for 1h, b4"
    told = [tell_case(replace(named(burst), seed=6))]

    assert broken([row_of(each) for each in told]) == ()
