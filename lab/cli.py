"""``premises``: the commands of a person; what each does is in ``lab.commands`` and is loaded when it runs.

Groups of commands, and those of a Supplier, are in ``lab.command_line``.

Standard output is data, standard error is words. Exit codes: 0 done, 1 failed, 2 usage, 3 stalled, 4 unexplained.
"""

import sys
from pathlib import Path
from typing import Annotated, cast

import typer

from lab.command_line.clock import clock_app
from lab.command_line.faults import fault_app
from lab.command_line.files import GROUPS
from lab.command_line.ladder import ladder
from lab.command_line.looking import capture, status, watch, why
from lab.command_line.options import At, Deadline, Keys, Premises, offered_devices
from lab.command_line.requests import activate, read_version, update
from lab.command_line.runs import replay, report
from lab.command_line.screen import tui, world
from lab.command_line.suppliers import inventory_app, supplier_app
from premises.errors import PremisesError, StalledError, UsageError

EXIT_FAILED, EXIT_USAGE, EXIT_STALLED = 1, 2, 3

_UsageProblem = cast("type[typer.BadParameter]", typer.BadParameter.__bases__[0])
"""What typer raises for words it does not understand; it brings its own click, which it does not export."""

app = typer.Typer(
    add_completion=True, pretty_exceptions_enable=False, rich_markup_mode=None,
    help="A virtual premises: bridges, hub and DCC adapter as real processes, live or in virtual time.",
)  # fmt: skip
_LIVE = {"fault": fault_app, "clock": clock_app, "supplier": supplier_app, "inventory": inventory_app}
for _name, _group in (GROUPS | _LIVE).items():
    app.add_typer(_group, name=_name)

_Site = Annotated[Path | None, typer.Option("--site", help="Site file (TOML); without it, a premises with B1.")]
_Broker = Annotated[str, typer.Option("--broker", help="embedded, mosquitto, rabbitmq, or mqtt://user:pass@host:port.")]
_Port = Annotated[int, typer.Option("--port", min=0, max=65535, help="Port of our own broker; 0 takes a free one.")]
_Speed = Annotated[float, typer.Option("--speed", help="Premises seconds a wall second, at most.")]
_Seed = Annotated[
    int | None, typer.Option("--seed", min=0, help="From which all chance of the run follows; else the site's.")
]
_Fault = Annotated[
    list[str] | None, typer.Option("--fault", help='Like "40% loss on wan for 5m" (docs/faults.md); may be repeated.')
]
_DuisPort = Annotated[
    int, typer.Option("--duis-port", min=0, max=65535, help="Port for Suppliers' own software; 0 takes a free one.")
]
_DuisKey = Annotated[
    Path | None, typer.Option("--duis-key", help="Another DCC's XML signing key and certificate, one PEM file.")
]
_Transcript = Annotated[
    Path | None, typer.Option("--duis-transcript", help="A directory that gets each XML that comes and goes.")
]
_Frames = Annotated[bool, typer.Option("--frames", help="Keep every frame's octets, for `premises capture`.")]
_Debug = Annotated[bool, typer.Option("--debug", help="Show where an error comes from.")]


@app.callback()
def options(debug: _Debug = False) -> None:
    """Take what goes before every command (``main`` reads it)."""


@app.command(epilog="Example: premises up --speed 10 -d")
def up(
    site: _Site = None, broker: _Broker = "embedded", port: _Port = 0, speed: _Speed = 1.0, seed: _Seed = None,
    processes: Annotated[int, typer.Option(min=0, help="Spread participants over so many; 0: one each.")] = 0,
    detach: Annotated[bool, typer.Option("--detach", "-d", help="Come back when it runs; leave it running.")] = False,
    fault: _Fault = None, duis_port: _DuisPort = 0, duis_key: _DuisKey = None, duis_transcript: _Transcript = None,
    frames: _Frames = False,
    tui: Annotated[bool, typer.Option("--tui", help="Show it; it is taken down when you leave the screen.")] = False,
) -> None:  # fmt: skip
    """Bring a premises up, a process for each participant, until Ctrl-C."""
    from lab.commands.up import bring_up, bring_up_shown
    from lab.live.lineup import Choices, DuisChoices

    duis = DuisChoices(duis_port, duis_key, duis_transcript)
    choices = Choices(broker, port, speed, processes=processes, duis=duis, frames=frames)
    if tui and not detach:
        bring_up_shown(site, choices, seed, fault or ())
    else:
        bring_up(site, choices, seed, fault or (), detach=detach)


@app.command(epilog="Example: premises down")
def down(premises: Premises = None) -> None:
    """Take a running premises down in good order."""
    from lab.commands.up import take_down

    take_down(premises)


app.command(epilog="Example: premises update --to B1,B2,B3,B4 --file B1=x.ota --wait")(update)
app.command(epilog="Example: premises activate --to gsme")(activate)
app.command("read-version", epilog="Example: premises read-version b1 --by supplier")(read_version)


@app.command(epilog="Example: premises plan --to b1,b2,b3,b4 --site flat.toml")
def plan(
    to: Annotated[
        str, typer.Option("--to", help="Devices, in the order wanted, meters too.", autocompletion=offered_devices)
    ],
    file: Annotated[
        list[str] | None, typer.Option("--file", help="OTA file, or DEVICE=FILE; without it, --size octets.")
    ] = None,
    size: Annotated[int, typer.Option(min=129, help="Octets of each image, or part, that is not given.")] = 16_384,
    site: Annotated[Path | None, typer.Option("--site", help="Site file (TOML), instead of what runs.")] = None,
    deadline: Deadline = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document (docs/planning.md).")] = False,
    premises: Premises = None, keys: Keys = None, broker: At = None,
) -> None:  # fmt: skip
    """Say in which order, and after which words, requests go so that no image displaces another."""
    from lab.commands.looking.plan import Asked, tell_plan
    from lab.live.elsewhere import reach

    asked = Asked([who.strip().lower() for who in to.split(",")], file or [], size, deadline)
    tell_plan(site, lambda: reach(premises, keys, broker), asked, as_json=as_json)


app.command(epilog="Example: premises status --as supplier --run run.vpr --at 00:12:30")(status)
app.command(epilog="Example: premises why b2 --run run.vpr --at 00:12:30")(why)
app.command(epilog="Example: premises watch --plain")(watch)
app.command(epilog="Example: premises tui --run run.vpr --at 00:12:30")(tui)
app.command(epilog="Example: premises world scenarios/thin-walls.toml --record world.vpr")(world)
app.command(epilog="Example: premises ladder run.vpr --package b4 -o b4.svg")(ladder)


@app.command(epilog="Example: premises doctor --broker mosquitto --port 1883")
def doctor(broker: _Broker = "embedded", port: _Port = 0) -> None:
    """Look for what could keep a premises from running here; a line for each thing, exit 1 when one is wrong."""
    from lab.commands.doctor import examine

    examine(broker, port)


@app.command(epilog="Example: premises keys /keys --site flat.toml")
def keys(
    directory: Annotated[Path, typer.Argument(help="Where they are kept; what is there stays as it is.")],
    site: _Site = None,
    seed: Annotated[int | None, typer.Option("--seed", min=0, help="Also certificates and Suppliers' keys.")] = None,
) -> None:
    """Make site, users and passwords for a premises that something else brings up, such as compose."""
    from lab.commands.keys import make

    make(directory, site, seed)


@app.command(epilog="Example: premises run scenarios/thin-walls.toml")
def run(
    scenario: Annotated[Path | None, typer.Argument(help="Scenario file (TOML); with --list a directory.")] = None,
    live: Annotated[bool, typer.Option("--live/--virtual", help="With real processes, or in virtual time.")] = False,
    seed: Annotated[int | None, typer.Option("--seed", min=0, help="Instead of the scenario's own.")] = None,
    record: Annotated[Path | None, typer.Option("--record", help="Write the run file there.")] = None,
    broker: _Broker = "embedded", speed: _Speed = 1.0, fault: _Fault = None,
    ledger: Annotated[bool, typer.Option("--ledger", help="What each radio sent, and for how long it was on.")] = False,
    frames: _Frames = False,
    report: Annotated[Path | None, typer.Option("--report", help="Write a page of HTML of the run there.")] = None,
    listed: Annotated[bool, typer.Option("--list", help="Show the scenarios there are; runs none.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="With --list: one JSON document.")] = False,
) -> None:  # fmt: skip
    """Tell a scenario and say whether it kept its promise."""
    from lab.commands.looking.scenarios import show_scenarios
    from lab.commands.run import Recording, run_live, run_virtual

    if listed:
        show_scenarios(scenario, as_json=as_json)
        return
    if scenario is None:
        raise UsageError("which scenario: expected a file, like scenarios/displaced.toml; --list shows what there is")
    kept = Recording(record, frames, report)
    if live:
        run_live(scenario, seed, kept, broker, speed, fault or (), ledger=ledger)
    else:
        run_virtual(scenario, seed, kept, fault or (), ledger=ledger)


app.command(epilog="Example: premises capture run.vpr -o run.pcapng")(capture)
app.command(epilog="Example: premises report run.vpr -o run.html")(report)
app.command(epilog="Example: premises replay run.vpr --speed 60 --from 12m")(replay)


@app.command(epilog="Example: premises shrink scenarios/storm.toml --seeds 0..99")
def shrink(
    scenario: Annotated[Path, typer.Argument(help="Scenario file (TOML) that does not keep its promise.")],
    seed: Annotated[int | None, typer.Option("--seed", min=0, help="Instead of the scenario's own.")] = None,
    seeds: Annotated[
        str | None, typer.Option("--seeds", metavar="FIRST..LAST", help="Look for the first seed that fails.")
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", help="Where to write; without it, test_SCENARIO.py.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there.")] = False,
) -> None:  # fmt: skip
    """Make a story that fails as short as it goes, and write it as a pytest file."""
    from lab.commands.shrink import write_shrunk

    write_shrunk(scenario, seed, seeds, out, force=force)


@app.command(epilog="Example: premises demo")
def demo(
    broker: _Broker = "embedded", speed: _Speed = 8.0,
    size: Annotated[int, typer.Option(help="Octets of each image.")] = 16_384,
    naive: Annotated[bool, typer.Option("--naive", help="All requests at once: some images are displaced.")] = False,
    duis_port: _DuisPort = 0, duis_key: _DuisKey = None, duis_transcript: _Transcript = None,
) -> None:  # fmt: skip
    """Bring all four bridges up, update them as a polite Supplier would, show what happened, take it down."""
    from lab.commands.demo import show
    from lab.live.lineup import Choices, DuisChoices

    duis = DuisChoices(duis_port, duis_key, duis_transcript)
    show(Choices(broker, speed=speed, duis=duis), size, naive=naive)


def main() -> None:
    """Run one command and exit with its code; what is wrong is one line on standard error."""
    debug = "--debug" in sys.argv[1:2]
    arguments = sys.argv[1:]
    try:
        code = app(arguments or ["--help"], standalone_mode=False, prog_name="premises")
        code = code if arguments else EXIT_USAGE
    except _UsageProblem as error:
        code = _complain(error.format_message(), EXIT_USAGE)
    except (typer.Abort, KeyboardInterrupt):
        code = _complain("interrupted", EXIT_FAILED)
    except PremisesError as error:
        if debug:
            raise
        code = _complain(str(error), exit_code_of(error))
    sys.exit(code or 0)


def exit_code_of(error: PremisesError) -> int:
    """Give the exit code of an error: 2 for usage, 3 for a stall, 1 for everything else."""
    if isinstance(error, UsageError):
        return EXIT_USAGE
    return EXIT_STALLED if isinstance(error, StalledError) else EXIT_FAILED


def _complain(line: str, code: int) -> int:
    typer.echo(f"premises: {' '.join(line.split())}", err=True)
    return code
