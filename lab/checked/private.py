"""What is checked of a site's private links that no single field can show to be wrong: which bridges they are about."""

from premises.errors import SiteError
from premises.wire.site import Site

LINKS = (("B1", "B2"), ("B1", "B3"), ("B3", "B4"))
"""Who can be at the ends of a private link, the bridge nearer to the hub first. Assumptions 17 and 18."""


def check_private(site: Site, where: str) -> None:
    """Return when changes of protocol are of links that there can be, and visits to bridges that there are."""
    for index, new in enumerate(site.new_protocol):
        if (new.above, new.below) not in LINKS:
            links = ", ".join(" above ".join(link) for link in LINKS)
            raise SiteError(f"{where}: new_protocol.{index}: {new.above} above {new.below}: expected one of {links}")
    for index, visit in enumerate(site.visit):
        if visit.device not in site.bridges:
            raise SiteError(
                f"{where}: visit.{index}.device = {visit.device!r}: expected one of {', '.join(site.bridges)}"
            )
