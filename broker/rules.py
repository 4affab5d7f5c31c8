"""Who may say and hear what: one table, from which every kind of broker takes its rules.

A user may say or hear what a row of its role gives, and nothing else. Knows no broker.
"""

import hmac
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

from broker.access import Access
from premises.identity import Name
from premises.wire.filters import covers
from premises.wire.topics import CONDUCTOR, ROOT, VIEWER, Topics

DECISIONS_MAX = 8_192
"""Decisions remembered: more than the users times the topics of a large premises. Ours."""

_ANYONE = Name("+")


@dataclass(frozen=True, slots=True)
class Grant:
    """What one user may do, as MQTT filters."""

    user: Name
    password: str = field(repr=False)
    publish: tuple[str, ...]
    subscribe: tuple[str, ...]


def grants(access: Access) -> tuple[Grant, ...]:
    """Give the table for ``access``, one row a user."""
    rows = []
    for user in access.users():
        role = _SUPPLIER if user in access.suppliers else _ROLES.get(user, _PARTICIPANT)
        subject = _Subject(Topics(access.premises), access, user)
        publish = tuple(topic for rule in role.publish for topic in rule(subject))
        subscribe = tuple(topic for rule in role.subscribe for topic in rule(subject))
        rows.append(Grant(user, access.passwords[user], publish, subscribe))
    return tuple(rows)


class Gate:
    """Decides by the table, for a broker that asks us for each message."""

    def __init__(self, access: Access) -> None:
        self._grants = {grant.user: grant for grant in grants(access)}
        self.may_publish = lru_cache(DECISIONS_MAX)(self._may_publish)
        """(user, topic) -> bool."""
        self.may_hear = lru_cache(DECISIONS_MAX)(self._may_hear)
        """(user, topic or filter) -> bool: whether every message it stands for is the user's to hear."""

    def admits(self, user: str | None, password: str | None) -> bool:
        """Whether somebody is who they say."""
        grant = self._grants.get(Name(user or ""))
        return grant is not None and hmac.compare_digest(grant.password.encode(), (password or "").encode())

    def _may_publish(self, user: str | None, topic: str) -> bool:
        grant = self._grants.get(Name(user or ""))
        return grant is not None and any(covers(allowed, topic) for allowed in grant.publish)

    def _may_hear(self, user: str | None, topic: str) -> bool:
        grant = self._grants.get(Name(user or ""))
        return grant is not None and any(covers(allowed, topic) for allowed in grant.subscribe)


@dataclass(frozen=True, slots=True)
class _Subject:
    """Whom a rule is asked for."""

    topics: Topics
    access: Access
    user: Name


_Rule = Callable[[_Subject], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class _Role:
    publish: tuple[_Rule, ...]
    subscribe: tuple[_Rule, ...]


def _air_to_neighbours(of: _Subject) -> tuple[str, ...]:
    return tuple(of.topics.air(link, of.user, other) for link, other in of.access.neighbours(of.user))


def _air_from_neighbours(of: _Subject) -> tuple[str, ...]:
    return tuple(of.topics.air(link, other, of.user) for link, other in of.access.neighbours(of.user))


def _all_air(of: _Subject) -> tuple[str, ...]:
    return (of.topics.air_all(),)


def _own(of: _Subject) -> tuple[str, ...]:
    return (of.topics.picture(of.user), of.topics.presence(of.user), of.topics.notes(of.user))


def _what_all_agree_on(of: _Subject) -> tuple[str, ...]:
    return (of.topics.clock(), of.topics.run(), of.topics.faults(), of.topics.frames())


def _own_wanted(of: _Subject) -> tuple[str, ...]:
    return (of.topics.wanted(of.user),)


def _all_wanted(of: _Subject) -> tuple[str, ...]:
    return (of.topics.wanted(_ANYONE),)


def _orders(of: _Subject) -> tuple[str, ...]:
    return (of.topics.orders(), of.topics.fault_orders(), of.topics.frame_orders(), of.topics.change_orders())


def _own_replies(of: _Subject) -> tuple[str, ...]:
    return (of.topics.replies(of.user),)


def _all_replies(of: _Subject) -> tuple[str, ...]:
    return (of.topics.replies(_ANYONE),)


def _all_states(of: _Subject) -> tuple[str, ...]:
    users = [user for user in of.access.users() if user != VIEWER]
    return tuple(topic for user in users for topic in (of.topics.picture(user), of.topics.presence(user)))


def _all_notes(of: _Subject) -> tuple[str, ...]:
    return (of.topics.notes_all(),)


def _everything(of: _Subject) -> tuple[str, ...]:
    return (f"{ROOT}/{of.topics.premises}/#",)


_PARTICIPANT = _Role(
    publish=(_air_to_neighbours, _own),
    subscribe=(_air_from_neighbours, _what_all_agree_on, _own_wanted),
)

_SUPPLIER = _Role(
    publish=(*_PARTICIPANT.publish, _orders),
    subscribe=(*_PARTICIPANT.subscribe, _all_states, _own_replies),
)

_ROLES = {
    CONDUCTOR: _Role(
        publish=(_what_all_agree_on, _all_wanted, _all_replies, _own),
        subscribe=(_all_notes, _all_states, _orders, _all_air),
    ),
    VIEWER: _Role(
        publish=(_orders,),
        subscribe=(_everything,),
    ),
}
