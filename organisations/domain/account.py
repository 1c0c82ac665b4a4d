"""Accounts and appointments: who may act, where, since when, until when."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from organisations.domain.role_group import install_role_groups
from organisations.enums import ADMIN_SITE_ROLES
from organisations.models import Appointment, Provider, Territory, User
from records.domain.ledger import append


@transaction.atomic
def create_account(
    *,
    username: str,
    name: str,
    name_en: str = "",
    password: str | None = None,
    email: str = "",
    language: str = "",
    by: User | None,
) -> User:
    """An account without any right; without a password it is entered after a reset.

    Raises ValidationError by field: user name taken or malformed, password too weak
    (not asked for in the demo, whose passwords are printed).
    """
    user = User(
        username=username, name=name, name_en=name_en, email=email, language=language
    )
    user.set_password(password)
    user.full_clean()
    if password and not settings.DEMO:
        _refuse_weak(password, user)
    user.save()
    append(
        chain=settings.DISTRICT_CODE,
        action="organisations.create_account",
        actor=by,
        subject=user.subject,
        facts={"user": user.pk},
    )
    return user


@transaction.atomic
def appoint(
    *,
    user: User,
    role: str,
    territory: Territory | None = None,
    provider: Provider | None = None,
    employer: Provider | None = None,
    since: date | None = None,
    until: date | None = None,
    by: User | None,
) -> Appointment:
    """Give a role over a territory or for a provider.

    Raises ValidationError: `scope` (the role asks for another kind), `employer`,
    `already` (the same appointment overlaps), or the sentence of a constraint, among
    them that the three administrator powers exclude each other.
    """
    appointment = Appointment(
        user=user,
        role=role,
        territory=territory,
        provider=provider,
        employer=employer,
        since=since or timezone.localdate(),
        until=until,
    )
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    appointment.full_clean()
    _refuse_double(appointment)
    appointment.save()
    _open_doors(appointment)
    _tell("organisations.appoint", appointment, by)
    return appointment


@transaction.atomic
def end_appointment(
    *, appointment: Appointment, until: date | None = None, by: User | None
) -> Appointment:
    """End a role: after the day `until`, or, without one, from this moment on.

    Raises ValidationError `ended` when it was ended before.
    """
    appointment = Appointment.objects.select_for_update().get(pk=appointment.pk)
    if appointment.ended_at is not None:
        raise ValidationError(
            gettext("This appointment has ended already."), code="ended"
        )
    if until is None:
        appointment.ended_at = timezone.now()
        until = max(timezone.localdate(), appointment.since)
    appointment.until = until
    appointment.full_clean()
    appointment.save(update_fields=["until", "ended_at"])
    _open_doors(appointment)
    _tell("organisations.end_appointment", appointment, by)
    return appointment


def choose_language(*, user: User, language: str) -> User:
    """Keep the language of the pages whose address names none; no act for the ledger.

    Raises ValidationError `language` for one that this house does not speak.
    """
    if language not in dict(settings.LANGUAGES):
        raise ValidationError(
            gettext(
                "Select a valid choice. That choice is not one of the available choices."
            ),
            code="language",
        )
    User.objects.filter(pk=user.pk).update(language=language)
    user.language = language
    return user


def _refuse_weak(password: str, user: User) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise ValidationError({"password": error}) from error


def _refuse_double(new: Appointment) -> None:
    same = Appointment.objects.filter(
        user=new.user,
        role=new.role,
        territory=new.territory,
        provider=new.provider,
        ended_at__isnull=True,
    )
    for old in same:
        if (old.until is None or old.until >= new.since) and (
            new.until is None or new.until >= old.since
        ):
            raise ValidationError(
                gettext("%(name)s holds this role here in that time already."),
                code="already",
                params={"name": str(new.user)},
            )


def _open_doors(appointment: Appointment) -> None:
    """Groups of the admin site follow the appointments of today."""
    if appointment.role in ADMIN_SITE_ROLES:
        install_role_groups()
        appointment.user.keep_groups_in_step()


def _tell(action: str, appointment: Appointment, by: User | None) -> None:
    scope = appointment.territory or appointment.provider
    append(
        chain=appointment.chain,
        action=action,
        actor=by,
        subject=appointment.user.subject,
        facts={
            "appointment": appointment.pk,
            "role": str(appointment.role),
            "scope": getattr(scope, "code", None) or getattr(scope, "public_id", ""),
            "employer": getattr(appointment.employer, "public_id", ""),
            "since": appointment.since.isoformat(),
            "until": appointment.until.isoformat() if appointment.until else None,
        },
    )
