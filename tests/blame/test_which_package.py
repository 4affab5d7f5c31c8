"""Which package a word is about, where a device was sent two, or a request names several devices."""

from dataclasses import replace

import pytest

from premises.identity import Name
from premises.journey.blame.blame import blame_of, hypotheses_of
from premises.journey.blame.known import Known, Sent, covers_of, shapes_of
from premises.journey.parties.word import Word
from premises.quantity import Instant, seconds
from premises.wire.design import DESIGNS, SHAPES
from tests.blame.known import B1, B2, B3, B4, NEW, NEWER, OLD, good, known, read, word
from tests.blame.test_rules import figures

AGAIN_AT_S = 150.0


def sent_twice(*words: Word) -> tuple[Known, Sent, Sent]:
    """Give a site of B3 and others, what B3 was sent first, and what it was sent after that."""
    here = known("proposed", words)
    first = next(sent for sent in here.sent if sent.device == B3)
    second = replace(first, request_id="again", version=NEWER, at=Instant(seconds(AGAIN_AT_S)), before=NEW)
    return replace(here, sent=(*here.sent, second)), first, second


@pytest.mark.parametrize("at_s", [200.0, AGAIN_AT_S])
def test_an_11_2_is_about_the_newest_package_before_it_and_no_other(at_s: float) -> None:
    here, first, second = sent_twice(read(B3, OLD, at_s))

    assert figures(blame_of(here, [first])) == (1, 2)
    assert figures(blame_of(here, [second])) == (1, 1)


def test_what_was_sent_to_another_device_meanwhile_does_not_take_an_11_2_away() -> None:
    here = known("proposed", [read(B3, NEW)])
    sent = next(sent for sent in here.sent if sent.device == B3)
    other = next(sent for sent in here.sent if sent.device == B4)
    later = replace(here, sent=(*here.sent, replace(other, request_id="again", at=Instant(seconds(AGAIN_AT_S)))))

    assert figures(blame_of(later, [sent])) == (0, 1)


def test_a_late_cs09_of_the_first_package_is_not_about_the_second() -> None:
    here, first, second = sent_twice(word(B3, "CS09", "failure", at_s=200.0))

    assert figures(blame_of(here, [first])) == (1, 1)
    assert figures(blame_of(here, [second])) == (1, 2)


def test_that_the_first_package_runs_says_nothing_of_the_second() -> None:
    here, first, second = sent_twice(word(B3, "CS09"))

    assert blame_of(here, [first]).suspects == ()
    assert blame_of(here, [first, second]).suspects == (B3,)


def test_a_ccs08_without_a_request_is_about_the_package_of_its_version() -> None:
    nameless = replace(word(B3, "CCS08", "image_discarded"), request_id="")
    others = good(B1, B2, B4)

    assert blame_of(known("proposed", [*others, nameless])).is_certain
    assert not blame_of(known("proposed", [*others, replace(nameless, version=NEWER)])).is_certain
    assert not blame_of(known("proposed", [*others, replace(nameless, request_id="of another")])).is_certain


def test_n61_says_that_the_device_did_not_take_it() -> None:
    assert blame_of(known("proposed", [*good(B1, B2, B4), word(B3, "N61", "failure")])).is_certain


def test_an_11_2_that_names_no_version_excludes_nothing() -> None:
    assert figures(blame_of(known("proposed", [*good(B1, B2, B4), read(B3, 0)]))) == (1, 2)


def test_a_warning_refuses_the_device_that_it_names_and_no_other_of_its_request() -> None:
    here = known("proposed", [word(B1, "W110401", "invalid_device_id", 0, about="to all")])
    both = tuple(replace(sent, request_id="to all") for sent in here.sent if sent.device in (B1, B3))

    assert blame_of(replace(here, sent=both)).suspects == (B3,)


def test_an_error_refuses_the_device_that_it_names_or_the_whole_of_its_own_request() -> None:
    named = word(B3, "E4", "", 0)
    whole = word(Name(""), "E4", "", 0, about="to b3")
    elsewhere = word(Name(""), "E4", "", 0, about="to b1")
    of_another_device = word(B1, "E4", "", 0, about="to b3")

    last = [known("proposed", [*good(B1, B2, B4), no]) for no in (named, whole, elsewhere, of_another_device)]
    assert [blame_of(each).size for each in last] == [0, 0, 1, 1]


def test_a_fed_bridge_that_runs_the_one_before_may_never_have_been_given_more() -> None:
    assert figures(blame_of(known("option-a", [*good(B1, B2), read(B4, OLD)]))) == (2, 3)


def test_a_visit_that_finds_the_one_before_may_be_the_relays_doing() -> None:
    assert figures(blame_of(known("proposed", [*good(B3, B4), read(B2, OLD, what="visit")]))) == (2, 3)


def test_a_failure_that_a_bridge_reports_itself_is_not_its_relays_doing() -> None:
    failed = word(B2, "CS09", "failure", at_s=300.0)
    seen = read(B2, NEW, what="visit")

    assert figures(blame_of(known("proposed", [*good(B3, B4), failed]))) == (2, 2)
    assert figures(blame_of(known("proposed", [*good(B3, B4), seen, failed]))) == (2, 2)


def test_an_inventory_leaves_the_sites_that_would_show_just_that() -> None:
    option_b, option_a = DESIGNS["option-b"], DESIGNS["option-a"]

    assert shapes_of(option_b, ["B1"]) == SHAPES
    assert shapes_of(option_a, ["B1", "B3"]) == tuple(shape for shape in SHAPES if "B3" in shape and "B2" not in shape)
    assert shapes_of(option_a, ["B1"]) == (("B1",),)


def test_a_word_about_a_device_leaves_only_sites_that_have_it() -> None:
    design = DESIGNS["option-b"]
    shapes = shapes_of(design, ["B1"])
    covers = tuple(tuple(Name(kind.lower()) for kind in each) for each in covers_of(design, "B2", shapes))
    to_b2 = Sent("to b2", B2, NEW, Instant(0), covers, OLD)
    words = [word(B1, "CS09", "failure"), word(B2, "CCS08", "image_discarded")]
    here = known("option-b", words, site=False)
    here = replace(here, sent=(*here.sent, to_b2))

    found = list(hypotheses_of(here))
    assert found
    assert all(B2 in each.shape for each in found)
    assert any(B2 not in each.shape for each in hypotheses_of(replace(here, words=tuple(words[:1]))))
