"""``premises ladder``; what it does is in ``lab.commands.looking.ladder`` and is loaded when it runs."""

from pathlib import Path
from typing import Annotated

import typer

from lab.command_line.options import At, Keys, Premises

PRINTED_LAST = 100
"""Rungs that are printed, unless a person says otherwise; a file gets all. Ours."""


def _packages(context: typer.Context, incomplete: str) -> list[str]:
    """Offer the packages of the run file or the premises that is meant."""
    from lab.commands.completion import packages_to_ask_for

    return packages_to_ask_for(
        context.params.get("run"), context.params.get("premises"), context.params.get("keys"), incomplete
    )


def ladder(
    run: Annotated[Path | None, typer.Argument(help="A run file; without it, a premises that runs.")] = None,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Write there: .mmd, .puml, .svg or .txt.")] = None,
    form: Annotated[str | None, typer.Option("--format", help="txt, mmd, puml or svg; else by --out's name.")] = None,
    package: Annotated[
        list[str] | None,
        typer.Option("--package", help="Like b2, b2@0x00010001 or 3:b2; may be repeated.", autocompletion=_packages),
    ] = None,
    about: Annotated[
        list[str] | None, typer.Option("--about", help="What these say, are told, or live through; may be repeated.")
    ] = None,
    begins: Annotated[str | None, typer.Option("--from", help="Premises time, like 00:12:30 or 12m30s.")] = None,
    ends: Annotated[str | None, typer.Option("--to", help="Premises time, like 00:12:30 or 12m30s.")] = None,
    last: Annotated[int | None, typer.Option(min=1, help="Rungs, the newest; else 100 printed, all in a file.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Every flight; nothing folded or joined.")] = False,
    plain: Annotated[bool, typer.Option("--plain", help="Print nothing but ASCII.")] = False,
    premises: Premises = None, keys: Keys = None, broker: At = None,
) -> None:  # fmt: skip
    """Draw who said what to whom and what became of it: printed, as Mermaid, as PlantUML or as SVG."""
    from lab.commands.looking.ladder import tell_ladder
    from lab.live.elsewhere import reach
    from premises.journey.ladder.ladder import LAST_MAX
    from premises.journey.telling.laddered import Wish
    from premises.journey.telling.moments import moment_of
    from premises.quantity import NEVER, ORIGIN

    wish = Wish(
        tuple(package or ()),
        tuple(about or ()),
        ORIGIN if begins is None else moment_of(begins, "--from"),
        NEVER if ends is None else moment_of(ends, "--to"),
        (PRINTED_LAST if out is None else LAST_MAX) if last is None else last,
        every,
    )
    tell_ladder(lambda: reach(premises, keys, broker), run, wish, out, form, plain=plain)
