"""What a person's hands do on a page: fill a form and send it, follow a link."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Locator, Page

Given = str | int | bool | list[str] | Path
# Beside the form of a page stand those of its frame: language, signing out.
SENDING = "button:not([name=language]):not([name=save])"


def fill(page: Page, *, keys: bool = False, **given: Given) -> None:
    """Fill the form that holds these fields and send it; nothing may be refused.
    `keys`: by the keyboard, which does not wait for the page to stand still."""
    first = next(iter(given))
    form = page.locator("main form").filter(has=page.locator(f'[name="{first}"]'))
    for name, value in given.items():
        _fill_one(form.first, name, value, keys=keys)
    send(page, form.first, keys=keys)


def _fill_one(form: Locator, name: str, value: Given, *, keys: bool) -> None:
    field = form.locator(f'[name="{name}"]')
    kind = field.first.evaluate("e => e.type || e.tagName")
    if kind == "checkbox" and value is True:
        _tick(field, keys=keys)
    elif kind in ("radio", "checkbox"):
        for each in value if isinstance(value, list) else [value]:
            _tick(form.locator(f'[name="{name}"][value="{each}"]'), keys=keys)
    elif kind == "file":
        field.set_input_files(str(value))
    elif kind.startswith("select"):
        field.select_option(str(value))
    else:
        field.fill(str(value))


def _tick(box: Locator, *, keys: bool) -> None:
    if not keys:
        box.check()
    elif not box.is_checked():
        box.press("Space")


def send(page: Page, form: Locator | None = None, *, keys: bool = False) -> None:
    """Press the button of a form; of the last one if none is named."""
    form = form or page.locator("main form").last
    press(page, form.locator(SENDING).first, keys=keys)


def press(page: Page, button: Locator, *, keys: bool = False) -> None:
    with page.expect_navigation() as arrived:
        if keys:
            button.press("Enter")
        else:
            button.click()
    if arrived.value.status < 400:
        return
    said = page.locator(".error-summary, [role=alert]").all_inner_texts()
    raise AssertionError(arrived.value.url, arrived.value.status, said)


def follow(page: Page, end: str) -> None:
    """The first link of the page whose address ends so."""
    page.locator(f'main a[href$="{end}"]').first.click()


def words(page: Page) -> str:
    return page.locator("main").inner_text()
