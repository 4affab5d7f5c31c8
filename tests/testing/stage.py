"""A premises under test without pytest around it: of the demo's site, of a file, or of a table."""

from hashlib import sha256
from pathlib import Path
from typing import Any

from lab.site import load_site, site_of
from lab.testing.marks import SITE_FILE
from lab.testing.premises import Premises
from lab.testing.virtual_ground import VirtualGround
from premises.wire.codec import encode
from premises.wire.notes.vocabulary import Entry


def premises_of(site: Path | dict[str, Any] = SITE_FILE, seed: int = 7) -> Premises:
    """Give a premises in virtual time."""
    return staged(site, seed)[0]


def staged(site: Path | dict[str, Any] = SITE_FILE, seed: int = 7) -> tuple[Premises, VirtualGround]:
    """Give it with the ground below it."""
    found = load_site(site) if isinstance(site, Path) else site_of(site, "site")
    ground = VirtualGround(found, seed)
    return Premises(ground, found, seed), ground


def trace(ground: VirtualGround) -> list[Entry]:
    """Give every note so far."""
    return list(ground.entries)


def digest(entries: list[Entry]) -> str:
    """Give what two equal traces have in common, and no two others: short where one is printed."""
    return sha256(b"".join(map(encode, entries))).hexdigest()
