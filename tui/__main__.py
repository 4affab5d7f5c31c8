"""``python -m tui``: the screen, of a running premises, of a run file, or of what another program writes to its input.

Settings as every live process has them, and how it looks. What was shown last is left on standard output when asked.
"""

import os
import sys
from collections.abc import Mapping, Sequence
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import BinaryIO

from premises.errors import PremisesError, UsageError
from premises.identity import Name
from premises.runtime.looking.view import Outlook
from premises.runtime.process import EXIT_USAGE, complain
from premises.runtime.settings import LIVE_SETTINGS, Setting, parser_of, read_live, read_values
from premises.wire.topics import VIEWER
from tui.app import Feeding, Look, PremisesApp
from tui.feeding import live, piped, run_file
from tui.feeding.session import Session
from tui.paint.glyphs import wants_ascii
from tui.serving import served

SHOWN_SETTINGS = (
    Setting("run", "a run file to show, in place of a running premises", default=""),
    Setting("at", "with --run: the moment to show, like 00:12:30", default=""),
    Setting("pipe", "show what another program writes to standard input", "0", is_switch=True),
    Setting("theme", "premises-dark, premises-light, premises-cvd, or one of textual's", default="premises-dark"),
    Setting("glyphs", "unicode, ascii, or auto", default="auto"),
    Setting("calm", "nothing moves; for slow lines", "0", is_switch=True),
    Setting("serve", "show it in a browser, at this port of loopback", default=""),
)
"""What the screen can be told beside where a premises is."""

PLACES = (
    Setting("site", "the site of a running premises, as it travels with the run"),
    Setting("record", "the run file that its conductor writes", default=""),
)
"""Where a running premises has its files."""

EXIT_FAILED = 1

PORTS = 65_536


def main(argv: Sequence[str], environ: Mapping[str, str]) -> int:
    """Show what ``argv`` and ``environ`` say until the person leaves, and give the exit code."""
    is_live = not any(word.startswith(("--run", "--pipe")) for word in argv)
    settings = (*SHOWN_SETTINGS, *((*LIVE_SETTINGS, *PLACES) if is_live else ()))
    # Where a running premises is may stand in the environment beside a run file; it is then no mistake.
    elsewhere = () if is_live else {setting.variable for setting in (*LIVE_SETTINGS, *PLACES)}
    ours = {key: value for key, value in environ.items() if key not in elsewhere}
    values = read_values(parser_of("python -m tui", settings), settings, argv, ours)
    if values["serve"]:
        return _serve(values, argv)
    stream = _piped() if values["pipe"] == "1" else None
    if served.is_served():
        served.end_with_parent()
    elif not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise UsageError("the screen needs a terminal: expected one, or `premises watch --plain`")
    return _show(values, stream, is_live=is_live)


def _show(values: Mapping[str, str], stream: BinaryIO | None, *, is_live: bool) -> int:
    feeding: Feeding | None = None
    if stream is not None:
        session, feeding = Session(piped.standing_of()), partial(piped.follow, stream=stream)
    elif is_live:
        outlook = _outlook(values)
        session = Session(live.standing_of(f"mqtt://{outlook.broker.place}"))
        feeding = partial(live.follow, find=lambda: outlook)
    else:
        session = run_file.opened(Path(values["run"]), values["at"] or None)
    is_ascii = values["glyphs"] == "ascii" or (values["glyphs"] == "auto" and wants_ascii())
    app = PremisesApp(session, feeding, Look(values["theme"], is_ascii, values["calm"] == "1"))
    left = app.run()
    if left:
        sys.stdout.write(f"{left}\n")
    return app.return_code or 0


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
