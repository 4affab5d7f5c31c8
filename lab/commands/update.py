"""``premises update``: one service request 11.4 to a live premises, and its way to the last word."""

import asyncio
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from lab.images import make_image
from lab.live.run_directory import Reachable
from lab.live.updating import Progress as Step
from lab.live.updating import Show, send_update, until_final
from lab.live.window import Window, open_window
from lab.site import device_of, devices_of
from lab.story.verdict import SUCCESS, outcome_in_words
from premises.errors import ImageFileError, LinkError, PremisesError, UsageError
from premises.identity import eui64
from premises.wire.field.ota_file import OTA_FILE_SIZE_MAX, read_ota_file
from premises.wire.picture import Outcome
from premises.wire.site import SUPPLIER, Site

MADE_SIZE = 16_384
"""Octets of an image that is made because none was given. Ours."""

STAGES = ("DCC", "WAN", "STORE", "HAN", "VERIFY", "ACTIVE", "REPORTED")


def send(running: Reachable, to: list[str], file: Path | None, *, wait: bool, timeout_s: float) -> None:
    """Send ``file`` (or a newer image that is made) to ``to``; PremisesError, one line, when it does not work out."""
    image = None if file is None else read_image(file)
    asyncio.run(_send(running, to, image, wait=wait, timeout_s=timeout_s))


def read_image(file: Path) -> bytes:
    """Give the octets of a whole OTA file; ImageFileError or UsageError, naming the file, otherwise."""
    try:
        with file.open("rb") as opened:
            octets = opened.read(OTA_FILE_SIZE_MAX + 1)
        read_ota_file(octets)
    except OSError as error:
        raise UsageError(f"{file}: {(error.strerror or 'cannot be read').lower()}") from None
    except ImageFileError as error:
        raise ImageFileError(f"{file}: {error}") from None
    return octets


@contextmanager
def bars() -> Iterator[Show]:
    """Give what shows progress: a bar for each device, on standard error when that is a terminal."""
    if not Console(stderr=True).is_terminal:
        yield _show_nothing
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TextColumn("{task.fields[stage]}"))
    with Progress(*columns, TimeElapsedColumn(), console=Console(stderr=True)) as progress:
        tasks: dict[str, tuple[int, str]] = {}

        def show(step: Step) -> None:
            if step.who not in tasks:
                tasks[step.who] = (progress.add_task(step.who, total=None, stage=""), "")
            task, _ = tasks[step.who]
            stage = f"{step.stage:<8} {step.detail}"
            progress.update(progress.task_ids[task], total=step.size or None, completed=step.have, stage=stage)

        yield show


async def update_through(
    window: Window, image: bytes | None, to: list[str], timeout_s: float, show: Show
) -> tuple[Outcome, ...]:
    """Send an update through an open window and watch it to its last word."""
    request_id = await send_update(window, image or await made_for(window, to), to)
    try:
        return await until_final(window, request_id, timeout_s, show)
    except LinkError as error:
        raise LinkError(f"{error}: request {request_id} goes on unwatched, see `premises status`") from None


async def made_for(window: Window, to: list[str]) -> bytes:
    """Make an image one version newer than what the first of ``to`` runs."""
    who, _ = device_of(window.site, to[0])
    spec = window.site.bridges[who]
    while who not in window.pictures:
        await window.next(1.0)
    running = window.pictures[who].running or 0
    hardware = (spec.hardware, spec.hardware)
    return make_image(spec.image_type, running + 1, MADE_SIZE, manufacturer=spec.manufacturer, hardware=hardware)


def failures_of(site: Site, outcomes: Iterable[Outcome]) -> str:
    """Give in words which devices do not run what they were sent, and why; empty when all do."""
    names = {eui64(spec.eui): who for who, spec in site.bridges.items()}
    return "; ".join(
        f"{names[outcome.device_id]} does not run {outcome.version:#010x}: {outcome_in_words(outcome)}"
        for outcome in outcomes
        if outcome.activation != SUCCESS
    )


async def _send(running: Reachable, to: list[str], image: bytes | None, *, wait: bool, timeout_s: float) -> None:
    async with open_window(running, SUPPLIER) as window:
        devices_of(window.site, to)
        if not wait:
            typer.echo(await send_update(window, image or await made_for(window, to), to))
            return
        with bars() as show:
            outcomes = await update_through(window, image, to, timeout_s, show)
        failures = failures_of(window.site, outcomes)
        if failures:
            raise PremisesError(failures)


def _show_nothing(step: Step) -> None:
    """Leave standard error to the one line that matters."""
