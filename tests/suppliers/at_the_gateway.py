"""A Supplier's desk before a real gateway and a real adapter, in one process (tests.gateway.ground)."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from lab.desk.client import Desk, open_desk
from lab.desk.drawer import Drawer
from lab.desk.post import DuisPost, open_post
from premises.identity import eui64
from premises.trust.trailer import supplier_key
from premises.trust.users import dcc_identity, supplier_identity
from premises.wire.site import SUPPLIER, Site
from tests.gateway.ground import PASSWORD, SEED

ME = eui64(Site().suppliers[SUPPLIER].eui)


def drawer(folder: Path, *, seed: int = SEED, dcc: int = SEED, password: str = PASSWORD) -> Drawer:
    """Give the usual Supplier's, with the keys of a premises of ``seed`` and the DCC's certificate of ``dcc``."""
    identity = supplier_identity(seed, SUPPLIER, ME)
    certificates = (dcc_identity(dcc).certificate,)
    places = folder / "counter", folder / "place", folder / "signing.key.pem"
    return Drawer(SUPPLIER, ME, identity, certificates, password, *places, supplier_key(ME).public)


@asynccontextmanager
async def desk_at(url: str, own: Drawer) -> AsyncIterator[tuple[Desk, DuisPost]]:
    """Open a desk and its post."""
    async with open_desk(url, own) as desk, open_post(desk, own) as post:
        yield desk, post
