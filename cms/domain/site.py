"""Making the public site of a new installation: page trees in both languages."""

import json
from datetime import date
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.contrib.auth.models import AbstractBaseUser
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from wagtail.models import Locale, Page, Site

from cms.models import HomePage, NoticeIndexPage, NoticePage, StandardPage

TEXTS = Path(__file__).resolve().parent.parent / "data" / "site.json"
LANGUAGES = ("zh-hans", "en")
Pages = dict[str, Page]


@transaction.atomic
def build_site(*, by: AbstractBaseUser | None = None) -> None:
    """Make the home pages, guides and notices of `data/site.json` that are missing.

    The default site then shows the Chinese home page, and Wagtail's own welcome page
    is gone. Pages that exist stay as their editors left them: idempotent. `by` is
    named as their author.
    """
    texts = json.loads(TEXTS.read_text(encoding="utf-8"))
    root = Page.get_first_root_node()
    homes, made = _grow(HomePage, dict.fromkeys(LANGUAGES, root), texts["home"], by)
    for text in texts["pages"]:
        guides, _made = _grow(StandardPage, homes, text, by)
        if made:
            _open_door(homes, text["door"], guides)
    lists, _made = _grow(NoticeIndexPage, homes, texts["notice_index"], by)
    for text in texts["notices"]:
        _grow(NoticePage, lists, text, by)
    if made:
        _publish(homes, by)
    _show(homes["zh-hans"])


def _grow(
    kind: type[Page],
    parents: Pages,
    text: dict[str, Any],
    by: AbstractBaseUser | None,
) -> tuple[Pages, bool]:
    """One page in every language, and whether any had to be made."""
    pages, missing = {}, {}
    for language in LANGUAGES:
        slug = text[language].get("slug") or text["slug"]
        page = kind.objects.child_of(parents[language]).filter(slug=slug).first()
        if page is None:
            page = _new(kind, text, language, slug)
            parents[language].add_child(instance=page)
            missing[language] = page
        pages[language] = page
    _publish(missing, by)
    return pages, bool(missing)


def _new(kind: type[Page], text: dict[str, Any], language: str, slug: str) -> Page:
    """A page that is not yet in the tree; its twin has the same translation key."""
    locale, _made = Locale.objects.get_or_create(language_code=language)
    fields = {**text[language], "slug": slug}
    if "body" in fields:
        fields["body"] = json.dumps(
            [{"type": block, "value": value} for block, value in fields["body"]]
        )
    if "issued_on" in text:
        fields["issued_on"] = date.fromisoformat(text["issued_on"])
    if "next_step" in text:
        fields["next_step"] = text["next_step"]
    fields["show_in_menus"] = kind in (StandardPage, NoticeIndexPage)
    key = _key(kind, text.get("slug", "home"))
    return kind(locale=locale, translation_key=key, live=False, **fields)


def _key(kind: type[Page], slug: str) -> UUID:
    return uuid5(NAMESPACE_URL, f"threeplusn/{kind._meta.model_name}/{slug}")


def _open_door(homes: Pages, door: str, guides: Pages) -> None:
    for language in LANGUAGES:
        setattr(homes[language], f"{door}_page", guides[language].page_ptr)


def _publish(pages: Pages, by: AbstractBaseUser | None) -> None:
    for page in pages.values():
        page.save_revision(user=by).publish(user=by, skip_permission_checks=True)
        page.refresh_from_db()


def _show(home: Page) -> None:
    """The default site starts at this page; only then can the welcome page go."""
    plain = ContentType.objects.get_for_model(Page)
    site, _made = Site.objects.get_or_create(
        is_default_site=True, defaults={"hostname": "localhost", "root_page": home}
    )
    if site.root_page.content_type == plain:
        site.root_page = home.page_ptr
        site.save()
    welcome = Page.objects.filter(depth=2, content_type=plain, numchild=0)
    for page in welcome.exclude(sites_rooted_here__isnull=False):
        page.delete()
