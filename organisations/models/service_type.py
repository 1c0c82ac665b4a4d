"""The catalogue: what can be asked for and offered."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from organisations.models.spoken import spoken


class ServiceCategory(models.Model):
    """A letter of the catalogue: A older people ... M support of organisations."""

    code = models.CharField(_("code"), max_length=1, primary_key=True)
    name = models.CharField(_("name"), max_length=40)
    name_en = models.CharField(_("name in English"), max_length=80)

    class Meta:
        ordering = ("code",)
        verbose_name = _("service category")
        verbose_name_plural = _("service categories")

    def __str__(self) -> str:
        return spoken(self.name, self.name_en)


class ServiceTypeQuerySet(models.QuerySet["ServiceType"]):
    """Queryset words of the catalogue."""

    def for_residents(self) -> ServiceTypeQuerySet:
        return self.filter(for_organisations=False)


class ServiceType(models.Model):
    """One service item of the catalogue with its unit and its gates."""

    code = models.CharField(_("code"), max_length=4, unique=True)
    category = models.ForeignKey(
        ServiceCategory,
        models.PROTECT,
        related_name="types",
        verbose_name=_("category"),
    )
    name = models.CharField(_("name"), max_length=40)
    name_en = models.CharField(_("name in English"), max_length=80)
    description = models.CharField(_("what it is"), max_length=200)
    description_en = models.CharField(_("what it is, in English"), max_length=300)
    synonyms = models.JSONField(_("what neighbours call it"), default=list, blank=True)
    unit = models.CharField(_("unit"), max_length=10)
    unit_en = models.CharField(_("unit in English"), max_length=20)
    gates = models.JSONField(_("gates"), default=list, blank=True)
    licence = models.CharField(_("licence"), max_length=40, blank=True)
    licence_en = models.CharField(_("licence in English"), max_length=80, blank=True)
    for_organisations = models.BooleanField(_("only for organisations"), default=False)
    version = models.CharField(_("version of the catalogue"), max_length=20)
    gz_catalogue_ref = models.CharField(
        _("reference in the city's catalogue"), max_length=40, blank=True
    )
    hsds_taxonomy_term = models.CharField(
        _("HSDS taxonomy term"), max_length=80, blank=True
    )

    objects = ServiceTypeQuerySet.as_manager()

    class Meta:
        ordering = ("code",)
        verbose_name = _("service type")
        verbose_name_plural = _("service types")

    def __str__(self) -> str:
        return spoken(self.name, self.name_en)

    @property
    def unit_name(self) -> str:
        return spoken(self.unit, self.unit_en)

    def amount(self, number: int) -> str:
        """`60 meals`: how much, with the unit; no line break between."""
        plural = "" if number == 1 else "s"
        unit = spoken(self.unit, f"{self.unit_en}{plural}")
        return f"{number:,}\N{NO-BREAK SPACE}{unit}"

    @property
    def text(self) -> str:
        return spoken(self.description, self.description_en)
