"""What is shipped: the wheel holds the product and nothing else, and works where nothing else of ours is."""

import sysconfig
import venv
import zipfile
from configparser import ConfigParser
from pathlib import Path

import pytest

from tests.house.tree import ROOT, products
from tests.house.wheel import pip_for, run, wheel_in

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel, once."""
    return wheel_in(tmp_path_factory.mktemp("wheel"))


def test_the_wheel_holds_the_product_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as held:
        tops = {name.partition("/")[0] for name in held.namelist()}

    assert {top for top in tops if not top.endswith(".dist-info")} == set(products())


def test_the_wheel_has_every_file_of_data_that_lies_beside_the_code(wheel: Path) -> None:
    lies = {
        file.relative_to(ROOT).as_posix()
        for package in products()
        for file in (ROOT / package).rglob("*")
        if file.is_file() and file.suffix not in {".py", ".pyc"}
    }
    with zipfile.ZipFile(wheel) as held:
        missing = lies - set(held.namelist())

    assert missing == set()
    assert "tui/screens/screens.tcss" in lies


def test_the_wheel_brings_a_plugin_for_pytest(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as held:
        (name,) = (name for name in held.namelist() if name.endswith(".dist-info/entry_points.txt"))
        points = ConfigParser()
        points.read_string(held.read(name).decode())

        module = points["pytest11"]["premises"]
        assert f"{module.replace('.', '/')}.py" in held.namelist()


def test_the_wheel_gives_a_working_command_in_an_empty_environment(wheel: Path, tmp_path: Path) -> None:
    # The libraries come from this environment by path, so no test needs the internet; what is ours comes from the
    # wheel alone, as nothing on PYTHONPATH is read for .pth files or editable installs.
    venv.create(tmp_path / "empty")
    python = tmp_path / "empty/bin/python"
    run([*pip_for(python), "install", "--quiet", "--no-deps", "--no-index", str(wheel)], cwd=tmp_path)
    libraries = {"PYTHONPATH": sysconfig.get_path("purelib")}

    example = run([str(tmp_path / "empty/bin/premises"), "site", "example"], cwd=tmp_path, **libraries)
    profile = run([str(tmp_path / "empty/bin/premises"), "profile", "show", "wan-north"], cwd=tmp_path, **libraries)
    helped = run([str(tmp_path / "empty/bin/premises"), "--help"], cwd=tmp_path, **libraries)
    origin = run([str(python), "-c", "import lab.cli; print(lab.cli.__file__)"], cwd=tmp_path, **libraries)
    demo = (
        "from lab.commands.demo import SITE_FILE; from lab.site import load_site; print(*load_site(SITE_FILE).bridges)"
    )
    shown = run([str(python), "-c", demo], cwd=tmp_path, **libraries)

    assert "Usage" in helped
    assert example == (ROOT / "sites/annotated.toml").read_text(encoding="utf-8")
    assert profile.splitlines()[-1] == 'profile = "wan-north"'
    assert shown.split() == ["b1", "b2", "b3", "b4"]
    assert origin.startswith(str(tmp_path / "empty"))
