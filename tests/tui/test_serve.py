"""The screen in a browser, by a real server on loopback: what a page sees, who may see it, and that nothing is left."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import aiohttp
import pytest

from premises.identity import Name
from premises.journey.run_file import How, RunHeader, write_run
from premises.wire.site_text import run_text
from tests.tui.told import FLAT, notes_of

WITHIN_S = 30.0


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """Give the run file of the story of which the pictures are made."""
    scenario, entries = notes_of(FLAT)
    file = tmp_path / "run.vpr"
    site = run_text(scenario.site)
    write_run(file, RunHeader("run-1", Name(scenario.site.name), scenario.spec.seed, site, How.VIRTUAL), entries)
    return file


def free_port() -> int:
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        port: int = tried.getsockname()[1]
        return port


@contextmanager
def served(run: Path, port: int) -> Iterator["subprocess.Popen[str]"]:
    """Serve a run file as a person would; it says where it is once it begins."""
    command = [sys.executable, "-m", "lab", "tui", "--run", str(run), "--at", "00:10:40", "--serve", str(port)]
    environ = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environ) as server:
        try:
            assert server.stdout is not None
            assert server.stdout.readline() == f"the screen is at http://127.0.0.1:{port} (Ctrl-C ends it)\n"
            yield server
        finally:
            if server.poll() is None:
                server.kill()


def listens(port: int) -> bool:
    with socket.socket() as tried:
        return tried.connect_ex(("127.0.0.1", port)) == 0


async def seen_on(session: aiohttp.ClientSession, port: int, *texts: str) -> aiohttp.ClientWebSocketResponse:
    """Open a page's socket and wait until each of ``texts`` was written to it."""
    url, seen = f"http://127.0.0.1:{port}/ws?width=120&height=40", b""
    async with asyncio.timeout(WITHIN_S):
        while not listens(port):  # noqa: ASYNC110 - it says nothing when it listens
            # It said where it is a moment before it listens.
            await asyncio.sleep(0.05)
    page = await session.ws_connect(url, origin=f"http://127.0.0.1:{port}")
    async with asyncio.timeout(WITHIN_S):
        while not all(text.encode() in seen for text in texts):
            seen += (await page.receive()).data
    return page


def children_of(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="utf-8").split()]


def is_gone(pid: int) -> bool:
    stat = Path(f"/proc/{pid}/stat")
    return not stat.exists() or stat.read_text(encoding="utf-8").rpartition(")")[2].split()[0] == "Z"


async def gone(pid: int) -> bool:
    for _ in range(100):
        if is_gone(pid):
            return True
        await asyncio.sleep(0.05)
    return False


@pytest.mark.live
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL], ids=["told-to-end", "killed"])
async def test_a_page_shows_the_premises_and_ends_with_who_serves_it(how: signal.Signals, run: Path) -> None:
    port = free_port()
    with served(run, port) as server:
        async with aiohttp.ClientSession() as session:
            page = await seen_on(session, port, "flat-14", "Packages", "P5", "ppmid refused the image")
            async with session.get(f"http://127.0.0.1:{port}/") as got:
                html, policy = await got.text(), got.headers["Content-Security-Policy"]
            await page.send_json(["stdin", "?"])
            async with asyncio.timeout(WITHIN_S):
                while b"type to search" not in (await page.receive()).data:
                    continue
            (child,) = children_of(server.pid)
            server.send_signal(how)
            code = await asyncio.to_thread(server.wait, WITHIN_S)
            while not page.closed:
                await page.receive()
            await page.close()

            assert code == (0 if how is signal.SIGTERM else -signal.SIGKILL)
            assert await gone(child)
            assert "googleapis" not in html
            assert f"default-src http://127.0.0.1:{port} " in policy


@pytest.mark.live
async def test_a_page_of_another_site_may_not_drive_it(run: Path) -> None:
    port = free_port()
    with served(run, port):
        async with aiohttp.ClientSession() as session:
            page = await seen_on(session, port, "flat-14")
            await page.close()
            with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
                await session.ws_connect(f"http://127.0.0.1:{port}/ws", origin="http://evil.example")

    assert refused.value.status == 403


@pytest.mark.live
def test_a_port_that_is_taken_is_one_line(run: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ended = said_by("--run", str(run), "--serve", str(port))

    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.endswith(f"--serve {port}: 127.0.0.1:{port} Address already in use: expected a free port\n")
    assert ended.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--run", "x.vpr", "--serve", "0"), "--serve 0: expected a port from 1 to 65535"),
        (("--run", "x.vpr", "--serve", "x"), "--serve x: expected a port from 1 to 65535"),
        (("--pipe", "--serve", "8000"), "--pipe beside --serve: expected one of them"),
        (("--run", "nowhere.vpr", "--serve", "8000"), "nowhere.vpr"),
    ],
)
def test_what_cannot_be_served_is_one_line(words: tuple[str, ...], said: str) -> None:
    ended = said_by(*words)

    assert ended.returncode == 2
    assert said in ended.stderr
    assert ended.stderr.count("\n") == 1


def test_without_what_serves_it_says_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "hidden.py").write_text(
        "import importlib.util as util, sys\n"
        "found = util.find_spec\n"
        "util.find_spec = lambda name, package=None: None if name == 'textual_serve' else found(name, package)\n"
        "import os\nfrom tui.__main__ import main\nfrom premises.errors import UsageError\n"
        "try:\n    main(['--run', 'x.vpr', '--serve', '8000'], {})\n"
        "except UsageError as error:\n    sys.exit(str(error))\n",
        encoding="utf-8",
    )
    ended = subprocess.run(
        [sys.executable, str(tmp_path / "hidden.py")], capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": str(Path.cwd())},
    )  # fmt: skip

    assert "which is not installed: pip install 'virtual-premises[serve]'" in ended.stderr


def said_by(*words: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([sys.executable, "-m", "tui", *words], capture_output=True, text=True, check=False)
