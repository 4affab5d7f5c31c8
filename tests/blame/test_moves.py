"""What may be done next: which moves there are, what each would show, and which is worth most."""

import pytest

from premises.identity import Name
from premises.journey.blame.moves import Move, Step, moves
from premises.journey.blame.reasons import reasons
from premises.journey.parties.word import Word
from premises.quantity import Instant, seconds
from premises.wire.design import SHAPES
from tests.blame.known import B1, B2, B3, B4, NEW, OLD, good, known, read, word

NOW = Instant(seconds(500))


def about(design: str, who: Name, words: list[Word], *, site: bool = True) -> tuple[Move, ...]:
    """Give the moves about the package of one device."""
    what = known(design, words, site=site)
    return moves(what, next(sent for sent in what.sent if sent.device == who), NOW)


def shown(each: Move) -> list[tuple[str, int, int]]:
    """Give each answer, and the figures after it."""
    return [(answer.said, answer.blame.size, answer.blame.hypotheses) for answer in each.answers]


def one(every: tuple[Move, ...], step: Step, device: Name) -> Move:
    """Give the one move of that kind."""
    (found,) = [each for each in every if (each.step, each.device) == (step, device)]
    return found


def test_of_a_package_that_runs_there_is_nothing_to_do() -> None:
    assert about("option-a", B3, good(B1, B2, B3)) == ()


def test_of_what_was_refused_there_is_nothing_to_do() -> None:
    refused = word(Name(""), "E4", "not_responsible", 0, about="to b3")

    assert about("option-a", B3, [*good(B1, B2), refused]) == ()


def test_reading_back_a_silent_bridge_tells_whether_it_runs_it() -> None:
    every = about("proposed", B2, good(B1, B3, B4))

    assert shown(one(every, Step.READ, B2)) == [("runs it", 0, 1), ("runs the one before", 1, 1)]
    assert {(each.step, each.device) for each in every} == {
        (Step.WAIT, B2),
        (Step.READ, B2),
        (Step.AGAIN, B2),
        (Step.VISIT, B2),
    }


def test_after_a_failure_of_b3s_package_only_a_visit_to_b4_tells_more() -> None:
    every = about("option-a", B3, [*good(B1, B2), word(B3, "CS09", "failure")])

    assert shown(one(every, Step.VISIT, B4)) == [("runs it", 1, 1), ("runs the one before", 2, 3)]
    assert not one(every, Step.READ, B3).tells
    assert [each.device for each in every if each.step is Step.READ] == [B3]
    assert Step.WAIT not in [each.step for each in every]


def test_moves_are_in_order_of_what_they_leave_in_the_mean() -> None:
    every = about("option-b", B1, [word(B1, "CS09", "failure")])

    means = [each.mean_size for each in every]
    assert means == sorted(means)
    assert means[0] < means[-1]


def test_a_visit_to_whoever_feeds_two_tells_of_both_when_it_runs_the_new_version() -> None:
    visits = [each for each in about("option-b", B1, [word(B1, "CS09", "failure")]) if each.step is Step.VISIT]

    best = {each.device: shown(each)[0] for each in visits}
    assert best == {
        B3: ("runs it", 2, 3),
        B2: ("runs it", 3, 7),
        B4: ("runs it", 3, 7),
        B1: ("runs the one before", 4, 15),
    }


def test_worst_and_mean_are_of_the_answers_that_a_world_gives() -> None:
    visit = one(about("option-a", B3, [*good(B1, B2), word(B3, "CS09", "failure")]), Step.VISIT, B4)

    assert (visit.worst, visit.mean_size, visit.mean_hypotheses) == (2, (1 * 1 + 2 * 3) / 4, (1 * 1 + 3 * 3) / 4)


def test_sending_again_begins_anew() -> None:
    again = one(about("option-a", B3, [*good(B1, B2), word(B3, "CS09", "failure")]), Step.AGAIN, B3)

    assert shown(again) == [("CS09 success", 0, 1), ("CS09 failure", 2, 3)]


def test_a_hidden_bridge_can_be_visited_and_not_read_back() -> None:
    every = about("option-b", B1, [word(B1, "CS09", "failure")], site=False)

    assert [each.device for each in every if each.step is Step.READ] == [B1]
    assert {each.device for each in every if each.step is Step.VISIT} == {B1, B2, B3, B4}


@pytest.mark.parametrize(
    ("design", "who", "words", "part"),
    [
        ("proposed", B2, good(B1, B3, B4), "b1 or a link on its way, or a lost alert"),
        ("proposed", B1, good(B2, B3, B4), "the link to it, or a lost alert"),
        ("option-a", B3, [*good(B1, B2), word(B3, "CS09", "failure")], "it does not say which of b3, b4"),
        ("option-a", B3, good(B1, B2, B3), "a bridge that speaks early may be wrong"),
        ("option-a", B3, [*good(B1, B2, B3), read(B4, OLD, what="visit")], "one word is denied by another"),
        ("proposed", B2, [*good(B3, B4), word(B2, "CCS08", "image_discarded")], "b1 may have kept it from b2"),
        ("proposed", B1, [word(Name(""), "E4", "", 0, about="to b1")], "it was not sent"),
        ("proposed", B1, [word(B1, "CCS08")], "nothing was heard since CCS08 success"),
    ],
)
def test_the_reason_is_said(design: str, who: Name, words: list[Word], part: str) -> None:
    what = known(design, words)

    said = reasons(what, next(sent for sent in what.sent if sent.device == who))

    assert any(part in sentence for sentence in said), said


def test_that_the_site_is_not_known_is_said() -> None:
    what = known("option-b", [], SHAPES[0], site=False)

    assert "b1, b1+b2, b1+b3+b4, b1+b2+b3+b4" in reasons(what, what.sent[0])[-1]


def test_a_device_that_was_read_is_said_to_run_it() -> None:
    what = known("proposed", [read(B1, NEW)])

    assert reasons(what, what.sent[0]) == ("b1 says or shows that it runs it",)


def test_a_visit_to_a_bridge_that_may_not_be_there_can_find_nobody() -> None:
    every = about("option-b", B1, [word(B1, "CS09", "failure")], site=False)

    assert shown(one(every, Step.VISIT, B2)) == [
        ("runs it", 3, 1 + 7),
        ("runs the one before", 4, 3 + 12),
        ("is not there", 3, 1 + 7),
    ]
    assert all(answer.said != "is not there" for answer in one(every, Step.VISIT, B1).answers)
