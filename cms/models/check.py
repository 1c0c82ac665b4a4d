"""Checks before publishing: who may take a step of them."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.locks import WorkflowLock
from wagtail.models import AbstractGroupApprovalTask, Page, TaskState

from organisations.models import User


class CheckLock(WorkflowLock):
    """While a page is being checked nobody changes it: what was read is what is
    published."""

    def get_message(self, user: User) -> SafeString | str:
        return gettext(
            "This page is being checked and cannot be changed meanwhile. Whoever "
            "checks it approves it or sends it back on the first page of the admin, "
            "under “Awaiting your review”."
        )


class CheckTask(AbstractGroupApprovalTask):
    """One step of the checks, taken by a member of its groups who took no other part in
    this version: neither wrote into it nor asked for its checks nor took another step.
    """

    lock_class = CheckLock

    class Meta:
        verbose_name = _("check before publishing")
        verbose_name_plural = _("checks before publishing")

    @classmethod
    def get_description(cls) -> str:
        return gettext(
            "Members of the groups check the page; nobody takes two steps of one page."
        )

    def locked_for_user(self, obj: Page, user: User) -> bool:
        return True

    def user_can_lock(self, obj: Page, user: User) -> bool:
        return False

    def get_actions(self, obj: Page, user: User) -> list[tuple[str, str, bool]]:
        """Approve or send back; nothing to those who had a hand in this version."""
        if user.pk in hands_in(obj):
            return []
        return super().get_actions(obj, user)

    def get_task_states_user_can_moderate(
        self, user: User, **kwargs: Any
    ) -> QuerySet[TaskState]:
        """The pages at this step that the user may check."""
        waiting = super().get_task_states_user_can_moderate(user, **kwargs)
        waiting = waiting.select_related("revision")
        mine = [
            state.pk
            for state in waiting
            if user.pk in hands_in(state.revision.content_object)
        ]
        return waiting.exclude(pk__in=mine)


def hands_in(page: Page) -> frozenset[int]:
    """Keys of the users who had a hand in what is to be published: who wrote since the
    last publication, who asked for the checks, who has approved a step."""
    written = page.revisions.filter(user__isnull=False)
    if page.live_revision_id:
        written = written.filter(pk__gt=page.live_revision_id)
    hands = set(written.values_list("user_id", flat=True))
    state = page.current_workflow_state
    if state is not None:
        taken = state.task_states.filter(status=TaskState.STATUS_APPROVED)
        hands.update(taken.values_list("finished_by_id", flat=True))
        hands.add(state.requested_by_id)
    return frozenset(hands - {None})
