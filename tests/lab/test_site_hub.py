"""The hub of a site: a store that makes no sense as a table is refused in one line."""

import pytest

from hub.store import store_rules
from lab.site import site_of
from tests.lab.refusing import refusal

E: dict[str, object] = {"ranks": {"ESME": 1}}
X: dict[str, object] = {"ranks": {"GSME": 2, "PPMID": 1, "HCALCS": 1}}
SLOTS = "hub.store.slots"


def with_slots(**slots: dict[str, object]) -> dict[str, object]:
    """Give a site whose hub has these slots."""
    return {"hub": {"store": {"slots": slots}}}


@pytest.mark.parametrize(
    ("document", "said"),
    [
        (
            with_slots(E=E, X={"ranks": {"GSME": 2, "ZZ-1": 1}}),
            f"{SLOTS}.X.ranks.ZZ-1 is unknown: expected one of ",
        ),
        (
            with_slots(E=E, X={"ranks": {"GSMR": 2}}),
            f"{SLOTS}.X.ranks.GSMR is unknown: did you mean GSME?",
        ),
        (with_slots(X=X), f"{SLOTS}: ESME in no slot: expected a rank of 1"),
        (
            with_slots(E=E, X={"ranks": {"GSME": 2}}),
            f"{SLOTS}: PPMID, HCALCS in no slot: expected a rank",
        ),
        (
            with_slots(E={"ranks": {"ESME": 1, "GSME": 1}}, X=X),
            f"{SLOTS}.X.ranks.GSME: expected one slot for each type, E has it too",
        ),
        (
            with_slots(E=E, X=X, Y={"ranks": {}}),
            f"{SLOTS}.Y.ranks: expected a rank of 1 or more",
        ),
        (with_slots(E=E, X={"size_max": 4096}), f"{SLOTS}.X.ranks is missing"),
        (with_slots(E=E, X={"ranks": {"GSME": 10}}), f"{SLOTS}.X.ranks.GSME = 10: expected a whole number <= 9"),
        (with_slots(E=E, X={"ranks": {"GSME": -1}}), f"{SLOTS}.X.ranks.GSME = -1: expected a whole number >= 0"),
        (with_slots(E=E, X={**X, "size_max": 9}), f"{SLOTS}.X.size_max = 9: expected a whole number >= 1024"),
        (with_slots(**{"E/1": E, "X": X}), f"{SLOTS}: slot 'E/1': expected 1 to 8 letters and digits"),
        (with_slots(**{"": E, "X": X}), f"{SLOTS}: slot '': expected 1 to 8 letters and digits"),
        (with_slots(ninechars=E, X=X), f"{SLOTS}: slot 'ninechars': expected 1 to 8 letters and digits"),
        (with_slots(), f"{SLOTS} = {{}}: expected "),
        (with_slots(A=E, B=X, C=E, D=E, F=E), f"{SLOTS} = "),
        ({"hub": {"store": {"hold_s": 0}}}, "hub.store.hold_s = 0: expected a number > 0"),
        ({"hub": {"store": {"survives_reboot": 1}}}, "hub.store.survives_reboot = 1: expected true or false"),
    ],
)
def test_a_store_that_makes_no_sense_is_refused_by_key(document: dict[str, object], said: str) -> None:
    assert refusal(document).startswith(f"site x.toml: {said}")


def test_a_slot_without_a_size_of_its_own_has_the_usual_one_and_slots_stand_by_name() -> None:
    document = {"hub": {"slot_size_max": 2048, "store": {"slots": {"Z": E, "A": {**X, "size_max": 4096}}}}}
    rules = store_rules(site_of(document, "x").hub)

    assert [(slot.name, slot.size_max) for slot in rules.slots] == [("A", 4096), ("Z", 2048)]
    assert rules.size_max == 4096
