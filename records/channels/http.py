"""One request to a gateway: JSON there and back, never longer than its time."""

import json
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from records.channels import Refused

PATIENCE = 10.0  # seconds
# The far end is busy or down: it may take the same letter later.
PASSING = frozenset({408, 425, 429})


def ask(
    url: str,
    body: dict[str, Any] | None = None,
    *,
    headers: dict[str, str] | None = None,
    patience: float = PATIENCE,
) -> dict[str, Any]:
    """What a gateway answers to a POST of `body`, or to a GET without one.

    Raises Refused where it says that it never takes this (4xx), OSError where it may
    later (5xx, no answer in time, no connection), ValueError for an answer that is no
    JSON object. 409 is an answer: it has this key already.
    """
    data = None if body is None else json.dumps(body).encode()
    sent = {"Content-Type": "application/json", **(headers or {})}
    request = Request(url, data=data, headers=sent)  # noqa: S310 (checked: records.E006)
    try:
        with urlopen(request, timeout=patience) as response:  # noqa: S310
            return _read(response.read())
    except HTTPError as error:
        with error:
            if error.code == 409:
                return _read(error.read())
            if 400 <= error.code < 500 and error.code not in PASSING:
                raise Refused(f"HTTP {error.code}") from error
        raise


def _read(data: bytes) -> dict[str, Any]:
    found = json.loads(data or b"{}")
    if not isinstance(found, dict):
        raise ValueError("the gateway answered with something else than an object")
    return found
