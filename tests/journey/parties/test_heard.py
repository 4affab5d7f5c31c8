"""The rule of the views: a party's view is made of what that party received, and of nothing else."""

import random

import pytest

from premises.journey.parties.heard import KINDS, heard_by
from premises.journey.parties.party import Party, PartyKind
from premises.journey.parties.views import Views, parties_of, view_of
from premises.wire.notes.vocabulary import NOTES, Entry
from premises.wire.site import DCC
from tests.journey.fold.stories import Telling, telling

STORIES = ("option-a-early", "proposed-displaced", "change-in-mid-update", "stranded", "esme-updated", "joins-later")
SEEDS = 4


def told_to(story: Telling, party: Party) -> list[Entry]:
    """Give what a party received of a story."""
    heard = heard_by(party, story.scenario.site)
    return [entry for entry in story.entries if heard(entry)]


@pytest.mark.parametrize("name", STORIES)
def test_whatever_a_party_did_not_receive_changes_nothing_in_its_view(name: str) -> None:
    story = telling(name)
    site, end = story.scenario.site, story.entries[-1].at
    for party in parties_of(site)[1:]:
        heard, whole = heard_by(party, site), view_of(party, story.entries, site, end).believed
        for seed in range(SEEDS):
            chance = random.Random(f"{name} {party} {seed}")  # noqa: S311 - no secret is made of it
            # Others are left out, doubled, and said by somebody else; what it received stays as it is.
            others = (entry for entry in story.entries if not heard(entry))
            more = [entry for entry in others for _ in range(chance.choice((0, 0, 1, 2)))]
            mixed = sorted([*told_to(story, party), *more], key=lambda entry: entry.at)

            assert view_of(party, mixed, site, end).believed == whole, f"{party} with seed {seed}"


@pytest.mark.parametrize("name", STORIES)
def test_what_a_supplier_received_is_what_its_view_is_made_of(name: str) -> None:
    story = telling(name)
    site, end = story.scenario.site, story.entries[-1].at
    for party in parties_of(site):
        if party.kind is PartyKind.SUPPLIER:
            received = told_to(story, party)
            whole = view_of(party, story.entries, site, end).believed

            assert received
            assert view_of(party, received[:-1], site, end).believed != whole


def test_a_fold_is_given_nothing_that_its_party_did_not_receive() -> None:
    story = telling("stranded")
    views = Views(story.scenario.site)
    views.take_all(story.entries)

    # AltHANCo's fold refuses whatever it is given, the DNO's whatever is no AD1.
    assert len(views.parties) == 5


def test_all_but_the_truth_hear_of_a_premises_through_the_dcc() -> None:
    story = telling("proposed-displaced")
    heard = [told_to(story, party) for party in parties_of(story.scenario.site)[1:]]

    assert {entry.who for entries in heard for entry in entries} == {DCC}


def test_one_supplier_receives_nothing_of_another() -> None:
    story = telling("change-in-mid-update")
    loser, gainer = (party for party in parties_of(story.scenario.site) if party.kind is PartyKind.SUPPLIER)
    mine, theirs = told_to(story, loser), told_to(story, gainer)

    assert mine
    assert theirs
    assert [entry for entry in mine if entry in theirs] == []


def test_whatever_a_party_can_hear_is_of_the_vocabulary() -> None:
    assert all(kinds <= set(NOTES) for kinds in KINDS.values())
    assert KINDS[PartyKind.SUPPLIER] | KINDS[PartyKind.DNO] <= KINDS[PartyKind.DCC] < KINDS[PartyKind.TRUTH]
