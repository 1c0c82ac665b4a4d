"""Where things happen: centres, stations, canteens, schools, the open air."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from organisations.enums import PlaceKind
from organisations.models.spoken import spoken
from records.models import PublicIdField


class Place(models.Model):
    """A place that can be used for a session."""

    public_id = PublicIdField()
    kind = models.CharField(_("kind"), max_length=20, choices=PlaceKind)
    name = models.CharField(_("name"), max_length=80)
    name_en = models.CharField(_("name in English"), max_length=120, blank=True)
    territory = models.ForeignKey(
        "organisations.Territory",
        models.PROTECT,
        related_name="places",
        verbose_name=_("community or street"),
    )
    hours = models.CharField(_("opening hours"), max_length=120, blank=True)
    access = models.CharField(
        _("access without steps, lift"), max_length=120, blank=True
    )
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    capacity = models.PositiveIntegerField(_("persons it holds"), null=True, blank=True)
    keeper = models.ForeignKey(
        "organisations.Provider",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="kept_places",
        verbose_name=_("keeper"),
    )

    class Meta:
        ordering = ("territory__code", "kind", "name")
        verbose_name = _("place")
        verbose_name_plural = _("places")
        constraints = [
            models.UniqueConstraint(
                fields=["territory", "name"], name="place_name_in_territory"
            )
        ]

    def __str__(self) -> str:
        return spoken(self.name, self.name_en)
