"""The real Mermaid, and PlantUML as Debian has it, read what is drawn here, and refuse what is broken."""

import base64
import json
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings

from premises.journey.ladder.drawn.mermaid import mermaid_of
from premises.journey.ladder.drawn.plantuml import plantuml_of
from premises.journey.ladder.rung import Ladder
from tests.house.sequences import FOLDER, SEQUENCES, Sequence
from tests.house.tree import ROOT
from tests.journey.ladder.drawings import ALL_NASTY, LADDERS, NASTY, WORDS

HERE = Path(__file__).parent
PACKAGES = ROOT / ".oracles" / "diagrams" / "node_modules"

pytestmark = pytest.mark.judge
needs_mermaid = pytest.mark.skipif(
    not (PACKAGES / "mermaid").is_dir() or shutil.which("node") is None, reason="no mermaid or node: run make oracles"
)
needs_plantuml = pytest.mark.skipif(shutil.which("plantuml") is None, reason="no plantuml: install Debian's package")

Judge = Callable[[str], str]
"""Gives what is wrong with a diagram; empty when nothing is."""

BROKEN = {
    "a raw semicolon": "sequenceDiagram\n participant p0 as a\n p0->>p0: one; two\n",
    "an arrow there is none": "sequenceDiagram\n p0=>>p1: x\n",
    "a block without an end": "sequenceDiagram\n alt x\n p0->>p1: y\n",
}


@pytest.fixture(scope="module")
def mermaid() -> Iterator[Judge]:
    words = ("node", str(HERE / "mermaid.mjs"), str(PACKAGES / "-"))
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        given_to, said = process.stdin, process.stdout
        assert given_to is not None
        assert said is not None

        def ask(diagram: str) -> str:
            given_to.write(base64.b64encode(diagram.encode()) + b"\n")
            given_to.flush()
            return str(json.loads(said.readline()).get("error", ""))

        try:
            yield ask
        finally:
            process.kill()


@needs_mermaid
@pytest.mark.parametrize("sequence", SEQUENCES, ids=lambda sequence: sequence.name)
def test_mermaid_reads_every_committed_diagram(sequence: Sequence, mermaid: Judge) -> None:
    assert mermaid((ROOT / FOLDER / f"{sequence.name}.mmd").read_text(encoding="utf-8")) == ""


@needs_mermaid
def test_mermaid_reads_a_ladder_with_any_words(mermaid: Judge) -> None:
    @settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
    @example(ALL_NASTY, " ".join(NASTY))
    @given(LADDERS, WORDS)
    def holds(ladder: Ladder, title: str) -> None:
        assert mermaid(mermaid_of(ladder, title)) == ""

    holds()


@needs_mermaid
@pytest.mark.parametrize("what", BROKEN)
def test_mermaid_refuses_what_is_broken(what: str, mermaid: Judge) -> None:
    assert mermaid(BROKEN[what]) != ""


@needs_plantuml
def test_plantuml_reads_every_committed_story_and_any_words(tmp_path: Path) -> None:
    for sequence in SEQUENCES:
        drawn = plantuml_of(sequence.ladder(sequence.scenario), " ".join(NASTY))
        (tmp_path / f"{sequence.name}.puml").write_text(drawn, encoding="utf-8")
    (tmp_path / "nasty.puml").write_text(plantuml_of(ALL_NASTY), encoding="utf-8")

    assert _plantuml(tmp_path) == 0


@needs_plantuml
def test_plantuml_refuses_what_is_broken(tmp_path: Path) -> None:
    (tmp_path / "x.puml").write_text("@startuml\nparticipant p0\np0 ->?? p1 :: x ::\n@enduml\n", encoding="utf-8")

    assert _plantuml(tmp_path) != 0


@needs_plantuml
def test_what_plantuml_passes_unfinished_is_never_begun_here() -> None:
    # PlantUML 1.2020.02 says nothing of an alt without an end, so none of its blocks may be there at all.
    for sequence in SEQUENCES:
        drawn = plantuml_of(sequence.ladder(sequence.scenario))
        assert not re.search(r"^(alt|opt|loop|par|break|critical|group|box|activate)\b", drawn, re.MULTILINE)


def _plantuml(folder: Path) -> int:
    command = ["plantuml", "-charset", "UTF-8", "-checkonly", *map(str, sorted(folder.glob("*.puml")))]
    return subprocess.run(command, check=False, capture_output=True).returncode
