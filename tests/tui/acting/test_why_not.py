"""An act that cannot be done now is refused with what stands in its way."""

from dataclasses import replace

import pytest

from premises.wire.site_text import changed
from premises.wire.tables.suppliers import SupplierSpec
from tests.tui.acting.places import situation, with_faults
from tests.tui.told import moment, read
from tui.acting import deeds
from tui.acting.act import Act
from tui.acting.situation import READ_ONLY, Situation, barred_by_recording, customers_in
from tui.acting.why_not import why_not
from tui.model.values.state import State

HERE = situation()
EVERY = (
    deeds.update(deeds.Wanted(("b1",))),
    deeds.inject("outage on wan"),
    deeds.change("f1", "outage on wan"),
    deeds.clear(("f1",)),
    deeds.wake("b4"),
    deeds.kill("b1"),
    deeds.restart("b1"),
    deeds.pause(),
    deeds.pace("10"),
    deeds.activate("esme"),
    deeds.read_version("b1"),
    deeds.change_supplier("supplier", "gas"),
)


@pytest.mark.parametrize(
    ("act", "reason"),
    [
        (deeds.wake("b2"), "b2 is mains powered, it does not sleep"),
        (deeds.wake("gsme"), "gsme is awake"),
        (deeds.wake("b9"), "b9 is no participant of this premises"),
        (deeds.activate("b2"), "b2 runs a new image by itself, it needs no 11.3"),
        (deeds.activate("gsme"), "gsme holds no image that it has verified: P6 is at ALT, 2%"),
        (deeds.activate("esme"), None),
        (deeds.update(deeds.Wanted(("b1",))), None),
        (deeds.update(deeds.Wanted(("b1", "b2"))), "b2 is busy: P5 is at ALT, 71%"),
        (deeds.update(deeds.Wanted(("hub",))), "hub takes no image from here"),
        (deeds.update(deeds.Wanted(("b9",))), "b9 is no device of this premises"),
        (deeds.clear(("S1",)), "S1 is the site's own: it came with the premises and stays"),
        (deeds.clear(("f7",)), "f7 is not in force"),
        (deeds.clear(("all",)), "no fault is imposed"),
        (deeds.change("f7", "outage on wan"), "f7 is not in force"),
        (deeds.kill("nobody"), "nobody is no participant of this premises"),
        (deeds.kill("hub"), None),
        (deeds.restart("hub"), None),
        (deeds.pause(), None),
    ],
    ids=lambda value: value.line if isinstance(value, Act) else None,
)
def test_what_stands_in_the_way_is_named(act: Act, reason: str | None) -> None:
    assert why_not(act, HERE) == reason


@pytest.mark.parametrize(
    ("at_s", "to", "fuel", "reason"),
    [
        (0.5, "gainer", "gas", None),
        (0.5, "loser", "gas", "loser has the premises' gas already"),
        (1.5, "gainer", "gas", "gainer has the premises' gas already"),
        (1.5, "loser", "electricity", None),
        (0.5, "sparks", "gas", "sparks cannot gain gas: it has not the role GS"),
        (0.5, "sparks", "electricity", None),
        (0.5, "nobody", "gas", "nobody is no Supplier of this premises"),
        (0.5, "gainer", "coal", "coal is no fuel: expected electricity or gas"),
    ],
)
def test_whose_customer_the_premises_is_nobody_gains_it_twice(
    at_s: float, to: str, fuel: str, reason: str | None
) -> None:
    reader = read("change-of-supplier", at_s)
    sparks = {"sparks": SupplierSpec("90-B3-D5-1F-30-01-00-0D", ["IS"])}
    site = changed(reader.site, suppliers=reader.site.suppliers | sparks)
    here = Situation(site, reader.picture(moment(at_s)), customers=customers_in(reader.journey, site))

    assert why_not(deeds.change_supplier(to, fuel), here) == reason


def test_a_failed_update_may_be_sent_again() -> None:
    row = HERE.row_of("b3")

    assert row is not None
    assert row.state is State.FAILED
    assert why_not(deeds.update(deeds.Wanted(("b3",))), HERE) is None


def test_a_sleeper_that_is_asleep_can_be_woken_and_one_that_is_down_cannot() -> None:
    def changed(**what: bool) -> Situation:
        boxes = tuple(replace(box, **what) if box.who == "b4" else box for box in HERE.picture.boxes)  # type: ignore[arg-type]  # by name
        return replace(HERE, picture=replace(HERE.picture, boxes=boxes))

    assert why_not(deeds.wake("b4"), changed(is_asleep=True)) is None
    assert why_not(deeds.wake("b4"), changed(is_asleep=True, is_down=True)) == "b4 is down: R restarts it"
    assert why_not(deeds.kill("b4"), changed(is_down=True)) == "b4 is down already: R restarts it"


def test_a_device_runs_what_it_activated() -> None:
    rows = tuple(replace(row, stage="ACTIVE") if row.device == "esme" else row for row in HERE.picture.rows)
    there = replace(HERE, picture=replace(HERE.picture, rows=rows))

    assert str(why_not(deeds.activate("esme"), there)).startswith("esme runs 1.1 already, since 00:")


def test_what_is_imposed_can_be_cleared_and_a_power_cut_is_what_a_restart_ends() -> None:
    there = with_faults(HERE, f3="power cut at b1 from 60s", f4="power cut at b12")
    cut = there.power_cut_at("b1")

    assert why_not(deeds.clear(("f3", "f4")), there) is None
    assert why_not(deeds.clear(("all",)), there) is None
    assert cut is not None
    assert deeds.restart("b1", cut.id).words == ("fault", "clear", "f3")
    assert there.power_cut_at("b2") is None


@pytest.mark.parametrize("barred", [READ_ONLY, barred_by_recording("run-0042")])
@pytest.mark.parametrize("act", EVERY, ids=lambda act: act.deed.value)
def test_where_nothing_can_be_changed_every_act_is_refused_with_the_reason(act: Act, barred: str) -> None:
    assert why_not(act, replace(HERE, barred=barred)) == barred


def test_a_recording_can_be_exported() -> None:
    there = replace(HERE, barred=barred_by_recording("run-0042"))

    assert why_not(deeds.export("ladder", "run.vpr", "b4.svg"), there) is None
