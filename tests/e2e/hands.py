"""What a person's hands do on a page: fill a form and send it, follow a link."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Locator, Page

Given = str | int | bool | list[str] | Path
# Beside the form of a page stand those of its frame: language, signing out.
SENDING = "button:not([name=language]):not([name=save])"


def fill(page: Page, **given: Given) -> None:
    """Fill the form that holds these fields and send it; nothing may be refused."""
    first = next(iter(given))
    form = page.locator("main form").filter(has=page.locator(f'[name="{first}"]'))
    for name, value in given.items():
        _fill_one(form.first, name, value)
    send(page, form.first)


def _fill_one(form: Locator, name: str, value: Given) -> None:
    field = form.locator(f'[name="{name}"]')
    kind = field.first.evaluate("e => e.type || e.tagName")
    if kind == "checkbox" and value is True:
        field.check()
    elif kind in ("radio", "checkbox"):
        for each in value if isinstance(value, list) else [value]:
            form.locator(f'[name="{name}"][value="{each}"]').check()
    elif kind == "file":
        field.set_input_files(str(value))
    elif kind.startswith("select"):
        field.select_option(str(value))
    else:
        field.fill(str(value))


def send(page: Page, form: Locator | None = None) -> None:
    """Press the button of a form; of the last one if none is named."""
    form = form or page.locator("main form").last
    with page.expect_navigation() as arrived:
        form.locator(SENDING).first.click()
    refused = page.locator(".error-summary, [role=alert]")
    said = refused.all_inner_texts() if refused.count() else []
    assert arrived.value.status < 400, (arrived.value.url, said)


def follow(page: Page, end: str) -> None:
    """The first link of the page whose address ends so."""
    page.locator(f'main a[href$="{end}"]').first.click()


def words(page: Page) -> str:
    return page.locator("main").inner_text()
