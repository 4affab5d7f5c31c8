"""``premises image``, ``trace``, ``site`` and ``profile``: the commands that work on files and need no premises.

What each does is in ``lab.commands.files`` and is loaded when it runs.
"""

from pathlib import Path
from typing import Annotated

import typer

image_app = typer.Typer(help="Firmware files: make one, or look into one.")
bundle_app = typer.Typer(help="Bundles for bridges that feed others: make one, look into one, or see whom it suits.")
trace_app = typer.Typer(help="Run files: their hash, where two of them differ, what each radio sent.")
site_app = typer.Typer(help="Site files: what one describes, and an example with every key.")
profile_app = typer.Typer(help="Radio profiles: the numbers that a link of a site can have by name.")

GROUPS = {"image": image_app, "bundle": bundle_app, "trace": trace_app, "site": site_app, "profile": profile_app}
"""The groups of commands, by their first word."""

_Json = Annotated[bool, typer.Option("--json", help="One JSON document.")]
_Site = Annotated[Path | None, typer.Option("--site", help="Site file (TOML); without it, a premises with B1.")]


def _devices(context: typer.Context, incomplete: str) -> list[str]:
    """Offer the devices of the site that is meant."""
    from lab.commands.completion import devices_of_site

    return devices_of_site(context.params.get("site"), incomplete)


def _profiles(incomplete: str) -> list[str]:
    """Offer the profiles there are."""
    from premises.wire.radio.profiles import PROFILES

    return [name for name in PROFILES if name.startswith(incomplete)]


@image_app.command("make", epilog="Example: premises image make b1.ota --for b1 --version 0x00010001")
def image_make(
    file: Annotated[Path, typer.Argument(help="Where to write it.")],
    device: Annotated[str, typer.Option("--for", help="Device of the site it is for.", autocompletion=_devices)] = "b1",
    version: Annotated[str, typer.Option(help="File version, like 0x00010001.")] = "0x00010001",
    size: Annotated[int, typer.Option(help="Octets of the whole file.")] = 16_384,
    site: _Site = None, seed: Annotated[int, typer.Option(min=0, help="From which its code follows.")] = 0,
) -> None:  # fmt: skip
    """Make a Zigbee OTA file."""
    from lab.commands.files.image import make

    make(file, device, version, size, site, seed)


@image_app.command("inspect", epilog="Example: premises image inspect b1.ota")
def image_inspect(file: Annotated[Path, typer.Argument(help="Any Zigbee OTA file.")]) -> None:
    """Say what is in an OTA file."""
    from lab.commands.files.image import inspect

    inspect(file)


@bundle_app.command("make", epilog="Example: premises bundle make b3.bundle b3.ota b4.ota --version 0x00010001")
def bundle_make(
    file: Annotated[Path, typer.Argument(help="Where to write it.")],
    parts: Annotated[list[Path], typer.Argument(help="OTA files: first that of the bridge that gets the bundle.")],
    version: Annotated[str, typer.Option(help="Version of the bundle, like 0x00010001.")] = "0x00010001",
) -> None:
    """Make a bundle; a part may be a bundle itself."""
    from lab.commands.files.bundle import make

    make(file, parts, version)


@bundle_app.command("inspect", epilog="Example: premises bundle inspect b3.bundle")
def bundle_inspect(file: Annotated[Path, typer.Argument(help="A bundle.")], as_json: _Json = False) -> None:
    """Say what is in a bundle: each part, and whether it is genuine."""
    from lab.commands.files.bundle import inspect

    inspect(file, as_json=as_json)


@bundle_app.command("lint", epilog="Example: premises bundle lint b3.bundle --design option-a")
def bundle_lint(
    file: Annotated[Path, typer.Argument(help="A bundle, or a plain image.")],
    site: Annotated[Path | None, typer.Option("--site", help="Site file (TOML); without it, each legal one.")] = None,
    design: Annotated[str | None, typer.Option(help="proposed, option-a or option-b; without it, all.")] = None,
    as_json: _Json = False,
) -> None:
    """Say whether a file suits a premises, and what is wrong when not; exit 1 when it suits none."""
    from lab.commands.files.bundle import check

    raise typer.Exit(check(file, site, design, as_json=as_json))


@trace_app.command("hash", epilog="Example: premises trace hash run.vpr")
def trace_hash(files: Annotated[list[Path], typer.Argument(help="Run files.")]) -> None:
    """Print a hash over everything noted, one line a file."""
    from lab.commands.files.trace import print_hashes

    print_hashes(files)


@trace_app.command("ledger", epilog="Example: premises trace ledger run.vpr")
def trace_ledger(file: Annotated[Path, typer.Argument(help="Run file.")]) -> None:
    """Print what each radio sent, and for how long its receiver was on."""
    from lab.commands.files.trace import print_ledger

    print_ledger(file)


@trace_app.command("diff", epilog="Example: premises trace diff a.vpr b.vpr")
def trace_diff(
    first: Annotated[Path, typer.Argument(help="Run file.")], second: Annotated[Path, typer.Argument(help="Run file.")]
) -> None:
    """Say where two runs differ, lane by lane; exit 1 when they do."""
    from lab.commands.files.trace import print_differences

    print_differences(first, second)


@site_app.command("check", epilog="Example: premises site check flat.toml")
def site_check(file: Annotated[Path, typer.Argument(help="Site file (TOML).")]) -> None:
    """Say what a site is: who is behind whom, over which links, and how it begins."""
    from lab.commands.files.site import check

    check(file)


@site_app.command("example", epilog="Example: premises site example > flat.toml")
def site_example() -> None:
    """Print a site with every key there is: its default, its bounds, what it means and where that comes from."""
    from lab.commands.files.site import print_example

    print_example()


@profile_app.command("list", epilog="Example: premises profile list --json")
def profile_list(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document, with where each number is from.")] = False,
) -> None:
    """Print every profile and its numbers."""
    from lab.commands.files.site import print_profiles

    print_profiles(as_json=as_json)


@profile_app.command("show", epilog="Example: premises profile show wan-north")
def profile_show(
    name: Annotated[str, typer.Argument(help="A profile, like wan-north.", autocompletion=_profiles)],
) -> None:
    """Print one profile, and where each of its numbers is from."""
    from lab.commands.files.site import print_profile

    print_profile(name)
