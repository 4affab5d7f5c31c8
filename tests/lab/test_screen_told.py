"""What `premises tui` tells the screen of the premises that is meant, and what the screen tells its commands."""

from pathlib import Path

from lab.commands.looking.tui import places_of
from lab.live.elsewhere import Elsewhere
from lab.live.run_directory import RunDirectory
from premises.identity import Name
from premises.wire.topics import VIEWER
from tui.__main__ import inherited, whereto
from tui.acting.act import Whereto


def test_commands_reach_a_premises_that_runs_elsewhere_without_its_password(tmp_path: Path) -> None:
    files = RunDirectory(tmp_path)
    files.keep_secrets({VIEWER: "hush"})

    words, environ = places_of(Elsewhere(Name("flat-14"), files, "mqtt://10.0.0.1:1883"))

    told = dict(zip(words[::2], words[1::2], strict=True))
    assert "hush" not in " ".join(words)
    assert environ["PREMISES_BROKER"] == "mqtt://viewer:hush@10.0.0.1:1883"
    assert (told["--keys"], told["--keys-broker"]) == (str(tmp_path), "mqtt://10.0.0.1:1883")
    values = {"premises": environ["PREMISES_PREMISES"], **{key.removeprefix("--"): told[key] for key in told}}
    assert whereto(values) == Whereto("flat-14", str(tmp_path), "mqtt://10.0.0.1:1883")
    assert whereto({"run": "run.vpr"}) == Whereto()


def test_commands_do_not_inherit_what_the_screen_alone_was_told() -> None:
    environ = {"PREMISES_PREMISES": "flat-14", "PREMISES_BROKER": "mqtt://viewer:hush@h:1", "PATH": "/bin", "HOME": "/"}

    assert inherited(environ) == {"PATH": "/bin", "HOME": "/"}
