"""``premises fault``: faults that a person imposes on a premises while it runs, and takes away.

What each does is in ``lab.commands.fault`` and is loaded when it runs.
"""

from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperCommand

fault_app = typer.Typer(help="Faults of a running premises: impose one, list them, take them away.")

_Premises = Annotated[str | None, typer.Option("--premises", help="Which premises, when several are running.")]
_Keys = Annotated[
    Path | None, typer.Option("--keys", envvar="PREMISES_KEYS", help="Keys of a premises that runs elsewhere.")
]
_At = Annotated[
    str | None, typer.Option("--broker", envvar="PREMISES_BROKER", help="With --keys: its broker, mqtt://host:port.")
]


class _WithKeysOfAFault(TyperCommand):
    """A command that has an option for each key of a fault; the schema is loaded when somebody asks for them."""

    def get_params(self, ctx: Any) -> list[Any]:  # noqa: ANN401  # typer does not export its own click
        from lab.faults.options import fault_options

        return [*fault_options(), *super().get_params(ctx)]


@fault_app.command("add", cls=_WithKeysOfAFault, epilog='Example: premises fault add "40% loss on wan for 5m"')
def fault_add(
    context: typer.Context,
    fault: Annotated[str | None, typer.Argument(help="In words (docs/faults.md); or give its keys as options.")] = None,
    premises: _Premises = None, keys: _Keys = None, broker: _At = None,
) -> None:  # fmt: skip
    """Impose a fault, in words or key by key, and print its id; its moments count from now."""
    from lab.commands.fault import add
    from lab.faults.options import GIVEN
    from lab.live.elsewhere import reach

    add(reach(premises, keys, broker), fault, context.meta.get(GIVEN, {}))


@fault_app.command("change", epilog='Example: premises fault change f1 "60% loss on wan"')
def fault_change(
    fault: Annotated[str, typer.Argument(help="Its id, like f1.")],
    into: Annotated[str, typer.Argument(help="What it becomes, in words (docs/faults.md).")],
    premises: _Premises = None, keys: _Keys = None, broker: _At = None,
) -> None:  # fmt: skip
    """Put another fault in the place of an imposed one, both at one moment, and print the new one's id."""
    from lab.commands.fault import change
    from lab.live.elsewhere import reach

    change(reach(premises, keys, broker), fault, into)


@fault_app.command("list", epilog="Example: premises fault list --json")
def fault_list(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document (docs/faults.md).")] = False,
    premises: _Premises = None, keys: _Keys = None, broker: _At = None,
) -> None:  # fmt: skip
    """Show the faults in force: the site's own and those imposed, who did it, how long, what they touched."""
    from lab.commands.fault import show
    from lab.live.elsewhere import reach

    show(reach(premises, keys, broker), as_json=as_json)


def _all(incomplete: str) -> list[str]:
    """Offer what needs no broker to be asked."""
    return [word for word in ("all",) if word.startswith(incomplete)]


@fault_app.command("clear", epilog="Example: premises fault clear f1")
def fault_clear(
    faults: Annotated[list[str], typer.Argument(help="Ids, like f1 f2; or all.", autocompletion=_all)],
    premises: _Premises = None, keys: _Keys = None, broker: _At = None,
) -> None:  # fmt: skip
    """Take imposed faults away at once, and print their ids."""
    from lab.commands.fault import clear
    from lab.live.elsewhere import reach

    clear(reach(premises, keys, broker), faults)
