"""The hook by which a judge gets every XML of a session: only when it is wanted, and one directory a test."""

import os
from pathlib import Path

from dcc_adapter.process import DCC_SETTINGS
from premises.runtime.settings import OTHERS
from tests.gateway.ground import Ground, update
from tests.gateway.transcripts import TOLD, WANTED, begin, directory


def test_nobody_is_told_of_a_directory_that_nobody_wants() -> None:
    environ = dict[str, str]()
    begin("tests/live/test_cli.py::test_a", environ)

    assert environ == {}
    assert directory(environ, Path("own")) == Path("own")


def test_each_test_has_a_directory_of_its_own_in_what_its_processes_are_told() -> None:
    environ = {WANTED: "/tmp/xml"}  # noqa: S108 - nothing is written
    begin("tests/live/test_cli.py::test_a[b/c d]", environ)

    assert environ[TOLD] == "/tmp/xml/tests-live-test_cli.py-test_a-b-c-d-"  # noqa: S108 - as above
    assert {setting.variable for setting in DCC_SETTINGS} & OTHERS == {TOLD}


async def test_what_came_and_went_is_there(tmp_path: Path) -> None:
    async with Ground(tmp_path).lit() as ground:
        await ground.ask(update(1), 8)
    found = directory(os.environ, tmp_path / "xml")

    assert found is not None
    assert sorted(path.name[7:] for path in found.iterdir()) == ["in-serviceD.xml", "out-supplier.xml"]
