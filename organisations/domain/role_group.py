"""The groups that carry a role's rights inside Wagtail's admin."""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission
from wagtail.models import (
    Collection,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
)

from organisations.enums import ADMIN_SITE_ROLES, Role

PAGE_RIGHTS = {
    Role.EDITOR: ("add_page", "change_page"),
    Role.CHIEF_EDITOR: (
        "add_page",
        "change_page",
        "publish_page",
        "lock_page",
        "unlock_page",
    ),
}
FILE_RIGHTS = tuple(
    (app, f"{act}_{noun}")
    for app, noun in (("wagtailimages", "image"), ("wagtaildocs", "document"))
    for act in ("add", "change", "choose")
)


def install_role_groups() -> None:
    """One group for each role that may enter; idempotent, adds what is missing.

    Operators and the system administrator get the door only: what they see behind it
    is decided by `organisations.rules` at the moment of use.
    """
    for role in ADMIN_SITE_ROLES:
        group, made = Group.objects.get_or_create(name=str(role))
        if not made:
            continue
        group.permissions.add(_permission("wagtailadmin", "access_admin"))
        if role in PAGE_RIGHTS:
            _give_pages(group, PAGE_RIGHTS[role])
            _give_files(group)


def _give_pages(group: Group, codenames: tuple[str, ...]) -> None:
    root = Page.get_first_root_node()
    for codename in codenames:
        GroupPagePermission.objects.get_or_create(
            group=group, page=root, permission=_permission("wagtailcore", codename)
        )


def _give_files(group: Group) -> None:
    root = Collection.get_first_root_node()
    for app, codename in FILE_RIGHTS:
        GroupCollectionPermission.objects.get_or_create(
            group=group, collection=root, permission=_permission(app, codename)
        )


def _permission(app: str, codename: str) -> Permission:
    return Permission.objects.get(content_type__app_label=app, codename=codename)
