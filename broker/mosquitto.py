"""The way to a mosquitto of this machine, with our users, rules and limits."""

import os
import shutil
import subprocess
from pathlib import Path

from broker.access import Access
from broker.program import Program
from broker.rules import Grant, grants
from premises.errors import LinkError
from premises.wire.envelope import PAYLOAD_MAX

ACCOUNT = "mosquitto"
"""The user that Debian's package makes; it runs as it when we are root."""

_SEARCH_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
"""An ordinary user's PATH often leaves out /usr/sbin, where Debian has it."""


def mosquitto_program(access: Access, host: str, port: int, folder: Path) -> Program:
    """Write its files into ``folder`` (of mode 0700) and give what to start; LinkError when it is not installed.

    It reads the files before it says it is ready, and not again.
    """
    mosquitto, hasher = _find("mosquitto"), _find("mosquitto_passwd")
    table = grants(access)
    passwords = folder / "passwords"
    passwords.write_text("".join(f"{grant.user}:{grant.password}\n" for grant in table))
    subprocess.run([hasher, "-U", str(passwords)], check=True, capture_output=True)
    rules = folder / "rules"
    rules.write_text("\n".join(_acl(grant) for grant in table))
    config = folder / "mosquitto.conf"
    config.write_text(_config(host, port, passwords, rules))
    account = ACCOUNT if os.geteuid() == 0 else None
    if account is not None:
        for path in (folder, *folder.iterdir()):
            shutil.chown(path, account, account)
    return Program("mosquitto", (mosquitto, "-c", str(config)), " running", account=account)


def _config(host: str, port: int, passwords: Path, rules: Path) -> str:
    return f"""\
listener {port} {host}
allow_anonymous false
password_file {passwords}
acl_file {rules}
persistence false
# Without it a packet can wait 40 ms for the acknowledgement of the one before.
set_tcp_nodelay true
# Zero is no limit; the defaults drop silently.
max_queued_messages 0
max_inflight_messages 0
message_size_limit {PAYLOAD_MAX}
log_dest stderr
log_timestamp false
log_type error
log_type warning
# It says that it is running, once, as information.
log_type information
connection_messages false
"""


def _acl(grant: Grant) -> str:
    lines = [f"user {grant.user}"]
    lines += [f"topic write {topic}" for topic in grant.publish]
    lines += [f"topic read {topic}" for topic in grant.subscribe]
    return "\n".join(lines) + "\n"


def _find(program: str) -> str:
    found = shutil.which(program) or shutil.which(program, path=_SEARCH_PATH)
    if found is None:
        raise LinkError(f"{program} is not installed (on Debian: apt-get install mosquitto), or use --kind amqtt")
    return found
