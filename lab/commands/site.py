"""``premises site check`` and ``premises site example``."""

from importlib.resources import files
from pathlib import Path

import typer

from lab.commands.table import print_pictures
from lab.site import load_site
from lab.story.past import begun_world
from lab.story.virtual import pictures_of
from premises.identity import eui64
from premises.quantity import spoken
from premises.wire.site import HUB, BridgeSpec, LinkSpec, Site

INDENT = "  "


def print_example() -> None:
    """Write the annotated site to standard output, as it is shipped."""
    typer.echo(files("lab").joinpath("annotated.toml").read_text(encoding="utf-8"), nl=False)


def check(file: Path) -> None:
    """Say what premises the file describes, and how it begins; SiteError, one line, when it describes none."""
    site = load_site(file)
    world = begun_world(site)
    for line in described(site):
        typer.echo(line)
    print_pictures(pictures_of(world).values(), {eui64(spec.eui): who for who, spec in site.bridges.items()})


def described(site: Site) -> list[str]:
    """Give what a site is, a line each: who is behind whom, over which link, and when it begins."""
    shape = " + ".join(sorted(spec.ppmid_variant for spec in site.bridges.values()))
    links = site.links
    return [
        f"{site.name}: design {site.design}, bridges {shape}, seed {site.seed}",
        f"supplier over duis ({_link(links.duis)}) to dcc, over wan ({_link(links.wan)}) to",
        f"{HUB} {site.hub.eui} runs {site.hub.running:#010x}, slots of {site.hub.slot_size_max} octets",
        *_behind(site, HUB, INDENT),
        _beginning(site),
    ]


def _behind(site: Site, above: str, indent: str) -> list[str]:
    """Give those behind ``above``, each followed by those behind it; a site has no circles."""
    lines = []
    for who, spec in site.bridges.items():
        if spec.behind == above:
            kind, usual = ("han", site.links.han) if above == HUB else (f"althan-{above}-{who}", site.links.althan)
            lines.append(f"{indent}{who} {_bridge(spec)}, over {kind} ({_link(spec.link or usual)})")
            lines += _behind(site, who, indent + INDENT)
    return lines


def _bridge(spec: BridgeSpec) -> str:
    sleep = f", wakes every {spec.wake_every_s:g} s" if spec.wake_every_s else ""
    return f"{spec.ppmid_variant} {spec.eui} type {spec.image_type:#06x} runs {spec.running:#010x}{sleep}"


def _link(link: LinkSpec) -> str:
    jitter = f" give or take {link.jitter_ms:g}" if link.jitter_ms else ""
    return f"{link.latency_ms:g} ms{jitter}, {link.loss:.1%} lost"


def _beginning(site: Site) -> str:
    if site.before is None:
        return "begins as new, at 0 s:"
    sent = len(site.before.update)
    at = spoken(round(site.before.until_s * 1_000_000))
    return f"begins at {at} in mid-story, after {sent} request{'' if sent == 1 else 's'}:"
