"""What a person chose, as the words of a command that the command line understands."""

import pytest
import typer.main
from typer.core import TyperCommand, TyperGroup

from lab.cli import app
from tui.acting import deeds
from tui.acting.act import Act, Whereto
from tui.acting.deeds import Manner, Wanted

WHERETO = Whereto("flat", "/keys", "mqtt://127.0.0.1:1")

EVERY = [
    (deeds.update(Wanted(("b1",))), "premises update --to b1"),
    (
        deeds.update(Wanted(("b1", "b2"), (("b1", "my b1.ota"),), "6000", "0x00010002", Manner.PLANNED, "600", by="n")),
        (
            "premises update --to b1,b2 --file 'b1=my b1.ota' --size 6000 --version 0x00010002 --deadline 600 --by n "
            "--planned --wait --timeout 7000"
        ),
    ),
    (
        deeds.update(Wanted(("b1", "b2"), manner=Manner.NAIVE)),
        "premises update --to b1,b2 --naive",
    ),
    (
        deeds.update(Wanted(("esme",), (("esme", "e.ota"),), "6000", runs_at_s="900", is_commanded=True)),
        "premises update --to esme --file esme=e.ota --runs-at 900 --wait --timeout 7000",
    ),
    (deeds.activate("esme", "900", "north"), "premises activate --to esme --runs-at 900 --by north"),
    (deeds.inject("40% loss on wan"), "premises fault add '40% loss on wan'"),
    (deeds.change("f1", "outage on wan"), "premises fault change f1 'outage on wan'"),
    (deeds.clear(("f1", "f2")), "premises fault clear f1 f2"),
    (deeds.wake("b4"), "premises fault add 'crash of b4 down for 1s'"),
    (deeds.kill("b1"), "premises fault add 'power cut at b1'"),
    (deeds.restart("b1"), "premises fault add 'crash of b1'"),
    (deeds.restart("b1", "f3"), "premises fault clear f3"),
    (deeds.pause(), "premises clock pause"),
    (deeds.pace("10"), "premises clock speed 10"),
    (deeds.read_version("b1"), "premises read-version b1"),
    (deeds.change_supplier("north", "gas"), "premises supplier change north --fuel gas"),
    (deeds.export("ladder", "run.vpr", "b4.svg", "3:b4"), "premises ladder run.vpr --out b4.svg --package 3:b4"),
    (deeds.export("capture", "run.vpr", "r.pcapng", "3:b4"), "premises capture run.vpr --out r.pcapng"),
    (deeds.export("report", "run.vpr", "r.html"), "premises report run.vpr --out r.html"),
]


@pytest.mark.parametrize(("act", "line"), EVERY, ids=[line for _, line in EVERY])
def test_an_act_is_a_command_that_the_command_line_understands(act: Act, line: str) -> None:
    group = typer.main.get_command(app)
    words = list(WHERETO.words_of(act))
    while isinstance(group, TyperGroup):
        group = group.commands[words.pop(0)]
    assert isinstance(group, TyperCommand), "it is a command"
    with group.make_context("x", words) as context:
        left = context.args

    assert act.line == line
    assert left == [], "nothing is left over"
    assert act.does.endswith(".")
    assert "\n" not in act.does


@pytest.mark.parametrize("act", [act for act, _ in EVERY], ids=[line for _, line in EVERY])
def test_only_what_stays_is_waited_for_by_nobody(act: Act) -> None:
    assert act.stays == ("--wait" in act.words or act.words[0] in ("activate", "read-version"))
