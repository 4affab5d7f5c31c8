"""Topics: one for each thing that is said, and wildcards that hear no more than they say."""

from inspect import getmembers, ismethod

from premises.identity import Name, name
from premises.wire.filters import covers
from premises.wire.topics import ROOT, Topics

HAN, HUB, B1 = Name("han"), Name("hub"), Name("b1")
TOPICS = Topics(Name("home"))
EXACT = (
    TOPICS.air(HAN, HUB, B1),
    TOPICS.air(HAN, B1, HUB),
    TOPICS.clock(),
    TOPICS.run(),
    TOPICS.faults(),
    TOPICS.orders(),
    TOPICS.fault_orders(),
    TOPICS.change_orders(),
    TOPICS.frames(),
    TOPICS.frame_orders(),
    TOPICS.replies(B1),
    TOPICS.wanted(B1),
    TOPICS.picture(B1),
    TOPICS.presence(B1),
    TOPICS.notes(B1),
)
WILD = (TOPICS.air_all(), TOPICS.notes_all())


def test_no_two_things_are_said_on_one_topic() -> None:
    assert len(set(EXACT)) == len(EXACT)


def test_every_kind_of_topic_is_here() -> None:
    kinds = [kind for kind, _ in getmembers(TOPICS, ismethod) if not kind.startswith("_")]

    assert len(kinds) == len(EXACT) - 1 + len(WILD), "the air has two directions here"


def test_a_topic_is_of_the_premises_and_its_levels_are_names() -> None:
    for topic in EXACT:
        root, premises, *levels = topic.split("/")
        assert (root, premises) == (ROOT, "home")
        assert all(name(level) == level for level in levels)


def test_a_wildcard_hears_its_own_family_and_no_other() -> None:
    heard = [[topic for topic in EXACT if covers(wild, topic)] for wild in WILD]

    assert heard == [[TOPICS.air(HAN, HUB, B1), TOPICS.air(HAN, B1, HUB)], [TOPICS.notes(B1)]]


def test_one_premises_never_hears_another() -> None:
    other = Topics(Name("next-door"))

    assert not any(covers(wild, topic) for wild in (other.air_all(), other.notes_all()) for topic in EXACT)
