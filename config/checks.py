"""System checks of how the house is wired."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

LOCAL = ("127.0.0.1", "localhost")


@register()
def check_oidc(**kwargs: Any) -> list[CheckMessage]:
    """Sign-in by OpenID Connect is set up whole, over TLS, or not at all."""
    given = {name for name, value in settings.OIDC.items() if value}
    if not given:
        return []
    missing = sorted(settings.OIDC.keys() - given)
    faults: list[CheckMessage] = [
        Error(
            f"{name} is missing: {', '.join(sorted(given))} stand alone.",
            id="config.E001",
        )
        for name in missing
    ]
    server = urlsplit(settings.OIDC["OIDC_SERVER"])
    if server.scheme != "https" and server.hostname not in LOCAL and not missing:
        faults.append(
            Error(
                "OIDC_SERVER must begin with https://: it vouches for who signs in.",
                id="config.E002",
            )
        )
    return faults
