"""``premises clock speed`` and ``pause``."""

import asyncio

import typer

from lab.conductor_clock import checked_speed
from lab.faults.ordering import order_speed
from lab.live.run_directory import Reachable


def set_speed(running: Reachable, speed: float) -> None:
    """Have the conductor set the clock, and say at what it runs; UsageError for a speed at which none can."""
    asyncio.run(order_speed(running, checked_speed(speed)))
    typer.echo(f"x{speed:g}" if speed else "paused")
