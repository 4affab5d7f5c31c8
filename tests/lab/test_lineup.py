"""Which processes a premises has and how each is started: every word of it can be read by anyone, so none is secret."""

import json
from pathlib import Path

import pytest
from msgspec.structs import replace

from lab.live.lineup import Choices, DuisChoices, Lineup, new_lineup
from lab.live.supervisor import Part
from lab.site import site_of
from premises.errors import UsageError
from premises.identity import Name
from premises.machine.effects import KEY_BOOT, Keep
from premises.runtime.process import shelf_of
from premises.trust.certificates import ISSUING, ROOT, pem
from premises.trust.keys import signing_key
from premises.trust.network import network_key
from premises.trust.pem import private_pem
from premises.trust.users import dcc_identity
from premises.wire.envelope import ENVELOPE_VERSION, Run
from premises.wire.site_text import site_of_run

ELSEWHERE = "mqtt://somebody:secret@127.0.0.1:1884"
B2 = {"ppmid_variant": "B2", "eui": "90-B3-D5-1F-30-B2-00-01", "image_type": 0x0284}
TWO_BRIDGES = site_of(
    {"bridges": {"b1": {**B2, "ppmid_variant": "B1", "eui": "90-B3-D5-1F-30-B1-00-01"}, "b2": B2}}, "x"
)


@pytest.fixture(autouse=True)
def _own_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


AS_USUAL = Choices()
OWNERS = (ROOT, ISSUING, "hub", "b1", "b2")


def lineup(choices: Choices = AS_USUAL, run_id: str = "flat-1") -> Lineup:
    return new_lineup(TWO_BRIDGES, run_id, choices)


def parts(of: Lineup) -> list[Part]:
    """Give every process but a broker that is not ours."""
    own = [of.broker(1883)] if of.own_broker else []
    return [*own, of.conductor("mqtt://127.0.0.1:1883"), *of.crew("mqtt://127.0.0.1:1883")]


def flag(part: Part, name: str) -> str:
    return part.arguments[part.arguments.index(name) + 1]


def test_each_participant_has_a_process_of_its_own() -> None:
    assert [part.who for part in parts(lineup())] == ["broker", "conductor", "dcc", "hub", "b1", "b2"]
    assert [part.arguments[:2] for part in lineup(run_id="flat-2").crew("mqtt://127.0.0.1:1883")] == [
        ("-m", "dcc_adapter"), ("-m", "hub"), ("-m", "bridges"), ("-m", "bridges"),
    ]  # fmt: skip


def test_a_meter_is_a_process_of_its_own_room_with_a_key_of_its_own() -> None:
    ppmid = {"kind": "PPMID", "eui": "90-B3-D5-1F-30-00-00-05", "behind": "b1"}
    with_meter = new_lineup(site_of({"meters": {"ppmid": ppmid}}, "x"), "flat-1", AS_USUAL)
    meter = with_meter.crew("mqtt://127.0.0.1:1883")[-1]

    assert (meter.who, meter.arguments[:3]) == ("ppmid", ("-m", "meters", "ppmid"))
    assert flag(with_meter.conductor("mqtt://x"), "--expect") == "dcc,hub,b1,ppmid"
    assert with_meter.files.secret(Name("ppmid")).exists()


def test_all_participants_can_share_one_process() -> None:
    (crew,) = lineup(Choices(processes=1)).crew("mqtt://127.0.0.1:1883")

    assert (crew.who, flag(crew, "--who")) == ("crew", "dcc,hub,b1,b2")


@pytest.mark.parametrize(
    ("count", "crews"),
    [
        (2, ["dcc,hub", "b1,b2"]),
        (3, ["dcc", "hub", "b1,b2"]),
    ],
)
def test_participants_are_spread_over_processes_in_order(count: int, crews: list[str]) -> None:
    parts = lineup(Choices(processes=count)).crew("mqtt://127.0.0.1:1883")

    assert [flag(part, "--who") for part in parts] == crews
    assert [part.who for part in parts] == [f"crew-{number}" for number in range(1, count + 1)]


@pytest.mark.parametrize("count", [4, 99])
def test_with_a_process_for_each_or_more_each_has_its_own(count: int) -> None:
    crew = lineup(Choices(processes=count)).crew("mqtt://127.0.0.1:1883")

    assert [part.who for part in crew] == ["dcc", "hub", "b1", "b2"]


def test_suppliers_reach_the_dcc_where_a_person_says_and_at_a_free_port_else(tmp_path: Path) -> None:
    identity = dcc_identity(77)
    (tmp_path / "dcc.pem").write_bytes(pem(identity.certificate) + private_pem(identity.private))
    usual = lineup().crew("mqtt://x")[0]
    wanted = lineup(Choices(duis=DuisChoices(8079, Path("dcc.pem"), Path("seen"))), "flat-2")
    told = wanted.crew("mqtt://x")[0]
    crew = lineup(Choices(processes=1, duis=DuisChoices(8079)), "flat-3").crew("mqtt://x")[0]

    assert flag(usual, "--duis-port") == "free"
    assert "--duis-key" not in usual.arguments
    assert "--duis-transcript" not in usual.arguments
    assert [flag(told, f"--duis-{name}") for name in ("port", "key", "transcript", "at")] == [
        "8079", str(tmp_path / "dcc.pem"), str(tmp_path / "seen"), str(wanted.files.duis),
    ]  # fmt: skip
    assert flag(crew, "--duis-port") == "8079"
    assert (wanted.files.pki / "dcc.xml.pem").read_bytes() == pem(identity.certificate)


@pytest.mark.parametrize(
    ("octets", "said"),
    [
        (None, "--duis-key dcc.pem: no such file or directory"),
        (b"", "--duis-key dcc.pem: a certificate of 0 octets cannot be read"),
        (pem(dcc_identity(1).certificate), "--duis-key dcc.pem: a private key of 0 octets cannot be read"),
        (pem(dcc_identity(1).certificate) + private_pem(dcc_identity(2).private), "is not that of the certificate"),
    ],
)
def test_a_key_of_the_dcc_that_is_none_leaves_no_directory_behind(
    octets: bytes | None, said: str, tmp_path: Path
) -> None:
    if octets is not None:
        Path("dcc.pem").write_bytes(octets)
    with pytest.raises(UsageError) as refused:
        lineup(Choices(duis=DuisChoices(key=Path("dcc.pem"))))

    assert said in str(refused.value)
    assert not (tmp_path / ".premises").exists()


def test_a_scenario_adds_its_supplier_and_the_conductor_waits_for_it() -> None:
    with_supplier = lineup(Choices(scenario=Path("story.toml")))
    supplier = with_supplier.crew("mqtt://127.0.0.1:1883")[-1]

    assert (supplier.who, flag(supplier, "--scenario")) == ("supplier", "story.toml")
    assert flag(with_supplier.conductor("mqtt://x"), "--expect") == "dcc,hub,b1,b2,supplier"


def test_the_conductor_is_told_seed_speed_run_and_whom_to_wait_for() -> None:
    conductor = lineup(Choices(seed=7, speed=2.5)).conductor("mqtt://127.0.0.1:1883")

    assert (flag(conductor, "--seed"), flag(conductor, "--speed")) == ("7", "2.5")
    assert (flag(conductor, "--run-id"), flag(conductor, "--expect")) == ("flat-1", "dcc,hub,b1,b2")


def test_every_process_ends_when_its_starter_is_gone() -> None:
    assert all("--stop-with-stdin" in part.arguments for part in parts(lineup()))
    assert all("--stop-with-stdin" in part.arguments for part in parts(lineup(Choices(ELSEWHERE), "flat-2")))


def test_no_password_stands_in_any_argument() -> None:
    ours = lineup()
    passwords = json.loads(ours.files.access.read_text(encoding="utf-8"))["passwords"].values()
    theirs = lineup(Choices(ELSEWHERE), "flat-2")
    words = [word for of in (ours, theirs) for part in parts(of) for word in part.arguments]

    assert len(passwords) == 7
    assert [word for word in words if any(secret in word for secret in (*passwords, "secret@", ELSEWHERE))] == []


def test_a_broker_elsewhere_is_handed_over_by_the_environment_and_none_is_started() -> None:
    theirs = lineup(Choices(ELSEWHERE))

    assert not theirs.own_broker
    assert {part.environment for part in parts(theirs)} == {(("PREMISES_BROKER", ELSEWHERE),)}


def test_users_and_passwords_are_their_owners_alone_to_read_and_no_two_are_equal() -> None:
    ours = lineup()
    passwords = json.loads(ours.files.access.read_text(encoding="utf-8"))["passwords"]

    assert ours.files.access.stat().st_mode & 0o077 == 0
    assert len(set(passwords.values())) == len(passwords)
    assert all(ours.files.secret(user).read_text() == password for user, password in passwords.items())


def test_the_site_travels_with_the_run() -> None:
    assert site_of_run(lineup().files.site.read_text(encoding="utf-8")) == TWO_BRIDGES


def test_a_premises_that_begins_in_mid_story_has_its_past_on_the_shelves_of_this_run() -> None:
    cut = site_of({"before": {"until_s": 4000, "update": [{"at_s": 1, "to": ["b1"], "size": 512}]}}, "x")
    begun = new_lineup(cut, "flat-1", Choices(seed=5))
    run = Run(ENVELOPE_VERSION, "flat-1", 5, "")
    shelves = {who: shelf_of(who, begun.files.shelves, run) for who in begun.participants}
    kept = {who: [Keep(*row) for row in shelf.below("firmware")] for who, shelf in shelves.items()}
    boots = {who: shelf.get(KEY_BOOT) for who, shelf in shelves.items()}
    for shelf in shelves.values():
        shelf.close()

    assert kept == {"dcc": [], "hub": [], "b1": [Keep("firmware/running", b"65537")]}
    assert boots == {"dcc": b"1", "hub": b"1", "b1": b"1"}
    assert flag(begun.conductor("mqtt://x"), "--begins-at") == "4000.0"


def test_a_premises_without_a_past_has_no_shelves_yet() -> None:
    assert not lineup().files.shelves.exists()
    assert "--begins-at" not in lineup(run_id="flat-2").conductor("mqtt://x").arguments


def test_a_past_that_cannot_be_played_leaves_no_directory_behind(tmp_path: Path) -> None:
    before = {"until_s": 9, "update": [{"at_s": 1, "to": ["b1"], "file": "nowhere.ota"}]}
    with pytest.raises(UsageError, match=r"before\.update\.0\.file = 'nowhere\.ota': no such file"):
        new_lineup(site_of({"before": before}, "x"), "flat-1", Choices())

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("choices", [AS_USUAL, Choices(ELSEWHERE)], ids=["ours", "elsewhere"])
def test_the_certificates_of_who_signs_lie_in_the_run_and_the_network_key_as_wireshark_takes_it(
    choices: Choices,
) -> None:
    files = lineup(choices).files
    names = {path.name for path in files.pki.iterdir()}

    certificates = {"root.ca.pem", "issuing.ca.pem", "hub.pem", "b1.pem", "b2.pem", "dcc.xml.pem", "supplier.xml.pem"}
    assert names == {*certificates, "zigbee_pc_keys"}
    assert files.network_key.read_text() == f'"{network_key(0, "han").hex(":")}","Normal","flat-14"\n'
    assert files.network_key.stat().st_mode & 0o077 == 0
    assert all(b"BEGIN CERTIFICATE" in path.read_bytes() for path in files.pki.glob("*.pem"))


def test_the_key_that_is_left_is_the_one_of_this_runs_seed_and_a_plain_premises_leaves_none() -> None:
    other = lineup(Choices(seed=5)).files
    plain = new_lineup(replace(TWO_BRIDGES, nwk_security=False), "flat-2", AS_USUAL).files

    assert network_key(5, "han").hex(":") in other.network_key.read_text()
    assert not plain.network_key.exists()
    assert (plain.pki / "b1.pem").exists()


def test_no_private_key_is_written_anywhere_but_a_suppliers_own_and_that_for_its_owner_alone() -> None:
    files = lineup().files
    scalars = [signing_key(0, who).private.private_numbers().private_value for who in (*OWNERS, "xml/dcc")]
    written = {path: path.read_bytes() for path in files.path.rglob("*") if path.is_file()}
    with_keys = {path for path, octets in written.items() if b"PRIVATE KEY" in octets}

    assert with_keys == {files.supplier("supplier") / name for name in ("xml.key.pem", "signing.key.pem")}
    assert all(path.stat().st_mode & 0o077 == 0 for path in (*with_keys, files.supplier("supplier")))
    assert len(written) > 6
    for octets in written.values():
        for scalar in scalars:
            secret = scalar.to_bytes(32, "big")
            assert secret not in octets
            assert secret.hex().encode() not in octets.lower()
            assert str(scalar).encode() not in octets


@pytest.mark.parametrize(
    ("choices", "said"),
    [
        (
            Choices("embeded"),
            "--broker 'embeded': expected embedded, mosquitto, rabbitmq or mqtt://user:password@host:",
        ),
        (Choices("mqtt://127.0.0.1:1883"), "has no user or no password"),
        (Choices(speed=-1.0), "speed -1: expected 0"),
    ],
)
def test_a_choice_that_is_none_leaves_no_directory_behind(choices: Choices, said: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=said):
        lineup(choices)

    assert list(tmp_path.iterdir()) == []
