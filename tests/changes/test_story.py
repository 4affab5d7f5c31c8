"""A Change of Supplier that is ordered while a world is told: what a scripted one of that moment does, and no more."""

import shlex
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from lab.worlds.obeying import obey
from lab.worlds.world import Told, ToldWorld, told_in
from premises.errors import UsageError
from premises.identity import Name
from premises.quantity import Instant, seconds
from premises.wire.notes.downloads import FirmwareActivated, ImageRejected
from premises.wire.notes.emulator import MessageIgnored
from premises.wire.notes.inventory import ChangeOrdered, SupplierChanged, SupplierTold
from premises.wire.notes.vocabulary import Entry
from premises.wire.site import Site
from premises.wire.site_text import changed
from premises.wire.tables.suppliers import CHANGES_MAX, ChangeOfSupplierSpec, Fuel, SupplierSpec
from premises.wire.topics import CONDUCTOR

SCENARIOS = Path(__file__).parents[2] / "scenarios"
NEXT = Name("next")
BOTH: tuple[Fuel, ...] = ("electricity", "gas")
UNTIL = Instant(seconds(70))

Orders = Sequence[tuple[float, str]]


def story(name: str) -> Told:
    """Give a scenario in which the premises stays with whom it is with, and another Supplier is there."""
    told = told_in(SCENARIOS / f"{name}.toml", None, ())
    suppliers = told.site.suppliers | {NEXT: SupplierSpec("90-B3-D5-1F-30-01-00-0C")}
    return with_site(told, changed(told.site, suppliers=suppliers, change_of_supplier=[]))


def with_site(told: Told, site: Site) -> Told:
    assert told.scenario is not None, "it is a scenario"
    return replace(told, site=site, scenario=replace(told.scenario, site=site))


def lived(told: Told, orders: Orders = ()) -> list[Entry]:
    """Tell it to its end, with orders at their seconds."""
    world = ToldWorld(told)
    for at_s, words in orders:
        onwards(world, Instant(seconds(at_s)))
        obey(world, shlex.split(words))
    onwards(world, UNTIL)
    return list(world.taken())


def onwards(world: ToldWorld, until: Instant) -> None:
    while not world.go_on(until):
        pass


def gains(to: str, fuel: str) -> str:
    return f"supplier change {to} --fuel {fuel}"


@pytest.mark.parametrize("at_s", [0.75, 2.5, 8.0, 20.0])
@pytest.mark.parametrize("name", ["change-of-supplier", "esme-updated", "gsme-updated", "hcalcs-and-ppmid"])
@pytest.mark.parametrize("crash", ["", "dcc", "meter", "before"])
def test_one_that_is_ordered_is_from_then_on_as_if_the_site_had_it(crash: str, name: str, at_s: float) -> None:
    told = story(name)
    # Who crashed before lives another boot, and its luck is another.
    who = next(iter(told.site.meters), "b1") if crash in ("meter", "before") else crash
    crash_at_s = 0.5 if crash == "before" else at_s + 1.0
    crashes = [(crash_at_s, f"fault add 'crash of {who} down for 100ms'")] if who else []
    scripted = [ChangeOfSupplierSpec(at_s, fuel, NEXT) for fuel in BOTH]
    ordered = [(at_s, gains(NEXT, fuel)) for fuel in BOTH]
    as_site = lived(with_site(told, changed(told.site, change_of_supplier=scripted)), crashes)
    as_order = lived(told, sorted([*ordered, *crashes]))

    rest, orders = apart(as_order)
    assert rest == apart(as_site)[0]
    assert orders == [ChangeOrdered(fuel, NEXT, "you", Instant(seconds(at_s))) for fuel in BOTH]
    assert [each.note.to for each in rest if isinstance(each.note, SupplierChanged)] == [NEXT, NEXT]
    assert rest != apart(lived(told, crashes))[0]


def apart(entries: Sequence[Entry]) -> tuple[list[Entry], list[ChangeOrdered]]:
    """Give what would be noted without a person, and the orders; the conductor's own notes are counted anew.

    At one moment it is in the order of names: a world that stops there and goes on may tell them in another.
    """
    orders = [entry.note for entry in entries if isinstance(entry.note, ChangeOrdered)]
    rest = [entry for entry in entries if not isinstance(entry.note, ChangeOrdered)]
    counted = [changed(entry, number=0) if entry.who == CONDUCTOR else entry for entry in rest]
    return sorted(counted, key=lambda entry: (entry.at, entry.who, entry.boot, entry.number)), orders


def test_the_losing_supplier_is_refused_from_then_on_and_the_gaining_one_is_heard() -> None:
    told = story("change-of-supplier")
    entries = lived(told, [(2.5, gains("gainer", fuel)) for fuel in BOTH])
    words = [(note.supplier, note.what) for note in (entry.note for entry in entries) if isinstance(note, SupplierTold)]

    assert words == [
        ("loser", "I99"), ("gainer", "I99"), ("loser", "E4"), ("loser", "E4"), ("loser", "CCS08"), ("gainer", "CS09"),
        ("gainer", "CCS08"),
    ]  # fmt: skip


def test_a_meter_takes_neither_image_nor_order_of_who_lost_it_in_mid_update() -> None:
    before = lived(story("esme-updated"), [(2.5, gains(NEXT, "electricity"))])
    between = lived(story("esme-updated"), [(13.0, gains(NEXT, "electricity"))])
    other = lived(story("esme-updated"), [(2.5, gains(NEXT, "gas"))])

    assert has(before, ImageRejected)
    assert not has(before, FirmwareActivated)
    assert not has(between, ImageRejected)
    assert not has(between, FirmwareActivated)
    assert has(other, FirmwareActivated), "it is no gas meter"


def has(entries: Sequence[Entry], kind: type[FirmwareActivated | ImageRejected | MessageIgnored]) -> bool:
    return any(isinstance(entry.note, kind) and entry.who == "esme" for entry in entries)


def test_a_change_may_be_undone_by_another() -> None:
    told = story("change-of-supplier")
    entries = lived(told, [(2.5, gains("gainer", "gas")), (2.5, gains("loser", "gas")), (3.5, gains("gainer", "gas"))])

    notes = [(entry.at, entry.note.to) for entry in entries if isinstance(entry.note, SupplierChanged)]
    assert notes == [(2_500_000, "gainer"), (2_500_000, "loser"), (3_500_000, "gainer")]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (gains("gainr", "gas"), "Supplier 'gainr': did you mean gainer?"),
        (gains("gainer", "coal"), "--fuel 'coal': expected one of electricity, gas"),
        (gains("loser", "gas"), "loser has the premises' gas already: expected another Supplier"),
        (gains("sparks", "gas"), "sparks cannot gain gas: expected a Supplier with the role GS"),
        ("supplier change gainer", "supplier change: the following arguments are required: --fuel"),
        ("supplier inbox", "supplier inbox: expected change NAME --fuel electricity, or gas"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line_and_changes_nothing(words: str, said: str) -> None:
    told = story("change-of-supplier")
    sparks = told.site.suppliers | {"sparks": SupplierSpec("90-B3-D5-1F-30-01-00-0D", ["IS"])}
    world = ToldWorld(with_site(told, changed(told.site, suppliers=sparks)))
    site = world.site
    with pytest.raises(UsageError) as refused:
        obey(world, words.split())

    assert str(refused.value) == said
    assert world.site == site
    assert not any(isinstance(entry.note, ChangeOrdered) for entry in world.taken())


def test_there_are_so_many_changes_and_no_more() -> None:
    world = ToldWorld(story("change-of-supplier"))
    for number in range(CHANGES_MAX):
        obey(world, gains(("gainer", "loser")[number % 2], "gas").split())
    with pytest.raises(UsageError, match=f"{CHANGES_MAX} Changes of Supplier: expected at most so many"):
        obey(world, gains("gainer", "gas").split())
