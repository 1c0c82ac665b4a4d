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

from cms.domain.check import install_checks
from cms.models import (
    CaseIndexPage,
    CasePage,
    ContactPage,
    GuideIndexPage,
    GuidePage,
    HomePage,
    NoticeIndexPage,
    NoticePage,
    PolicyIndexPage,
    PolicyPage,
    StandardPage,
)

DATA = Path(__file__).resolve().parent.parent / "data"
LANGUAGES = ("zh-hans", "en")
# A file of texts, the list it makes, and what stands in that list.
COLUMNS = (
    ("notices", NoticeIndexPage, NoticePage),
    ("policies", PolicyIndexPage, PolicyPage),
    ("guides", GuideIndexPage, GuidePage),
    ("cases", CaseIndexPage, CasePage),
)
# What is said of a page beside its fields.
ASIDE = {*LANGUAGES, "slug", "door", "menu", "replaced_by"}
Pages = dict[str, Page]


@transaction.atomic
def build_site(*, by: AbstractBaseUser | None = None) -> None:
    """Make the pages of `data/` that are missing, and the checks over all of them.

    The default site then shows the Chinese home page, and Wagtail's own welcome page
    is gone. Pages that exist stay as their editors left them: idempotent. `by` is
    named as their author.
    """
    install_checks()
    texts = read_texts("site")
    root = Page.get_first_root_node()
    homes, made = _grow(HomePage, dict.fromkeys(LANGUAGES, root), texts["home"], by)
    for text in texts["pages"]:
        pages, _made = _grow(StandardPage, homes, text, by)
        if made and "door" in text:
            _open_door(homes, text["door"], pages)
    for name, list_kind, kind in COLUMNS:
        column = read_texts(name)
        lists, _made = _grow(list_kind, homes, column["list"], by)
        for text in column["entries"]:
            _grow(kind, lists, text, by)
    _grow(ContactPage, homes, texts["contact"], by)
    if made:
        _publish(homes, by)
    _show(homes["zh-hans"])


def read_texts(name: str) -> dict[str, Any]:
    """The texts of one file of `data/`."""
    return json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))


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
            if "replaced_by" in text:
                siblings = parents[language].get_children()
                page.replaced_by = siblings.get(slug=text["replaced_by"])
            parents[language].add_child(instance=page)
            missing[language] = page
        pages[language] = page
    _publish(missing, by)
    return pages, bool(missing)


def _new(kind: type[Page], text: dict[str, Any], language: str, slug: str) -> Page:
    """A page that is not yet in the tree; its twin has the same translation key."""
    locale, _made = Locale.objects.get_or_create(language_code=language)
    shared = {name: value for name, value in text.items() if name not in ASIDE}
    fields = {**shared, **text[language], "slug": slug}
    return kind(
        locale=locale,
        translation_key=_key(kind, text.get("slug", "home")),
        live=False,
        show_in_menus=text.get("menu", False),
        **{name: _stored(name, value) for name, value in fields.items()},
    )


def _stored(name: str, value: Any) -> Any:
    """The value of a field as the model takes it: days, streams of blocks."""
    if name.endswith("_on"):  # issued_on, effective_on, ends_on, finished_on
        return date.fromisoformat(value)
    if name == "body":
        return _stream(value)
    if name == "steps":
        return _stream([("step", step) for step in value])
    return value


def _stream(blocks: list[Any]) -> str:
    return json.dumps([{"type": kind, "value": value} for kind, value in blocks])


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
