"""The hub's duty cycle below 1 GHz: how much air time it took of the last hour, and what state that puts it in.

::

    NORMAL --limited--> LIMITED --critical--> CRITICAL --suspended--> SUSPENDED      each reached, or fallen back below
           <-----------         <------------          <-------------

Duty cycle is the sender's own budget: the state goes by what the hub sends. What its clients send is counted too, to
know which of them talks most. The window slides by buckets: what was sent less than a window ago always counts, what
was sent more than a window and one bucket ago never does. A restart forgets the account. What is done about a state is
in ``sub_ghz``. Source: EZ-SG for the states; SLD for the thresholds; assumption 56 (docs/sources.md) for the rest.
"""

from dataclasses import dataclass, replace
from enum import IntEnum

from premises.identity import Name
from premises.quantity import ORIGIN, Duration, Instant

BUCKETS = 60
"""Buckets of a window. Assumption 56 (docs/sources.md)."""

HUNDREDTHS_OF_A_PERCENT = 10_000
"""In a whole."""


class Level(IntEnum):
    """The states, each of which includes the ones before. Source: EZ-SG."""

    NORMAL = 1
    LIMITED = 2
    CRITICAL = 3
    SUSPENDED = 4


@dataclass(frozen=True, slots=True)
class DutyPlan:
    """What never changes about a hub's duty cycle management."""

    clients: tuple[Name, ...]
    """Its neighbours on links below 1 GHz."""
    thresholds: tuple[int, int, int]
    """From which on it is LIMITED, CRITICAL, SUSPENDED, in hundredths of a percent of the window; they rise."""
    window: Duration
    suspend_minutes: int
    """For how long a client is told to keep quiet: 1 to 255."""
    secured: bool
    """Whether radio frames are, and so how long they are."""

    @property
    def bucket(self) -> Duration:
        """How long a bucket is."""
        return Duration(max(1, self.window // BUCKETS))

    def limit(self, level: Level) -> int:
        """Give the air time from which on an account is at ``level``, which is not NORMAL, in microseconds."""
        share = self.thresholds[level - Level.LIMITED]
        return -(-self.window * share // HUNDREDTHS_OF_A_PERCENT)


@dataclass(frozen=True, slots=True)
class Account:
    """Air time by bucket, as (number of the bucket, microseconds), oldest first: BUCKETS + 1 of them at most."""

    buckets: tuple[tuple[int, int], ...] = ()

    @property
    def used(self) -> int:
        """Microseconds in all."""
        return sum(air for _, air in self.buckets)

    def with_more(self, air: Duration, now: Instant, plan: DutyPlan) -> "Account":
        """Give the account after ``air`` more, and without what is forgotten by ``now``."""
        number = now // plan.bucket
        kept = self.at(now, plan).buckets
        if kept and kept[-1][0] == number:
            return Account((*kept[:-1], (number, kept[-1][1] + air)))
        return Account((*kept, (number, air)))

    def at(self, now: Instant, plan: DutyPlan) -> "Account":
        """Give what of it still counts at ``now``."""
        return Account(tuple(entry for entry in self.buckets if _forgotten_at(entry[0], plan) > now))

    def below_at(self, limit: int, plan: DutyPlan) -> Instant:
        """Give the moment at which it is less than ``limit`` if nothing more is added; ORIGIN when it is already."""
        left, below_at = self.used, ORIGIN
        for number, air in self.buckets:
            if left < limit:
                break
            left, below_at = left - air, _forgotten_at(number, plan)
        return below_at


@dataclass(frozen=True, slots=True)
class Client:
    """One neighbour below 1 GHz: what it sent, and until when it is to keep quiet."""

    who: Name
    heard: Account
    quiet_until: Instant


@dataclass(frozen=True, slots=True)
class Duty:
    """Where a hub's duty cycle management stands; a value."""

    level: Level
    own: Account
    clients: tuple[Client, ...]
    chosen: tuple[Name, ...] = ()
    """The one client that was suspended when the hub became LIMITED, as long as it is more than NORMAL."""
    told: bool = False
    """Whether an alert has said, since the hub became CRITICAL, that messages are discarded."""

    def client(self, who: Name) -> Client:
        """Give one client."""
        return next(client for client in self.clients if client.who == who)

    def with_client(self, client: Client) -> "Duty":
        """Give the same with one client changed."""
        return replace(self, clients=tuple(client if old.who == client.who else old for old in self.clients))

    def hundredths(self, plan: DutyPlan) -> int:
        """Give the share of the window that its own frames took, in hundredths of a percent, rounded down."""
        return self.own.used * HUNDREDTHS_OF_A_PERCENT // plan.window

    def rises(self, plan: DutyPlan) -> bool:
        """Whether the account has reached the next level."""
        return self.level is not Level.SUSPENDED and self.own.used >= plan.limit(Level(self.level + 1))

    def falls_at(self, plan: DutyPlan) -> Instant | None:
        """Give when the account is back below this level's threshold if nothing more is sent; None when NORMAL."""
        return None if self.level is Level.NORMAL else self.own.below_at(plan.limit(self.level), plan)

    def most_talkative(self, now: Instant, plan: DutyPlan) -> Client | None:
        """Give the client that sent most of those that need not keep quiet, the first of equals; None for none."""
        loud = [client for client in self.clients if client.quiet_until <= now and client.heard.at(now, plan).used]
        return max(loud, key=lambda client: client.heard.at(now, plan).used, default=None)


def fresh(plan: DutyPlan) -> Duty:
    """Give how a hub begins."""
    return Duty(Level.NORMAL, Account(), tuple(Client(who, Account(), ORIGIN) for who in plan.clients))


def _forgotten_at(number: int, plan: DutyPlan) -> Instant:
    """Give when a bucket no longer counts: when its last moment is a window old."""
    return Instant((number + 1) * plan.bucket + plan.window)
