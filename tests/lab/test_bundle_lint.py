"""``premises bundle``: each rule finds what breaks it, and what is made suits the premises that it was made for."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from lab.bundles.lint import RULES, legal_sites, lint
from lab.commands.files.bundle import check, inspect, make
from lab.images import make_bundle
from premises.errors import ImageFileError, SiteError, TrustError, UsageError
from premises.wire.design import DESIGNS
from premises.wire.field.bundle import PARTS_MAX, read_manifest
from premises.wire.field.ota_file import read_ota_file
from premises.wire.site import Site
from premises.wire.tables.hub import HubSpec
from tests.rooms.feeder_stage import B1, B2, B3, B4, NEW, NEWER, OLD, bundle, of_all, part, site_of, under_header_of

OF_A, OF_B = bundle(), of_all()


def with_bridge(site: Site, who: str, **more: object) -> Site:
    """Give ``site`` with a bridge that is otherwise."""
    return replace(site, bridges={**site.bridges, who: replace(site.bridges[who], **more)})


def rules(octets: bytes, site: Site) -> list[tuple[str, str]]:
    """Give the rules that are broken, and at whom."""
    return [(finding.rule, finding.who) for finding in lint(octets, site)]


A, B = site_of("option-a"), site_of("option-b")

CASES: dict[str, tuple[bytes, Site, list[tuple[str, str]]]] = {
    "for a fed bridge": (part(B4), A, [("for-nobody", "")]),
    "for another maker": (bundle(), with_bridge(A, "b3", manufacturer=0x121D), [("for-nobody", "")]),
    "one octet turned": (OF_A[:-1] + bytes((OF_A[-1] ^ 1,)), A, [("not-genuine", "b3")]),
    "a plain image for a feeder": (part(B3), A, [("no-bundle", "b3")]),
    "a bundle for who feeds nobody": (make_bundle((part(B1), part(B2)), NEW), A, [("a-bundle", "b1")]),
    "a bundle under the Proposed Solution": (OF_A, site_of("proposed"), [("a-bundle", "b3")]),
    "B4 missing": (bundle(NEW, part(B3)), A, [("part-missing", "b3")]),
    "B4 missing within": (
        make_bundle((part(B1), part(B2), bundle(NEW, part(B3))), NEW), B, [("part-missing", "b3")],
    ),
    "B3's part within is plain": (make_bundle((part(B1), part(B2), part(B3)), NEW), B, [("no-bundle", "b3")]),
    "a bundle within for who feeds nobody": (
        bundle(NEW, part(B3), make_bundle((part(B4), part(B2)), NEW)), A, [("a-bundle", "b4")],
    ),
    "a part too many": (bundle(NEW, part(B3), part(B4), part(B2)), A, [("part-for-nobody", "b3")]),
    "other hardware in a part": (bundle(NEW, part(B3), part(B4, hardware=(2, 3))), A, [("hardware", "b4")]),
    "other hardware of its own": (
        bundle(NEW, part(B3, hardware=(2, 3)), part(B4)), A, [("hardware", "b3"), ("hardware", "b3")],
    ),
    "equal to what it runs": (bundle(OLD), A, [("not-newer", "b3")]),
    "an older part of its own": (bundle(NEW, part(B3, OLD - 1), part(B4)), A, [("rollback", "b3")]),
    "an older part of a child": (bundle(NEW, part(B3), part(B4, OLD - 1)), A, [("rollback", "b4")]),
    "a newer part that never arrives": (
        make_bundle((part(B1), part(B2), bundle(OLD, part(B3, OLD), part(B4))), NEW), B, [("not-newer", "b3")],
    ),
    "larger than a slot": (
        bundle(NEW, part(B3), part(B4, size=2000)), replace(A, hub=HubSpec(slot_size_max=1024)),
        [("too-big-for-slot", "b3")],
    ),
    "larger than its flash": (
        bundle(NEW, part(B3), part(B4, size=2000)), with_bridge(A, "b3", size_max=2048), [("too-big-for-flash", "b3")],
    ),
    "a part larger than its flash": (
        bundle(NEW, part(B3), part(B4, size=2000)), with_bridge(A, "b4", size_max=1999), [("too-big-for-flash", "b4")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_each_thing_that_would_be_refused_is_found_by_its_rule(name: str) -> None:
    octets, site, found = CASES[name]

    assert rules(octets, site) == found


def test_a_bundle_that_begins_with_anothers_part_is_in_the_wrong_order() -> None:
    assert rules(under_header_of(part(B3), part(B4), part(B3)), A) == [("wrong-order", "b3")]


def test_every_rule_has_a_case() -> None:
    found = {rule for _, _, expected in CASES.values() for rule, _ in expected} | {"wrong-order"}

    assert found == set(RULES)


@pytest.mark.parametrize(
    ("octets", "site"),
    [
        (OF_A, A),
        (OF_B, B),
        (part(B1), A),
        (part(B3), site_of("proposed")),
        (bundle(NEW, part(B3, OLD), part(B4)), A),
        (bundle(NEW, part(B3), part(B4, OLD)), A),
        (bundle(NEW, part(B3), part(B4, size=2000)), with_bridge(A, "b4", size_max=2000)),
    ],
    ids=["A", "B", "plain in A", "plain", "only the child's is newer", "only its own is newer", "just fits"],
)
def test_what_suits_a_premises_has_no_findings(octets: bytes, site: Site) -> None:
    assert rules(octets, site) == []


@pytest.mark.parametrize("design", DESIGNS)
def test_there_are_four_legal_premises_of_each_design(design: str) -> None:
    assert list(legal_sites(design)) == ["B1", "B1 + B2", "B1 + B3 + B4", "B1 + B2 + B3 + B4"]
    assert {site.design for site in legal_sites(design).values()} == {design}


def written(folder: Path, name: str, octets: bytes) -> Path:
    """Give a file of ``octets``."""
    (folder / name).write_bytes(octets)
    return folder / name


Read = Callable[[], str]


@pytest.fixture
def out(capsys: pytest.CaptureFixture[str]) -> Read:
    """Give what is printed."""
    return lambda: capsys.readouterr().out


def test_a_bundle_that_is_made_of_files_is_genuine_and_suits_its_premises(tmp_path: Path, out: Read) -> None:
    b3, b4 = written(tmp_path, "b3.ota", part(B3)), written(tmp_path, "b4.ota", part(B4))
    make(tmp_path / "x.bundle", [b3, b4], "0x00010001")
    made = (tmp_path / "x.bundle").read_bytes()

    assert made == OF_A
    assert check(tmp_path / "x.bundle", None, "option-a", as_json=False) == 0
    assert out().splitlines() == [
        "option-a, B1: does not suit",
        "  for-nobody: it is for maker 0xa170 type 0x0384: the hub updates b1 0x0184 in option-a",
        "option-a, B1 + B2: does not suit",
        "  for-nobody: it is for maker 0xa170 type 0x0384: the hub updates b1 0x0184, b2 0x0284 in option-a",
        "option-a, B1 + B3 + B4: suits",
        "option-a, B1 + B2 + B3 + B4: suits",
    ]


def test_a_file_that_suits_no_premises_is_a_failure(tmp_path: Path, out: Read) -> None:
    file = written(tmp_path, "x.bundle", bundle(NEW, part(B3)))

    assert check(file, None, None, as_json=False) == 1
    assert out().count("does not suit") == 12


def test_one_site_is_enough_and_its_findings_can_be_read_by_a_program(tmp_path: Path, out: Read) -> None:
    file = written(tmp_path, "x.bundle", OF_A)
    site = tmp_path / "flat.toml"
    site.write_text('name = "flat"\n', encoding="utf-8")

    assert check(file, site, None, as_json=True) == 1
    assert json.loads(out()) == {
        "file": str(file),
        "sites": {
            "flat (proposed)": [
                {
                    "rule": "for-nobody",
                    "who": "",
                    "words": "it is for maker 0xa170 type 0x0384: the hub updates b1 0x0184 in proposed",
                }
            ]
        },
    }


def test_an_illegal_premises_is_refused_with_its_rule(tmp_path: Path) -> None:
    file, site = written(tmp_path, "x.bundle", OF_A), tmp_path / "flat.toml"
    site.write_text(
        '[bridges.b3]\nppmid_variant = "B3"\neui = "90-B3-D5-1F-30-B3-00-01"\nimage_type = 0x0384\n', encoding="utf-8"
    )

    with pytest.raises(SiteError, match=r"bridges = B3: expected one of B1, B1 \+ B2, "):
        check(file, site, None, as_json=False)


def test_what_cannot_be_asked_for_is_refused(tmp_path: Path) -> None:
    file = written(tmp_path, "x.bundle", OF_A)

    with pytest.raises(UsageError, match=r"--design 'option-d': did you mean option-"):
        check(file, None, "option-d", as_json=False)
    with pytest.raises(UsageError, match="--design option-a beside --site"):
        check(file, tmp_path / "flat.toml", "option-a", as_json=False)
    with pytest.raises(UsageError, match=f"{PARTS_MAX + 1} parts: expected 1 to {PARTS_MAX}"):
        make(tmp_path / "y", [file] * (PARTS_MAX + 1), "1")
    with pytest.raises(UsageError, match="--version 'one': expected a number"):
        make(tmp_path / "y", [file], "one")


def test_a_bundle_of_what_is_not_genuine_is_not_made(tmp_path: Path) -> None:
    plain = part(B4)
    spoilt = written(tmp_path, "b4.ota", plain[:-1] + bytes((plain[-1] ^ 1,)))

    with pytest.raises(TrustError, match="part 2 of 2: the Manufacturer Image does not match its maker's seal"):
        make(tmp_path / "y", [written(tmp_path, "b3.ota", part(B3)), spoilt], "1")
    assert not (tmp_path / "y").exists()


def test_what_is_in_a_bundle_is_shown_part_by_part(tmp_path: Path, out: Read) -> None:
    inspect(written(tmp_path, "x.bundle", OF_B), as_json=False)
    shown = out()

    assert "part 1: bridge B1, assumed, version 0x00010001, hardware 0x0001 to 0x0001" in shown
    assert "  part 3.2: bridge B4, assumed, version 0x00010001" in shown
    assert shown.count("as the manifest names it; seal: genuine") == 5


def test_a_damaged_part_is_shown_as_what_it_is(tmp_path: Path, out: Read) -> None:
    at = read_manifest(read_ota_file(OF_A).body)[1].offset + 60 + 80
    spoilt = OF_A[:at] + bytes((OF_A[at] ^ 1,)) + OF_A[at + 1 :]
    inspect(written(tmp_path, "x.bundle", spoilt), as_json=True)
    found = json.loads(out())

    assert found["seals"] == "the Manufacturer Image does not match its maker's seal"
    assert [entry["hash"] for entry in found["parts"]] == ["as the manifest names it", "not what the manifest names"]
    assert [entry["seal"] for entry in found["parts"]] == [
        "genuine",
        "the Manufacturer Image does not match its maker's seal",
    ]


def test_the_parts_of_a_part_are_told_in_their_place(tmp_path: Path, out: Read) -> None:
    inspect(written(tmp_path, "x.bundle", OF_B), as_json=True)
    found = json.loads(out())

    assert [entry["number"] for entry in found["parts"]] == ["1", "2", "3"]
    assert [entry["number"] for entry in found["parts"][2]["parts"]] == ["3.1", "3.2"]


def test_a_plain_image_is_no_bundle_to_look_into(tmp_path: Path) -> None:
    with pytest.raises(ImageFileError, match="is a plain image and no bundle: premises image inspect looks into it"):
        inspect(written(tmp_path, "x.ota", part(B3, NEWER)), as_json=False)
