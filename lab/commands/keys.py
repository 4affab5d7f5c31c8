"""``premises keys``: what a premises needs that something else brings up, in one directory."""

from pathlib import Path

import typer

from lab.live.keys import ensure_keys
from lab.live.pki import publish_pki
from lab.live.run_directory import RunDirectory
from lab.site import load_site
from premises.errors import UsageError


def make(directory: Path, site_file: Path | None, seed: int | None = None) -> None:
    """Make site, users and passwords in ``directory``, or leave those that are there; UsageError when it cannot be.

    With the ``seed`` of the run also what comes of it alone: certificates, the network key, each Supplier's own keys.
    """
    site = load_site(site_file)
    if site.before is not None:
        raise UsageError(
            f"site {site_file}: before: a premises that something else brings up begins as new: leave this table out, "
            "or bring it up with `premises up`"
        )
    try:
        made = ensure_keys(site, files := RunDirectory(directory))
        if seed is not None:
            publish_pki(site, seed, files)
    except OSError as error:
        raise UsageError(f"{directory}: {(error.strerror or 'cannot be written').lower()}") from None
    typer.echo(f"{directory} {'holds' if made else 'held'} the keys of {site.name}", err=True)
