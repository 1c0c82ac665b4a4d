"""The three checks before anything is published (三审三校), made once.

The author writes and reads over; an editor checks; the chief editor approves, which
publishes. `cms.models.check` sees to it that these are three people.
"""

from __future__ import annotations

from django.contrib.auth.models import Group
from django.db import transaction
from wagtail.models import Page, Workflow, WorkflowPage, WorkflowTask

from cms.models import CheckTask
from organisations.domain.role_group import install_role_groups
from organisations.enums import Role

NAME = "三审三校"
STEPS = (
    ("编辑复审", (Role.EDITOR, Role.CHIEF_EDITOR)),
    ("终审发布", (Role.CHIEF_EDITOR,)),
)


@transaction.atomic
def install_checks() -> Workflow:
    """The checks over all pages of the site; idempotent.

    A workflow that the root page had before (Wagtail brings one of a single step) is
    put out of use. Steps and groups that exist are left as they are.
    """
    install_role_groups()
    workflow, _made = Workflow.objects.get_or_create(name=NAME)
    for order, (name, roles) in enumerate(STEPS):
        task, made = CheckTask.objects.get_or_create(name=name)
        if made:
            task.groups.set(Group.objects.filter(name__in=roles))
        WorkflowTask.objects.get_or_create(
            workflow=workflow, task=task, defaults={"sort_order": order}
        )
    root = Page.get_first_root_node()
    for other in Workflow.objects.active().filter(workflow_pages__page=root):
        if other.pk != workflow.pk:
            other.deactivate()
    WorkflowPage.objects.update_or_create(page=root, defaults={"workflow": workflow})
    return workflow
