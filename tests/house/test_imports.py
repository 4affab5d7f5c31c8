"""What import-linter cannot say: the roots it looks at are all there are, and `premises --help` loads nothing heavy."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.house.tree import NOT_PRODUCT, ROOT, modules, packages, products, text

HEAVY = (
    "aiohttp", "aiomqtt", "altair", "amqtt", "jinja2", "lxml", "pandas", "paho", "signxml", "textual", "vl_convert",
)  # fmt: skip
"""What a person who asks for help does not wait for."""

SETTINGS = tomllib.loads(text(Path("pyproject.toml")))

PROBE = """
import sys
import lab.cli
print(*sorted({name.partition('.')[0] for name in sys.modules} & set(sys.argv[1:])))
"""


def test_the_import_contracts_look_at_every_product_package() -> None:
    assert sorted(SETTINGS["tool"]["importlinter"]["root_packages"]) == sorted(products())


def test_types_are_checked_in_every_package() -> None:
    assert sorted(SETTINGS["tool"]["mypy"]["packages"]) == sorted(packages())


def test_every_product_package_is_installed() -> None:
    patterns = SETTINGS["tool"]["setuptools"]["packages"]["find"]["include"]

    assert [package for package in products() if f"{package}*" not in patterns] == []
    assert [package for package in NOT_PRODUCT if f"{package}*" in patterns] == []


def test_each_contract_breaks_when_it_is_broken(tmp_path: Path) -> None:
    planted = {
        "hub/talks.py": "import bridges.gossip",
        "bridges/gossip.py": "import time",
        "hub/live.py": "import premises.runtime.link",
        "bridges/dream.py": "import premises.sim.world",
        "premises/wire/upward.py": "import premises.machine.effects",
        "premises/attic.py": "",
        "hub/back.py": "import amqtt, aiomqtt, msgspec, msgpack, sqlite3, structlog, typer, cryptography, pytest",
        "hub/web.py": "import aiohttp, lxml, pcapng",
        "hub/drawn.py": "import altair, jinja2, textual, textual_serve",
        "tui/behind.py": "import hub.store",
    }
    _plant(tmp_path, planted)

    ended = subprocess.run(
        [
            sys.executable,
            "-c",
            "from importlinter.cli import lint_imports_command; lint_imports_command()",
            "--no-cache",
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    kept = [line for line in ended.stdout.splitlines() if line.endswith(" KEPT")]
    assert ended.returncode == 1
    assert kept == []
    assert ended.stdout.count(" BROKEN") == len(SETTINGS["tool"]["importlinter"]["contracts"])


@pytest.mark.parametrize("library", HEAVY)
def test_asking_for_help_loads_nothing_heavy(library: str) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", PROBE, library], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert (ended.stderr, ended.stdout.strip()) == ("", "")


def _plant(root: Path, planted: dict[str, str]) -> None:
    (root / "pyproject.toml").write_text(text(Path("pyproject.toml")), encoding="utf-8")
    copies = {str(path): text(path) for path in modules(*products())}
    for name, said in {**copies, **planted}.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(said + "\n", encoding="utf-8")
