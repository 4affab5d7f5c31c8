"""``premises doctor``: what could keep a premises from running here, before or while one runs."""

import os
import sys
from collections.abc import Iterator

import typer

from lab.doctor import machine, running
from lab.doctor.finding import Finding, Level
from lab.live.lineup import EMBEDDED, KINDS
from lab.live.run_directory import HOME

_PROGRAM = {"mosquitto": "mosquitto", "rabbitmq": "rabbitmq-server"}


def examine(broker: str, port: int) -> None:
    """Print a line for each thing that was looked at; exit 1 when one of them is wrong."""
    wrong = False
    for finding in _findings(broker, port):
        typer.echo(str(finding))
        wrong = wrong or finding.level is Level.WRONG
    if wrong:
        raise typer.Exit(1)


def _findings(broker: str, port: int) -> Iterator[Finding]:
    yield machine.python(sys.version_info[:3])
    yield machine.home(HOME)
    yield machine.disk(HOME)
    if broker not in KINDS:
        yield running.broker(broker)
    elif broker != EMBEDDED:
        yield from (_needed(finding) for finding in machine.programs(_path()) if finding.what == _PROGRAM[broker])
    if broker in KINDS:
        yield machine.port(port)
    yield from running.run_files()
    yield from running.clocks()
    yield from machine.programs(_path())


def _needed(finding: Finding) -> Finding:
    """Take a program that nobody needs to be one that was asked for."""
    level = Level.WRONG if finding.do else Level.FINE
    return Finding(level, finding.what, finding.found, "an installed program", finding.do)


def _path() -> str:
    return os.environ.get("PATH", os.defpath)
