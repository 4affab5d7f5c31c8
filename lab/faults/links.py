"""What no single key of a link can show to be wrong: the keys that only make sense together."""

from premises.errors import SiteError
from premises.wire.site import LinkSpec


def check_link(spec: LinkSpec, at: str) -> None:
    """Refuse a link that no radio is like; SiteError, one line, that begins with ``at``."""
    if spec.distribution == "uniform" and spec.jitter_ms > spec.latency_ms:
        raise SiteError(f"{at}.jitter_ms = {spec.jitter_ms}: expected at most the latency {spec.latency_ms}")
    if spec.correlation and not spec.jitter_ms:
        raise SiteError(f"{at}.correlation = {spec.correlation:g}: expected a jitter_ms beside it, which it is about")
    if spec.burst_into and not spec.burst_out_of:
        raise SiteError(f"{at}.burst_out_of = {spec.burst_out_of:g}: expected more than 0, or bursts would never end")
