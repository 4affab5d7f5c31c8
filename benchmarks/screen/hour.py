"""Memory of the screen over an hour's recording that is played into it, as ``premises replay --pipe`` does."""

import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.screen.ground import READY_WITHIN_S
from benchmarks.screen.story import AT_S, Again, told
from benchmarks.screen.terminal import Terminal
from premises.identity import Name
from premises.journey.run_file import How, RunHeader, write_run
from premises.quantity import Instant, seconds
from premises.wire.site_text import run_text

LASTS_S, RATE, SPEED = 3_600.0, 50.0, 90.0
"""Seconds of premises time, notes a second of it, and how much faster it is played. Ours."""


def hour() -> None:
    """Play it, and print what was resident when it had begun, in its middle, and at its end."""
    story = told()
    begin, end = Instant(seconds(AT_S)), Instant(seconds(AT_S + LASTS_S))
    entries = (*story.past, *Again(story).between(begin, end, RATE))
    with TemporaryDirectory() as folder:
        file, site = Path(folder) / "hour.vpr", run_text(story.site)
        write_run(file, RunHeader("hour", Name(story.site.name), story.seed, site, How.VIRTUAL), entries)
        words = ["replay", str(file), "--pipe", "--speed", str(SPEED), "--from", "00:10:40"]
        with subprocess.Popen([sys.executable, "-m", "lab", *words], stdout=subprocess.PIPE) as played:
            assert played.stdout is not None, "it was asked for"
            screen = Terminal([sys.executable, "-m", "tui", "--pipe"], (160, 50), {}, played.stdout)
            played.stdout.close()
            screen.wait_for(b"P1", READY_WITHIN_S)
            time.sleep(2.0)
            began, found = time.monotonic(), [screen.rss_mb]
            while played.poll() is None:
                time.sleep(0.5)
                found.append(screen.rss_mb)
            took = time.monotonic() - began
            time.sleep(2.0)
            found.append(screen.rss_mb)
            screen.stop()
    print(
        f"an hour of {len(entries):,} notes, played in {took:.0f} s: resident {found[0]:.0f} MB at its beginning, "
        f"{found[len(found) // 4]:.0f} after a quarter, {found[len(found) // 2]:.0f} in its middle, "
        f"{found[-1]:.0f} at its end",
        flush=True,
    )
