"""The keys of a premises that something else brings up: made once, kept, and enough to reach it."""

from pathlib import Path

import pytest

from broker.access import load
from lab.commands.keys import make
from lab.live.elsewhere import reach
from lab.live.keys import ensure_keys
from lab.live.lineup import Choices, new_lineup
from lab.live.run_directory import RunDirectory
from premises.errors import PremisesError, UsageError
from premises.identity import Name, eui64
from premises.runtime.looking.here import NotRunningError
from premises.trust.users import identity_in, supplier_identity
from premises.wire.site import SUPPLIER, BridgeSpec, Site
from premises.wire.site_text import site_of_run
from premises.wire.topics import VIEWER

AT = "mqtt://127.0.0.1:1883"
OTHER = Site(bridges={"b2": BridgeSpec("B2", "90-B3-D5-1F-30-B2-00-01", 0x0185)})


@pytest.fixture
def keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> RunDirectory:
    """Give the keys of the default site, and work in a directory of the test's own."""
    monkeypatch.chdir(tmp_path)
    files = RunDirectory(tmp_path / "keys")
    assert ensure_keys(Site(), files)
    return files


def contents(files: RunDirectory) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in files.path.rglob("*") if path.is_file()}


def test_everybody_whom_the_broker_knows_has_a_password_that_only_the_owner_can_read(keys: RunDirectory) -> None:
    passwords = load(keys.access).passwords

    assert {path.name: path.read_text() for path in keys.secrets.iterdir()} == passwords
    assert len(set(passwords.values())) == len(passwords)
    assert [path for path in contents(keys) if path != keys.site and path.stat().st_mode & 0o077] == []
    assert keys.path.stat().st_mode & 0o077 == keys.secrets.stat().st_mode & 0o077 == 0


def test_they_are_the_users_and_links_of_a_premises_that_we_bring_up(keys: RunDirectory) -> None:
    ours, lineups = load(keys.access), load(new_lineup(Site(), "r1", Choices()).files.access)

    assert (ours.premises, ours.participants, ours.links) == (lineups.premises, lineups.participants, lineups.links)
    assert set(ours.passwords) == set(lineups.passwords)


def test_keys_that_are_there_are_kept(keys: RunDirectory) -> None:
    before = contents(keys)

    assert not ensure_keys(Site(), keys)
    assert contents(keys) == before


def test_keys_that_were_cut_off_are_made_again(keys: RunDirectory) -> None:
    keys.site.unlink()

    assert ensure_keys(Site(), keys)
    assert site_of_run(keys.site.read_text()) == Site()


def test_the_keys_of_another_site_are_not_overwritten(keys: RunDirectory) -> None:
    before = contents(keys)
    with pytest.raises(UsageError, match="holds the keys of another site: name an empty directory"):
        ensure_keys(OTHER, keys)

    assert contents(keys) == before


def test_a_site_that_begins_in_mid_story_gets_no_keys_and_the_reason(tmp_path: Path) -> None:
    (tmp_path / "cut.toml").write_text("[before]\nuntil_s = 60\n", encoding="utf-8")
    with pytest.raises(UsageError, match=r"cut\.toml: before: a premises that something else brings up begins as new"):
        make(tmp_path / "keys", tmp_path / "cut.toml")

    assert not (tmp_path / "keys").exists()


def test_a_premises_elsewhere_is_reached_by_its_keys_and_its_broker(keys: RunDirectory) -> None:
    reached = reach(None, keys.path, AT)
    address = reached.address(VIEWER)

    assert (reached.premises, reached.broker, address.place, address.user) == (
        "flat-14", AT, "127.0.0.1:1883", "viewer",
    )  # fmt: skip
    assert address.password == load(keys.access).passwords[VIEWER]


def test_without_keys_it_is_the_one_that_runs_here(keys: RunDirectory) -> None:
    with pytest.raises(NotRunningError, match="no premises is running here"):
        reach(None, None, None)


@pytest.mark.parametrize(
    ("premises", "folder", "broker", "said"),
    [
        (None, "keys", None, "--keys and --broker .* go together: one is missing"),
        (None, None, AT, "--keys and --broker .* go together: one is missing"),
        (None, "keys", "mqtt://me:secret@127.0.0.1:1883", "expected mqtt://host:port, without user or password"),
        (None, "keys", "127.0.0.1:1883", "expected mqtt://host:port, without user or password"),
        (None, "nowhere", AT, "nowhere: site.json: No such file or directory: make it with `premises keys`"),
        ("attic", "keys", AT, "--premises 'attic': .*keys holds the keys of 'flat-14'"),
    ],
)
def test_what_does_not_fit_together_is_usage(
    premises: str | None, folder: str | None, broker: str | None, said: str, keys: RunDirectory
) -> None:
    with pytest.raises(UsageError, match=said) as raised:
        reach(premises, None if folder is None else Path(folder), broker)

    assert "secret" not in str(raised.value)


def test_a_broker_without_a_port_is_usage(keys: RunDirectory) -> None:
    with pytest.raises(UsageError, match="expected mqtt://user:password@host:port"):
        reach(None, keys.path, "mqtt://127.0.0.1").address(VIEWER)


def test_a_user_without_a_key_is_usage(keys: RunDirectory) -> None:
    with pytest.raises(PremisesError, match=r"the key of nobody: .*: No such file or directory"):
        reach(None, keys.path, AT).address(Name("nobody"))


def test_with_the_seed_of_the_run_there_is_what_its_suppliers_sign_with(tmp_path: Path) -> None:
    make(tmp_path / "without", None)
    make(tmp_path / "with", None, 7)
    make(tmp_path / "with", None, 7)
    files = RunDirectory(tmp_path / "with")
    own = files.supplier(SUPPLIER)

    identity = identity_in((own / "xml.pem").read_bytes(), (own / "xml.key.pem").read_bytes())
    assert identity.certificate == supplier_identity(7, SUPPLIER, eui64(Site().suppliers[SUPPLIER].eui)).certificate
    assert (files.pki / "dcc.xml.pem").exists()
    assert (own / "xml.key.pem").stat().st_mode & 0o077 == 0
    assert not (tmp_path / "without" / "pki").exists()
