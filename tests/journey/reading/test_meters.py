"""A meter's package is followed like a bridge's: by FDRA or CCS08, by CS06 and what is said to it."""

import pytest

from premises.identity import Name
from premises.journey.fold.journey import Journey
from premises.journey.package import Package, Stage
from premises.journey.why.diagnosis import Diagnosis, diagnose_all
from premises.quantity import Instant, seconds
from premises.wire.notes.orders import OrderPut, OrderTaken
from tests.journey.fold.stories import telling


def at(name: str, now_s: float | None = None, *, without: tuple[type, ...] = ()) -> tuple[Diagnosis, ...]:
    """Give what is said of each package of a scenario at a moment, or at its end; without some notes."""
    told, journey = telling(name), Journey()
    until = told.entries[-1].at if now_s is None else Instant(seconds(now_s))
    journey.take_all(entry for entry in told.entries if entry.at <= until and not isinstance(entry.note, without))
    return diagnose_all(journey, told.layout, until)


def cause(diagnoses: tuple[Diagnosis, ...], who: str) -> str:
    """Give the cause of the package for a device; empty when there is none."""
    (found,) = [each for each in diagnoses if each.package.device == who]
    return "" if found.finding is None else found.finding.cause.code


def package(diagnoses: tuple[Diagnosis, ...], who: str) -> Package:
    (found,) = [each.package for each in diagnoses if each.package.device == who]
    return found


def test_a_gsme_is_followed_from_its_mirrors_flag_to_the_moment_of_its_order() -> None:
    said = [(now_s, cause(at("gsme-updated", now_s), "gsme")) for now_s in (7.0, 13.0, 22.5, 30.0, 38.0, 43.0)]

    assert said == [
        (7.0, "MIRROR_FLAG"),
        (13.0, "ASLEEP"),
        (22.5, "NO_ORDER"),
        (30.0, "MIRROR_FLAG"),
        (38.0, "ACTIVATES_LATER"),
        (43.0, "REBOOTING"),
    ]


def test_what_was_accepted_for_later_says_when() -> None:
    (found,) = at("gsme-updated", 38.0)

    assert found.finding is not None
    assert found.finding.next_move is not None
    assert found.finding.next_move.at == Instant(seconds(42))
    assert (found.package.transfer, found.package.activation) == ("success", "accepted")


@pytest.mark.parametrize(
    ("name", "who"),
    [("gsme-updated", "gsme"), ("esme-updated", "esme"), ("hcalcs-and-ppmid", "hcalcs"), ("ppmid-updated", "ppmid")],
)
def test_the_end_of_each_kind_is_heard_of(name: str, who: str) -> None:
    found = package(at(name), who)

    assert (found.stage, found.is_done) == (Stage.REPORTED, True)
    assert (found.transfer, found.activation) == ("success", "success")


def test_an_order_for_another_image_and_an_image_of_another_supplier_end_it() -> None:
    two = [found.finding for found in at("hash-mismatch")]

    assert [None if finding is None else finding.cause.code for finding in two] == ["REPLACED", "ORDER_REFUSED"]
    assert [found.also for found in at("hash-mismatch")] == [(), ()], "who holds it no more waits for no order"
    assert cause(at("forged-trailer"), "esme") == "IMAGE_REFUSED"


def test_an_order_is_not_waited_for_before_the_image_is_held() -> None:
    assert [cause(at("gsme-updated", now_s), "gsme") for now_s in (1.3, 4.0, 9.0)].count("NO_ORDER") == 0


def test_without_the_notes_that_say_so_nobody_says_what_becomes_of_an_order() -> None:
    assert cause(at("gsme-updated", 30.0, without=(OrderPut,)), "gsme") not in ("MIRROR_FLAG", "NO_ORDER")
    assert cause(at("gsme-updated", 38.0, without=(OrderTaken,)), "gsme") not in ("ACTIVATES_LATER", "NO_ORDER")


def test_a_meter_that_nothing_updates_has_no_place() -> None:
    layout = telling("cut-off").layout

    assert set(layout.places) < set(layout.names.values())
    assert Name("ppmid") not in layout.places
