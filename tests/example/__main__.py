"""``make example``: the wheel with its pinned dependencies in an empty environment, and the example's tests there.

The example is copied out of this tree, so that it finds nothing of ours but what is installed; every Python that runs
says as it ends whether it imported anything from this tree. Needs an index for pip, which is why it stands beside the
outside judges and in no suite.
"""

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import time
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.example import witness
from tests.house.tree import ROOT
from tests.house.wheel import pip_for, run, wheel_in

EXAMPLE = ROOT / "examples" / "supplier-backend"
LOCKS = ROOT / "requirements"
TESTERS = ("pytest", "pytest-xdist", "execnet", "iniconfig", "packaging", "pluggy", "pygments")
"""What the example's tests need beside the core; pip refuses to install when one of these needs another."""

WAYS: tuple[tuple[str, ...], ...] = ((), ("-n", "2"))
"""What pytest is told: the tests one after the other, and in two processes."""


def main() -> int:
    """Give 0 when the example's tests pass each way, and nothing came from this tree."""
    with TemporaryDirectory(prefix="premises-example-") as held:
        room = Path(held)
        python = room / "empty/bin/python"
        with _step("an empty environment"):
            venv.create(room / "empty")
        with _step("the wheel"):
            wheel = wheel_in(room)
        with _step("what it needs, by hash"):
            _install(python, wheel, room)
        project = shutil.copytree(EXAMPLE, room / "project", ignore=shutil.ignore_patterns("__pycache__", ".*"))
        return max(_tests(python, project, way) for way in WAYS)


def locked(names: tuple[str, ...], lock: str) -> str:
    """Give the lines of a lock that pin ``names``, with their hashes."""
    pins = re.split(r"\n(?=\S)", lock)
    found = {pin.partition("==")[0]: pin for pin in pins}
    return "\n".join(found[name] for name in names) + "\n"


def trouble_on(page: str) -> str:
    """Say what is wrong with what the witnesses wrote; empty when nothing is."""
    lines = [line.split(" ") for line in page.splitlines()]
    if not lines:
        return "nobody said what it imported: the check proves nothing"
    foreign = sorted({name for _, *names in lines for name in names})
    return f"imported from the source tree: {', '.join(foreign)}" if foreign else ""


def _install(python: Path, wheel: Path, room: Path) -> None:
    testers = room / "testers.txt"
    testers.write_text(locked(TESTERS, (LOCKS / "dev.txt").read_text(encoding="utf-8")), encoding="utf-8")
    pip = [*pip_for(python), "install", "--quiet"]
    run([*pip, "--require-hashes", "-r", str(LOCKS / "core.txt"), "-r", str(testers)], cwd=room)
    run([*pip, "--no-deps", "--no-index", str(wheel)], cwd=room)
    site = sysconfig.get_path("purelib", vars={"base": str(room / "empty"), "platbase": str(room / "empty")})
    shutil.copy(witness.__file__, Path(site) / "sitecustomize.py")


def _tests(python: Path, project: Path, way: tuple[str, ...]) -> int:
    page = project.with_name(f"witnesses-{len(way)}")
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "PYTEST", "PREMISES_"))}
    watched = kept | {witness.PAGE: str(page), witness.TREE: str(ROOT)}
    with _step(" ".join(("the example's tests", *way))):
        ended = subprocess.run([str(python), "-m", "pytest", *way], cwd=project, env=watched, check=False)
    trouble = trouble_on(page.read_text(encoding="utf-8") if page.exists() else "")
    if trouble:
        sys.stderr.write(f"{trouble}\n")
    return 1 if ended.returncode or trouble else 0


@contextmanager
def _step(name: str) -> Iterator[None]:
    began = time.monotonic()
    yield
    sys.stdout.write(f"{name}: {time.monotonic() - began:.1f} s\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main())
