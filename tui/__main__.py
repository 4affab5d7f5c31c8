"""``python -m tui``: the screen, of a running premises, of a run file, or of what another program writes to its input.

Settings as every live process has them, and how it looks. What was shown last is left on standard output when asked.
"""

import gc
import os
import sys
from collections.abc import Mapping, Sequence
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import BinaryIO

from textual.theme import BUILTIN_THEMES

from premises.errors import PremisesError, UsageError
from premises.identity import Name
from premises.runtime.looking.view import Outlook
from premises.runtime.process import EXIT_USAGE, complain
from premises.runtime.settings import LIVE_SETTINGS, Setting, parser_of, read_live, read_values
from premises.wire.topics import VIEWER
from tui.acting.act import Whereto
from tui.acting.children import ChildCommands
from tui.acting.commands import Commands
from tui.acting.virtual import WorldCommands
from tui.app import Feeding, Look, PremisesApp
from tui.feeding import live, piped, run_file, virtual
from tui.feeding.here import Here
from tui.feeding.session import Session, Source, Standing
from tui.paint.glyphs import wants_ascii
from tui.paint.themes import OURS
from tui.serving import served

NO_WORLD = "-"
"""No virtual world is wanted."""

SHOWN_SETTINGS = (
    Setting("run", "a run file to show, in place of a running premises", default=""),
    Setting("at", "with --run: the moment to show, like 00:12:30", default=""),
    Setting("pipe", "show what another program writes to standard input", "0", is_switch=True),
    Setting("virtual", "a site or a scenario to tell in virtual time; empty for a premises with B1", default=NO_WORLD),
    Setting("seed", "with --virtual: in place of the file's own", default=""),
    Setting("faults", "with --virtual: faults in words, a line each", default=""),
    Setting("theme", "premises-dark, premises-light, premises-cvd, or one of textual's", default="premises-dark"),
    Setting("glyphs", "unicode, ascii, or auto", default="auto"),
    Setting("calm", "nothing moves; for slow lines", "0", is_switch=True),
    Setting("serve", "show it in a browser, at this port of loopback", default=""),
    Setting("read-only", "nothing can be changed from here", "0", is_switch=True),
)
"""What the screen can be told beside where a premises is."""

PLACES = (
    Setting("site", "the site of a running premises, as it travels with the run"),
    Setting("record", "the run file that its conductor writes", default=""),
    Setting("keys", "the directory of a premises that runs elsewhere, as commands are told it", default=""),
    Setting("keys-broker", "with --keys: its broker, without user or password", default=""),
)
"""Where a running premises has its files, and what commands must be told to reach it."""

HERE = (
    Setting("home", "the directory of the runs of this machine, as `premises up` keeps it"),
    Setting("named", "which premises of those that run there; else the only one", default=""),
)
"""Where premises of this machine are looked for, again and again."""

EXIT_FAILED = 1

GARBAGE = (50_000, 20, 20)
"""Objects that come, and looks at the young and the middle-aged, before the next older ones are looked at. Ours."""

PORTS = 65_536


def main(argv: Sequence[str], environ: Mapping[str, str]) -> int:
    """Show what ``argv`` and ``environ`` say until the person leaves, and give the exit code."""
    is_here = any(word.startswith("--home") for word in argv)
    is_live = not any(word.startswith(("--run", "--pipe", "--home", "--virtual")) for word in argv)
    settings = (*SHOWN_SETTINGS, *(HERE if is_here else ()), *((*LIVE_SETTINGS, *PLACES) if is_live else ()))
    # Where a running premises is may stand in the environment beside a run file; it is then no mistake.
    elsewhere = () if is_live else {setting.variable for setting in (*LIVE_SETTINGS, *PLACES)}
    ours = {key: value for key, value in environ.items() if key not in elsewhere}
    values = read_values(parser_of("python -m tui", settings), settings, argv, ours)
    _check_theme(values["theme"])
    if values["serve"]:
        return _serve(values, argv)
    stream = _piped() if values["pipe"] == "1" else None
    if served.is_served():
        served.end_with_parent()
    elif not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise UsageError("the screen needs a terminal: expected one, or `premises watch --plain`")
    commands = None if values["read-only"] == "1" else ChildCommands(whereto(values), environ=inherited(environ))
    session, feeding = _fed(values, stream, commands)
    # What is ordered in a virtual world goes to the world itself, but for what reads its run file.
    orders = commands if session.driver is None or commands is None else WorldCommands(session.driver, commands)
    return _show(values, session, feeding, orders)


def _check_theme(name: str) -> None:
    known = [*(theme.name for theme in OURS), *BUILTIN_THEMES]
    if name not in known:
        raise UsageError(f"--theme {name}: expected one of {', '.join(known)}")


def _fed(
    values: Mapping[str, str], stream: BinaryIO | None, commands: ChildCommands | None
) -> tuple[Session, Feeding | None]:
    """Give what is shown, and what goes on reading it; ``commands`` go to the premises that is found."""
    if stream is not None:
        return Session(piped.standing_of()), partial(piped.follow, stream=stream)
    if values["virtual"] != NO_WORLD:
        return _virtual(values)
    if "home" in values:
        here = Here(Path(values["home"]), values["named"] or None)

        def find() -> Outlook:
            outlook = here()
            if commands is not None:
                commands.whereto = Whereto(outlook.premises)
            return outlook

        return Session(live.standing_of(values["home"])), partial(live.follow, find=find)
    if "site" in values:
        outlook = _outlook(values)
        session = Session(live.standing_of(f"mqtt://{outlook.broker.place}"))
        return session, partial(live.follow, find=lambda: outlook)
    return run_file.opened(Path(values["run"]), values["at"] or None), None


def _show(values: Mapping[str, str], session: Session, feeding: Feeding | None, commands: Commands | None) -> int:
    is_ascii = values["glyphs"] == "ascii" or (values["glyphs"] == "auto" and wants_ascii())
    app = PremisesApp(session, feeding, Look(values["theme"], is_ascii, values["calm"] == "1"), commands)
    _let_garbage_lie()
    left = app.run()
    if left:
        sys.stdout.write(f"{left}\n")
    for line in parting(app.hands.left, session.standing):
        sys.stderr.write(f"{line}\n")
    return app.return_code or 0


def _virtual(values: Mapping[str, str]) -> tuple[Session, Feeding]:
    file = values["virtual"]
    session = Session(virtual.standing_of(file))
    words = [*([file] if file else []), *(["--seed", values["seed"]] if values["seed"] else [])]
    words += [word for said in values["faults"].splitlines() for word in ("--fault", said)]
    worlds = virtual.VirtualWorlds(session, words)
    session.standing.record = str(worlds.record)
    return session, worlds.follow


def _let_garbage_lie() -> None:
    """Have the collector look at what comes from now on, and seldom: to look at all of it holds a key up for 60 ms."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GARBAGE)


def _serve(values: Mapping[str, str], argv: Sequence[str]) -> int:
    """Serve the screen with all other words; what is wrong with them is said here, and not in a browser."""
    port = values["serve"]
    if not (port.isdecimal() and 0 < int(port) < PORTS):
        raise UsageError(f"--serve {port}: expected a port from 1 to {PORTS - 1}")
    if values["pipe"] == "1":
        raise UsageError("--pipe beside --serve: expected one of them, for each page reads its feed from the beginning")
    if find_spec("textual_serve") is None:
        raise UsageError(
            "a browser is served by textual-serve, which is not installed: pip install 'virtual-premises[serve]'"
        )
    from tui.serving.server import serve  # noqa: PLC0415 - it loads aiohttp and jinja2

    if values["run"]:
        run_file.opened(Path(values["run"]), values["at"] or None)
    words = [word for number, word in enumerate(argv) if not _says_serve(argv, number)]
    serve(words, int(port))
    return 0


def _says_serve(argv: Sequence[str], number: int) -> bool:
    return argv[number].startswith("--serve") or (number > 0 and argv[number - 1] == "--serve")


def parting(left: Sequence[str], standing: Standing) -> list[str]:
    """Give what is said when the screen is gone: which commands it ended, and where the run is recorded."""
    lines = [f"premises: had not ended when the screen was closed: {line}" for line in left]
    if standing.source is Source.LIVE and standing.record and Path(standing.record).exists():
        lines.append(f"run recorded in {standing.record}")
    return lines


def whereto(values: Mapping[str, str]) -> Whereto:
    """Give the premises as commands are told it; nothing for a run file or a pipe."""
    return Whereto(values.get("premises", ""), values.get("keys", ""), values.get("keys-broker", ""))


def inherited(environ: Mapping[str, str]) -> dict[str, str]:
    """Give what commands inherit: they are told the premises by options, and their broker's variable means another."""
    ours = {setting.variable for setting in (*LIVE_SETTINGS, *PLACES)}
    return {key: value for key, value in environ.items() if key not in ours}


def _outlook(values: Mapping[str, str]) -> Outlook:
    settings = read_live(VIEWER, values)
    record = values["record"] or str(Path(values["site"]).with_name("run.vpr"))
    return Outlook(Name(settings.premises), Path(values["site"]), Path(record), settings.broker)


def _piped() -> BinaryIO:
    """Give what comes on standard input, and let keys come from the terminal in its place."""
    stream = os.fdopen(os.dup(0), "rb")
    try:
        terminal = os.open("/dev/tty", os.O_RDONLY)
    except OSError:
        raise UsageError("--pipe without a terminal: expected one for the keys, or `premises watch --pipe`") from None
    os.dup2(terminal, 0)
    return stream


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:], os.environ))
    except UsageError as error:
        complain(error)
        sys.exit(EXIT_USAGE)
    except PremisesError as error:
        complain(error)
        sys.exit(EXIT_FAILED)
