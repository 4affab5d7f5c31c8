"""The access file: written for its owner only, read back equal, and refused in one line when it is something else."""

import json
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from broker.access import load, save
from premises.errors import UsageError
from tests.live.brokers import ACCESS, B1

SECRET = "b1-secret"


def test_what_is_saved_is_loaded(tmp_path: Path) -> None:
    save(ACCESS, tmp_path / "access.json")

    assert load(tmp_path / "access.json") == ACCESS


def test_only_the_owner_can_read_it_even_where_a_file_was(tmp_path: Path) -> None:
    path = tmp_path / "access.json"
    path.touch(mode=0o644)
    save(ACCESS, path)

    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_no_repr_shows_a_password() -> None:
    assert SECRET not in repr(ACCESS)


@pytest.mark.parametrize("password", ["", "with space", "line\nbreak", "umlaut-ü"])
def test_a_password_that_no_file_could_hold_is_refused(password: str) -> None:
    with pytest.raises(UsageError, match="no password of printable ASCII for b1"):
        replace(ACCESS, passwords={**ACCESS.passwords, B1: password})


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        pytest.param({"links": None}, "expected premises", id="no-list"),
        pytest.param({"links": [{"name": "han", "ends": ["hub"]}]}, "expected premises", id="one-end"),
        pytest.param({"links": [{"name": "han"}]}, "'ends' is missing", id="no-ends"),
        pytest.param({"premises": "a.b"}, "name 'a.b'", id="dot-in-a-name"),
        pytest.param({"passwords": {"b1": SECRET}}, "no password of printable ASCII for dcc", id="no-password"),
    ],
)
def test_another_document_is_refused_in_one_line(tmp_path: Path, change: dict[str, object], complaint: str) -> None:
    path = tmp_path / "access.json"
    save(ACCESS, path)
    path.write_text(json.dumps({**json.loads(path.read_text()), **change}))

    with pytest.raises(UsageError, match=complaint) as refused:
        load(path)

    assert SECRET not in str(refused.value)
    assert "\n" not in str(refused.value)


def test_no_json_and_no_file_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "access.json"
    with pytest.raises(UsageError, match="no such file"):
        load(path)
    path.write_text("premises = 'house'")

    with pytest.raises(UsageError, match="as JSON"):
        load(path)


def test_a_file_from_before_there_were_several_suppliers_has_the_one(tmp_path: Path) -> None:
    path = tmp_path / "access.json"
    save(ACCESS, path)
    document = json.loads(path.read_text())
    del document["suppliers"]
    path.write_text(json.dumps(document))

    assert load(path) == ACCESS
