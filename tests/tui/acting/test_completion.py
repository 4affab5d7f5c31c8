"""What can come next is offered: words of the grammar, names of this premises, paths of images."""

from pathlib import Path

import pytest

from tests.tui.acting.places import situation
from tui.acting.completion import complete_fault, complete_path

SITE = situation().site


@pytest.mark.parametrize(
    ("begun", "offered"),
    [
        ("", None),
        ("out", "outage"),
        ("power c", "power cut"),
        ("stuck asleep at ", "stuck asleep at b4"),
        ("crash of d", "crash of dcc"),
        ("40% lo", "40% loss"),
        ("40% loss on al", "40% loss on althan-b1-b2"),
        ("40% loss on wan f", "40% loss on wan for"),
        ("40% loss on wan for ", "40% loss on wan for 10s"),
        ("40% loss on althan-b1-b2 toward ", "40% loss on althan-b1-b2 toward supplier"),
        ("drop the 2nd ImageBlockRes", "drop the 2nd ImageBlockResponse"),
        ("IMAGEBLOCKRESP", "IMAGEBLOCKRESPonse"),
        ("40% loss on nowhe", None),
        ("outage on wan", None),
    ],
)
def test_a_fault_is_completed(begun: str, offered: str | None) -> None:
    assert complete_fault(begun, SITE) == offered


def test_a_path_is_completed_to_folders_and_images(tmp_path: Path) -> None:
    (tmp_path / "images").mkdir()
    for name in ("b1.ota", "b1.txt", ".hidden.ota"):
        (tmp_path / name).touch()

    assert complete_path(f"{tmp_path}/i") == f"{tmp_path}/images/"
    assert complete_path(f"{tmp_path}/b1") == f"{tmp_path}/b1.ota"
    assert complete_path(f"{tmp_path}/") == f"{tmp_path}/b1.ota"
    assert complete_path(f"{tmp_path}/.h") == f"{tmp_path}/.hidden.ota"
    assert complete_path(f"{tmp_path}/b1.ota") is None
    assert complete_path(f"{tmp_path}/nowhere/x") is None
    assert complete_path("") is None
