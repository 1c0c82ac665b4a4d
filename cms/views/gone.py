"""What is not, or no longer, on a public list: 404 in words, with a way on."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse


def gone(
    request: HttpRequest, title: Any, text: Any, *, label: Any, route: str
) -> HttpResponse:
    """One answer for what never was and what has gone: it tells nobody which."""
    context = {"title": title, "text": text, "label": label, "url": reverse(route)}
    return render(request, "cms/gone.html", context, status=404)
