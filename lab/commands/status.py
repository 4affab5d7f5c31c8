"""``premises status``: what each participant of a live premises shows of itself."""

import asyncio
import json
from collections.abc import Mapping

import typer

from lab.commands.table import print_pictures
from lab.faults.shown import ShownFault, fault_document, in_one_line, shown_faults
from lab.live.run_directory import Reachable
from lab.live.window import Window, open_window
from lab.site import names_of
from lab.story.verdict import is_final
from lab.watching.outlook import outlook_on
from premises.errors import LinkError
from premises.identity import Eui64, Name
from premises.journey.telling.account import row_of
from premises.journey.telling.seen import Seen
from premises.journey.why.diagnosis import Diagnosis
from premises.quantity import in_seconds, spoken
from premises.runtime.looking.view import see
from premises.wire.picture import Outcome, Picture
from premises.wire.topics import VIEWER

LOOK_FOR_S = 2.0
"""Seconds of wall in which retained pictures must come. Ours."""

AT_ONCE_S = 0.01
"""Seconds of wall in which what has arrived already is taken. Ours."""

TAKEN_MAX = 100
"""Things that are taken so: more than everybody shows in that time. Ours."""

FORMAT = 1
"""Version of the JSON document; a key may be added within one, and none is taken away."""


def show_status(running: Reachable, *, as_json: bool) -> None:
    """Print a row for each participant and each request, or one document; exit 1 when somebody shows nothing."""
    missing = asyncio.run(_look(running, as_json=as_json))
    if missing:
        typer.echo(f"premises: no word from {', '.join(missing)}", err=True)
        raise typer.Exit(1)


def document_of(running: Reachable, window: Window, seen: Seen | None = None) -> dict[str, object]:
    """Give what was seen as docs/status.md describes it; versions and octets are numbers.

    ``seen`` is what the notes say; None when there are none to read.
    """
    known = {} if seen is None else {(each.package.request_id, each.package.device): each for each in seen.diagnoses}
    clock = window.clock.followed
    shown = [window.pictures[who] for who in window.names if who in window.pictures]
    names = names_of(window.site)
    return {
        "format": FORMAT,
        "premises": running.premises,
        "design": window.site.design,
        "broker": running.broker,
        "duis": running.duis or None,
        "premises_time_s": None if clock is None else in_seconds(window.clock.now()),
        "speed": None if clock is None else clock.speed,
        "participants": [_participant(picture, here=window.present.get(picture.who, True)) for picture in shown],
        "requests": [_request(outcome, names, known) for picture in shown for outcome in picture.outcomes],
        "faults": [fault_document(fault) for fault in faults_in(window)],
        "missing": missing_in(window),
    }


def missing_in(window: Window) -> list[str]:
    """Give who does not show themselves, or is not at the broker."""
    return [who for who in window.names if who not in window.pictures or not window.present.get(who, True)]


def faults_in(window: Window) -> list[ShownFault]:
    """Give the site's own faults and those that were imposed, with what they did as far as pictures say."""
    return shown_faults(window.site, window.faults, window.pictures.values())


def _participant(picture: Picture, *, here: bool) -> dict[str, object]:
    return {
        "who": picture.who,
        "here": here,
        "running": picture.running,
        "activity": picture.activity,
        "version": picture.version,
        "have": picture.have,
        "size": picture.size,
        "detail": picture.detail,
    }


def _request(
    outcome: Outcome, names: dict[Eui64, str], known: Mapping[tuple[str, Name], Diagnosis]
) -> dict[str, object]:
    diagnosis = known.get((outcome.request_id, Name(names.get(outcome.device_id, ""))))
    finding = None if diagnosis is None else diagnosis.finding
    return {
        "request": outcome.request_id,
        "device": names.get(outcome.device_id, outcome.device_id),
        "eui": outcome.device_id,
        "version": outcome.version,
        "transfer": outcome.transfer,
        "activation": outcome.activation,
        "detail": outcome.detail,
        "final": is_final(outcome),
        "stage": None if diagnosis is None else diagnosis.package.stage.value,
        "cause": None if finding is None else finding.cause.code,
        "why": None if finding is None else finding.words,
    }


async def _look(running: Reachable, *, as_json: bool) -> list[str]:
    async with open_window(running, VIEWER) as window:
        give_up_at = asyncio.get_running_loop().time() + LOOK_FOR_S
        while not window.is_running:
            left = give_up_at - asyncio.get_running_loop().time()
            if left <= 0 or not await window.next(left):
                break
        seen = await _noted(running, window)
        if as_json:
            typer.echo(json.dumps(document_of(running, window, seen), indent=1))
        else:
            _print(running, window, seen)
        return missing_in(window)


async def _noted(running: Reachable, window: Window) -> Seen | None:
    """Give what the notes say; None where the clock does not run yet, or nobody can say it."""
    if window.clock.followed is None:
        return None
    try:
        seen = await see(outlook_on(running))
    except LinkError:
        return None
    # What came meanwhile, so that pictures are no older than notes.
    for _ in range(TAKEN_MAX):
        if not await window.next(AT_ONCE_S):
            break
    return seen


def _print(running: Reachable, window: Window, seen: Seen | None) -> None:
    clock = window.clock.followed
    when = "not started" if clock is None else f"{spoken(window.clock.now())} x{round(clock.speed, 2):g}"
    duis = f"  duis {running.duis}" if running.duis else ""
    typer.echo(f"{running.premises}  {window.site.design}  premises time {when}  broker {running.broker}{duis}")
    names = names_of(window.site)
    where = (
        {}
        if seen is None
        else {(each.package.request_id, each.package.device): row_of(each) for each in seen.diagnoses}
    )
    print_pictures([window.pictures[who] for who in window.names if who in window.pictures], names, where or None)
    if clock is not None and (faults := in_one_line(faults_in(window), window.clock.now())):
        typer.echo(f"faults: {faults}")
