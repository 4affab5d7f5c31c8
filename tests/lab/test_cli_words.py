"""What the commands say of themselves: an example each, quickly, and completion for a shell."""

import os
import resource
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer.main
from typer.core import TyperCommand, TyperGroup

from lab.cli import app
from lab.commands.completion import devices_of_site, devices_to_update
from lab.live.keys import ensure_keys
from lab.live.run_directory import RunDirectory
from lab.site import load_site

HELP_MAX_S = 0.3
"""Seconds of a processor that ``premises --help`` may take."""

HEAVY = (
    "aiohttp", "aiomqtt", "amqtt", "asyncio", "cryptography", "lxml", "msgpack", "msgspec", "rich", "signxml",
    "sqlite3", "structlog",
)  # fmt: skip
FOUR = Path(__file__).parents[2] / "sites" / "four-bridges.toml"


def commands(group: TyperGroup, words: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], TyperCommand]]:
    """Give every command with its words, groups left out."""
    for name, command in group.commands.items():
        if isinstance(command, TyperGroup):
            yield from commands(command, (*words, name))
        else:
            assert isinstance(command, TyperCommand), f"{name} is neither"
            yield (*words, name), command


_TOP = typer.main.get_command(app)
assert isinstance(_TOP, TyperGroup), "there are several commands"
ALL = dict(commands(_TOP))


def premises(*words: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-c", "from lab.cli import main; main()", *words]
    return subprocess.run(command, env={**os.environ, **environment}, capture_output=True, text=True, check=False)


def test_there_are_commands_to_look_at() -> None:
    assert {("up",), ("doctor",), ("site", "check"), ("site", "example"), ("image", "make")} <= set(ALL)


@pytest.mark.parametrize("words", ALL, ids=" ".join)
def test_the_help_of_every_command_ends_with_an_example_that_it_understands(words: tuple[str, ...]) -> None:
    command = ALL[words]
    said, _, example = (command.epilog or "").partition(": ")
    given = shlex.split(example.partition(" > ")[0])
    arguments = given[1 + len(words) :]

    assert said == "Example"
    assert tuple(given[: 1 + len(words)]) == ("premises", *words)
    with command.make_context(words[-1], arguments) as context:
        assert context.args == [], "nothing is left over"


@pytest.mark.parametrize("words", ALL, ids=" ".join)
def test_every_option_and_argument_says_what_it_is(words: tuple[str, ...]) -> None:
    silent = [each.name for each in ALL[words].params if not getattr(each, "help", None)]

    assert silent == []


def test_help_comes_at_once_and_loads_no_library_that_it_does_not_need() -> None:
    program = "import sys, lab.cli; print(*(set(sys.modules) & set(sys.argv[1:])))"
    loaded = subprocess.run([sys.executable, "-c", program, *HEAVY], capture_output=True, text=True, check=True)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    helped = premises("--help")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)

    assert loaded.stdout.split() == []
    assert "Usage" in helped.stdout
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < HELP_MAX_S


def test_a_shell_can_be_taught_to_complete() -> None:
    taught = premises(_PREMISES_COMPLETE="source_bash")
    commands_ = premises(_PREMISES_COMPLETE="complete_bash", COMP_WORDS="premises s", COMP_CWORD="1")
    groups = premises(_PREMISES_COMPLETE="complete_bash", COMP_WORDS="premises site ", COMP_CWORD="2")
    options = premises(_PREMISES_COMPLETE="complete_bash", COMP_WORDS="premises up --proc", COMP_CWORD="2")

    assert "complete -o default -F _premises_completion premises" in taught.stdout
    assert commands_.stdout.split() == ["status", "shrink", "site", "supplier"]
    assert groups.stdout.split() == ["check", "example"]
    assert options.stdout.split() == ["--processes"]


def test_after_to_a_shell_offers_the_devices_of_the_premises_that_is_meant(tmp_path: Path) -> None:
    ensure_keys(load_site(FOUR), RunDirectory(tmp_path / "keys"))
    words = f"premises update --keys {tmp_path}/keys --to b1,b"
    offered = premises(_PREMISES_COMPLETE="complete_bash", COMP_WORDS=words, COMP_CWORD="5")

    assert offered.stdout.split() == ["b1,b2", "b1,b3", "b1,b4"]


@pytest.mark.parametrize(
    ("begun", "offered"),
    [
        ("", ["b1", "b2", "b3", "b4"]),
        ("b2", ["b2"]),
        ("B", ["b1", "b2", "b3", "b4"]),
        ("b2,b1,b4,", ["b2,b1,b4,b3"]),
        ("x", []),
    ],
)
def test_each_device_is_offered_once(begun: str, offered: list[str], tmp_path: Path) -> None:
    ensure_keys(load_site(FOUR), RunDirectory(tmp_path))

    assert devices_to_update(None, tmp_path, begun) == offered


def test_without_a_premises_that_runs_or_can_be_read_the_usual_one_is_offered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "site.json").write_text("{")

    assert devices_to_update(None, None, "") == ["b1"]
    assert devices_to_update(None, tmp_path, "") == ["b1"]
    assert devices_of_site(tmp_path / "nowhere.toml", "") == ["b1"]
    assert devices_of_site(FOUR, "b3") == ["b3"]
