"""The premises that Smart DCC's own software drives: its site, with the published certificates and test keys in it."""

import zipfile

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_der_private_key

from premises.identity import Eui64
from premises.trust.keys import SigningKey
from tests.judges.duis.published import JAR, SUPPLIER

HUB = Eui64("00-DB-12-34-56-78-90-A2")
B1 = Eui64("90-B3-D5-1F-30-B1-00-01")
ESME = Eui64("00-DB-12-34-56-78-90-A0")
GSME = Eui64("00-DB-12-34-56-78-90-A1")
PPMID = Eui64("00-DB-12-34-56-78-90-A4")
LATE = Eui64("00-DB-12-34-56-78-90-A5")
"""An HCALCS that nobody announced yet."""

SPEED = 16

NEW = 0x0001_0001

QUICK = "start_delay_max_s = 5.0\nquery_every_s = 10.0\nreboot_s = 5.0"

SITE = """
name = "judged"
[suppliers.supplier]
url = "http://127.0.0.1:{port}/smartdcc/duis"
uplift = "before-mp170"
xml_certificate = '''{xml}'''
signing_certificate = '''{signing}'''
[bridges.b1]
ppmid_variant = "B1"
eui = "{b1}"
image_type = 0x0184
{quick}
[meters.esme]
kind = "ESME"
eui = "{esme}"
[meters.esme.firmware]
{quick}
[meters.gsme]
kind = "GSME"
eui = "{gsme}"
wake_every_s = 60.0
awake_s = 20.0
[meters.gsme.firmware]
{quick}
[meters.ppmid]
kind = "PPMID"
eui = "{ppmid}"
[meters.ppmid.firmware]
{quick}
[meters.late]
kind = "HCALCS"
eui = "{late}"
joined = false
[meters.late.firmware]
{quick}
"""


def in_jar(name: str) -> bytes:
    with zipfile.ZipFile(JAR) as jar:
        return jar.read(name)


def published_signing_key() -> SigningKey:
    """Give the published key with which the Supplier signs commands and trailers."""
    key = load_der_private_key(in_jar("Z1-supplier-ds.key"), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return SigningKey(key.private_numbers().private_value)


def site_text(port: int) -> str:
    """Give the site of a premises whose Supplier listens at ``port``."""
    euis = {"b1": B1, "esme": ESME, "gsme": GSME, "ppmid": PPMID, "late": LATE}
    pems = {"xml": in_jar(f"{SUPPLIER}.pem").decode(), "signing": in_jar("Z1-supplier-ds.pem").decode()}
    return SITE.format(port=port, quick=QUICK, **euis, **pems)
