"""Letting an editor see a page beside the form."""

from csp.constants import SELF
from django.http import HttpRequest, HttpResponse


class FramedPreview:
    """Beside Page: the preview may stand in a frame of our own admin.

    Wagtail sends a preview through the whole middleware as if it were the public
    page, whose policy lets nobody frame it.
    """

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        response = super().serve_preview(request, mode_name)
        response._csp_replace = {"frame-ancestors": [SELF]}
        return response
