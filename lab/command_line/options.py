"""Options that several commands have, and what a shell offers for them."""

from pathlib import Path
from typing import Annotated

import typer

Premises = Annotated[str | None, typer.Option("--premises", help="Which premises, when several are running.")]
Keys = Annotated[
    Path | None, typer.Option("--keys", envvar="PREMISES_KEYS", help="Keys of a premises that runs elsewhere.")
]
At = Annotated[
    str | None, typer.Option("--broker", envvar="PREMISES_BROKER", help="With --keys: its broker, mqtt://host:port.")
]
Duis = Annotated[
    str | None, typer.Option("--duis", envvar="PREMISES_DUIS", help="With --keys: its gateway, unless that is known.")
]
RunsAt = Annotated[
    float | None, typer.Option(min=0, help="Premises second at which a meter is to run it; else at once (11.3).")
]
Deadline = Annotated[
    float | None, typer.Option(min=0.001, help="Premises seconds after which the next goes out unheard.")
]
Timeout = Annotated[float, typer.Option(min=1, help="Seconds of wall to wait before it counts as stalled.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON document (docs/suppliers.md).")]


def offered_devices(context: typer.Context, incomplete: str) -> list[str]:
    """Offer the devices of the premises that is meant."""
    from lab.commands.completion import devices_to_update

    return devices_to_update(context.params.get("premises"), context.params.get("keys"), incomplete)


def offered_suppliers(context: typer.Context, incomplete: str) -> list[str]:
    """Offer the Suppliers of the premises that is meant."""
    from lab.commands.completion import suppliers_to_be

    return suppliers_to_be(context.params.get("premises"), context.params.get("keys"), incomplete)


By = Annotated[
    str,
    typer.Option("--by", help="The Supplier that asks; else the usual one.", autocompletion=offered_suppliers),
]
