"""``premises status``, ``why``, ``watch`` and ``capture``: who looks at what runs or at a run file.

Declared here; ``lab.commands`` does it.
"""

from pathlib import Path
from typing import Annotated

import typer

from lab.command_line.options import At, Keys, Premises
from premises.errors import UsageError

_Run = Annotated[Path | None, typer.Option("--run", help="A run file, instead of a premises that runs.")]


def status(
    party: Annotated[
        str | None,
        typer.Option("--as", help="What that party knows: supplier, a Supplier's name, dcc, althanco, dno or truth."),
    ] = None,
    run: Annotated[Path | None, typer.Option("--run", help="With --as: a run file, instead of what runs.")] = None,
    at: Annotated[str | None, typer.Option("--at", help="With --run: when, like 00:12:30 or 12m30s.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document (docs/status.md, docs/views.md).")] = False,
    premises: Premises = None, keys: Keys = None, broker: At = None,
) -> None:  # fmt: skip
    """Show what each participant is doing and what became of each request, or what one party knows of it."""
    from lab.commands.looking.party import show_party
    from lab.commands.status import show_status
    from lab.live.elsewhere import reach

    if party is not None:
        show_party(lambda: reach(premises, keys, broker), party, run, at, as_json=as_json)
    elif run is None and at is None:
        show_status(reach(premises, keys, broker), as_json=as_json)
    else:
        raise UsageError("--run and --at go with --as PARTY: expected one of supplier, dcc, althanco, dno, truth")


def _packages(context: typer.Context, incomplete: str) -> list[str]:
    """Offer the packages of the run file or the premises that is meant."""
    from lab.commands.completion import packages_to_ask_for

    return packages_to_ask_for(
        context.params.get("run"), context.params.get("premises"), context.params.get("keys"), incomplete
    )


def why(
    package: Annotated[
        str | None,
        typer.Argument(help="Like b2, b2@0x00010001 or 3:b2; without it, all.", autocompletion=_packages),
    ] = None,
    party: Annotated[
        str | None, typer.Option("--as", help="Who may not run it, to that party: supplier, dcc (docs/blame.md).")
    ] = None,
    run: _Run = None,
    at: Annotated[str | None, typer.Option("--at", help="With --run: when, like 00:12:30 or 12m30s.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document (docs/why.md).")] = False,
    premises: Premises = None, keys: Keys = None, broker: At = None,
) -> None:  # fmt: skip
    """Say of each package where it is and why it is no further; exit 3 when one is stalled, 4 when unexplained."""
    from lab.commands.looking.blame import tell_blame
    from lab.live.elsewhere import reach

    tell_blame(lambda: reach(premises, keys, broker), party or "truth", package, run, at, as_json=as_json)


def watch(
    plain: Annotated[bool, typer.Option("--plain", help="A line for people and logs: this is the default.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="A JSON document a line (docs/why.md).")] = False,
    run: _Run = None,
    pipe: Annotated[bool, typer.Option("--pipe", help="What `premises replay --pipe` writes, from our input.")] = False,
    premises: Premises = None, keys: Keys = None, broker: At = None,
) -> None:  # fmt: skip
    """Tell what changes, a sentence each, until the run ends or Ctrl-C: stages, causes, faults, devices."""
    from lab.commands.looking.watch import watch as tell
    from lab.live.elsewhere import reach

    tell(lambda: reach(premises, keys, broker), run, plain=plain, as_json=as_json, pipe=pipe)


def capture(
    run: Annotated[Path | None, typer.Argument(help="A run file that was recorded with --frames.")] = None,
    out: Annotated[str, typer.Option("--out", "-o", help="A new file, a named pipe, or - for standard output.")] = "-",
    follow: Annotated[bool, typer.Option("--follow", help="Of a running premises, as they are sent.")] = False,
    device: Annotated[str | None, typer.Option("--device", help="Only what it sends, hears, says or is told.")] = None,
    since: Annotated[str | None, typer.Option("--from", help="The first moment, like 00:12:30 or 12m30s.")] = None,
    until: Annotated[str | None, typer.Option("--to", help="The last moment.")] = None,
    premises: Premises = None, keys: Keys = None, broker: At = None,
) -> None:  # fmt: skip
    """Write frames as a capture that Wireshark reads, a comment on each: its package, its fate, the fault."""
    from lab.commands.looking.capture import Limits, capture_live, capture_run
    from lab.live.elsewhere import reach

    limits = Limits(device, since, until)
    if follow == (run is not None) or (follow and (since or until)):
        raise UsageError("expected a run file, with --from and --to or without, or --follow for a premises that runs")
    if run is not None:
        capture_run(run, out, limits)
    else:
        capture_live(lambda: reach(premises, keys, broker), out, limits)
