"""The note of a word that a Supplier has: made when it took it, or for an answer when it is said."""

from premises.identity import Name
from premises.machine.effects import NOTHING, Effects
from premises.wire.duis.inventory import ReadInventory
from premises.wire.duis.messages import MAIL_FIRST, DuisAck
from premises.wire.notes.inventory import SupplierTold
from premises.wire.site import ACB_EUI
from tests.machine.reading import noted
from tests.smi.premises_of_two import B1, ESME, EUI, GAS, GSME, NEW, OLD, POWER, adapter, hub_says, update
from tests.smi.test_suppliers import CCS08, CS09

MINE = update(GAS).request_id


def told(effects: Effects) -> list[SupplierTold]:
    """Give what is noted of what Suppliers have."""
    return noted(effects, SupplierTold)


def test_an_answer_is_noted_when_it_is_said() -> None:
    effects = adapter().hear(GAS, update(GAS))

    assert told(effects) == [SupplierTold(GAS, 0, "ServiceResponse", MINE, "", 0, "I99", "", "11.4")]  # type: ignore[arg-type]  # of nobody


def test_what_is_told_later_is_noted_when_it_is_taken_and_not_before() -> None:
    stage = adapter()
    stage.hear(GAS, update(GAS))
    said = hub_says(stage, CCS08)
    taken = stage.hear(GAS, DuisAck(MAIL_FIRST))

    assert told(said) == []
    assert told(taken) == [SupplierTold(GAS, MAIL_FIRST, "CommsHubAlert", MINE, B1, NEW, "CCS08", "success")]


def test_one_alert_is_a_word_to_each_who_took_it_and_names_the_request_to_who_asked_alone() -> None:
    stage = adapter()
    stage.hear(GAS, update(GAS))
    hub_says(stage, CS09)
    taken = [*stage.hear(POWER, DuisAck(MAIL_FIRST)), *stage.hear(GAS, DuisAck(MAIL_FIRST + 1))]

    assert [(note.supplier, note.request_id, note.what) for note in told(taken)] == [
        (POWER, "", "CS09"),
        (GAS, MINE, "CS09"),
    ]


def test_what_is_acknowledged_twice_or_by_another_is_noted_once() -> None:
    stage = adapter()
    stage.hear(GAS, update(GAS))
    hub_says(stage, CCS08)

    assert stage.hear(POWER, DuisAck(MAIL_FIRST)) == NOTHING
    assert len(told(stage.hear(GAS, DuisAck(MAIL_FIRST)))) == 1
    assert stage.hear(GAS, DuisAck(MAIL_FIRST)) == NOTHING


def test_a_word_that_was_kept_over_a_restart_is_noted_as_if_there_had_been_none() -> None:
    stage = adapter()
    stage.hear(GAS, update(GAS))
    hub_says(stage, CCS08)
    stage.restart()

    assert [note.what for note in told(stage.hear(GAS, DuisAck(MAIL_FIRST)))] == ["CCS08"]


def test_an_inventory_is_a_word_of_each_device_on_it() -> None:
    effects = adapter().hear(GAS, ReadInventory(f"{EUI[GAS]}:{ACB_EUI}:9", B1))

    assert [(note.device, note.version, note.what, note.code, note.detail) for note in told(effects)] == [
        (B1, OLD, "8.2", "commissioned", "PPMID B1"),
        (ESME, OLD, "8.2", "commissioned", "ESME"),
        (GSME, OLD, "8.2", "commissioned", "GSME"),
    ]


def test_a_refusal_is_noted_with_its_code_and_its_reason() -> None:
    effects = adapter().hear(Name("next"), update(Name("next")))

    assert [(note.what, note.code, note.device) for note in told(effects)] == [
        ("E4", "not_responsible", ""),
        ("E4", "not_responsible", B1),
    ]
