"""Who can do something: the four kinds of provider, and what they did before."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from stdnum.cn import uscc
from stdnum.exceptions import ValidationError as CodeError

from organisations.enums import (
    CODE_PREFIX,
    CODE_TAKEN,
    FORMS_OF_KIND,
    PROVIDER_OVERSEERS,
    PROVIDER_READERS,
    Language,
    ProviderForm,
    ProviderKind,
    ProviderState,
    Role,
)
from organisations.models.phone import refuse_own_phone
from organisations.models.spoken import spoken
from records.models import Checked, PublicIdField

if TYPE_CHECKING:
    from organisations.models.account import Appointment, User


class ProviderQuerySet(models.QuerySet["Provider"]):
    """Queryset words of providers."""

    def active(self) -> ProviderQuerySet:
        return self.filter(state=ProviderState.ACTIVE)

    def kept_up(self) -> ProviderQuerySet:
        """Confirmed lately enough to stay on the menu."""
        return self.filter(kept_up())

    def named(self, words: str) -> ProviderQuerySet:
        """Those whose name in either language holds these words; all without words."""
        return self.filter(Q(name__icontains=words) | Q(name_en__icontains=words))

    def run_by(self, user: User) -> ProviderQuerySet:
        """Those that this user administers today."""
        return self.filter(
            pk__in=user.appointments.current()
            .filter(role=Role.PROVIDER_ADMIN)
            .values("provider_id")
        )

    def visible_to(self, user: User) -> ProviderQuerySet:
        """Its own for an administrator; all for who oversees them; active for staff."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        seen = Q(pk__in=[])
        for appointment in user.appointments.current().select_related("territory"):
            seen |= _seen_by(appointment)
        return self.filter(seen)


def kept_up(at: str = "") -> Q:
    """Where the register's entry was confirmed (or made) not too long ago; `at` is the
    way to the provider."""
    limit = timezone.localdate() - settings.ENTRY_LEAVES_AFTER
    made = Q(**{f"{at}confirmed_on": None, f"{at}registered_at__date__gt": limit})
    return Q(**{f"{at}confirmed_on__gt": limit}) | made


def _seen_by(appointment: Appointment) -> Q:
    """The providers that one appointment opens; nothing for a role not named here."""
    if appointment.role == Role.PROVIDER_ADMIN:
        return Q(pk=appointment.provider_id)
    if appointment.territory is None:
        return Q(pk__in=[])
    here = Q(street__code__startswith=appointment.territory.district_code)
    if appointment.role in PROVIDER_OVERSEERS:
        return here
    if appointment.role in PROVIDER_READERS:
        return here & Q(state=ProviderState.ACTIVE)
    return Q(pk__in=[])


class Provider(Checked):
    """A social organisation, volunteer team, technical agency or public-sector unit."""

    public_id = PublicIdField()
    kind = models.CharField(_("kind"), max_length=20, choices=ProviderKind)
    form = models.CharField(_("form"), max_length=24, choices=ProviderForm)
    name = models.CharField(_("name"), max_length=80, unique=True)
    name_en = models.CharField(_("name in English"), max_length=160, blank=True)
    credit_code = models.CharField(
        _("unified social credit code"), max_length=18, blank=True
    )
    filing_no = models.CharField(
        _("filing number of the street"), max_length=40, blank=True
    )
    street = models.ForeignKey(
        "organisations.Territory",
        models.PROTECT,
        related_name="providers",
        verbose_name=_("home street"),
    )
    stations = models.ManyToManyField(
        "organisations.Territory",
        blank=True,
        related_name="station_operators",
        verbose_name=_("streets whose social work station it runs"),
    )
    associations = models.ManyToManyField(
        "self",
        blank=True,
        symmetrical=False,
        related_name="members",
        verbose_name=_("member of"),
    )
    summary = models.TextField(_("summary"), blank=True, max_length=400)
    summary_en = models.TextField(_("summary in English"), blank=True, max_length=800)
    languages = models.JSONField(_("languages spoken"), default=list, blank=True)
    contact_role = models.CharField(_("post of the contact"), max_length=40, blank=True)
    public_phone = models.CharField(
        _("telephone for everybody"),
        max_length=40,
        blank=True,
        validators=[refuse_own_phone],
        help_text=_(
            "Of the organisation itself, never a person's own. It is shown on the public "
            "page; leave it empty to publish none."
        ),
    )
    public_address = models.CharField(
        _("address for everybody"),
        max_length=120,
        blank=True,
        help_text=_(
            "Where visitors find you, never anybody's home. It is shown on the public "
            "page; leave it empty to publish none."
        ),
    )
    state = models.CharField(
        _("state"), max_length=12, choices=ProviderState, default=ProviderState.PENDING
    )
    registered_at = models.DateTimeField(
        _("registered at"), default=timezone.now, editable=False
    )
    confirmed_on = models.DateField(_("last confirmed on"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ProviderQuerySet.as_manager()

    class Meta:
        ordering = ("name",)
        verbose_name = _("provider")
        verbose_name_plural = _("providers")
        constraints = [
            models.UniqueConstraint(
                fields=["credit_code"],
                condition=~Q(credit_code=""),
                name="provider_one_per_code",
                violation_error_message=CODE_TAKEN,
            )
        ]

    def __str__(self) -> str:
        return spoken(self.name, self.name_en)

    @property
    def subject(self) -> str:
        """How ledger and messages name it."""
        return f"provider:{self.public_id}"

    @property
    def last_confirmed(self) -> date:
        """When somebody last said that its entry is right; at first, when it was made."""
        return self.confirmed_on or timezone.localdate(self.registered_at)

    @property
    def is_faded(self) -> bool:
        """Nobody has said for a year that its entry is right."""
        return self.last_confirmed + settings.ENTRY_FADES_AFTER <= timezone.localdate()

    @property
    def leaves_on(self) -> date:
        """From this day on nothing of it is on the menu unless it is confirmed."""
        return self.last_confirmed + settings.ENTRY_LEAVES_AFTER

    @property
    def has_left(self) -> bool:
        return self.leaves_on <= timezone.localdate()

    @property
    def chain(self) -> str:
        """The ledger chain it belongs to: its district."""
        return self.street.district_code

    @property
    def text(self) -> str:
        return spoken(self.summary, self.summary_en)

    @property
    def language_names(self) -> list[str]:
        return [
            str(Language(code).label) for code in self.languages if code in Language
        ]

    def clean_fields(self, exclude: Any = None) -> None:
        """A code copied with spaces or in small letters is put right first."""
        self.credit_code = uscc.compact(self.credit_code).upper()
        super().clean_fields(exclude)

    @property
    def lacks_code(self) -> bool:
        """A credit code belongs to its form, and none is known."""
        return bool(CODE_PREFIX.get(self.form)) and not self.credit_code

    @property
    def missing(self) -> list[str]:
        """What a draft still needs before anybody can admit it, in words."""
        if self.state != ProviderState.DRAFT or not self.lacks_code:
            return []
        return [str(self._meta.get_field("credit_code").verbose_name)]

    def clean(self) -> None:
        if self.kind in FORMS_OF_KIND and self.form not in FORMS_OF_KIND[self.kind]:
            raise ValidationError(
                {"form": gettext("This form does not belong to the kind chosen above.")}
            )
        self._clean_code()

    def _clean_code(self) -> None:
        prefix = CODE_PREFIX.get(self.form, "")
        if not prefix:
            if self.credit_code:
                raise _code_error(
                    "code_unexpected",
                    gettext(
                        "This form of provider has no credit code: leave it empty."
                    ),
                )
            return
        if self.state == ProviderState.DRAFT and not self.credit_code:
            return
        try:
            uscc.validate(self.credit_code)
        except CodeError as error:
            raise _code_error(
                "code_digit",
                gettext(
                    "The credit code %(code)s is not right: 18 characters, the last is "
                    "a check digit. Copy it from the certificate again."
                )
                % {"code": self.credit_code},
            ) from error
        if not self.credit_code.startswith(prefix):
            raise _code_error(
                "code_prefix",
                gettext(
                    "A credit code of the form “%(form)s” begins with %(prefix)s. Check "
                    "the form or the code."
                )
                % {"form": self.get_form_display(), "prefix": prefix},
            )


def _code_error(code: str, sentence: str) -> ValidationError:
    return ValidationError({"credit_code": ValidationError(sentence, code=code)})


class PastProject(Checked):
    """A project the provider carried out, in its own words: what matching reads."""

    provider = models.ForeignKey(
        Provider,
        models.CASCADE,
        related_name="past_projects",
        verbose_name=_("provider"),
    )
    title = models.CharField(_("title"), max_length=80)
    title_en = models.CharField(_("title in English"), max_length=160, blank=True)
    text = models.TextField(_("what was done, what came of it"), max_length=1000)
    text_en = models.TextField(_("in English"), blank=True, max_length=2000)
    year = models.PositiveSmallIntegerField(_("year"))
    service_types = models.ManyToManyField(
        "organisations.ServiceType", blank=True, verbose_name=_("service types")
    )

    class Meta:
        ordering = ("-year", "pk")
        verbose_name = _("past project")
        verbose_name_plural = _("past projects")

    def __str__(self) -> str:
        return spoken(self.title, self.title_en)

    @property
    def story(self) -> str:
        return spoken(self.text, self.text_en)
