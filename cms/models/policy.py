"""Policies: documents of public bodies that hold for a time, and their list."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cms.models.issued import IssuedPage, IssuedQuerySet
from cms.models.listing import ListPage


class PolicyIndexPage(ListPage):
    """The list of policies of one language, newest first."""

    template = "cms/index_page.html"
    nothing = _("No policies at present.")
    subpage_types = ["cms.PolicyPage"]
    page_description = _("The list of all policies; there is one under each home page.")

    class Meta:
        verbose_name = _("list of policies")
        verbose_name_plural = _("lists of policies")

    def entries(self) -> IssuedQuerySet:
        return PolicyPage.objects.child_of(self).readable().newest()


class PolicyPage(IssuedPage):
    """A law, measure or rule in plain words, with where the text itself is issued."""

    template = "cms/issued_page.html"
    parent_page_types = ["cms.PolicyIndexPage"]
    page_description = _("A law, measure or rule: who issued it, since when it holds.")

    class Meta:
        verbose_name = _("policy")
        verbose_name_plural = _("policies")

    def clean(self) -> None:
        """A policy names the day from which it holds."""
        super().clean()
        if self.effective_on is None:
            raise ValidationError(
                {
                    "effective_on": ValidationError(
                        gettext("Write the day from which this policy is in force."),
                        code="effective_on_missing",
                    )
                }
            )
