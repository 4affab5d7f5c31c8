"""``premises fault add``, ``change``, ``list`` and ``clear``."""

import asyncio
import json
from collections.abc import Sequence
from typing import Any

import typer

from lab.commands.table import print_rows
from lab.faults.ordering import order_faults
from lab.faults.shown import ShownFault, fault_document, shown_faults
from lab.live.run_directory import Reachable
from lab.live.window import Window, open_window
from premises.errors import LinkError, UsageError
from premises.faults.said.checked import fault_in, fault_said
from premises.quantity import in_seconds, spoken
from premises.wire.envelope import ALL_FAULTS, FAULT_ID_MAX
from premises.wire.fault import FAULTS_MAX
from premises.wire.site_text import site_of_run
from premises.wire.topics import VIEWER

FORMAT = 1
"""Version of the JSON document; a key may be added within one, and none is taken away."""

LOOK_FOR_S = 2.0
"""Seconds of wall in which everything retained must come. Ours."""


def add(running: Reachable, said: str | None, table: dict[str, Any]) -> None:
    """Impose one fault and print its id; UsageError, one line, when it is none or not one of this premises."""
    if said is not None and table:
        raise UsageError(f"fault add: {', '.join(table)} beside words: expected one fault, in words or by its options")
    if said is None and not table:
        raise UsageError('fault add: expected a fault, like "40% loss on wan for 5m" or --kind loss --chance 0.4')
    site = site_of_run(running.files.site.read_text(encoding="utf-8"))
    spec = fault_in(table, site) if said is None else fault_said(said, site)
    for given in asyncio.run(order_faults(running, add=[spec])):
        typer.echo(given)


def change(running: Reachable, fault: str, said: str) -> None:
    """Put one fault in another's place and print the new one's id; UsageError when it is none: the other stays."""
    _check_id(fault)
    if fault == ALL_FAULTS:
        raise UsageError("fault change: expected the id of one fault, like f1; `premises fault clear all` ends all")
    spec = fault_said(said, site_of_run(running.files.site.read_text(encoding="utf-8")))
    *_, given = asyncio.run(order_faults(running, add=[spec], clear=[fault]))
    typer.echo(given)


def clear(running: Reachable, ids: Sequence[str]) -> None:
    """Take faults away and print their ids; UsageError when one of them is not there: then all stay."""
    for each in ids:
        _check_id(each)
    if len(ids) > FAULTS_MAX:
        raise UsageError(f"fault clear: {len(ids)} ids: expected at most {FAULTS_MAX}, or all")
    cleared = asyncio.run(order_faults(running, clear=ids))
    for each in cleared:
        typer.echo(each)
    if not cleared:
        typer.echo("no fault was imposed", err=True)


def _check_id(fault: str) -> None:
    if not 1 <= len(fault) <= FAULT_ID_MAX:
        raise UsageError(f"fault {fault!r}: expected an id of 1 to {FAULT_ID_MAX} characters, like f1, or all")


def show(running: Reachable, *, as_json: bool) -> None:
    """Print a row for each fault, or one document; LinkError when the conductor has not said which there are."""
    asyncio.run(_look(running, as_json=as_json))


async def _look(running: Reachable, *, as_json: bool) -> None:
    async with open_window(running, VIEWER) as window:
        give_up_at = asyncio.get_running_loop().time() + LOOK_FOR_S
        while not (window.is_running and window.faults is not None):
            left = give_up_at - asyncio.get_running_loop().time()
            if left <= 0 or not await window.next(left):
                break
        if window.faults is None or window.clock.followed is None:
            raise LinkError(f"no word of faults from the conductor of {running.premises} within {LOOK_FOR_S:g} s")
        faults = shown_faults(window.site, window.faults, window.pictures.values())
        if as_json:
            typer.echo(json.dumps(_document(running, window, faults), indent=1))
        else:
            _print(window, faults)


def _document(running: Reachable, window: Window, faults: Sequence[ShownFault]) -> dict[str, object]:
    return {
        "format": FORMAT,
        "premises": running.premises,
        "premises_time_s": in_seconds(window.clock.now()),
        "faults": [fault_document(fault) for fault in faults],
    }


def _print(window: Window, faults: Sequence[ShownFault]) -> None:
    if not faults:
        typer.echo("no fault is in force", err=True)
        return
    now = window.clock.now()
    rows = [
        (fault.id or "-", fault.said, fault.by, spoken(fault.since), fault.lasts(now), fault.has_touched())
        for fault in faults
    ]
    print_rows(("id", "fault", "by", "since", "lasts", "touched"), rows)
