"""compose.yaml, tried: one image, everybody healthy, updates through the cli service, and containers that die."""

import re
from collections.abc import Callable, Iterator
from functools import partial

import pytest

from tests.compose.containers import SERVICES, Containers, containers, until, without_engine

pytestmark = [pytest.mark.compose, pytest.mark.slow]

BUILD_WITHIN_S = 180.0
"""Seconds of wall; a tenth of it when the engine remembers the layers."""


@pytest.fixture(scope="module")
def premises(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Containers]:
    """Give a premises in containers, built from this tree and healthy, for all tests in order."""
    if reason := without_engine():
        pytest.skip(reason)
    with containers(tmp_path_factory.mktemp("compose")) as project:
        project.done("build", "keys", within_s=BUILD_WITHIN_S)
        project.done("up", "--detach", "--no-build")
        project.until_healthy()
        yield project


@pytest.mark.parametrize("service", SERVICES)
def test_a_process_has_no_rights_and_no_way_but_loopback(service: str, premises: Containers) -> None:
    said = premises.inside(service, "sh", "-c", "id -u; cat /proc/1/status; cat /proc/net/dev; touch /new 2>&1 || :")
    interfaces = re.findall(r"^ *(\w+): *\d", said, re.MULTILINE)

    assert said.splitlines()[0] == "10001"
    assert re.search(r"CapBnd:\s+0{16}\n", said)
    assert re.search(r"NoNewPrivs:\s+1\n", said)
    assert "Read-only file system" in said
    assert interfaces == ["lo"]


def test_passwords_are_their_owners_alone_to_read(premises: Containers) -> None:
    said = premises.inside("b1", "sh", "-c", "stat --format='%a %u' /keys /keys/access.json /keys/secrets/*")

    assert set(said.splitlines()[2:]) == {"600 10001"}
    assert said.splitlines()[:2] == ["700 10001", "600 10001"]


def test_keys_that_are_there_are_kept(premises: Containers) -> None:
    before = premises.inside("b1", "sh", "-c", "cat /keys/site.json /keys/access.json /keys/secrets/*")
    premises.done("run", "--rm", "-T", "keys")

    assert premises.inside("b1", "sh", "-c", "cat /keys/site.json /keys/access.json /keys/secrets/*") == before


def test_a_supplier_asks_over_duis_through_the_cli_service(premises: Containers) -> None:
    said = premises.cli("inventory")
    lines = premises.done("logs", "dcc")

    assert re.search(r"^b1 .* Commissioned", said, re.MULTILINE)
    assert "duis.answered" in lines
    assert "/api/v1/serviceS" in lines or "/api/v1/serviceD" in lines


def test_an_update_through_the_cli_service_completes(premises: Containers) -> None:
    version = _newer(premises)
    premises.cli("update", "--to", "b1,b2", "--wait")

    assert f"b1 {version:#010x}  runs the new version" in premises.cli("status")


@pytest.mark.parametrize(
    ("service", "kill"),
    [("b1", Containers.kill_process), ("hub", Containers.kill), ("broker", Containers.kill_process)],
    ids=["b1-inside", "hub-outside", "broker-inside"],
)
def test_a_container_that_dies_in_mid_download_costs_no_update(
    service: str, kill: Callable[[Containers, str], None], premises: Containers
) -> None:
    version = _newer(premises)
    premises.cli("update", "--to", "b1")
    until(lambda: "downloading" in premises.status("b1"), "b1 downloads")
    before = premises.fact(service, "{{.State.StartedAt}}")
    kill(premises, service)
    until(lambda: f"{version:#010x}  runs the new version" in premises.status("b1"), f"{version:#010x} runs")

    assert premises.fact(service, "{{.State.StartedAt}}") > before


def test_everybody_is_healthy_in_the_end_and_down_leaves_nothing(premises: Containers) -> None:
    premises.until_healthy()
    premises.done("down", "--volumes")
    left = [premises.all(kind, *words) for kind, *words in (("ps", "--all"), ("volume ls",), ("network ls",))]

    assert left == [[], [], []]


def _newer(premises: Containers) -> int:
    """Give the version that the next update brings, once b1 shows what it runs."""
    shown = partial(re.search, r"^b1 +(0x[0-9a-f]{8}) +idle")
    until(lambda: shown(premises.status("b1")) is not None, "b1 is idle")
    found = shown(premises.status("b1"))
    assert found is not None, "b1 is idle, as was just seen"
    return int(found[1], 16) + 1
