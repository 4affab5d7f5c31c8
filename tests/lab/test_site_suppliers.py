"""A site's Suppliers: whose customer the premises is, and what is refused in one line."""

from pathlib import Path

import pytest

from lab.site import site_of
from premises.errors import SiteError
from premises.identity import Eui64, Name
from premises.quantity import Instant, seconds
from premises.trust.certificates import pem
from premises.trust.users import supplier_identity
from premises.wire.device.responsible import responsible

TWO = {
    "suppliers": {
        "electric": {"eui": "90-B3-D5-1F-30-01-00-00", "roles": ["IS"]},
        "gas-co": {"eui": "90-B3-D5-1F-30-02-00-00", "roles": ["GS"]},
        "gainer": {"eui": "90-B3-D5-1F-30-03-00-00"},
    },
    "registered": {"electricity": "electric", "gas": "gas-co"},
    "change_of_supplier": [{"at_s": 60.0, "fuel": "electricity", "to": "gainer"}],
}


@pytest.mark.parametrize(
    ("kind", "at_s", "who"),
    [
        ("ESME", 59.999999, ("electric",)),
        ("ESME", 60, ("gainer",)),
        ("HCALCS", 60, ("gainer",)),
        ("GSME", 60, ("gas-co",)),
        ("PPMID", 0, ("electric", "gas-co")),
        ("PPMID", 60, ("gainer", "gas-co")),
    ],
)
def test_a_device_is_the_supplier_of_its_fuels_at_that_moment(kind: str, at_s: float, who: tuple[str, ...]) -> None:
    assert responsible(site_of(TWO, "site"), kind, Instant(seconds(at_s))) == who


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"suppliers": {"hub": {}}}, "suppliers.hub: something else has that name"),
        ({"suppliers": {"b1": {}}}, "suppliers.b1: something else has that name"),
        ({"suppliers": {"A B": {}}}, "suppliers.A B: "),
        ({"suppliers": {"one": {}, "two": {}}}, "suppliers.two.eui = '90-B3-D5-1F-30-01-00-00': one has the same one"),
        ({"suppliers": {"supplier": {"url": "ftp://x"}}}, "suppliers.supplier.url = 'ftp://x': expected http://"),
        ({"registered": {"gas": "supplyer"}}, "registered.gas = 'supplyer': did you mean supplier"),
        ({"suppliers": {"supplier": {"roles": ["IS"]}}}, "expected a Supplier with the role"),
        (
            {"change_of_supplier": [{"at_s": 1.0, "fuel": "gas", "to": "gone"}]},
            "change_of_supplier.0.to = 'gone': ",
        ),
        ({"change_of_supplier": [{"at_s": -1.0, "fuel": "gas", "to": "supplier"}]}, "change_of_supplier"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_in_one_line(changed: dict[str, object], said: str) -> None:
    with pytest.raises(SiteError) as refused:
        site_of(changed, "site x.toml")

    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


PEM = pem(supplier_identity(1, Name("supplier"), Eui64("90-B3-D5-1F-30-01-00-00")).certificate).decode()


@pytest.mark.parametrize("key", ["xml_certificate", "signing_certificate"])
def test_a_suppliers_own_certificate_is_a_pem_or_the_path_of_one_beside_the_site(key: str, tmp_path: Path) -> None:
    (tmp_path / "own.pem").write_text(PEM)

    sites = [site_of({"suppliers": {"supplier": {key: given}}}, "site", tmp_path) for given in (PEM, "own.pem")]

    assert [getattr(site.suppliers["supplier"], key) for site in sites] == [PEM, PEM]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (
            "gone.pem",
            "xml_certificate = 'gone.pem': no such file or directory; expected PEM, or the path of a PEM file",
        ),
        (".", "xml_certificate = '.': is a directory; expected PEM"),
        ("latin.pem", "xml_certificate = 'latin.pem': no such pem file; expected PEM"),
        ("wrong.pem", "xml_certificate: a certificate of 4 octets cannot be read"),
        ("-----BEGIN CERTIFICATE-----", "xml_certificate: a certificate of 27 octets cannot be read"),
        (7, "xml_certificate"),
    ],
)
def test_a_certificate_that_is_none_is_refused_in_one_line(given: object, said: str, tmp_path: Path) -> None:
    (tmp_path / "wrong.pem").write_text("what")
    (tmp_path / "latin.pem").write_bytes(b"\xe4")

    with pytest.raises(SiteError) as refused:
        site_of({"suppliers": {"supplier": {"xml_certificate": given}}}, "site x.toml", tmp_path)

    assert said in str(refused.value)
    assert "\n" not in str(refused.value)
