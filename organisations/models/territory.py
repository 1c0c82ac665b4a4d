"""Where: one table for district, street, community and grid."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from organisations.enums import LEVEL_BY_CODE_LENGTH, TerritoryLevel
from organisations.models.spoken import spoken


class TerritoryQuerySet(models.QuerySet["Territory"]):
    """Queryset words of territories."""

    def within(self, code: str) -> TerritoryQuerySet:
        """The territory with this code and all below it."""
        return self.filter(code__startswith=code)

    def communities(self) -> TerritoryQuerySet:
        return self.filter(level=TerritoryLevel.COMMUNITY)

    def streets(self) -> TerritoryQuerySet:
        return self.filter(level=TerritoryLevel.STREET)


class Territory(models.Model):
    """A district, street, community or grid; descendants share its code as prefix."""

    code = models.CharField(
        _("administrative code"),
        max_length=15,
        unique=True,
        validators=[RegexValidator(r"^\d{6}(\d{3}){0,3}$")],
    )
    level = models.CharField(_("level"), max_length=10, choices=TerritoryLevel)
    name = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(_("name in English"), max_length=80, blank=True)
    full_name = models.CharField(
        _("full name of its committee"), max_length=80, blank=True
    )

    objects = TerritoryQuerySet.as_manager()

    class Meta:
        ordering = ("code",)
        verbose_name = _("territory")
        verbose_name_plural = _("territories")

    def __str__(self) -> str:
        return spoken(self.name, self.name_en)

    def clean(self) -> None:
        if LEVEL_BY_CODE_LENGTH.get(len(self.code)) != self.level:
            raise ValidationError(
                {
                    "code": ValidationError(
                        gettext(
                            "The code %(code)s has %(length)d digits, which does not "
                            "fit the level “%(level)s”. Check the code."
                        ),
                        code="code_level",
                        params={
                            "code": self.code,
                            "length": len(self.code),
                            "level": self.get_level_display(),
                        },
                    )
                }
            )

    @property
    def street_code(self) -> str:
        """Code of the street it lies in ("" for a district)."""
        return self.code[:9] if len(self.code) >= 9 else ""

    @property
    def district_code(self) -> str:
        return self.code[:6]
