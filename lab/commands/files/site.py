"""``premises site check`` and ``site example``; ``premises profile list`` and ``profile show``, for a site to name."""

import json
from importlib.resources import files
from pathlib import Path

import typer

from hub.store import store_rules
from lab.commands.table import print_pictures, print_rows
from lab.site import load_site, names_of
from lab.story.past import begun_world
from premises.faults.said.spoken import words_of
from premises.faults.wiring import air_links
from premises.identity import Name
from premises.quantity import spoken
from premises.wire.radio.profiles import PROFILES, Figure, Profile, profile_named
from premises.wire.site import HUB, DeviceSpec, LinkSpec, MeterSpec, Site, devices

INDENT = "  "

FIGURES = ("latency_ms", "jitter_ms", "loss", "rate_octets_per_s")
"""The numbers of a profile, in the order in which they are shown."""

ABOUT_RATES = (
    "Latency is one way, both ways alike. A link that names a profile is held to its rate; by default none is."
)


def print_example() -> None:
    """Write the annotated site to standard output, as it is shipped."""
    typer.echo(files("lab").joinpath("annotated.toml").read_text(encoding="utf-8"), nl=False)


def check(file: Path) -> None:
    """Say what premises the file describes, and how it begins; SiteError, one line, when it describes none."""
    site = load_site(file)
    world = begun_world(site)
    for line in described(site):
        typer.echo(line)
    print_pictures(world.pictures.values(), names_of(site))


def print_profiles(*, as_json: bool) -> None:
    """Write every profile to standard output: a table of numbers, or one JSON document that says where each is from."""
    if as_json:
        typer.echo(json.dumps({"profiles": [profile_document(name) for name in PROFILES]}, indent=2))
        return
    rows = [
        (name, *(_number(figure) for _, figure in _figures(profile)), profile.stands_for)
        for name, profile in PROFILES.items()
    ]
    print_rows(("profile", "latency ms", "jitter ms", "loss", "octets/s", "stands for"), rows)
    typer.echo(ABOUT_RATES)


def print_profile(name: str) -> None:
    """Write one profile with the origin of each number; UsageError, with the nearest name, when there is none."""
    profile = profile_named(name)
    typer.echo(f"{name}: {profile.stands_for}")
    print_rows(
        ("", "", "from (docs/sources.md)"),
        [(key, _number(figure), figure.origin) for key, figure in _figures(profile)],
    )
    typer.echo(ABOUT_RATES)
    typer.echo("A link of a site has these numbers by the line:")
    typer.echo(f'profile = "{name}"')


def profile_document(name: str) -> dict[str, object]:
    """Give one profile as ``profile list --json`` has it; the name is one of PROFILES."""
    profile = PROFILES[name]
    figures = {key: {"value": figure.value, "origin": figure.origin} for key, figure in _figures(profile)}
    return {"name": name, "stands_for": profile.stands_for, **figures}


def described(site: Site) -> list[str]:
    """Give what a site is, a line each: who is behind whom, over which link, what is wrong, and when it begins."""
    shape = " + ".join(sorted(spec.ppmid_variant for spec in site.bridges.values()))
    links = site.links
    return [
        f"{site.name}: design {site.design}, bridges {shape}, seed {site.seed}",
        f"supplier over duis ({_link(links.duis)}) to dcc, over wan ({_link(links.wan)}) to",
        f"{HUB} {site.hub.eui} runs {site.hub.running:#010x}, GBCS {site.hub.gbcs}, slots {_slots(site)}",
        *_behind(site, HUB, INDENT, {plan.ends[1]: plan.name for plan in air_links(site)}),
        *(f"fault: {words_of(spec)}" for spec in site.fault),
        _beginning(site),
    ]


def _slots(site: Site) -> str:
    """Give the slots of the hub's store, each with its size and whose images it takes, a higher rank first."""
    return ", ".join(
        f"{slot.name} of {slot.size_max} octets ("
        + ", ".join(f"{kind.value} {rank}" for kind, rank in sorted(slot.ranks, key=lambda each: -each[1]))
        + ")"
        for slot in store_rules(site.hub).slots
    )


def _figures(profile: Profile) -> list[tuple[str, Figure]]:
    return [(key, getattr(profile, key)) for key in FIGURES]


def _number(figure: Figure) -> str:
    return f"{figure.value:.10g}"


def _behind(site: Site, above: str, indent: str, up: dict[Name, Name]) -> list[str]:
    """Give those behind ``above``, each followed by those behind it; ``up`` names links, a site has no circles."""
    lines = []
    for who, spec in devices(site).items():
        if spec.behind == above:
            usual: LinkSpec = getattr(site.links, up[who].partition("-")[0])
            lines.append(f"{indent}{who} {_device(spec)}, over {up[who]} ({_link(spec.link or usual)})")
            lines += _behind(site, who, indent + INDENT, up)
    return lines


def _device(spec: DeviceSpec) -> str:
    sleep = f", wakes every {spec.wake_every_s:g} s" if spec.wake_every_s else ""
    if isinstance(spec, MeterSpec):
        return f"{spec.kind} {spec.eui}{sleep}"
    return f"{spec.ppmid_variant} {spec.eui} type {spec.image_type:#06x} runs {spec.running:#010x}{sleep}"


def _link(link: LinkSpec) -> str:
    jitter = f" give or take {link.jitter_ms:g}" if link.jitter_ms else ""
    shape = f" ({link.distribution})" if link.jitter_ms and link.distribution != "uniform" else ""
    near = f", correlated by {link.correlation:g}" if link.correlation else ""
    bursts = f", bursts {link.burst_into:.1%} into and {link.burst_out_of:.1%} out of" if link.burst_into else ""
    rate = f", {link.rate_octets_per_s} octets/s" if link.rate_octets_per_s else ""
    return f"{link.latency_ms:g} ms{jitter}{shape}{near}, {link.loss:.1%} lost{bursts}{rate}"


def _beginning(site: Site) -> str:
    if site.before is None:
        return "begins as new, at 0 s:"
    sent = len(site.before.update)
    at = spoken(round(site.before.until_s * 1_000_000))
    return f"begins at {at} in mid-story, after {sent} request{'' if sent == 1 else 's'}:"
