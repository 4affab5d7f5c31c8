"""Attacks on an update: whatever was tried, a bridge runs what its maker made for it, or what it ran before."""

import pytest

from premises.wire.design import DESIGNS, DesignName
from premises.wire.notes.downloads import FirmwareActivated, ImageVerified
from tests.designs.attacks import ATTACKS, DESIGNS_IN_ORDER, Attack, did, honest, told
from tests.rooms.feeder_stage import B1, B2, B3, B4, TYPES

NO_ATTACK = Attack("none")

by_name = {attack.name: attack for attack in ATTACKS}

each = pytest.mark.parametrize("design", DESIGNS_IN_ORDER)
each_attack = pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)


def test_the_table_has_every_design() -> None:
    assert tuple(DESIGNS) == DESIGNS_IN_ORDER


@each
def test_without_an_attack_all_four_run_what_was_sent(design: DesignName) -> None:
    one = told(NO_ATTACK, design)

    assert sorted(who for who, _ in one.ran) == sorted(TYPES)


@each
@each_attack
def test_nothing_ever_ran_that_its_maker_did_not_make_for_it(attack: Attack, design: DesignName) -> None:
    one = told(attack, design)
    activated = [entry.who for entry in one.entries if isinstance(entry.note, FirmwareActivated)]

    assert [who for who, _ in one.ran] == activated, "each activation is looked at"
    for who, octets in one.ran:
        assert octets == honest(one.site, who), f"{who} ran something else"


@each
@each_attack
def test_whatever_came_to_run_was_verified_by_who_runs_it(attack: Attack, design: DesignName) -> None:
    verified: set[tuple[str, int]] = set()
    for entry in told(attack, design).entries:
        if isinstance(entry.note, ImageVerified):
            verified.add((entry.who, entry.note.version))
        if isinstance(entry.note, FirmwareActivated):
            assert (entry.who, entry.note.version) in verified


@each
@each_attack
def test_an_attack_keeps_bridges_from_new_firmware_or_delays_it_and_does_no_more(
    attack: Attack, design: DesignName
) -> None:
    ran = {who for who, _ in told(attack, design).ran}
    wanted = {
        "slow drip": set(TYPES),
        "tampered by who hands it on": {"proposed": {B1, B3}, "option-a": {B1}, "option-b": set()}[design],
    }

    assert ran == wanted.get(attack.name, set())


@each
@each_attack
def test_an_attack_that_reached_a_bridge_is_told_of_by_the_bridge_or_the_hub(
    attack: Attack, design: DesignName
) -> None:
    one = told(attack, design)
    told_of = [did(one, who) for who in TYPES]

    assert any(words != "nothing reached it" for words in told_of) or attack.name == "frozen version"


def test_older_parts_that_their_maker_bundled_anew_are_refused_by_who_gets_the_bundle() -> None:
    attack = by_name["older image under a newer header"]

    assert "its own part is version 0x0000ffff, older than" in did(told(attack, "option-a"), B3)
    assert "its own part is version 0x0000ffff, older than" in did(told(attack, "option-b"), B1)


def test_a_slow_drip_costs_time_alone() -> None:
    quick, slow = (told(attack, "proposed").entries for attack in (NO_ATTACK, by_name["slow drip"]))
    spans = [
        next(entry.at for entry in entries if entry.who == B1 and isinstance(entry.note, FirmwareActivated))
        for entries in (quick, slow)
    ]

    assert spans[1] > 1.5 * spans[0]


def test_a_child_refuses_what_its_feeder_changed() -> None:
    one = told(by_name["tampered by who hands it on"], "option-a")

    assert did(one, B4) == did(one, B2) == "rejected it: the Manufacturer Image does not match its maker's seal"
    assert did(one, B3) == "verified it, and ran nothing of it: a part failed"
