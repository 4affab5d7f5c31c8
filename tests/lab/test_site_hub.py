"""The hub of a site: a store that makes no sense as a table is refused in one line."""

from pathlib import Path

import pytest

from hub.store import store_rules
from lab.site import load_site, load_toml, site_of
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


VARIANTS = {f"b{number}": f"B{number}" for number in (1, 2, 3, 4)}
BEHIND = ("hub", "b1", "b1", "b3")


def crowded(design: str, ppmids: int, **hub: object) -> dict[str, object]:
    """Give a site with all four bridges and so many PPMIDs."""
    bridges = {
        who: {
            "ppmid_variant": variant,
            "eui": f"90-B3-D5-1F-30-{variant}-00-01",
            "image_type": 1,
            "behind": behind,
        }
        for (who, variant), behind in zip(VARIANTS.items(), BEHIND, strict=True)
    }
    meters = {f"p{n}": {"kind": "PPMID", "eui": f"90-B3-D5-1F-30-00-02-{n:02}"} for n in range(ppmids)}
    return {"design": design, "hub": hub, "bridges": bridges, "meters": meters}


@pytest.mark.parametrize(("design", "on_the_smi"), [("proposed", 4), ("option-a", 3), ("option-b", 1)])
def test_how_many_type_1_devices_a_design_needs_room_for(design: str, on_the_smi: int) -> None:
    room = 7

    assert site_of(crowded(design, room - on_the_smi, type_1_max=room), "x").design == design
    assert refusal(crowded(design, room - on_the_smi + 1, type_1_max=room)).startswith(
        f"site x.toml: 8 Type 1 devices in {design}, b1, "
    )


def test_that_there_is_no_room_for_them_says_who_they_are_and_which_key_bounds_them() -> None:
    assert refusal(crowded("proposed", 1, type_1_max=4)) == (
        "site x.toml: 5 Type 1 devices in proposed, b1, b2, b3, b4, p0: expected at most 4 (hub.type_1_max)"
    )


def test_the_tight_hub_has_room_for_option_b_and_none_for_four_more() -> None:
    path = Path(__file__).parents[2] / "sites" / "tight-hub.toml"
    document = load_toml(path)
    three_more = {**document, "hub": {"type_1_max": 6}}

    assert load_site(path).hub.type_1_max == 7
    assert "8 Type 1 devices in proposed" in refusal({**document, "design": "proposed"})
    assert "7 Type 1 devices in option-a" in refusal({**three_more, "design": "option-a"})
    assert site_of(three_more, "x").design == "option-b"


def test_a_gas_meter_takes_no_room_of_a_type_1_device() -> None:
    meters = {"gsme": {"kind": "GSME", "eui": "90-B3-D5-1F-30-00-00-07", "wake_every_s": 1800}}

    assert site_of({"hub": {"type_1_max": 1}, "meters": meters}, "x").hub.type_1_max == 1


@pytest.mark.parametrize(("design", "ppmids"), [("proposed", 12), ("option-b", 15)])
def test_a_bridge_that_another_feeds_takes_no_place_in_the_log(design: str, ppmids: int) -> None:
    assert len(site_of(crowded(design, ppmids), "x").meters) == ppmids
    assert refusal(crowded(design, ppmids + 1)).startswith(
        "site x.toml: 17 devices in the hub's log: expected at most 16"
    )
    assert site_of(crowded(design, ppmids + 1, device_log_max=17), "x").hub.device_log_max == 17


@pytest.mark.parametrize(
    ("hub", "said"),
    [
        ({"gbcs": "2.0"}, "hub.gbcs = '2.0': expected one of 3.2, 4.1"),
        ({"gbcs": 4.1}, "hub.gbcs = 4.1: expected one of 3.2, 4.1"),
        ({"device_log_max": 15}, "hub.device_log_max = 15: expected a whole number >= 16"),
        ({"device_log_max": 33}, "hub.device_log_max = 33: expected a whole number <= 32"),
        ({"type_1_max": 0}, "hub.type_1_max = 0: expected a whole number >= 1"),
        ({"upgrade": [{"gbcs": "4.1"}]}, "hub.upgrade.0.at_s is missing"),
        ({"upgrade": [{"at_s": 1}]}, "hub.upgrade.0.gbcs is missing"),
        (
            {"upgrade": [{"at_s": 1, "gbcs": "3.2"}]},
            "hub.upgrade.0.gbcs = '3.2': expected 4.1, which the hub has by then, or later",
        ),
        (
            {"gbcs": "3.2", "upgrade": [{"at_s": 9, "gbcs": "3.2"}, {"at_s": 9, "gbcs": "4.1"}]},
            "hub.upgrade.1.at_s = 9: expected more than 9, when the one before it is",
        ),
    ],
)
def test_what_a_hub_can_do_and_when_is_refused_by_key(hub: dict[str, object], said: str) -> None:
    assert refusal({"hub": hub}).startswith(f"site x.toml: {said}")
