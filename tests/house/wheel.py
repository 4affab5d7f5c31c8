"""Builds the wheel, as a test or a check wants one to look into or to install."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.house.tree import ROOT, products


def wheel_in(folder: Path) -> Path:
    """Build the wheel into ``folder``, from a copy of the tree, so that the tree stays as it is."""
    with TemporaryDirectory() as held:
        copy = Path(held)
        for package in products():
            shutil.copytree(ROOT / package, copy / package, ignore=shutil.ignore_patterns("__pycache__"))
        for name in ("pyproject.toml", "README.md", "LICENSE"):
            shutil.copy(ROOT / name, copy / name)
        run([sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), held], cwd=folder)
    return next(folder.glob("*.whl"))


def pip_for(python: Path) -> list[str]:
    """Give the words that begin a command of our own pip for another environment, which then needs none."""
    return [sys.executable, "-m", "pip", "--python", str(python)]


def run(command: list[str], cwd: Path, **environment: str) -> str:
    """Give what a command printed; AssertionError with all that it said when it failed."""
    ended = subprocess.run(
        command, cwd=cwd, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, f"{command}: {ended.stdout}{ended.stderr}"
    return ended.stdout
