"""Publishing at a time that was set, and taking down at another."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from wagtail.models import Page, Revision


def publish_due(*, now: datetime) -> int:
    """Publish the checked versions whose time has come, take down the pages whose time
    is over; how many changed. A second call at the same time changes nothing.
    """
    over = list(Page.objects.filter(live=True, expire_at__lt=now).order_by("expire_at"))
    for page in over:
        with transaction.atomic():
            page.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
    due = Revision.objects.page_revisions().filter(approved_go_live_at__lte=now)
    versions = list(due.order_by("approved_go_live_at"))
    for version in versions:
        with transaction.atomic():
            version.publish(log_action="wagtail.publish.scheduled")
    return len(over) + len(versions)
