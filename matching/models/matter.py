"""Reference data of the response system: matters, receiving bodies, words of danger.

All of it is data with a version and a source, loaded by `load_reference`; a district
puts its own in their place.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from matching.enums import ClockUnit, Danger, Level, MatterClass, Route
from organisations.models.spoken import spoken


class Matter(models.Model):
    """One of the 51 matters. The class follows from it, nobody picks a class."""

    code = models.CharField(_("code"), max_length=8, primary_key=True)
    klass = models.CharField(_("class"), max_length=20, choices=MatterClass)
    name = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(_("name in English"), max_length=120)
    lead = models.CharField(_("lead department"), max_length=60)
    lead_en = models.CharField(_("in English"), max_length=120, blank=True)
    route = models.CharField(_("route"), max_length=2, choices=Route)
    emergency_card = models.BooleanField(_("emergency card first"), default=False)
    case = models.BooleanField(_("confidential casework"), default=False)
    service_types = models.JSONField(_("service types"), default=list, blank=True)
    words = models.JSONField(_("words"), default=list, blank=True)
    version = models.CharField(_("version"), max_length=20)
    source = models.CharField(_("source"), max_length=160)

    class Meta:
        ordering = ("code",)
        verbose_name = _("matter")
        verbose_name_plural = _("matters")

    def __str__(self) -> str:
        return spoken(self.name, self.name_en)


class ReferralBody(models.Model):
    """Who receives what is not ours; the centre checks the numbers each quarter."""

    code = models.CharField(_("code"), max_length=20, primary_key=True)
    name = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(_("name in English"), max_length=120)
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    for_what = models.CharField(_("for what"), max_length=160, blank=True)
    for_what_en = models.CharField(_("in English"), max_length=240, blank=True)
    words = models.JSONField(_("words"), default=list, blank=True)
    checked_on = models.DateField(_("number last checked on"), null=True, blank=True)
    version = models.CharField(_("version"), max_length=20)

    class Meta:
        ordering = ("code",)
        verbose_name = _("receiving body")
        verbose_name_plural = _("receiving bodies")

    def __str__(self) -> str:
        return spoken(self.name, self.name_en)


class DangerFamily(models.Model):
    """One family of words of danger, and whom to ring."""

    code = models.CharField(
        _("family"), max_length=10, choices=Danger, primary_key=True
    )
    numbers = models.JSONField(_("numbers to ring"), default=list)
    words = models.JSONField(_("words"), default=dict)
    version = models.CharField(_("version"), max_length=20)
    source = models.CharField(_("source"), max_length=160)

    class Meta:
        ordering = ("code",)
        verbose_name = _("words of danger")
        verbose_name_plural = _("words of danger")

    def __str__(self) -> str:
        return str(self.get_code_display())


class LevelLimit(models.Model):
    """How long a level may hold a matter before the next one is told (section 4b)."""

    klass = models.CharField(_("class"), max_length=20, choices=MatterClass)
    level = models.CharField(_("level"), max_length=10, choices=Level)
    amount = models.PositiveSmallIntegerField(_("amount"))
    unit = models.CharField(_("unit"), max_length=8, choices=ClockUnit)
    version = models.CharField(_("version"), max_length=20)
    source = models.CharField(_("source"), max_length=160)

    class Meta:
        ordering = ("klass", "level")
        verbose_name = _("limit of a level")
        verbose_name_plural = _("limits of levels")
        constraints = [
            models.UniqueConstraint(
                fields=["klass", "level"], name="limit_per_class_level"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_klass_display()} · {self.get_level_display()}"
