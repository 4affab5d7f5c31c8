"""The table of who may say and hear what, row by row, and the filters it is made of."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broker.access import AirLink
from broker.rabbitmq import definitions, topic_regex
from broker.rules import Gate, grants
from premises.identity import Name
from premises.wire.filters import covers
from premises.wire.topics import CONDUCTOR, SUPPLIER, VIEWER
from tests.live.brokers import ACCESS, B1

LEVELS = st.sampled_from(["vp", "air", "b1", "b2", "", "+"])
TOPICS = st.lists(LEVELS.filter(lambda level: level != "+"), min_size=1, max_size=5).map("/".join)
FILTERS = st.tuples(st.lists(LEVELS, min_size=1, max_size=5), st.sampled_from(["", "/#"])).map(
    lambda parts: "/".join(parts[0]) + parts[1]
)


AGREED = {"vp/house/clock/shared", "vp/house/ctl/run", "vp/house/ctl/faults", "vp/house/ctl/frames"}
ORDERS = {
    "vp/house/ctl/orders",
    "vp/house/ctl/orders/faults",
    "vp/house/ctl/orders/frames",
    "vp/house/ctl/orders/suppliers",
}


def own(user: Name) -> set[str]:
    """Give the topics that are a user's own to publish."""
    return {f"vp/house/state/{user}", f"vp/house/state/{user}/presence", f"vp/house/notes/{user}"}


def test_the_table_of_a_small_premises() -> None:
    rows = {grant.user: (set(grant.publish), set(grant.subscribe)) for grant in grants(ACCESS)}
    states = {f"vp/house/state/{user}" for user in ACCESS.users() if user != VIEWER}
    states |= {f"{state}/presence" for state in states}

    assert rows[B1] == (
        {"vp/house/air/han/b1/hub", *own(B1)},
        {"vp/house/air/han/hub/b1", "vp/house/ctl/wanted/b1", *AGREED},
    )
    assert rows[SUPPLIER] == (
        {"vp/house/air/duis/supplier/dcc", *own(SUPPLIER), *ORDERS},
        {
            "vp/house/air/duis/dcc/supplier",
            "vp/house/ctl/wanted/supplier",
            "vp/house/ctl/replies/supplier",
            *AGREED,
            *states,
        },
    )
    assert rows[CONDUCTOR] == (
        {"vp/house/ctl/wanted/+", "vp/house/ctl/replies/+", *own(CONDUCTOR), *AGREED},
        {"vp/house/notes/+", "vp/house/air/#", *ORDERS, *states},
    )
    assert rows[VIEWER] == (ORDERS, {"vp/house/#"})


@pytest.mark.parametrize(
    ("user", "password", "right"),
    [("b1", "b1-secret", True), ("b1", "b2-secret", False), ("x", "", False), ("b1", None, False), (None, None, False)],
)
def test_a_gate_admits_who_has_the_password(user: str | None, password: str | None, right: bool) -> None:
    assert Gate(ACCESS).admits(user, password) is right


def test_a_gate_knows_no_stranger() -> None:
    gate = Gate(ACCESS)

    assert not gate.may_hear("stranger", "vp/house/clock/shared")
    assert not gate.may_publish(None, "vp/house/clock/shared")


@pytest.mark.parametrize(
    ("allowed", "asked", "covered"),
    [
        ("a/b", "a/b", True),
        ("a/b", "a/b/c", False),
        ("a/b/c", "a/b", False),
        ("a/+", "a/b", True),
        ("a/+", "a/+", True),
        ("a/+", "a/#", False),
        ("a/+", "a/b/c", False),
        ("a/b", "a/+", False),
        ("a/#", "a/b/+/c", True),
        ("a/#", "a/#", True),
        ("a/#", "a", True),
        ("a/#", "#", False),
        ("a/#", "b/a", False),
    ],
)
def test_a_filter_covers_what_it_hears(allowed: str, asked: str, covered: bool) -> None:
    assert covers(allowed, asked) is covered


@given(allowed=FILTERS, asked=FILTERS, topic=TOPICS)
def test_what_a_covered_filter_hears_the_covering_one_hears_too(allowed: str, asked: str, topic: str) -> None:
    assert not (covers(allowed, asked) and covers(asked, topic)) or covers(allowed, topic)


@given(allowed=FILTERS, topic=TOPICS.filter(lambda topic: "" not in topic.split("/")))
def test_rabbitmq_lets_through_what_the_filter_covers(allowed: str, topic: str) -> None:
    pattern = topic_regex((allowed,), level="[^.*#]+")

    assert bool(re.fullmatch(pattern, topic.replace("/", "."))) == covers(allowed, topic)


def test_rabbitmq_gets_no_password_in_the_clear() -> None:
    document = str(definitions(ACCESS, lambda count: b"s" * count))

    assert "'b1'" in document
    assert not any(password in document for password in ACCESS.passwords.values())


def test_no_grant_shows_its_password() -> None:
    assert not any(ACCESS.passwords[Name(grant.user)] in repr(grant) for grant in grants(ACCESS))


def test_every_supplier_has_the_suppliers_role_on_a_link_of_its_own() -> None:
    first, second = Name("supplier"), Name("second")
    links = (*ACCESS.links, AirLink(Name("duis-second"), (second, Name("dcc"))))
    access = replace(
        ACCESS, links=links, suppliers=(first, second), passwords={**ACCESS.passwords, second: "second-secret"}
    )
    rows = {grant.user: grant for grant in grants(access)}
    gate = Gate(access)

    assert set(rows[second].publish) == {"vp/house/air/duis-second/second/dcc", *own(second), *ORDERS}
    assert gate.admits("second", "second-secret")
    assert not gate.may_publish("second", "vp/house/air/duis/supplier/dcc")
    assert not gate.may_hear("second", "vp/house/air/duis/dcc/supplier")
