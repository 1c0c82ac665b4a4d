"""A version reaches the public after it was checked, and in no other way."""

from __future__ import annotations

from wagtail.models import PagePermissionTester, WorkflowState

from cms.models.preview import FramedPreview
from organisations.models import User


class CheckedPermissions(PagePermissionTester):
    """Wagtail's answers, but for publishing: that follows from the checks alone.

    The right to publish in a group stays what its holder needs to finish the checks, to
    take a page down and to stop what is scheduled.
    """

    def can_publish(self) -> bool:
        return super().can_publish() and self._was_checked()

    def can_publish_subpage(self) -> bool:
        """Nothing is published while it is being made."""
        return False

    def can_unschedule(self) -> bool:
        return super().can_publish()

    def can_set_view_restrictions(self) -> bool:
        return super().can_publish()

    def _was_checked(self) -> bool:
        """Every step of its checks has approved the newest version."""
        states = WorkflowState.objects.for_instance(self.page).filter(
            status=WorkflowState.STATUS_APPROVED,
            current_task_state__revision_id=self.page.latest_revision_id,
        )
        return states.exists()


class SitePage(FramedPreview):
    """Beside Page: what all pages of this site have in common."""

    def permissions_for_user(self, user: User) -> CheckedPermissions:
        return CheckedPermissions(user, self)
