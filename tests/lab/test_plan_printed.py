"""``premises plan``: the table, the document, and what it is made from."""

import json
from pathlib import Path

import pytest
from msgspec.structs import replace

from dcc_adapter.activations import ANSWER_WITHIN
from lab.commands.looking.plan import Asked, document_of, rows_of, tell_plan, wants_of
from lab.images import make_image
from lab.live.run_directory import Reachable
from lab.planning.plan import plan_for
from lab.site import load_site
from premises.errors import ImageFileError, UsageError
from premises.quantity import in_seconds
from premises.runtime.looking.here import NotRunningError
from premises.wire.field.ota_file import GSME_IMAGE
from premises.wire.route import of_design
from premises.wire.site import METER_MANUFACTURER, FirmwareSpec

ANSWER_WITHIN_S = in_seconds(ANSWER_WITHIN)
FOUR = Path(__file__).parents[2] / "sites" / "four-bridges.toml"
WITHOUT = load_site(FOUR)
GSME = replace(WITHOUT.meters["gsme"], firmware=FirmwareSpec())
SITE = replace(WITHOUT, meters=WITHOUT.meters | {"gsme": GSME})


def asked(*to: str, files: tuple[str, ...] = (), size: int = 4096) -> Asked:
    return Asked(to, files, size, None)


def nobody_runs() -> Reachable:
    raise NotRunningError("no premises is running")


def test_each_word_that_a_request_waits_for_has_a_row_and_the_first_says_which_request() -> None:
    step = plan_for(SITE, wants_of(SITE, asked("b1", "b3", "b2"))).steps[2]
    first, second = rows_of(3, step)

    assert first[:5] == ("3", "11.4", "B2", "4,096", "CS09 of B1")
    assert first[6] == "12 h 0 min"
    assert second[:5] == ("", "", "", "", "CCS08 of B3")
    assert second[6] == ""


def test_a_meter_that_nothing_updates_is_refused_in_a_line() -> None:
    with pytest.raises(UsageError, match=r"^gsme is a GSME"):
        wants_of(WITHOUT, asked("b1", "gsme"))


def test_a_meters_own_file_says_how_large_its_image_is(tmp_path: Path) -> None:
    file = tmp_path / "gsme.ota"
    file.write_bytes(make_image(GSME_IMAGE, 2, 900, manufacturer=METER_MANUFACTURER))

    wants = wants_of(SITE, asked("gsme", "b1", files=(f"GSME={file}",)))

    assert [(want.who, want.size) for want in wants] == [("gsme", 900), ("b1", 4096)]


@pytest.mark.parametrize(
    ("files", "line"),
    [
        (("x.ota",), "--file x.ota: 2 device types need an image each: expected DEVICE=FILE, like gsme=x.ota"),
        (("b2=x.ota",), "--file b2=x.ota: 'b2' is not in --to: expected one of gsme, b1, like b1=x.ota"),
        (("gsme=FILE", "gsme=y"), "--file gsme=y: there is a file for gsme already: expected each device once"),
        (("gsme=not-there",), "not-there: no such file or directory"),
    ],
)
def test_a_file_that_is_nobodys_is_refused_in_a_line(files: tuple[str, ...], line: str, tmp_path: Path) -> None:
    (tmp_path / "gsme.ota").write_bytes(make_image(GSME_IMAGE, 2, 900, manufacturer=METER_MANUFACTURER))
    given = tuple(text.replace("FILE", str(tmp_path / "gsme.ota")) for text in files)

    with pytest.raises(UsageError) as refused:
        wants_of(SITE, asked("gsme", "b1", files=given))

    assert str(refused.value) == line


def test_the_document_numbers_steps_from_one_and_gives_each_reason() -> None:
    document = document_of(plan_for(SITE, wants_of(SITE, asked("b1", "gsme"))))

    assert json.loads(json.dumps(document)) == {
        "steps": [
            {
                "step": 1, "request": "11.4", "then": None, "devices": ["b1"], "type": "PPMID",
                "slot": "X", "octets": 4096,
                "after": [], "at_latest_s": 0.0, "deadline_s": 21600.0,
            },
            {
                "step": 2, "request": "11.1", "then": "11.3", "devices": ["gsme"], "type": "GSME",
                "slot": "X", "octets": 4096,
                "after": [
                    {
                        "step": 1,
                        "word": "CCS08 of B1",
                        "why": "slot X of the hub holds one image, and this one would displace that of B1",
                    }
                ],
                "at_latest_s": 21600.0, "deadline_s": 28800.0 + ANSWER_WITHIN_S,
            },
        ],
        "done_at_latest_s": 50400.0 + ANSWER_WITHIN_S,
    }  # fmt: skip


def test_a_file_counts_with_its_own_size_and_a_bundle_with_all_its_parts(tmp_path: Path) -> None:
    file = tmp_path / "b1.ota"
    file.write_bytes(make_image(0x0184, 0x0001_0001, 777, manufacturer=0xA170))
    given, made = wants_of(SITE, asked("b1", "b3", files=(f"b1={file}",)))
    (bundle,) = wants_of(of_design(SITE, "option-a"), asked("b3"))

    assert (given.size, made.size) == (777, 4096)
    assert bundle.size > 2 * 4096


def test_what_is_not_there_is_refused_before_anything_is_planned(tmp_path: Path) -> None:
    file = tmp_path / "b1.ota"
    file.write_bytes(make_image(0x0284, 1, 777, manufacturer=0xA170))

    with pytest.raises(UsageError, match="unknown device 'b9'"):
        wants_of(SITE, asked("b9"))
    with pytest.raises(ImageFileError, match="nothing was sent"):
        wants_of(SITE, asked("b1", files=(str(file),)))
    with pytest.raises(UsageError, match="no premises is running"):
        tell_plan(None, nobody_runs, asked("b1"), as_json=False)


def test_the_table_ends_with_when_all_is_done(capsys: pytest.CaptureFixture[str]) -> None:
    tell_plan(FOUR, nobody_runs, asked("b1", "b3"), as_json=False)

    assert capsys.readouterr().out.splitlines()[-1] == "done 12 h 0 min after the first request at the latest"
