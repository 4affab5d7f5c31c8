"""What docs/overwrites.md shows, as claims: nothing is lost in silence, and gas goes before the bridges."""

from itertools import product

import pytest

from tests.rooms.overwrites import IMAGES, METERS, arrival, overwrite_rows, sureness

BRIDGES = ("B1", "B2", "B3", "B4")
PAIRS = list(product(IMAGES, IMAGES))
FOUND = {pair: arrival(*pair) for pair in PAIRS}


def test_the_matrix_has_every_ordered_pair() -> None:
    rows = list(overwrite_rows())

    assert len(PAIRS) == 64
    assert [len(row) for row in rows] == [9] * 8


@pytest.mark.parametrize("pair", PAIRS, ids="-".join)
def test_whoever_loses_is_told_of_once_and_nobody_else(pair: tuple[str, str]) -> None:
    held, comes = pair
    found = FOUND[pair]
    loser = {"both held": None, "displaced": held, "refused": comes}[found.outcome]
    words = [] if loser is None else [f"N61: {loser}" if loser in METERS else f"CCS08 0x8F89 code 1: {loser}"]

    assert list(found.told) == words


def test_an_esme_disturbs_nobody_and_nobody_disturbs_an_esme() -> None:
    assert {FOUND["ESME", kind].outcome for kind in IMAGES if kind != "ESME"} == {"both held"}
    assert {FOUND[kind, "ESME"].outcome for kind in IMAGES if kind != "ESME"} == {"both held"}


def test_the_gsme_will_not_be_affected_and_bridges_are() -> None:
    for bridge in BRIDGES:
        assert FOUND["GSME", bridge].outcome == "refused"
        assert FOUND[bridge, "GSME"].outcome == "displaced"


def test_among_bridges_ppmid_and_hcalcs_the_last_one_wins() -> None:
    rank_1 = ("PPMID", "HCALCS", *BRIDGES)

    assert {FOUND[pair].outcome for pair in product(rank_1, rank_1)} == {"displaced"}


def test_a_bridge_fares_as_a_ppmid_does() -> None:
    for bridge, other in product(BRIDGES, ("ESME", "GSME", "HCALCS")):
        assert FOUND[bridge, other].outcome == FOUND["PPMID", other].outcome
        assert FOUND[other, bridge].outcome == FOUND[other, "PPMID"].outcome


def test_no_cell_is_surer_than_the_minutes() -> None:
    sure = {pair for pair in PAIRS if sureness(*pair)[0] == "V"}
    ppmid_class = ("PPMID", *BRIDGES)

    assert sure == {
        *((one, "GSME") for one in ppmid_class),
        *(("GSME", one) for one in ppmid_class),
        ("PPMID", "HCALCS"),
        ("HCALCS", "PPMID"),
    }
