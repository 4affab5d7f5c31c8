"""Whom a device trusts: the Supplier of its fuel at that moment, by its own certificate if the site has one."""

from pathlib import Path

import pytest

from premises.errors import TrustError
from premises.identity import Eui64, Name
from premises.quantity import ORIGIN, Instant, seconds
from premises.trust.anchors import anchors_of, signing_key_of
from premises.trust.certificates import pem, pki_of
from premises.trust.keys import signing_key
from premises.trust.trailer import supplier_key
from premises.wire.site import Site
from premises.wire.tables.suppliers import ChangeOfSupplierSpec, RegisteredSpec, SupplierSpec

POWER, GAS, NEXT = (Eui64(f"90-B3-D5-1F-30-01-00-0{digit}") for digit in (1, 2, 3))
SUPPLIERS = {"power": SupplierSpec(POWER, ["IS"]), "gas": SupplierSpec(GAS, ["GS"]), "next": SupplierSpec(NEXT)}
SITE = Site(
    suppliers=SUPPLIERS,
    registered=RegisteredSpec("power", "gas"),
    change_of_supplier=[ChangeOfSupplierSpec(100.0, "electricity", "next")],
)
WHOSE = Name("power")


@pytest.mark.parametrize(
    ("kind", "before", "after"),
    [("ESME", POWER, NEXT), ("HCALCS", POWER, NEXT), ("GSME", GAS, GAS), ("PPMID", POWER, NEXT)],
)
def test_a_change_of_supplier_is_one_for_the_devices_of_its_fuel_alone(kind: str, before: Eui64, after: Eui64) -> None:
    anchors = anchors_of(SITE, kind)

    assert anchors.at(ORIGIN).supplier == before
    assert anchors.at(Instant(seconds(100) - 1)).supplier == before
    assert anchors.at(Instant(seconds(100))).supplier == after
    assert anchors.at(Instant(seconds(100))).key == supplier_key(after).public


def test_a_suppliers_own_certificate_takes_the_place_of_the_premises_key(tmp_path: Path) -> None:
    certificate = pem(pki_of(1, {WHOSE: POWER}).parties[0].certificate).decode()
    file = tmp_path / "power.pem"
    file.write_text(certificate)

    for given in (certificate, str(file)):
        assert signing_key_of(SupplierSpec(POWER, signing_certificate=given)) == signing_key(1, WHOSE).public


@pytest.mark.parametrize("given", ["-----BEGIN CERTIFICATE-----\nnothing", "/nowhere/power.pem"])
def test_a_certificate_that_cannot_be_read_is_said_to_be_none(given: str) -> None:
    with pytest.raises(TrustError, match=f"the signing certificate of {POWER} cannot be read"):
        signing_key_of(SupplierSpec(POWER, signing_certificate=given))
