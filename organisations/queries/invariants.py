"""What always holds on this floor: each function names the rows where it does not."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.db.models import Count, F, Q

from organisations.enums import (
    GRADED_FORMS,
    LIVE_CLAIMS,
    NEVER_PRICED,
    SCOPE_OF_ROLE,
    IncubationStage,
    RegistrationState,
    Role,
    Scope,
    SeatState,
)
from organisations.models import (
    Appointment,
    Capability,
    Grade,
    Incubation,
    Registration,
    ServicePost,
    Territory,
    Training,
)

Faults = Iterator[str]


def every_place_lies_in_one() -> Faults:
    """A street lies in a district, a community in a street, a grid in a community."""
    codes = set(Territory.objects.values_list("code", flat=True))
    yield from sorted(c for c in codes if len(c) > 6 and c[:-3] not in codes)


def a_role_is_bound_as_it_should_be() -> Faults:
    """An appointment in force is bound to what its role is bound to."""
    held = Appointment.objects.current().select_related("territory")
    for each in held.iterator():
        wanted = SCOPE_OF_ROLE.get(Role(each.role))
        level = each.territory.level if each.territory else Scope.NONE
        found = Scope.PROVIDER if each.provider_id else Scope(level)
        if wanted is not None and found != wanted:
            yield f"{each.pk} {each.role}"


def who_is_never_paid_names_no_price() -> Faults:
    """Volunteers and public institutions of class I carry no price."""
    priced = Capability.objects.filter(price__gt=0, provider__form__in=NEVER_PRICED)
    yield from (str(pk) for pk in priced.values_list("pk", flat=True))


def only_who_can_be_graded_is_graded() -> Faults:
    """A grade belongs to a registered social organisation, and ends after it begins."""
    wrong = Grade.objects.filter(
        ~Q(provider__form__in=GRADED_FORMS) | Q(until__lt=F("since"))
    )
    yield from (str(pk) for pk in wrong.values_list("pk", flat=True))


def who_was_approved_is_on_the_register() -> Faults:
    """An approved registration became a provider, and no other one did."""
    approved = Q(state=RegistrationState.APPROVED)
    wrong = Registration.objects.exclude(
        (approved & Q(provider__isnull=False)) | (~approved & Q(provider__isnull=True))
    )
    yield from wrong.values_list("public_id", flat=True)


def each_place_of_a_training_is_held() -> Faults:
    """A training counts as taken exactly what somebody holds, or held when it was."""
    kept = Q(seats__state__in=(SeatState.HELD, SeatState.ATTENDED, SeatState.ABSENT))
    wrong = Training.objects.annotate(held=Count("seats", filter=kept))
    yield from wrong.exclude(taken=F("held")).values_list("public_id", flat=True)


def each_place_of_a_post_is_claimed() -> Faults:
    """A post counts as taken exactly its live claims."""
    live = Count("claims", filter=Q(claims__state__in=LIVE_CLAIMS))
    wrong = ServicePost.objects.annotate(live=live).exclude(taken=F("live"))
    yield from wrong.values_list("public_id", flat=True)


def who_was_filed_comes_onto_the_register() -> Faults:
    """A filed or registered body has its number and its registration, no other has."""
    ended = Q(stage__in=(IncubationStage.FILED, IncubationStage.REGISTERED))
    whole = Q(registration__isnull=False) & ~Q(number="")
    nothing = Q(registration__isnull=True, number="")
    wrong = Incubation.objects.exclude((ended & whole) | (~ended & nothing))
    yield from wrong.values_list("public_id", flat=True)


INVARIANTS: tuple[Callable[[], Faults], ...] = (
    every_place_lies_in_one,
    a_role_is_bound_as_it_should_be,
    who_is_never_paid_names_no_price,
    only_who_can_be_graded_is_graded,
    who_was_approved_is_on_the_register,
    each_place_of_a_training_is_held,
    each_place_of_a_post_is_claimed,
    who_was_filed_comes_onto_the_register,
)
