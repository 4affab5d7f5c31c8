"""``premises update``, ``activate`` and ``read-version``: what a Supplier asks of devices.

What each does is in ``lab.commands`` and is loaded when it runs.
"""

from typing import Annotated

import typer

from lab.command_line.options import (
    At,
    By,
    Deadline,
    Duis,
    Keys,
    Premises,
    RunsAt,
    Timeout,
    offered_devices,
)

TIMEOUT_S = 600.0
"""Seconds of wall before a command gives up, unless a person says otherwise. Ours."""


def update(
    to: Annotated[
        str,
        typer.Option("--to", help="Like b1 or b1,b2; one request a device type.", autocompletion=offered_devices),
    ],
    file: Annotated[
        list[str] | None, typer.Option("--file", help="OTA file, or DEVICE=FILE; without it, a newer one is made.")
    ] = None,
    naive: Annotated[bool, typer.Option("--naive", help="All requests at once, none waits for a CS09.")] = False,
    planned: Annotated[bool, typer.Option("--planned", help="Each request when its plan says (see plan).")] = False,
    deadline: Deadline = None, runs_at: RunsAt = None,
    size: Annotated[int, typer.Option(min=129, help="Octets of each image that is made.")] = 16_384,
    version: Annotated[
        str | None, typer.Option("--version", help="Of images that are made, like 0x00010002; else one newer.")
    ] = None,
    wait: Annotated[bool, typer.Option("--wait", help="Stay until the last word, with a bar for each device.")] = False,
    timeout: Timeout = TIMEOUT_S, by: By = "",
    premises: Premises = None, keys: Keys = None, broker: At = None, duis: Duis = None,
) -> None:  # fmt: skip
    """Send firmware as a Supplier would: by 11.4, or by 11.1 and then 11.3 to a meter that holds it."""
    from lab.commands.files.image import version_of
    from lab.commands.update import Made, Manners, send
    from lab.images import checked_size
    from lab.live.elsewhere import reach

    made = Made(checked_size(size), None if version is None else version_of(version))
    send(
        reach(premises, keys, broker, duis),
        [who.strip().lower() for who in to.split(",")],
        file or [],
        Manners(naive, deadline, planned, runs_at, made),
        by=by,
        wait=wait,
        timeout_s=timeout,
    )


def activate(
    to: Annotated[str, typer.Option("--to", help="An ESME, a GSME or an HCALCS.", autocompletion=offered_devices)],
    runs_at: RunsAt = None, timeout: Timeout = TIMEOUT_S, by: By = "",
    premises: Premises = None, keys: Keys = None, broker: At = None, duis: Duis = None,
) -> None:  # fmt: skip
    """Have a meter run the image that it holds, by request 11.3, and stay until its last word."""
    from lab.commands.activate import order
    from lab.live.elsewhere import reach

    order(reach(premises, keys, broker, duis), to.strip().lower(), runs_at, timeout, by)


def read_version(
    device: Annotated[str, typer.Argument(help="Whose version, like b1, esme or hub.", autocompletion=offered_devices)],
    timeout: Timeout = TIMEOUT_S, by: By = "",
    premises: Premises = None, keys: Keys = None, broker: At = None, duis: Duis = None,
) -> None:  # fmt: skip
    """Have a device say which firmware it runs, by request 11.2, and stay until it has answered."""
    from lab.commands.asking.read_version import read
    from lab.live.elsewhere import reach

    read(reach(premises, keys, broker, duis), device.strip().lower(), timeout, by)
