"""Who believes what in the shipped stories: each party by what it was told, beside the truth."""

import pytest

from lab.story.virtual import tell
from premises.journey.parties.view import Gap, PartyView
from premises.quantity import ORIGIN, Duration, in_seconds
from premises.wire.site import DCC
from tests.journey.fold.stories import SCENARIOS, telling
from tests.journey.parties.stories import (
    ALTHANCO,
    B1,
    B2,
    B3,
    B4,
    DCC_PARTY,
    DNO,
    ESME,
    GSME,
    NEW,
    OLD,
    TRUTH,
    device,
    gap,
    package,
    seen,
    supplier,
    words,
)

EVERYBODY = ("option-a-early", "proposed-displaced", "stranded", "esme-updated")


def test_early_a_supplier_believes_a_success_while_b4_does_not_run_its_part() -> None:
    desk, truth = seen("option-a-early", supplier()), seen("option-a-early", TRUTH)

    assert words(desk) == ["I99", "CCS08 b3 success", "CS09 b3 success"]
    assert (package(desk, B3).stage, package(desk, B3).is_ended, package(desk, B3).wrongly) == ("runs", True, (B4,))
    assert (device(truth, B3).version, device(truth, B4).version) == (NEW, OLD)
    assert device(desk, B3).version == NEW


def test_a_bridge_that_is_on_no_inventory_is_in_no_word_and_neither_dcc_nor_supplier_knows_of_it() -> None:
    for party in (supplier(), DCC_PARTY):
        view = seen("option-a-early", party)

        assert (device(view, B4).is_known, device(view, B4).version) == (False, None)
        assert [word for word in view.words if word.device == B4] == []
        assert gap(view, B4) == Gap(B4, Duration(view.now), ORIGIN)
    assert device(seen("option-a-early", ALTHANCO), B4).is_known


def test_a_bundle_that_all_run_is_no_false_success() -> None:
    assert package(seen("option-a-good", supplier()), B3).wrongly == ()


def test_a_displaced_image_is_known_by_ccs08_and_by_no_word_before() -> None:
    before, after = seen("proposed-displaced", supplier(), 2.5), seen("proposed-displaced", supplier(), 3.0)

    assert (package(before, B4).stage, package(before, B4).waits_for) == ("accepted", "CCS08")
    assert (package(after, B4).stage, package(after, B4).is_ended) == ("image discarded", True)
    assert (package(seen("proposed-displaced", TRUTH, 2.5), B4).stage) == "STORE"


def test_between_acceptance_and_ccs08_a_supplier_hears_nothing_of_an_11_4_whatever_happens() -> None:
    moments = [1.3, 5.0, 11.9]
    views = [seen("change-in-mid-update", supplier("loser"), at) for at in moments]
    stages = {package(seen("change-in-mid-update", TRUTH, at), B1).stage for at in moments}

    assert {(package(view, B1).stage, in_seconds(package(view, B1).since)) for view in views} == {("accepted", 0.7)}
    assert len(stages) > 1


def test_after_a_change_of_supplier_the_old_one_never_hears_that_its_image_runs() -> None:
    loser, gainer = (seen("change-in-mid-update", supplier(who)) for who in ("loser", "gainer"))

    assert words(loser) == ["I99", "CCS08 b1 success"]
    assert (package(loser, B1).stage, package(loser, B1).waits_for) == ("delivered", "CS09")
    assert (device(loser, B1).version, device(loser, B1).is_true) == (OLD, False)
    assert gap(loser, B1).open_since is not None
    assert words(gainer) == ["CS09 b1 success"]
    assert (gainer.packages, device(gainer, B1).version, device(gainer, B1).is_true) == ((), NEW, True)


def test_who_gains_a_premises_knows_no_device_until_a_word_names_it() -> None:
    early, late = (seen("change-in-mid-update", supplier("gainer"), at) for at in (5.0, None))

    assert {each.is_known for each in early.devices} == {False}
    assert (device(late, B1).is_known, device(late, B1).source, device(late, B1).kind) == (True, "CS09", "")


def test_what_was_given_by_hand_althanco_alone_knows() -> None:
    views = {party.kind: seen("stranded", party) for party in (supplier(), DCC_PARTY, ALTHANCO, TRUTH)}
    held = {kind: (device(view, B1).version, device(view, B1).is_true) for kind, view in views.items()}

    assert held == {
        supplier().kind: (OLD, False),
        DCC_PARTY.kind: (OLD, False),
        ALTHANCO.kind: (0x0002_0000, True),
        TRUTH.kind: (0x0002_0000, True),
    }
    assert device(views[ALTHANCO.kind], B1).source == "visit"
    assert (device(views[ALTHANCO.kind], B2).version, device(views[ALTHANCO.kind], B2).is_true) == (OLD, False)


def test_while_b2_is_stranded_its_cs09_reaches_nobody_and_a_supplier_still_waits_for_it() -> None:
    desk = seen("stranded", supplier(), 80.0)

    assert device(seen("stranded", TRUTH, 80.0), B2).version == 0x0002_0000
    assert (package(desk, B2).stage, package(desk, B2).waits_for) == ("delivered", "CS09")


def test_of_an_11_1_a_supplier_is_told_n60_fdra_and_cs06_in_turn() -> None:
    end = seen("esme-updated", supplier())
    at = {word.what: word.at / 1_000_000 for word in end.words}
    stages = [package(seen("esme-updated", supplier(), at[what]), ESME).stage for what in ("N60", "FDRA")]

    assert [word.what for word in end.words if word.what[0] != "0"] == ["I99", "N60", "FDRA", "I99", "CS06"]
    assert stages == ["at the hub", "delivered"]
    assert package(seen("esme-updated", supplier(), 14.5), ESME).stage == "ordered to run"
    assert (package(end, ESME).stage, device(end, ESME).version) == ("runs", NEW)


def test_before_november_2021_there_is_no_n60_and_a_supplier_waits_for_fdra() -> None:
    now = seen("before-2021", supplier(), 5.0)

    assert (package(now, ESME).stage, package(now, ESME).waits_for) == ("accepted", "FDRA")
    assert package(seen("esme-updated", supplier(), 1.5), ESME).waits_for == "N60 or N61"
    assert "N60" not in [word.what for word in seen("before-2021", supplier()).words]
    assert package(seen("before-2021", supplier()), ESME).stage == "runs"


def test_a_device_that_is_announced_is_known_to_its_supplier_by_its_own_asking() -> None:
    view = seen("joins-later", supplier())

    assert device(seen("joins-later", supplier(), 0.1), B2).is_known is False
    assert (device(view, B2).version, device(view, B2).is_true) == (NEW, True)


@pytest.mark.parametrize("name", sorted(SCENARIOS))
def test_what_the_dcc_holds_of_a_version_is_what_the_smi_says(name: str) -> None:
    scenario = telling(name).scenario
    pictures = tell(scenario, scenario.spec.seed, lambda _: None).pictures
    names = {str(eui): who for eui, who in telling(name).layout.names.items()}
    rows = {names.get(str(row.device_id)): row for row in pictures[DCC].inventory}
    held = {each.who: each for each in seen(name, DCC_PARTY).devices}

    assert {who for who, each in held.items() if each.is_known} == set(rows) - {None}
    if scenario.site.before is None:
        for who, row in rows.items():
            if who is not None:
                assert (held[who].version or 0) == row.firmware_version
                assert held[who].state in (row.status, "power outage", "no response", "command not delivered")


def test_a_gsme_is_followed_by_the_words_of_an_11_1_too() -> None:
    assert package(seen("proposed-displaced", supplier()), GSME).stage == "runs"


def test_the_network_operator_knows_of_an_outage_and_of_nothing_else() -> None:
    before, after = seen("power-cut-at-the-hub", DNO, 0.1), seen("power-cut-at-the-hub", DNO)
    known = [each for each in after.devices if each.is_known]

    assert [each.who for each in before.devices if each.is_known] == []
    assert [(each.who, each.state, each.source, each.version) for each in known] == [
        ("hub", "power outage", "AD1", None)
    ]


@pytest.mark.parametrize("name", EVERYBODY)
def test_the_truth_is_never_wrong(name: str) -> None:
    view: PartyView = seen(name, TRUTH)

    assert view.wrong_for == 0
    assert all(each.is_true and each.is_known for each in view.devices)
    assert view.behind == ()


@pytest.mark.parametrize("name", EVERYBODY)
def test_no_supplier_is_nearer_to_the_truth_of_what_was_asked_than_the_dcc(name: str) -> None:
    known_at = {
        party.kind: {each.device: each.known_at for each in seen(name, party).behind}
        for party in (supplier(), DCC_PARTY)
    }

    for who, at in known_at[supplier().kind].items():
        through = known_at[DCC_PARTY.kind][who]
        assert at is None or (through is not None and through <= at)
