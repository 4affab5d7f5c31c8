"""What each word excludes, and what it does not."""

import pytest

from premises.identity import Name
from premises.journey.blame.blame import Blame, blame_of
from premises.journey.parties.word import Word
from premises.wire.design import SHAPES
from tests.blame.known import B1, B2, B3, B4, NEW, NEWER, OLD, good, known, read, word


def figures(blame: Blame) -> tuple[int, int]:
    """Give how many suspects there are, and how many worlds fit."""
    return blame.size, blame.hypotheses


@pytest.mark.parametrize(
    ("design", "who", "size", "hypotheses"),
    [
        ("proposed", B1, 1, 1),
        ("proposed", B4, 1, 1),
        ("option-a", B1, 1, 1),
        ("option-a", B2, 1, 1),
        ("option-a", B3, 2, 3),
        ("option-b", B1, 4, 15),
    ],
)
def test_a_reported_failure_leaves_whoever_is_in_the_package(
    design: str, who: Name, size: int, hypotheses: int
) -> None:
    others = [other for other in known(design, ()).on_smi if other != who]

    blame = blame_of(known(design, [*good(*others), word(who, "CS09", "failure")]))

    assert (figures(blame), blame.is_certain) == ((size, hypotheses), True)


def test_a_success_is_taken_for_the_whole_package() -> None:
    blame = blame_of(known("option-b", good(B1)))

    assert (figures(blame), blame.is_certain, blame.covers([B4])) == ((0, 1), False, False)


def test_silence_excludes_nothing() -> None:
    assert figures(blame_of(known("proposed", good(B1, B3, B4)))) == (1, 2)
    assert figures(blame_of(known("option-a", good(B1, B2)))) == (2, 4)


def test_that_the_hub_delivered_it_excludes_nothing() -> None:
    assert figures(blame_of(known("option-a", [*good(B1, B2), word(B3, "CCS08")]))) == (2, 4)


@pytest.mark.parametrize("last", [word(B3, "CS09", at_s=101.0), read(B3, NEW), read(B3, NEW, what="visit")])
def test_whoever_says_that_it_runs_takes_back_that_it_was_not_delivered(last: Word) -> None:
    words = [*good(B1, B2), word(B3, "CCS08", "image_discarded"), last]

    assert figures(blame_of(known("option-a", words))) == (0, 1)


def test_a_late_ccs08_does_not_take_back_that_it_runs() -> None:
    words = [*good(B1, B2, B3), word(B3, "CCS08", "image_discarded", at_s=300.0)]

    assert figures(blame_of(known("option-a", words))) == (0, 1)


def test_the_newest_word_on_what_runs_counts() -> None:
    failed = word(B3, "CS09", "failure")

    assert figures(blame_of(known("option-a", [*good(B1, B2), failed, read(B3, NEW)]))) == (0, 1)
    assert figures(blame_of(known("option-a", [*good(B1, B2, B3), read(B3, OLD)]))) == (2, 3)


def test_reading_back_the_feeder_does_not_tell_it_from_whom_it_feeds() -> None:
    words = [*good(B1, B2), word(B3, "CS09", "failure")]

    assert figures(blame_of(known("option-a", [*words, read(B3, OLD)]))) == figures(blame_of(known("option-a", words)))


def test_a_visit_that_finds_the_new_version_leaves_the_feeder_alone() -> None:
    words = [*good(B1, B2), word(B3, "CS09", "failure"), read(B4, NEW, what="visit")]

    assert blame_of(known("option-a", words)).suspects == (B3,)


def test_a_visit_that_finds_the_old_version_leaves_both_for_its_feeder_may_never_have_given_it() -> None:
    words = [*good(B1, B2), word(B3, "CS09", "failure"), read(B4, OLD, what="visit")]

    assert figures(blame_of(known("option-a", words))) == (2, 3)


def test_a_visit_that_finds_what_a_success_denied_leaves_whoever_it_found() -> None:
    blame = blame_of(known("option-a", [*good(B1, B2, B3), read(B4, OLD, what="visit")]))

    assert (blame.suspects, blame.hypotheses, blame.is_contradicted) == ((B4,), 1, True)


def test_a_number_that_was_never_sent_is_the_package_when_it_is_newer_than_the_one_before() -> None:
    for own in (NEWER, NEW):
        assert figures(blame_of(known("option-a", [*good(B1, B2), read(B3, own)]))) == (0, 1)
    assert figures(blame_of(known("option-a", [*good(B1, B2), read(B3, OLD)]))) == (2, 3)


def test_a_cs09_without_a_request_is_about_the_newest_package() -> None:
    words = [*good(B1, B2), word(B3, "CS09", version=NEWER, about=" ")]

    assert figures(blame_of(known("option-a", words))) == (0, 1)


def test_what_was_refused_is_no_suspect() -> None:
    refused = word(Name(""), "E4", "not_responsible", 0, about="to b3")
    in_part = word(B3, "W110401", "invalid_device_id", 0)

    for no in (refused, in_part):
        assert figures(blame_of(known("option-a", [*good(B1, B2), no]))) == (0, 1)


def test_an_image_that_was_discarded_may_be_the_relays_doing_when_that_is_silent() -> None:
    discarded = word(B2, "CCS08", "image_discarded")

    silent = blame_of(known("proposed", [*good(B3, B4), discarded]))
    heard = blame_of(known("proposed", [*good(B1, B3, B4), discarded]))

    assert (silent.suspects, silent.hypotheses) == ((B1, B2), 3)
    assert (heard.suspects, heard.hypotheses) == ((B2,), 1)


def test_a_site_that_is_not_known_adds_worlds_where_its_inventory_hides_bridges() -> None:
    failed = word(B1, "CS09", "failure")

    assert figures(blame_of(known("option-b", [failed], SHAPES[0], site=False))) == (4, 1 + 3 + 7 + 15)
    assert figures(blame_of(known("option-b", [failed], SHAPES[0]))) == (1, 1)
    shown = [*good(B1, B2), word(B3, "CS09", "failure")]
    assert figures(blame_of(known("option-a", shown, site=False))) == (2, 3)


def test_suspects_cover_whoever_lacks_it_only_if_all_are_among_them() -> None:
    blame = blame_of(known("option-a", [*good(B1, B2), word(B3, "CS09", "failure")]))

    assert (blame.covers([]), blame.covers([B3, B4]), blame.covers([B1])) == (True, True, False)


def test_what_was_said_before_a_package_was_sent_is_not_about_it() -> None:
    early = read(B3, NEW, at_s=-1.0)

    assert figures(blame_of(known("option-a", [*good(B1, B2), early]))) == (2, 4)


def test_the_last_of_two_words_on_what_runs_counts_whichever_it_is() -> None:
    words = [*good(B1, B2), word(B3, "CS09", "failure"), word(B3, "CS09", at_s=300.0)]

    assert figures(blame_of(known("option-a", words))) == (0, 1)


def test_that_it_will_run_later_excludes_nothing() -> None:
    assert figures(blame_of(known("option-a", [*good(B1, B2), word(B3, "CS06", "accepted")]))) == (2, 4)


def test_a_set_that_has_one_of_two_does_not_cover() -> None:
    assert not blame_of(known("proposed", [*good(B1, B3, B4), word(B2, "CS09", "failure")])).covers([B1, B2])
