"""What the screen is given and cannot show: one line that a person can act on, the code of a usage error, no screen."""

import os
import select
import subprocess
import sys
import time
from pathlib import Path

import pytest

from premises.identity import Name
from premises.journey.run_file import How, RunHeader, write_run
from premises.wire.site_text import run_text
from tests.live.premises_under_test import USAGE, WITHIN_S
from tests.tui.told import HERE, notes_of

pytestmark = pytest.mark.live

ROOT = Path(__file__).parents[2]
FLAT = str(HERE / "flat.toml")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with a run file, and with all that is none."""
    made = tmp_path_factory.mktemp("inputs")
    scenario, entries = notes_of("crashed")
    header = RunHeader("run-1", Name(scenario.site.name), 1, run_text(scenario.site), How.VIRTUAL)
    write_run(made / "good.vpr", header, entries)
    octets = (made / "good.vpr").read_bytes()
    third = len(octets) // 3
    (made / "damaged.vpr").write_bytes(octets[:third] + b"\xff" * 50 + octets[third + 50 :])
    (made / "empty.vpr").write_bytes(b"")
    (made / "junk").write_bytes(bytes(range(256)) * 20)
    (made / "folder").mkdir()
    return made


def shown_to(folder: Path, *words: str) -> tuple[int, list[str]]:
    """Run the screen in a terminal that is there, and give its code and the lines that it wrote."""
    ours, theirs = os.openpty()
    command = [sys.executable, "-m", "lab", "tui", *words]
    environ = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm-256color"}
    with subprocess.Popen(
        command, cwd=folder, stdin=theirs, stdout=theirs, stderr=theirs, env=environ, start_new_session=True
    ) as child:
        os.close(theirs)
        octets, give_up_at = b"", time.monotonic() + WITHIN_S
        # Its end closes the terminal, which is read as an error.
        while time.monotonic() < give_up_at:
            try:
                octets += os.read(ours, 65_536) if select.select([ours], [], [], 0.2)[0] else b""
            except OSError:
                break
        if child.poll() is None and time.monotonic() >= give_up_at:
            child.kill()
    os.close(ours)
    return child.returncode, octets.decode("utf-8", "replace").splitlines()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--run", "nowhere.vpr"), "nowhere.vpr: no such file or directory"),
        (("--run", "folder"), "folder: is a directory"),
        (("--run", "empty.vpr"), "empty.vpr: not a run file: its header is not whole"),
        (("--run", "junk"), "junk: not a run file"),
        (("--run", "damaged.vpr"), "damaged.vpr: damaged after octet"),
        (("--run", "good.vpr", "--at", "99:00:00"), "expected a moment before"),
        (("--run", "good.vpr", "--at", "soon"), "--at 'soon': expected premises time, like 00:12:30"),
        (("--run", "good.vpr", "--seed", "3"), "expected --virtual beside them"),
        (("--run", "good.vpr", "--theme", "pink"), "--theme pink: expected one of premises-dark, premises-light"),
        (("--run", "good.vpr", "--pipe"), "--pipe beside --run: expected one of them"),
        (("nowhere.toml", "--virtual"), "nowhere.toml: no such file or directory"),
        (("folder", "--virtual"), "folder: is a directory"),
        (("junk", "--virtual"), "junk is no TOML"),
        ((FLAT, "--virtual", "--seed", "many"), "--seed"),
        ((FLAT, "--virtual", "--seed", "-1"), "--seed"),
        ((FLAT, "--virtual", "--fault", "nonsense"), "fault \"nonsense\": at 'nonsense': expected one of"),
        ((FLAT, "--virtual", "--fault", "40% loss on nothing"), "has no such link: expected one of"),
        ((FLAT, "--virtual", "--at", "00:01:00"), "--virtual beside --at: expected one of them"),
    ],
)
def test_what_cannot_be_shown_is_one_line(folder: Path, words: tuple[str, ...], said: str) -> None:
    code, lines = shown_to(folder, *words)

    assert (code, len(lines)) == (USAGE, 1), lines
    assert said in lines[0]


@pytest.mark.parametrize("words", [(), ("--run", "good.vpr"), (FLAT, "--virtual"), ("--pipe",)])
def test_without_a_terminal_it_says_what_else_there_is(folder: Path, words: tuple[str, ...]) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "lab", "tui", *words], cwd=folder, env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=WITHIN_S, start_new_session=True,
    )  # fmt: skip

    assert (ended.returncode, ended.stdout) == (USAGE, "")
    assert len(ended.stderr.splitlines()) == 1
    assert "a terminal: expected one" in ended.stderr
    assert "premises watch" in ended.stderr
