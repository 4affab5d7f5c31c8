"""A Supplier's own keys in the files of a run: found, or said to be missing in a line that helps."""

from pathlib import Path
from typing import Any

import pytest

from lab.desk.drawer import Drawer, drawer_of
from lab.live.elsewhere import Elsewhere
from lab.live.lineup import Choices, new_lineup
from lab.site import site_of
from premises.errors import SiteError, UsageError
from premises.identity import Name
from premises.trust.certificates import pem
from premises.trust.pem import private_pem
from premises.trust.trailer import supplier_key
from premises.trust.users import dcc_identity, supplier_identity
from premises.wire.site import Site
from tests.suppliers.two import NEW_EUI, TWO

OWN = supplier_identity(99, Name("somebody"), NEW_EUI)  # type: ignore[arg-type]  # an EUI-64 as a site has it


def run_of(folder: Path, **new: Any) -> tuple[Elsewhere, Site]:  # noqa: ANN401 - a document's values
    """Give a run of a premises with two Suppliers, of which the second has these keys more."""
    suppliers = {**TWO["suppliers"], "new": {"eui": NEW_EUI, **new}}
    site = site_of({**TWO, "suppliers": suppliers}, "site")
    lineup = new_lineup(site, "two-1", Choices(seed=3), folder)
    return Elsewhere(Name("two"), lineup.files, "mqtt://127.0.0.1:1"), site


def test_each_supplier_has_keys_a_password_and_a_counter_of_its_own(tmp_path: Path) -> None:
    running, site = run_of(tmp_path)
    old, new = drawer_of(running, site, ""), drawer_of(running, site, "new")

    assert (old.name, new.name, new.eui) == ("old", "new", NEW_EUI)
    assert new.identity.certificate == supplier_identity(3, Name("new"), new.eui).certificate
    assert old.identity.certificate != new.identity.certificate
    assert old.password != new.password
    assert old.counter != new.counter
    assert old.dcc == new.dcc == (pem(dcc_identity(3).certificate),)
    assert new.password not in repr(new)


def test_a_certificate_that_the_site_names_is_published_and_its_key_is_not_ours(tmp_path: Path) -> None:
    running, site = run_of(tmp_path, xml_certificate=pem(OWN.certificate).decode())
    published = (running.files.pki / "new.xml.pem").read_bytes()

    assert published == pem(OWN.certificate)
    with pytest.raises(UsageError, match=r"new signs XML with a key of its own .*xml\.key\.pem"):
        drawer_of(running, site, "new")


def test_a_certificate_can_stand_in_a_file_and_its_key_be_put_beside_it(tmp_path: Path) -> None:
    (tmp_path / "own.pem").write_bytes(pem(OWN.certificate))
    running, site = run_of(tmp_path, xml_certificate=str(tmp_path / "own.pem"))
    (running.files.supplier("new") / "xml.key.pem").write_bytes(private_pem(OWN.private))
    new: Drawer = drawer_of(running, site, "new")

    assert new.identity.certificate == OWN.certificate


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("nowhere.pem", "site: suppliers.new.xml_certificate = 'nowhere.pem': no such file or directory"),
        (
            "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----",
            "site: suppliers.new.xml_certificate: a cert",
        ),
    ],
)
def test_a_certificate_that_is_none_is_said_before_anything_comes_up(text: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(SiteError) as refused:
        run_of(tmp_path, xml_certificate=text)

    assert str(refused.value).startswith(said)
    assert list(tmp_path.iterdir()) == []


def test_who_has_no_signing_key_of_its_own_signs_with_the_one_in_its_drawer(tmp_path: Path) -> None:
    running, site = run_of(tmp_path)
    old = drawer_of(running, site, "old")

    assert old.signer().public == old.checked_by == supplier_key(old.eui).public


def test_a_signing_key_of_its_own_is_wanted_only_where_something_is_signed(tmp_path: Path) -> None:
    running, site = run_of(tmp_path, signing_certificate=pem(OWN.certificate).decode())
    new = drawer_of(running, site, "new")
    with pytest.raises(UsageError) as missing:
        new.signer()
    new.signing.write_bytes(private_pem(supplier_key(new.eui).private))
    with pytest.raises(UsageError, match="devices check by another one") as another:
        new.signer()
    new.signing.write_bytes(b"nothing")
    with pytest.raises(UsageError, match="a private key of 7 octets cannot be read"):
        new.signer()
    new.signing.write_bytes(private_pem(OWN.private))

    assert new.signer().private.private_numbers() == OWN.private.private_numbers()
    assert str(missing.value) == (
        f"new signs commands and images with a key that is not here: {new.signing}: no such file or directory: "
        "expected that of suppliers.new.signing_certificate"
    )
    assert "expected that of suppliers.new.signing_certificate" in str(another.value)


def test_a_key_that_is_gone_or_another_ones_is_said_in_a_line(tmp_path: Path) -> None:
    running, site = run_of(tmp_path)
    key = running.files.supplier("new") / "xml.key.pem"
    other = running.files.supplier("old") / "xml.key.pem"
    key.write_bytes(other.read_bytes())
    with pytest.raises(UsageError, match="the private key is not that of the certificate"):
        drawer_of(running, site, "new")
    key.write_bytes(b"")
    with pytest.raises(UsageError, match="a private key of 0 octets cannot be read"):
        drawer_of(running, site, "new")
    running.files.secret("old").unlink()
    with pytest.raises(UsageError, match=r"the keys of old: .*no such file"):
        drawer_of(running, site, "old")
    with pytest.raises(UsageError, match="unknown Supplier 'nwe'"):
        drawer_of(running, site, "nwe")
