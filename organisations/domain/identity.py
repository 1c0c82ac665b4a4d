"""Identities of another house (OpenID Connect) that sign in an account of ours."""

from __future__ import annotations

from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from organisations.models import User
from records.domain.ledger import append


@transaction.atomic
def link_identity(
    *, user: User, provider: str, identity: str, by: User | None
) -> SocialAccount:
    """From now on the identity (the provider's `sub`) signs this user in.

    `by` is None where the provider's verified e-mail address told whose it is. Raises
    ValidationError `identity_taken`, `account_closed`.
    """
    if not user.is_active:
        raise ValidationError(_("This account is closed."), code="account_closed")
    found = SocialAccount.objects.filter(provider=provider, uid=identity).first()
    if found and found.user_id != user.pk:
        raise ValidationError(
            _("This identity signs in another account. Unlink it there first."),
            code="identity_taken",
        )
    if found:
        return found
    made = SocialAccount.objects.create(user=user, provider=provider, uid=identity)
    _write("link_identity", user, by, made)
    return made


@transaction.atomic
def unlink_identities(*, user: User, provider: str, by: User | None) -> int:
    """None of this provider signs the user in any more; how many did."""
    linked = list(SocialAccount.objects.filter(user=user, provider=provider))
    for each in linked:
        _write("unlink_identity", user, by, each)
        each.delete()
    return len(linked)


def _write(verb: str, user: User, by: User | None, account: SocialAccount) -> None:
    append(
        chain=settings.DISTRICT_CODE,
        action=f"organisations.{verb}",
        actor=by,
        subject=user.subject,
        facts={"provider": account.provider, "identity": account.pk},
    )
