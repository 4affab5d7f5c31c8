"""What stands in the files for containers, read as text: no engine is needed to keep them together."""

import re
from pathlib import Path

import pytest

from tests.house.test_records import REGISTRIES
from tests.house.tree import products, text

FILES = (Path("Dockerfile"), Path("compose.yaml"), Path("compose.loopback.yaml"), Path(".dockerignore"))
COMPOSE, LOOPBACK = FILES[1], FILES[2]


def services(file: Path) -> dict[str, str]:
    """Give the text of each service."""
    section = text(file).partition("\nservices:\n")[2].partition("\nvolumes:\n")[0]
    parts = re.split(r"^  (\w+):\n", section, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_everybody_who_speaks_lives_in_the_namespace_of_the_net_service() -> None:
    plain, loopback = services(COMPOSE), services(LOOPBACK)

    assert "network_mode: none" in plain["keys"]
    assert "network_mode: none" in loopback["net"]
    assert [who for who in plain if who != "keys" and "network_mode: service:net" not in loopback[who]] == []
    assert set(loopback) - {"net"} == set(plain) - {"keys"}


def test_the_conductor_waits_for_every_participant_and_each_is_looked_after() -> None:
    plain = services(COMPOSE)
    expected = re.search(r'--expect, "([a-z0-9,-]+)"', plain["conductor"])

    assert expected is not None
    assert set(expected[1].split(",")) == {who for who in plain if "*participant" in plain[who]}
    assert [
        who
        for who in (*expected[1].split(","), "conductor")
        if f"lab.live.health, {who}]" not in plain[who] or f"/keys/secrets/{who}]" not in plain[who]
    ] == []


@pytest.mark.parametrize("word", ["--mount", "--chmod", "<<E", "# syntax"])
def test_the_image_needs_no_newer_builder(word: str) -> None:
    assert word not in text(Path("Dockerfile"))


@pytest.mark.parametrize("word", ["name:", "version:", "start_interval", "required:", "include:", "!reset", "develop"])
def test_the_older_compose_knows_every_word(word: str) -> None:
    assert not re.search(rf"^ *{re.escape(word)}", text(COMPOSE) + text(LOOPBACK), re.MULTILINE)


def test_every_room_that_is_installed_goes_into_the_image() -> None:
    let_in = text(Path(".dockerignore")).splitlines()

    assert [room for room in products() if f"!{room}/" not in let_in] == []


@pytest.mark.parametrize("file", FILES, ids=str)
def test_no_file_names_a_registry(file: Path) -> None:
    assert [host for host in REGISTRIES if host in text(file)] == []
