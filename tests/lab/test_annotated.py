"""The annotated site names every key with its default, its bounds and where it comes from, and is a site."""

import tomllib
from pathlib import Path

import pytest

from lab.site import load_site, site_of
from lab.story.past import past_of
from premises.wire.site import Site
from tests.lab.annotated import TEXT, WHOLE, Wanted, bounds, explained_at, fields, keys, origins

FIELDS = tuple(fields(Site))
KEYS = tuple(keys())


def test_every_key_of_the_schema_is_there() -> None:
    # A link of its own is explained where the others are.
    wanted = {field.path for field in FIELDS if not field.path.startswith(("bridges.link.", "meters.link."))}

    assert wanted - {key.path for key in KEYS} == set()
    assert "[bridges.b1.link]" in WHOLE
    assert "[meters.ppmid.link]" in WHOLE


def test_it_is_the_premises_that_an_empty_file_is() -> None:
    assert site_of(tomllib.loads(TEXT), "annotated") == Site()


def test_with_the_keys_that_are_not_there_by_default_it_is_a_site_too(tmp_path: Path) -> None:
    (tmp_path / "site.toml").write_text(WHOLE, encoding="utf-8")
    site = load_site(tmp_path / "site.toml")

    assert site.before is not None
    assert site.bridges["b1"].link is not None
    assert past_of(site, 0).until == 600_000_000


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: str(field.path))
def test_a_key_says_what_it_may_be_and_where_that_comes_from(field: Wanted) -> None:
    said = " ".join(key.said for key in KEYS if key.path in (field.path, explained_at(field.path)))
    missing = [words for words in (*bounds(field.kind), *origins(field)) if words.lower() not in said.lower()]

    assert said
    assert missing == []


@pytest.mark.parametrize("path", [field.path for field in FIELDS if "." in field.path], ids=str)
def test_a_key_without_a_default_says_so(path: str) -> None:
    said = " ".join(key.said for key in KEYS if key.path == path)
    bridge = {"bridges.ppmid_variant", "bridges.eui", "bridges.image_type"}
    needed = bridge | {
        "meters.kind",
        "meters.eui",
        "before.until_s",
        "before.update.at_s",
        "before.update.to",
        "fault.kind",
        "hub.upgrade.at_s",
        "hub.upgrade.gbcs",
        "new_protocol.above",
        "new_protocol.below",
        "new_protocol.above_from",
        "new_protocol.below_from",
        "visit.at_s",
        "visit.device",
        "visit.version",
        "change_of_supplier.at_s",
        "change_of_supplier.fuel",
        "change_of_supplier.to",
        "dcc.cpl.manufacturer",
        "dcc.cpl.version",
        "register.wrong.device",
    }

    assert ("It has no default" in said) is (path in needed)
