"""What editors find in the admin: five things to do, and no way past the checks."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from wagtail import hooks
from wagtail.admin.action_menu import ActionMenuItem, PublishMenuItem
from wagtail.admin.ui.components import Component
from wagtail.models import Page, Site

from organisations.enums import Role
from organisations.queries import current_roles

WRITERS = {Role.EDITOR, Role.CHIEF_EDITOR}


class FiveThings(Component):
    """The five things an editor does, each with the way to it."""

    order = 50
    template_name = "cms/admin/five_things.html"

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        site = Site.objects.filter(is_default_site=True).first()
        home = site.root_page if site else Page.get_first_root_node()
        return {
            "pages_url": reverse("wagtailadmin_explore", args=[home.pk]),
            "pictures_url": reverse("wagtailimages:index"),
            "files_url": reverse("wagtaildocs:index"),
        }


@hooks.register("construct_homepage_panels")
def show_five_things(request: HttpRequest, panels: list[Component]) -> None:
    if current_roles(request.user) & WRITERS:
        panels.append(FiveThings())


@hooks.register("construct_page_action_menu")
def publish_by_checks_only(
    items: list[ActionMenuItem], request: HttpRequest, context: dict[str, Any]
) -> None:
    """Publishing at once is not offered: the last of the three checks publishes."""
    items[:] = [item for item in items if not isinstance(item, PublishMenuItem)]
