"""A ladder as Mermaid, PlantUML and SVG: the same rungs in each, and no words that break the form."""

import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import example, given

from premises.identity import Name
from premises.journey.ladder.drawn.mermaid import mermaid_of
from premises.journey.ladder.drawn.plantuml import plantuml_of
from premises.journey.ladder.drawn.svg import svg_of
from premises.journey.ladder.rung import Happened, Ladder, Repeated, Said
from premises.journey.trace import Fate, FateKind
from premises.quantity import Duration, Instant, seconds
from tests.journey.ladder.drawings import ALL_NASTY, LADDERS, NASTY, WORDS

HUB, B1 = Name("hub"), Name("b1")
SVG = "{http://www.w3.org/2000/svg}"

_MERMAID = re.compile(
    r"    (participant p\d+ as [^;#<>%]*(#\d+;[^;#<>%]*)*"
    r"|title ([^;#<>%]|#\d+;)+"
    r"|(p\d+(->>|-x|-\)|<<-->>)p\d+|Note over p\d+(,p\d+)?): ([^;#<>%\x00-\x1f]|#\d+;)+)"
)
"""A line of ours: no mark that means something to Mermaid outside an entity."""

_PLANTUML = re.compile(
    r'(participant "[^"]*" as p\d+|title .+|hide footbox'
    r"|(p\d+ (->|->x|->o|<-->) p\d+|note over p\d+(, p\d+)?) : ([A-Za-z0-9 .,:()_+\-/'@]|<U\+[0-9A-F]{4}>)+)"
)


def said(kind: FateKind, told: str = "") -> Said:
    fates = (Fate(kind, Duration(5), "loss"),)
    return Said(Instant(seconds(1)), HUB, B1, "ImageNotify", -1, HUB, B1, fates, told)


def ladder(*rungs: Said | Happened | Repeated) -> Ladder:
    return Ladder((HUB, B1), rungs, 0)


@pytest.mark.parametrize(
    ("kind", "mermaid", "plantuml"),
    [
        (FateKind.DELIVERED, "p0->>p1: ", "p0 -> p1 : "),
        (FateKind.LOST, "p0-xp1: ", "p0 ->x p1 : "),
        (FateKind.MISSED, "p0-xp1: ", "p0 ->x p1 : "),
        (FateKind.IN_THE_AIR, "p0-)p1: ", "p0 ->o p1 : "),
    ],
)
def test_an_arrow_shows_what_became_of_a_message(kind: FateKind, mermaid: str, plantuml: str) -> None:
    assert mermaid_of(ladder(said(kind))).splitlines()[-1].strip().startswith(f"{mermaid}00:00:01.000 ImageNotify")
    assert plantuml_of(ladder(said(kind))).splitlines()[-2].startswith(f"{plantuml}00:00:01.000 ImageNotify")
    kinds = [mark.get("class") for mark in ET.fromstring(svg_of(ladder(said(kind))))]  # noqa: S314 - drawn here
    assert ("ladder-said" in kinds) == (kind is FateKind.DELIVERED)
    assert ("ladder-lost" in kinds) == (kind is not FateKind.DELIVERED)


def test_a_title_stands_in_each() -> None:
    drawn = ladder(said(FateKind.DELIVERED))

    assert "\n    title a; b\n".replace(";", "#59;") in mermaid_of(drawn, "a; b")
    assert "\ntitle a<U+003B> b\n" in plantuml_of(drawn, "a; b")
    assert "<title>a; b</title>" in svg_of(drawn, "a; b")


@example(ALL_NASTY, " ".join(NASTY))
@given(LADDERS, WORDS)
def test_no_words_break_a_line_of_mermaid(drawn: Ladder, title: str) -> None:
    first, *lines = mermaid_of(drawn, title).removesuffix("\n").split("\n")

    assert first == "sequenceDiagram"
    assert [line for line in lines if not _MERMAID.fullmatch(line) and line.strip() != "title"] == []
    assert sum(": " in line for line in lines if "title" not in line) >= len(drawn.rungs)


@example(ALL_NASTY, " ".join(NASTY))
@given(LADDERS, WORDS)
def test_no_words_break_a_line_of_plantuml(drawn: Ladder, title: str) -> None:
    first, *lines, last = plantuml_of(drawn, title).removesuffix("\n").split("\n")

    assert (first, last) == ("@startuml", "@enduml")
    assert [line for line in lines if not _PLANTUML.fullmatch(line) and line.strip() != "title"] == []
    assert "alt" not in {line.split()[0] for line in lines}, "nothing is begun that would have to be ended"


@example(ALL_NASTY, " ".join(NASTY))
@given(LADDERS, WORDS)
def test_no_words_break_an_svg(drawn: Ladder, title: str) -> None:
    root = ET.fromstring(svg_of(drawn, title))  # noqa: S314 - drawn here

    assert root.tag == f"{SVG}svg"
    assert root.get("role") == "img"
    assert root.get("aria-label")
    assert {root[0].tag, root[1].tag} == {f"{SVG}title", f"{SVG}desc"}
    assert sum(mark.get("class") == "ladder-clock" for mark in root) == len(drawn.rungs)
    assert {mark.tag.removeprefix(SVG) for mark in root} <= {
        "title", "desc", "style", "rect", "line", "text", "circle", "path",
    }  # fmt: skip
    assert not any("id" in mark.attrib or any(name.startswith("on") for name in mark.attrib) for mark in root.iter())


def test_an_svg_says_every_rung_in_words_to_those_who_do_not_see_it() -> None:
    root = ET.fromstring(svg_of(ladder(said(FateKind.LOST, "0x00010001"))))  # noqa: S314 - drawn here

    assert root[1].text == "00:00:01.000 hub to b1: ImageNotify: 0x00010001  lost by loss"
    assert "prefers-color-scheme: dark" in (root[2].text or "")
