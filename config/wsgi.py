"""The door for gunicorn."""

import gc
import os
from collections.abc import Callable
from importlib import import_module
from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application

Application = Callable[[dict[str, Any], Any], Any]


def below(prefix: str, application: Application) -> Application:
    """The application when a proxy passes the whole path, `/social/desk/`, on to it; one
    that takes the prefix off by itself is as welcome."""

    def stripped(environ: dict[str, Any], start: Any) -> Any:
        path = environ.get("PATH_INFO", "")
        if prefix and f"{path}/".startswith(f"{prefix}/"):
            environ["PATH_INFO"] = path[len(prefix) :] or "/"
        return application(environ, start)

    return stripped


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")
application = below(settings.PATH_PREFIX, get_wsgi_application())
# Everything is loaded now, and stays: 300,000 objects that each full collection would
# walk again, which took a third of a second in the middle of somebody's page.
import_module("config.urls")
gc.collect()
gc.freeze()
