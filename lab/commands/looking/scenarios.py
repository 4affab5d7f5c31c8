"""``premises run --list``: the scenarios that there are in a directory, each with the sentence that it claims."""

import json
from collections.abc import Iterator
from pathlib import Path

import typer

from lab.commands.table import print_rows
from lab.site import load_toml
from premises.errors import SiteError, UsageError
from premises.quantity import seconds, spoken
from premises.wire.scenario import ScenarioSpec
from premises.wire.site_text import read_schema

FORMAT = 1
"""Of the JSON document."""

HERE = Path("scenarios")
"""Where they are looked for when nobody says where."""

HEAD = ("scenario", "within", "claim")


def show_scenarios(folder: Path | None, *, as_json: bool) -> None:
    """Show every scenario file of a directory and of those in it; UsageError when there is none."""
    where = HERE if folder is None else folder
    if not where.is_dir():
        raise UsageError(f"{where}: there is no such directory: expected one with scenario files (TOML)")
    found = list(_scenarios(where))
    if not found:
        raise UsageError(f"{where}: there is no scenario in it: expected TOML files with a purpose")
    if as_json:
        typer.echo(json.dumps({"format": FORMAT, "scenarios": found}, indent=1))
        return
    rows = ((str(each["name"]), spoken(seconds(float(str(each["within_s"])))), str(each["purpose"])) for each in found)
    print_rows(HEAD, rows)


def _scenarios(where: Path) -> Iterator[dict[str, object]]:
    for file in sorted(where.glob("**/*.toml"), key=lambda file: (len(file.parts), file)):
        try:
            spec = read_schema(ScenarioSpec, load_toml(file), f"scenario {file}")
        except SiteError as error:
            # A site file may lie beside them; what is wrong with a scenario is said where it is, too.
            yield {
                "name": _name(file, where),
                "file": str(file),
                "purpose": f"is no scenario: {error}",
                "within_s": 0.0,
            }
            continue
        yield {
            "name": _name(file, where), "file": str(file), "purpose": spec.purpose, "within_s": spec.expect.within_s,
        }  # fmt: skip


def _name(file: Path, where: Path) -> str:
    return file.relative_to(where).with_suffix("").as_posix()
