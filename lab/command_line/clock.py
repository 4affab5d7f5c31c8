"""``premises clock``: how fast the clock of a running premises goes; ``lab.commands.up`` does it."""

from typing import Annotated

import typer

from lab.command_line.options import At, Keys, Premises

clock_app = typer.Typer(help="The clock of a running premises: how fast it goes, or that it stands.")


@clock_app.command("speed", epilog="Example: premises clock speed 10")
def clock_speed(
    speed: Annotated[float, typer.Argument(help="Premises seconds a wall second, at most; 0 is a pause.")],
    premises: Premises = None, keys: Keys = None, broker: At = None,
) -> None:  # fmt: skip
    """Let the clock run that fast from now on; it goes slower while the broker cannot follow."""
    from lab.commands.up import set_speed
    from lab.live.elsewhere import reach

    set_speed(reach(premises, keys, broker), speed)


@clock_app.command("pause", epilog="Example: premises clock pause")
def clock_pause(premises: Premises = None, keys: Keys = None, broker: At = None) -> None:
    """Let the clock stand until it is given a speed."""
    from lab.commands.up import set_speed
    from lab.live.elsewhere import reach

    set_speed(reach(premises, keys, broker), 0.0)
