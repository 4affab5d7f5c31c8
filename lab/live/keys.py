"""The keys of a premises: who may connect to its broker, each with a password of its own; made once, then kept.

Files only; it starts nothing. The site is written last, so a directory that holds one holds the rest too.
"""

import secrets

from broker.access import Access, AirLink, load, save
from lab.live.run_directory import RunDirectory
from premises.errors import UsageError
from premises.faults.wiring import link_plans
from premises.identity import Name
from premises.wire.site import DCC, HUB, Site, devices
from premises.wire.site_text import run_text
from premises.wire.topics import CONDUCTOR, VIEWER

PASSWORD_OCTETS = 24
"""Octets of chance in a password. Ours."""


def ensure_keys(site: Site, files: RunDirectory) -> bool:
    """Make what is not there yet, and say whether that was anything; UsageError when another site's keys are."""
    if files.site.exists():
        if files.site.read_text(encoding="utf-8") != run_text(site):
            raise UsageError(f"{files.path} holds the keys of another site: name an empty directory")
        load(files.access)
        return False
    participants = (DCC, HUB, *devices(site))
    passwords = {user: _password() for user in (*participants, CONDUCTOR, VIEWER)} | supplier_passwords(site)
    links = tuple(AirLink(plan.name, plan.ends) for plan in link_plans(site))
    files.path.mkdir(mode=0o700, parents=True, exist_ok=True)
    save(Access(Name(site.name), participants, links, passwords, tuple(map(Name, site.suppliers))), files.access)
    files.keep_secrets(passwords)
    new = files.site.with_suffix(".new")
    new.write_text(run_text(site), encoding="utf-8")
    new.replace(files.site)
    return True


def supplier_passwords(site: Site) -> dict[Name, str]:
    """Give a new password for each Supplier."""
    return {Name(who): _password() for who in site.suppliers}


def _password() -> str:
    return secrets.token_urlsafe(PASSWORD_OCTETS)
