"""A search of a list that somebody comes back to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from organisations.enums.lists import FilteredList

if TYPE_CHECKING:
    from organisations.models.account import User


class SavedFilterQuerySet(models.QuerySet["SavedFilter"]):
    """Queryset words of saved filters."""

    def of(self, user: User, where: str) -> SavedFilterQuerySet:
        return self.filter(user_id=user.pk, where=where)


class SavedFilter(models.Model):
    """One search of one user, under a name of hers: what stands in the address."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="saved_filters",
        verbose_name=_("user"),
    )
    where = models.CharField(_("list"), max_length=40, choices=FilteredList)
    name = models.CharField(_("name"), max_length=20)
    query = models.CharField(_("what is searched"), max_length=200)

    objects = SavedFilterQuerySet.as_manager()

    class Meta:
        ordering = ("user_id", "where", "pk")
        verbose_name = _("saved filter")
        verbose_name_plural = _("saved filters")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "where", "name"],
                name="savedfilter_name_once",
                violation_error_message=_("You have a filter of this name already."),
            )
        ]

    def __str__(self) -> str:
        return self.name
