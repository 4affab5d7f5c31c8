"""What Smart DCC published of DUIS, read where ``make oracles`` put it: nothing of it is kept here, for it is GPL-3."""

import zipfile
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from lxml import etree

from premises.trust.users import XmlIdentity, identity_in

PACKAGES = Path(__file__).parents[3] / ".oracles" / "npm" / "node_modules"
JAR = PACKAGES / "@smartdcc" / "duis-sign-wrap" / "dist" / "tool.jar"
TEMPLATES = PACKAGES / "@smartdcc" / "duis-templates" / "templates"

ARE_THERE = JAR.exists()

DSP, SUPPLIER, OTHER_SUPPLIER = (
    "dsp-xml-sign-90B3D51F30000002-ds",
    "xml-sign-90B3D51F30010000-ds",
    "xml-sign-90B3D51F30020000-ds",
)
"""Whose test keys and certificates are in the jar."""

_SCHEMAS = {
    "DUIS Schema V5.1.xsd": "duis.xsd",
    "MMC Schema V5.1.xsd": "mmc.xsd",
    "xmldsig-core-schema.xsd": "xmldsig-core-schema.xsd",
}
"""By their names in the jar; libxml2 passes over an import whose file name has a blank."""


@cache
def identity(name: str) -> XmlIdentity:
    """Give a published test identity."""
    with zipfile.ZipFile(JAR) as jar:
        return identity_in(jar.read(f"{name}.pem"), jar.read(f"{name}.key"))


@cache
def schema() -> etree.XMLSchema:
    """Give the published XSD V5.1, whole."""
    with zipfile.ZipFile(JAR) as jar, TemporaryDirectory() as folder:
        for name, written in _SCHEMAS.items():
            text = jar.read(name).decode()
            for old, new in _SCHEMAS.items():
                text = text.replace(f'schemaLocation="{old}"', f'schemaLocation="{new}"')
            (Path(folder) / written).write_text(text)
        return etree.XMLSchema(etree.parse(Path(folder) / "duis.xsd"))


def template(name: str) -> bytes:
    """Give a published request template by the beginning of its file name."""
    (found,) = TEMPLATES.glob(f"{name}*_REQUEST_DUIS.XML")
    return found.read_bytes()
