"""Personal links `/i/<token>/`: for people without an account, once, for a while.

A GET never changes anything (chat programs fetch links to show a preview); the act
itself is one POST, and its verb calls `use` in the same transaction.
"""

import hashlib
import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.transaction import TransactionManagementError
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext

from records.models import Link
from records.models.identifier import CROCKFORD, LENGTH
from records.models.link import HANDED_BY, TITLES

View = Callable[[HttpRequest, Link], HttpResponseBase]
_VIEWS: dict[str, View] = {}


class LinkUnknown(ValidationError):
    """No such link: HTTP 404."""


class LinkGone(ValidationError):
    """The link was used or has expired: HTTP 410."""


def register_purpose(name: str, view: View, title: Any = "") -> None:
    """Say which view(request, link) serves a purpose (`app.act`); from ready(). One
    that people hand over by hand has a `title`."""
    _VIEWS[name] = view
    TITLES[name] = title


def view_of(purpose: str) -> View:
    """The view of a purpose; LookupError if nobody registered it."""
    if purpose not in _VIEWS:
        raise LookupError(f"link purpose {purpose!r} is not registered")
    return _VIEWS[purpose]


def issue(
    *,
    purpose: str,
    subject: str,
    expires_at: datetime,
    payload: dict[str, Any] | None = None,
    recipient: str = "",
    token: str = "",
    by: Any = None,
) -> tuple[Link, str]:
    """Make a link and its token. The token (192 random bits, or one of `brief_token`
    where it must fit a text message) is handed out here and never again: only its
    SHA-256 is stored. `by` hands it over in person.

    Raises LookupError for a purpose nobody registered, ValidationError when the link
    would be dead at birth.
    """
    view_of(purpose)
    if expires_at <= timezone.now():
        raise ValidationError(
            gettext("A link must expire in the future."), code="link_expired"
        )
    token = token or secrets.token_urlsafe(24)
    link = Link.objects.create(
        digest=_digest(token),
        purpose=purpose,
        subject=subject,
        payload={**(payload or {}), **({HANDED_BY: by.pk} if by else {})},
        recipient=recipient,
        expires_at=expires_at,
    )
    return link, token


def brief_token(name: str) -> str:
    """12 characters (60 bits) that follow from the name and the house's secret key:
    whoever writes the letter again writes the same address."""
    found = salted_hmac("records.links", name, algorithm="sha256").digest()
    return "".join(CROCKFORD[byte % 32] for byte in found[:LENGTH])


def open_link(token: str) -> Link:
    """The usable link of this token; reads only.

    Raises LinkUnknown (404) or LinkGone (410), each with a sentence for the reader.
    """
    link = Link.objects.filter(digest=_digest(token)).first()
    if link is None:
        raise LinkUnknown(
            gettext("There is no such link. Please check that it is complete."),
            code="link_unknown",
        )
    _refuse_gone(link)
    return link


def use(link: Link) -> Link:
    """Mark the link used, inside the transaction of its act: one caller succeeds.

    Raises LinkGone for all others, TransactionManagementError outside an atomic block.
    """
    if not connection.in_atomic_block:
        raise TransactionManagementError(
            "A link is used inside the transaction of the act it allows."
        )
    now = timezone.now()
    used = Link.objects.usable(now).filter(pk=link.pk).update(used_at=now)
    link.refresh_from_db()
    if not used:
        _refuse_gone(link)
    return link


def end(*, purpose: str, subject: str) -> int:
    """Close every usable link of a purpose and a subject; how many there were."""
    now = timezone.now()
    links = Link.objects.usable(now).filter(purpose=purpose, subject=subject)
    return links.update(expires_at=now)


def _refuse_gone(link: Link) -> None:
    if link.used_at is not None:
        raise LinkGone(
            gettext("This link has been used already. Nothing more is needed."),
            code="link_used",
        )
    if link.expires_at <= timezone.now():
        raise LinkGone(
            gettext("This link has expired. Please ask whoever sent it for a new one."),
            code="link_expired",
        )


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
