"""Two bridges, and the words in which a site is refused: for the tests of sites."""

import pytest

from lab.site import site_of
from premises.errors import SiteError

B1 = {"ppmid_variant": "B1", "eui": "90-B3-D5-1F-30-B1-00-01", "image_type": 0x0184}
B2 = {"ppmid_variant": "B2", "eui": "90-B3-D5-1F-30-B2-00-01", "image_type": 0x0284}


def refusal(document: dict[str, object]) -> str:
    """Give the words in which a site is refused."""
    with pytest.raises(SiteError) as refused:
        site_of(document, "site x.toml")
    return str(refused.value)
