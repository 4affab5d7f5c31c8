"""What is shipped: the wheel holds the product and nothing else, and works where nothing else of ours is."""

import os
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from tests.house.tree import ROOT, products

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel from a copy of the tree, so that the tree stays as it is."""
    copy, out = tmp_path_factory.mktemp("tree"), tmp_path_factory.mktemp("wheel")
    for package in products():
        shutil.copytree(ROOT / package, copy / package, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, copy / name)
    _run([sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(copy)], cwd=out)
    return next(out.glob("*.whl"))


def test_the_wheel_holds_the_product_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as held:
        tops = {name.partition("/")[0] for name in held.namelist()}

    assert {top for top in tops if not top.endswith(".dist-info")} == set(products())


def test_the_wheel_gives_a_working_command_in_an_empty_environment(wheel: Path, tmp_path: Path) -> None:
    # The libraries come from this environment by path, so no test needs the internet; what is ours comes from the
    # wheel alone, as nothing on PYTHONPATH is read for .pth files or editable installs.
    venv.create(tmp_path / "empty", with_pip=True)
    python = tmp_path / "empty/bin/python"
    _run([str(python), "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", str(wheel)], cwd=tmp_path)
    libraries = {"PYTHONPATH": sysconfig.get_path("purelib")}

    example = _run([str(tmp_path / "empty/bin/premises"), "site", "example"], cwd=tmp_path, **libraries)
    profile = _run([str(tmp_path / "empty/bin/premises"), "profile", "show", "wan-north"], cwd=tmp_path, **libraries)
    helped = _run([str(tmp_path / "empty/bin/premises"), "--help"], cwd=tmp_path, **libraries)
    origin = _run([str(python), "-c", "import lab.cli; print(lab.cli.__file__)"], cwd=tmp_path, **libraries)
    demo = (
        "from lab.commands.demo import SITE_FILE; from lab.site import load_site; print(*load_site(SITE_FILE).bridges)"
    )
    shown = _run([str(python), "-c", demo], cwd=tmp_path, **libraries)

    assert "Usage" in helped
    assert example == (ROOT / "sites/annotated.toml").read_text(encoding="utf-8")
    assert profile.splitlines()[-1] == 'profile = "wan-north"'
    assert shown.split() == ["b1", "b2", "b3", "b4"]
    assert origin.startswith(str(tmp_path / "empty"))


def _run(command: list[str], cwd: Path, **environment: str) -> str:
    ended = subprocess.run(
        command, cwd=cwd, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, f"{command}: {ended.stdout}{ended.stderr}"
    return ended.stdout
