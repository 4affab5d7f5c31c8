"""The visibility gap: for how long somebody held another version than a device ran, and how far behind it is."""

from time import perf_counter

from premises.identity import Name
from premises.journey.parties.folds.steps import STEPS_MAX, Steps
from premises.journey.parties.gap import gap_of
from premises.journey.parties.party import Party
from premises.journey.parties.views import Views
from premises.quantity import Duration, Instant
from tests.journey.fold.stories import telling
from tests.journey.parties.stories import ALTHANCO, B1, B3, B4, DCC_PARTY, DNO, TRUTH, gap, seen, supplier

WHO = Name("b1")


def steps(first: int | None, *later: tuple[int, int | None]) -> Steps:
    """Give a fact from the origin on."""
    made = Steps(first)
    for at, value in later:
        made.hold(Instant(at), value)
    return made


def wrong(truth: Steps, held: Steps, now: int) -> tuple[int, int | None]:
    """Give for how long it was wrong, and since when it is."""
    found = gap_of(WHO, truth, held, Instant(now))
    return found.wrong_for, found.open_since


def test_it_counts_from_the_activation_to_the_word_of_it() -> None:
    assert wrong(steps(1, (100, 2)), steps(1, (350, 2)), 999) == (250, None)


def test_without_a_word_it_goes_on_and_says_since_when() -> None:
    assert wrong(steps(1, (100, 2)), steps(1), 999) == (899, 100)


def test_two_changes_in_one_stretch_are_one_stretch() -> None:
    assert wrong(steps(1, (100, 2), (200, 3)), steps(1, (300, 2)), 999) == (899, 100)


def test_stretches_add_up() -> None:
    assert wrong(steps(1, (100, 2), (300, 3)), steps(1, (150, 2), (310, 3)), 999) == (60, None)


def test_who_believes_too_early_is_wrong_too() -> None:
    assert wrong(steps(1, (400, 2)), steps(1, (100, 2)), 999) == (300, None)


def test_who_cannot_say_is_behind_and_of_what_runs_nothing_known_there_is_no_gap() -> None:
    assert wrong(steps(1), steps(None), 500) == (500, 0)
    assert wrong(steps(None), steps(1), 500) == (0, None)


def test_what_comes_after_the_moment_is_left_out() -> None:
    assert wrong(steps(1, (100, 2), (900, 1)), steps(1, (600, 2)), 500) == (400, 100)


def test_of_more_changes_than_are_remembered_the_newest_count() -> None:
    many = steps(0, *((at, at) for at in range(1, STEPS_MAX + 10)))

    assert len(list(many)) == STEPS_MAX
    assert wrong(many, many, 10_000) == (0, None)


def test_the_gap_of_the_premises_is_that_of_all_devices_added_up() -> None:
    view = seen("option-a-early", supplier())

    assert view.wrong_for == sum(each.wrong_for for each in view.gaps)
    assert view.wrong_for == gap(view, B3).wrong_for + gap(view, B4).wrong_for > gap(view, B4).wrong_for > 0


def test_the_truth_has_none_and_those_who_hear_less_have_no_smaller_one() -> None:
    parties = (TRUTH, DCC_PARTY, supplier(), DNO)
    gaps = [seen("stranded", party).wrong_for for party in parties]

    assert gaps == sorted(gaps)
    assert gaps[0] == 0


def test_a_supplier_is_behind_the_activation_until_cs09_and_the_dcc_for_less() -> None:
    behind = {party: seen("option-a-early", party).behind[0] for party in (supplier(), DCC_PARTY, ALTHANCO)}
    desk, dcc = behind[supplier()], behind[DCC_PARTY]

    assert {each.step for each in behind.values()} == {"ACTIVE"}
    assert desk.known_at is not None
    assert dcc.known_at is not None
    assert desk.at < dcc.known_at < desk.known_at
    assert behind[ALTHANCO].known_at is None


def test_that_an_image_lies_in_the_store_the_dcc_knows_and_a_supplier_of_an_11_4_does_not() -> None:
    at_s = 2.5
    desk, dcc = (seen("proposed-displaced", party, at_s).behind[0] for party in (supplier(), DCC_PARTY))

    assert (desk.device, desk.step, desk.known_at) == (B4, "STORE", None)
    assert dcc.known_at is not None


def test_what_a_supplier_that_never_hears_is_behind_by_does_not_end() -> None:
    view = seen("change-in-mid-update", supplier("loser"))
    (behind,) = view.behind

    assert (behind.step, behind.known_at) == ("ACTIVE", None)
    assert gap(view, B1).open_since == behind.at


def test_ten_looks_a_second_at_all_parties_cost_little_after_fifty_thousand_notes() -> None:
    story = telling("proposed-displaced")
    views = Views(story.scenario.site)
    span = story.entries[-1].at
    many = [entry for _ in range(50_000 // len(story.entries) + 1) for entry in story.entries][:50_000]
    began = perf_counter()
    views.take_all(many)
    taken = perf_counter() - began
    began = perf_counter()
    for party in views.parties:
        views.view(party, Instant(span))
    looked = perf_counter() - began

    # Ours: a tenth of what a look may cost at 10 Hz; measured, it is less than a thirtieth (docs/views.md).
    assert looked < 0.05
    assert taken < 2.0
    assert Duration(span) > 0
    assert all(isinstance(party, Party) for party in views.parties)
