"""How the commands of a person find the premises that runs: a file that says so, and a lock that proves it."""

from pathlib import Path

import pytest

from lab.live.run_directory import (
    HOME,
    RunDirectory,
    Running,
    find_running,
    forget_running,
    holding,
    save_running,
)
from premises.errors import PremisesError, UsageError
from premises.identity import Name
from premises.runtime.looking.here import NotRunningError, outlook_here
from premises.wire.topics import VIEWER


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a directory of the test's own."""
    monkeypatch.chdir(tmp_path)
    return tmp_path / HOME


def running(called: str, folder: Path = Path("run"), *, own_broker: bool = True) -> Running:
    return Running(Name(called), "r1", str(folder), 1, "mqtt://127.0.0.1:1883", own_broker, 1.0, True, {"hub": 2}, 0.0)


def test_a_premises_is_found_by_its_name_or_because_it_is_the_only_one() -> None:
    with holding("flat"):
        save_running(running("flat"))

        assert find_running("flat") == find_running(None) == running("flat")


def test_a_file_whose_supervisor_is_dead_is_not_believed() -> None:
    with holding("flat"):
        save_running(running("flat"))

    with pytest.raises(NotRunningError, match="no premises is running here: start one with `premises up`"):
        find_running(None)


def test_an_unknown_name_is_answered_with_those_that_run() -> None:
    with holding("flat"):
        save_running(running("flat"))

        with pytest.raises(NotRunningError, match="premises 'attic' is not running here: there is flat"):
            find_running("attic")


def test_of_several_one_has_to_be_named() -> None:
    with holding("flat"), holding("attic"):
        save_running(running("flat"))
        save_running(running("attic"))

        with pytest.raises(UsageError, match=r"2 premises are running \(attic, flat\): say which with --premises"):
            find_running(None)
        assert find_running("attic").premises == "attic"


def test_a_name_is_held_once() -> None:
    with holding("flat"), pytest.raises(UsageError, match="premises 'flat' is already running here"), holding("flat"):
        pass


def test_a_folder_in_which_nothing_can_be_written_is_named(home: Path) -> None:
    (home / "flat.lock").mkdir(parents=True)
    expected = r"flat\.lock: is a directory: expected a directory that can be written"
    with pytest.raises(PremisesError, match=expected), holding("flat"):
        pass


def test_a_name_is_free_again_when_its_holder_is_gone() -> None:
    with holding("flat"):
        pass
    with holding("flat"):
        pass


def test_a_premises_that_holds_its_name_and_has_said_nothing_yet_is_just_starting(home: Path) -> None:
    with holding("flat"):
        with pytest.raises(NotRunningError, match="premises 'flat' is just starting: try again in a moment"):
            find_running("flat")
        (home / "flat.json").write_text('{"premises": "flat"')
        with pytest.raises(NotRunningError, match="is just starting"):
            find_running(None)


def test_what_runs_can_be_forgotten_twice() -> None:
    with holding("flat"):
        save_running(running("flat"))
        forget_running("flat")
        forget_running("flat")

        with pytest.raises(NotRunningError):
            find_running("flat")


def test_a_password_is_its_owners_alone_to_read(home: Path) -> None:
    files = RunDirectory(home / "run")
    files.keep_secrets({VIEWER: "a/b:c"})

    assert files.secret(VIEWER).stat().st_mode & 0o077 == 0
    assert files.secrets.stat().st_mode & 0o077 == 0


def test_the_way_to_our_own_broker_is_the_users_and_to_anothers_is_the_one_that_was_given(home: Path) -> None:
    files = RunDirectory(home / "run")
    files.keep_secrets({VIEWER: "secret", Name("broker"): "mqtt://us:them@elsewhere:1884"})
    ours = running("flat", files.path).address(VIEWER)
    theirs = running("flat", files.path, own_broker=False).address(VIEWER)

    assert (ours.host, ours.port, ours.user, ours.password) == ("127.0.0.1", 1883, "viewer", "secret")
    assert (theirs.host, theirs.port, theirs.user, theirs.password) == ("elsewhere", 1884, "us", "them")


def test_who_looks_on_is_told_what_a_command_is_told_and_of_another_run_as_soon_as_it_is_there(home: Path) -> None:
    first, second = RunDirectory(home / "first"), RunDirectory(home / "second")
    first.keep_secrets({VIEWER: "secret"})
    second.keep_secrets({Name("broker"): "mqtt://us:them@elsewhere:1884"})
    with holding("flat"):
        with pytest.raises(NotRunningError, match="is just starting"):
            outlook_here("flat", home)
        save_running(running("flat", first.path))
        here = outlook_here(None, home)
        save_running(running("flat", second.path, own_broker=False))
        there = outlook_here("flat", home)

        with pytest.raises(NotRunningError, match="'attic' is not running here"):
            outlook_here("attic", home)

    assert here.broker == running("flat", first.path).address(VIEWER)
    assert (here.premises, here.site, here.record) == ("flat", first.site, first.record)
    assert (there.broker.host, there.broker.user, there.record) == ("elsewhere", "us", second.record)
    with pytest.raises(NotRunningError, match="no premises is running here"):
        outlook_here(None, home)
