"""``premises supplier change`` while an update is under way: who is refused and who is heard from then on."""

import asyncio
import json
import os
import re
import signal
from pathlib import Path

import pytest

from lab.live.run_directory import Running
from premises.identity import Name
from premises.journey.run_file import read_run
from premises.quantity import Instant
from premises.wire.field.zcl import ImageBlockRequest
from premises.wire.notes.inventory import ChangeOrdered, SupplierChanged, SupplierTold
from premises.wire.site import DCC
from premises.wire.topics import CONDUCTOR
from tests.live.premises_under_test import DONE, FAILED, USAGE, Observer, line_of, observing, premises, running_in, up

pytestmark = pytest.mark.live

CALLED = "handed"
ESME = Name("esme")
SUCCESS = "success"

SITE = """
name = "handed"

[suppliers.loser]
eui = "90-B3-D5-1F-30-01-00-0A"

[suppliers.gainer]
eui = "90-B3-D5-1F-30-01-00-0B"

[registered]
electricity = "loser"
gas = "loser"

[bridges.b1]
ppmid_variant = "B1"
eui = "90-B3-D5-1F-30-B1-00-01"
image_type = 0x0184
reboot_s = 1.0
query_every_s = 10.0
start_delay_max_s = 2.0

[meters.esme]
kind = "ESME"
eui = "00-DB-12-34-56-78-90-B2"
firmware = { reboot_s = 1.0, query_every_s = 10.0, start_delay_max_s = 1.0 }
"""


async def kill(folder: Path, observer: Observer, who: Name) -> None:
    """Kill one process, and wait until it is there again."""
    victim = running_in(folder, CALLED).processes[who]
    observer.expect_again(who)
    os.kill(victim, signal.SIGKILL)
    await observer.until_back(who)


def customers(folder: Path) -> dict[str, list[str]]:
    """Give for which fuels the premises is whose customer, as a person is told."""
    found = json.loads(premises(folder, "supplier", "list", "--json").stdout)["suppliers"]
    return {each["supplier"]: each["responsible_for"] for each in found}


def noted(
    running: Running,
) -> tuple[list[ChangeOrdered], list[tuple[Instant, SupplierChanged]], list[tuple[Name, str]]]:
    """Give the orders, the changes with their moments, and who was told what, of a run."""
    entries = read_run(running.files.record).entries
    orders = [entry.note for entry in entries if isinstance(entry.note, ChangeOrdered)]
    changes = [(entry.at, entry.note) for entry in entries if isinstance(entry.note, SupplierChanged)]
    told = [entry.note for entry in entries if isinstance(entry.note, SupplierTold)]
    return orders, changes, [(note.supplier, note.what) for note in told]


async def test_in_mid_update_the_losing_supplier_is_refused_from_then_on_and_after_kills_too(tmp_path: Path) -> None:
    (tmp_path / "site.toml").write_text(SITE, encoding="utf-8")

    async def said(*words: str) -> tuple[int, str, str]:
        done = await asyncio.to_thread(premises, tmp_path, *words)
        return done.returncode, done.stdout, done.stderr

    with up(tmp_path, "--site", "site.toml", "--speed", "4", called=CALLED) as running:
        async with observing(running) as observer:
            await said("update", "--to", "b1", "--by", "loser", "--size", "30000")
            await observer.until(lambda: observer.offsets.get(ImageBlockRequest, 0) > 0, "a download")
            gained = [await said("supplier", "change", "gainer", "--fuel", fuel) for fuel in ("electricity", "gas")]
            at_once = await asyncio.to_thread(customers, tmp_path)
            await observer.until(lambda: observer.pictures[DCC].outcomes[0].activation == SUCCESS, "CS09 of b1")
            # A command takes longer than the notes of that need to be out: a kill loses those that are not.
            refused = await said("read-version", "esme", "--by", "loser")
            for who in (ESME, DCC, CONDUCTOR):
                await kill(tmp_path, observer, who)
            still = await said("read-version", "esme", "--by", "loser")
            # The image is signed by who gained it, and so is the order to run it.
            updated = await said("update", "--to", "esme", "--by", "gainer", "--size", "1500", "--wait")
            after = await asyncio.to_thread(customers, tmp_path)
    orders, changes, told = noted(running)

    assert [(code, error) for code, _, error in gained] == [(DONE, "")] * 2
    assert all(re.fullmatch(r"gainer gains \w+ at \d\d:\d\d:\d\d\.\d{3}\n", out) for _, out, _ in gained)
    assert at_once == after == {"gainer": ["electricity", "gas"], "loser": []}
    for code, _, error in (refused, still):
        assert code == FAILED
        assert "refused by the DCC adapter (E4, NotResponsible): loser is not responsible for esme" in error
    assert updated[0] == DONE, updated
    assert [(note.fuel, note.to) for note in orders] == [("electricity", "gainer"), ("gas", "gainer")]
    assert changes == [(note.since, SupplierChanged(note.fuel, note.to)) for note in orders], (
        "at that very moment, once"
    )
    assert ("loser", "CCS08") in told, "who asked hears it"
    assert ("gainer", "CS09") in told, "whose customer it is by then"


def test_what_cannot_be_is_refused_in_one_line(tmp_path: Path) -> None:
    nobody = premises(tmp_path, "supplier", "change", "gainer", "--fuel", "gas")
    (tmp_path / "site.toml").write_text(SITE, encoding="utf-8")
    with up(tmp_path, "--site", "site.toml", called=CALLED):
        done = [
            premises(tmp_path, "supplier", "change", *words)
            for words in (("gaimer", "--fuel", "gas"), ("gainer", "--fuel", "coal"), ("loser", "--fuel", "gas"))
        ]
        whose = customers(tmp_path)

    assert [each.returncode for each in (nobody, *done)] == [FAILED, USAGE, USAGE, USAGE]
    assert "no premises is running here" in line_of(nobody)
    assert [line_of(each) for each in done] == [
        "premises: Supplier 'gaimer': did you mean gainer?",
        "premises: --fuel 'coal': expected one of electricity, gas",
        "premises: loser has the premises' gas already: expected another Supplier",
    ]
    assert whose == {"gainer": [], "loser": ["electricity", "gas"]}
