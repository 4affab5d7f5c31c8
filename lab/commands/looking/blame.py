"""``premises why --as PARTY``: who may not run what that party sent, by what it was told, and what it may do next."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import typer

from lab.commands.looking.party import noted_of
from lab.commands.looking.why import EXIT_STALLED, tell_why
from lab.live.run_directory import Reachable
from premises.journey.parties.party import PartyKind
from premises.journey.parties.views import party_named
from premises.journey.telling.named import meant
from premises.journey.telling.parties.blame import account_of, document_of, page_of


def tell_blame(
    reach: Callable[[], Reachable], said: str, package: str | None, run: Path | None, at: str | None, *, as_json: bool
) -> None:
    """Print a page or one document; exit 3 when somebody does not run what was sent, whatever the world is.

    Of the truth it is what ``tell_why`` tells. ``reach`` is asked for the premises when no run file is given.
    UsageError, one line, for what cannot be looked at, and for a party or a package that there is not.
    """
    if said.strip().lower() == PartyKind.TRUTH.value:
        tell_why(reach, package, run, at, as_json=as_json)
        return
    noted = noted_of(reach, run, at)
    party = party_named(noted.site, said)
    if noted.caveat:
        typer.echo(f"premises: {noted.caveat}", err=True)
    account = account_of(noted, party)
    if package is not None:
        account = replace(account, asked=meant([(each.sent, each) for each in account.asked], package))
    elif not account.asked:
        typer.echo("premises: no package is known to it", err=True)
    if as_json:
        typer.echo(json.dumps(document_of(account), indent=1))
    else:
        for line in page_of(account):
            typer.echo(line)
    if account.is_certain:
        raise typer.Exit(EXIT_STALLED)
