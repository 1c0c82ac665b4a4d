"""What somebody typed into a form while another person saved the same thing: both side
by side, nothing lost, and the choice which of the two stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.forms import BaseForm, BoundField
from django.forms.utils import ErrorDict
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext

NEVER_SENT_AGAIN = ("csrfmiddlewaretoken",)


@dataclass(frozen=True, slots=True)
class Difference:
    """One field: what the reader typed, and what stands there now; `language` where the
    field asks for one that may not be the page's."""

    label: Any
    typed: str
    now: str
    language: str = ""


def as_typed(form: BaseForm) -> BaseForm:
    """A form with what was typed before, without a word about faults: its writer is not
    done yet. One that holds rows besides says how by `unchecked`."""
    if hasattr(form, "unchecked"):
        return form.unchecked()
    form._errors = ErrorDict()
    return form


def overtaken(
    request: HttpRequest,
    error: ValidationError,
    *,
    typed: BaseForm,
    now: BaseForm,
    lock: str = "version",
    url: str = "",
) -> HttpResponse:
    """409 for an edit that came second. `now` is the same form as it is opened anew;
    its hidden field `lock` is the state that saving over it has to name."""
    return both_shown(
        request,
        error,
        differences(typed, now),
        lock={lock: str(now[lock].value())},
        url=url,
    )


def both_shown(
    request: HttpRequest,
    error: ValidationError,
    changes: Iterable[Difference],
    *,
    lock: Mapping[str, str],
    url: str = "",
) -> HttpResponse:
    """409 with both texts, what was sent to be sent again, and the way to what stands
    now: `url`, else this very page."""
    context = {
        "reason": " ".join(error.messages),
        "changes": list(changes),
        "again": list(sent_again(request.POST, lock)),
        "url": url or request.path,
    }
    return render(request, "409.html", context, status=409)


def sent_again(sent: QueryDict, lock: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Every name and text of a form as it was sent, the state it was read in renewed."""
    for name, texts in sent.lists():
        if name not in NEVER_SENT_AGAIN and name not in lock:
            yield from ((name, text) for text in texts)
    yield from lock.items()


def differences(typed: BaseForm, now: BaseForm) -> list[Difference]:
    """The fields that say something else now, in the order of the form."""
    rows = [
        Difference(
            field.label,
            in_words(field),
            in_words(now[field.name]),
            "en" if field.name.endswith("_en") else "",
        )
        for field in typed.visible_fields()
    ]
    return [row for row in rows if row.typed != row.now]


def in_words(field: BoundField) -> str:
    """The value of a field as its reader knows it: what was chosen by its label; a
    field of several parts says by itself how it reads."""
    value = field.value()
    if hasattr(field.field, "in_words"):
        return field.field.in_words(value)
    if isinstance(value, bool):
        return gettext("yes") if value else ""
    values = value if isinstance(value, list | tuple) else [value]
    labels = dict(_flat(getattr(field.field, "choices", ())))
    words = [
        labels.get(str(getattr(each, "pk", each)), each)
        for each in values
        if each not in (None, "")
    ]
    return gettext(", ").join(str(word) for word in words)


def _flat(choices: Iterable[Any]) -> Iterator[tuple[str, Any]]:
    """Value and label of each choice, grouped or not."""
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from _flat(label)
        else:
            yield str(value), label
