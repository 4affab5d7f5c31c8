"""``premises plan``: in which order the requests of an update go, what each waits for, and why."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import typer

from lab.campaign.allowed import Terms
from lab.commands.looking.why import reached
from lab.commands.table import print_rows
from lab.commands.update import Manners, order_for
from lab.live.run_directory import Reachable
from lab.planning.plan import Plan, Step, Want, plan_for
from lab.site import load_site
from lab.story.requests import image_for
from premises.identity import Name
from premises.quantity import ORIGIN, Duration, in_seconds, seconds, spoken
from premises.wire.field.ota_file import read_ota_header
from premises.wire.site import Site
from premises.wire.site_text import site_of_run

COLUMNS = ("step", "request", "devices", "octets", "after", "because", "at the latest")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person wants planned."""

    to: Sequence[str]
    files: Sequence[str]
    size: int
    """Octets of an image, or of a part of a bundle, for which there is no file."""
    deadline_s: float | None


def tell_plan(file: Path | None, reach: Callable[[], Reachable], asked: Asked, *, as_json: bool) -> None:
    """Print a table or one document; UsageError, one line, for what no plan can do.

    ``reach`` is asked for the premises when there is no site ``file``.
    """
    site = load_site(file) if file is not None else _running(reach)
    stated = None if asked.deadline_s is None else seconds(asked.deadline_s)
    planned = plan_for(site, wants_of(site, asked), ORIGIN, Terms(stated))
    if as_json:
        typer.echo(json.dumps(document_of(planned), indent=1))
        return
    print_rows(COLUMNS, [row for number, step in enumerate(planned.steps, 1) for row in rows_of(number, step)])
    typer.echo(f"done {spoken(planned.done_at_latest)} after the first request at the latest")


def wants_of(site: Site, asked: Asked) -> list[Want]:
    """Give what is wanted, in the order named; UsageError or ImageFileError for what is not there or does not fit."""
    order = order_for(site, asked.to, asked.files, Manners(naive=False, deadline_s=None))
    made = {group: order.files.get(group[0]) or image_for(site, group, 1, asked.size) for group in order.groups}
    image_of = {who: image for group, image in made.items() for who in group}
    # Of an image that is made here nobody knows the version.
    given = {
        who: read_ota_header(order.files[group[0]]).version
        for group in made
        if group[0] in order.files
        for who in group
    }
    return [Want(Name(who), len(image_of[who]), given.get(who)) for who in asked.to]


def rows_of(number: int, step: Step) -> Iterator[tuple[str, ...]]:
    """Give a step as a person reads it: a row for each word that it waits for."""
    first = str(number), requests_in_words(step), step.name, f"{step.size:,}"
    reasons = [(reason.word, reason.why) for reason in step.reasons] or [("at once", "")]
    for index, reason in enumerate(reasons):
        yield (*(("",) * len(first) if index else first), *reason, "" if index else spoken(step.at_latest))


def requests_in_words(step: Step) -> str:
    """Give the requests of a step: an 11.3 follows each 11.1."""
    return step.request if step.activation is None else f"{step.request}, 11.3"


def document_of(planned: Plan) -> dict[str, object]:
    """Give a plan as JSON would; steps are numbered from 1."""
    return {
        "steps": [
            {
                "step": number,
                "request": step.request,
                "then": None if step.activation is None else "11.3",
                "devices": list(step.devices),
                "type": step.kind.value,
                "slot": step.slot,
                "octets": step.size,
                "after": [
                    {"step": reason.gate.after + 1, "word": reason.word, "why": reason.why} for reason in step.reasons
                ],
                "at_latest_s": in_seconds(step.at_latest),
                "deadline_s": in_seconds(Duration(step.done_at_latest - step.at_latest)),
            }
            for number, step in enumerate(planned.steps, 1)
        ],
        "done_at_latest_s": in_seconds(planned.done_at_latest),
    }


def _running(reach: Callable[[], Reachable]) -> Site:
    return site_of_run(reached(reach).files.site.read_text(encoding="utf-8"))
