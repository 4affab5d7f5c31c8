"""``premises watch``: one sentence for each thing that changes, of a running premises as it does, or of a run file."""

import asyncio
import json
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import typer

from lab.commands.looking.why import reached, recorded
from lab.live.run_directory import Reachable
from lab.watching.outlook import outlook_on
from lab.watching.story import Change, Story
from premises.errors import LinkError, UsageError, WireError
from premises.journey.played.pipe import opening_of, steps_from
from premises.journey.played.replaying import Step
from premises.journey.run_file import RunFile
from premises.journey.telling.documents import FORMAT, cause_document, package_document
from premises.journey.telling.named import name_of
from premises.journey.telling.seen import caveat_of, seen_of
from premises.journey.telling.sentences import state_in_words
from premises.journey.why.diagnosis import Diagnosis
from premises.quantity import NEVER, Instant, in_seconds, seconds, spoken
from premises.runtime.looking.feed import Feed
from premises.runtime.looking.view import View, open_view, took_record
from premises.wire.site import Site
from premises.wire.site_text import site_of_run
from premises.wire.topics import CONDUCTOR

TICK = seconds(0.25)
"""Wall time between two looks at a running premises. Ours."""

BACK_WITHIN_S = 10.0
"""Seconds of wall in which a lost broker must be there again. Ours."""

Show = Callable[[Iterable[Change]], None]
"""Who prints changes."""

_AT_WIDTH, _ABOUT_WIDTH = 12, 14


def watch(reach: Callable[[], Reachable], run: Path | None, *, plain: bool, as_json: bool, pipe: bool = False) -> None:
    """Print a line a change until the run ends, or Ctrl-C; UsageError for what cannot be looked at.

    With ``pipe`` the notes come as another program writes them to our input.
    """
    if plain and as_json:
        raise UsageError("--plain beside --json: expected one of them")
    if pipe and run is not None:
        raise UsageError("--pipe beside --run: expected one of them")
    show = shown(as_json=as_json)
    if pipe:
        _tell_pipe(show)
        return
    if run is not None:
        _tell_run(recorded(run), show)
        return
    try:
        asyncio.run(_follow(reached(reach), show))
    except KeyboardInterrupt:
        # To look no longer is how this ends well.
        return


def document_of(change: Change) -> dict[str, object]:
    """Give one line of ``--json`` as docs/why.md describes it."""
    diagnosis = change.diagnosis
    finding = None if diagnosis is None else diagnosis.finding
    return {
        "format": FORMAT,
        "at_s": in_seconds(change.at),
        "kind": change.kind,
        "about": change.about,
        "said": change.said,
        "package": None if diagnosis is None else package_document(diagnosis.package),
        "cause": cause_document(finding) if finding is not None and change.kind == "cause" else None,
    }


def plain_line(change: Change) -> str:
    """Give one line of ``--plain``: when, about what, and what changed."""
    return f"{spoken(change.at):<{_AT_WIDTH}}  {change.about:<{_ABOUT_WIDTH}}  {change.said}"


def shown(*, as_json: bool) -> Show:
    """Give what prints changes: a document a line, or a line for a person."""
    return _print_json if as_json else _print_plain


def tell_steps(site: Site, steps: Iterable[Step], show: Show) -> None:
    """Tell what is given in ``steps``: of the past only where each package stands then, and all changes after it."""
    story, until = Story(site), Instant(0)
    for step in steps:
        until, changes = step.until, story.tell(step.entries, step.until)
        if step.is_past:
            # All that changed then is passed over; the story has to know it all the same.
            for _ in changes:
                pass
            changes = map(_standing, seen_of(site, step.entries, until).diagnoses)
        show(changes)
    show(story.end(until))


def _standing(diagnosis: Diagnosis) -> Change:
    package = diagnosis.package
    said = f"is at {package.stage.value}: {state_in_words(diagnosis)}"
    return Change(package.since, "package", name_of(package), said, diagnosis)


def _tell_pipe(show: Show) -> None:
    """Tell what another program writes to our input."""
    try:
        opened = opening_of(sys.stdin.buffer)
    except (WireError, LinkError) as error:
        raise UsageError(f"standard input: {error}") from None
    if opened.caveat:
        typer.echo(f"premises: {opened.caveat}", err=True)
    try:
        tell_steps(site_of_run(opened.site), steps_from(sys.stdin.buffer), show)
    except KeyboardInterrupt:
        # To look no longer is how this ends well.
        return


def _tell_run(run: RunFile, show: Show) -> None:
    if caveat := caveat_of(run):
        typer.echo(f"premises: {caveat}", err=True)
    end = run.entries[-1].at if run.entries else Instant(0)
    story = Story(site_of_run(run.header.site))
    show(story.tell(run.entries, end))
    show(story.end(end))


async def _follow(running: Reachable, show: Show) -> None:
    """Tell a running premises until its run ends; LinkError when the broker is lost and does not come back."""
    feed, story = Feed(), Story(site_of_run(running.files.site.read_text(encoding="utf-8")))
    lost_at: float | None = None
    while not feed.has_stopped(CONDUCTOR):
        try:
            async with open_view(outlook_on(running), feed) as view:
                lost_at = None
                await _listen(view, story, show)
        except LinkError:
            # Whoever lost the broker may have missed the end of the run; the run file has not.
            took_record(running.files.record, feed, time.monotonic_ns() // 1000)
            lost_at = time.monotonic() if lost_at is None else lost_at
            if time.monotonic() - lost_at > BACK_WITHIN_S and not feed.has_stopped(CONDUCTOR):
                raise
            await asyncio.sleep(TICK / 1_000_000)
    last = feed.release(NEVER)
    end = max((entry.at for entry in last), default=story.now)
    show(story.tell(last, end))
    show(story.end(end))


async def _listen(view: View, story: Story, show: Show) -> None:
    said = ""
    while not view.ended:
        await view.listen(TICK)
        said = _say_caveat(view.caveat, said)
        moment = view.heard_until
        if moment is not None:
            show(story.tell(view.feed.release(moment), moment))


def _say_caveat(caveat: str, said: str) -> str:
    if caveat and caveat != said:
        typer.echo(f"premises: {caveat}", err=True)
    return caveat


def _print_plain(changes: Iterable[Change]) -> None:
    for change in changes:
        typer.echo(plain_line(change))


def _print_json(changes: Iterable[Change]) -> None:
    for change in changes:
        typer.echo(json.dumps(document_of(change)))
