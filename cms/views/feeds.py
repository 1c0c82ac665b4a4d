"""News for feed readers: notices, and public notices of the evaluation."""

from __future__ import annotations

from datetime import datetime, time

from django.contrib.syndication.views import Feed
from django.db.models import QuerySet
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms import queries
from cms.models import NoticePage
from evaluation.models import PublicNotice

IN_A_FEED = 20


class Notices(Feed):
    """The newest notices in the language of the address."""

    title = _("Notices")
    description = _("What the guidance centre makes known.")

    def link(self) -> str:
        index = queries.notice_index()
        return index.get_url() if index else reverse("cms:map")

    def items(self) -> QuerySet[NoticePage]:
        return queries.latest_notices(IN_A_FEED)

    def item_title(self, item: NoticePage) -> str:
        return item.title

    def item_description(self, item: NoticePage) -> str:
        return item.summary

    def item_link(self, item: NoticePage) -> str:
        return item.get_url()

    def item_pubdate(self, item: NoticePage) -> datetime:
        return timezone.make_aware(datetime.combine(item.issued_on, time()))


class PublicNotices(Feed):
    """The newest results of the grade evaluation."""

    title = _("Grade evaluation: public notices")
    description = _("Results of social organisations as they were decided.")
    link = reverse_lazy("cms:evaluation")

    def items(self) -> QuerySet[PublicNotice]:
        return queries.evaluation_notices()[:IN_A_FEED]

    def item_title(self, item: PublicNotice) -> str:
        return f"{item.organisation} · {item.grade}"

    def item_description(self, item: PublicNotice) -> str:
        return str(item.get_kind_display())

    def item_link(self, item: PublicNotice) -> str:
        return reverse("cms:evaluation_notice", args=[item.public_id])

    def item_pubdate(self, item: PublicNotice) -> datetime:
        return item.published_at
