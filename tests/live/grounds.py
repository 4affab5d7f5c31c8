"""The premises of the tests of live grounds: B1 alone, quick in everything that a test waits for."""

import tomllib

from lab.site import site_of
from premises.quantity import seconds

SPEED = 8.0
SITE = site_of(
    tomllib.loads("""
name = "tested"

[bridges.b1]
ppmid_variant = "B1"
eui = "90-B3-D5-1F-30-B1-00-01"
image_type = 0x0184
reboot_s = 2.0
query_every_s = 30.0
start_delay_max_s = 3.0
"""),
    "site.toml",
)
AN_HOUR = seconds(3600)
