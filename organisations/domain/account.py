"""Accounts and appointments: who may act, where, since when, until when."""

from __future__ import annotations

from collections.abc import Sequence
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
from records.domain.ledger import Act, append_many

AT_ONCE = 500


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
    append_many([_created(user, by)])
    return user


@transaction.atomic
def create_accounts(*, users: Sequence[User], by: User | None) -> None:
    """Each, not yet saved, as `create_account` would keep it without a password.

    Raises ValidationError by the first fault; then no account is made.
    """
    taken = set(User.objects.values_list("username", flat=True))
    for user in users:
        user.set_unusable_password()
        user.full_clean(validate_unique=False)
        if user.username in taken:
            error = user.unique_error_message(User, ("username",))
            raise ValidationError({"username": error})
        taken.add(user.username)
    User.objects.bulk_create(users, AT_ONCE)
    append_many([_created(user, by) for user in users])


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
    appoint_each(appointments=[appointment], by=by)
    return appointment


@transaction.atomic
def appoint_each(*, appointments: Sequence[Appointment], by: User | None) -> None:
    """Each, not yet saved, as `appoint` would give it; one for each user.

    Raises ValidationError by the first fault; then nobody is appointed. ValueError for
    a user who is named twice: the caller's mistake.
    """
    users = {each.user_id for each in appointments}
    if len(users) < len(appointments):
        raise ValueError("One appointment for each user: appoint them one by one.")
    taken = User.objects.select_for_update(no_key=True).filter(pk__in=users)
    list(taken.order_by("pk").values_list("pk"))
    standing = _standing(users)
    for each in appointments:
        each.full_clean()
        _refuse_double(each, standing.get(each.user_id, []))
    Appointment.objects.bulk_create(appointments, AT_ONCE)
    for each in appointments:
        _open_doors(each)
    append_many([_act("organisations.appoint", each, by) for each in appointments])


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
    append_many([_act("organisations.end_appointment", appointment, by)])
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


def _standing(users: set[int]) -> dict[int, list[Appointment]]:
    """By user, the appointments that nobody has ended."""
    held: dict[int, list[Appointment]] = {}
    for each in Appointment.objects.filter(user__in=users, ended_at__isnull=True):
        held.setdefault(each.user_id, []).append(each)
    return held


def _refuse_double(new: Appointment, standing: Sequence[Appointment]) -> None:
    for old in standing:
        if _what(old) != _what(new):
            continue
        if (old.until is None or old.until >= new.since) and (
            new.until is None or new.until >= old.since
        ):
            raise ValidationError(
                gettext("%(name)s holds this role here in that time already."),
                code="already",
                params={"name": str(new.user)},
            )


def _what(appointment: Appointment) -> tuple[str, int | None, int | None]:
    return (
        appointment.role,
        appointment.territory_id,
        appointment.provider_id,
    )


def _open_doors(appointment: Appointment) -> None:
    """Groups of the admin site follow the appointments of today."""
    if appointment.role in ADMIN_SITE_ROLES:
        install_role_groups()
        appointment.user.keep_groups_in_step()


def _created(user: User, by: User | None) -> Act:
    return Act(
        settings.DISTRICT_CODE,
        "organisations.create_account",
        by,
        user.subject,
        {"user": user.pk},
    )


def _act(action: str, appointment: Appointment, by: User | None) -> Act:
    scope = appointment.territory or appointment.provider
    return Act(
        appointment.chain,
        action,
        by,
        appointment.user.subject,
        {
            "appointment": appointment.pk,
            "role": str(appointment.role),
            "scope": getattr(scope, "code", None) or getattr(scope, "public_id", ""),
            "employer": getattr(appointment.employer, "public_id", ""),
            "since": appointment.since.isoformat(),
            "until": appointment.until.isoformat() if appointment.until else None,
        },
    )
