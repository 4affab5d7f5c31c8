"""Which devices share a request of a campaign, how long it is allowed, and whether an 11.3 follows: from the site."""

from collections.abc import Sequence
from dataclasses import dataclass

from lab.campaign.activation import Activation
from premises.identity import Name
from premises.quantity import Duration, Instant, seconds
from premises.wire.device.target import Target, wanted_of
from premises.wire.route import package_of
from premises.wire.site import Site

DEADLINE_BASE = seconds(6 * 3600)
"""Premises time that a polite Supplier allows a request for devices that listen. Assumption 35 (docs/sources.md)."""

WAKES_MIN = 2
"""Wakes allowed a sleepy device beside those of its download. Assumption 35 (docs/sources.md)."""

WAKES_FACTOR = 2
"""Times the wakes that the polls of its download alone would need. Assumption 35 (docs/sources.md)."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What a Supplier says of every request of a campaign."""

    deadline: Duration | None = None
    """What each request is allowed; None for what the site implies."""
    runs_at: Instant | None = None
    """When what waits for CS06 is to run; None for as soon as it is held."""

    def allowed_for(self, site: Site, to: Sequence[str], size: int) -> Duration:
        """Give what an 11.1 or 11.4 is allowed."""
        return allowed_for(site, to, size) if self.deadline is None else self.deadline

    def activation_of(self, site: Site, to: Sequence[str]) -> Activation | None:
        """Give when an 11.3 follows to the devices ``to``, which are of one type; None when they need none."""
        return Activation(self.runs_at, self.deadline) if wanted_of(site, Name(to[0])).is_commanded else None


AS_THE_SITE_IMPLIES = Terms()


def groups_of(site: Site, to: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """Give the devices ``to`` by type: those of one type share an image and a request; in the order first named."""
    groups: dict[tuple[int, int], tuple[str, ...]] = {}
    for who in to:
        kind = wanted_of(site, Name(who)).code
        groups[kind] = (*groups.get(kind, ()), who)
    return tuple(groups.values())


def allowed_for(site: Site, to: Sequence[str], size: int) -> Duration:
    """Give the deadline of a request for the devices ``to`` and an image of ``size`` octets, from its sending.

    Longer than the hub holds an image it never is.
    """
    package = (inner for who in to for inner in package_of(site, Name(who)))
    longest = max((_asleep_for(wanted_of(site, who), size) for who in package), default=Duration(0))
    return Duration(min(DEADLINE_BASE + longest, seconds(site.hub.store.hold_s)))


def _asleep_for(target: Target, size: int) -> Duration:
    """Give the periods of a sleepy device that its download may take: a block a poll, while it is awake."""
    if not target.wake_every:
        return Duration(0)
    blocks = -(-size // target.block_size)
    wakes = -(-blocks * target.poll_every // target.awake)
    return Duration((WAKES_MIN + WAKES_FACTOR * wakes) * target.wake_every)
