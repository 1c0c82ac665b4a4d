"""One machine, SQLite, for the demo and for developers. Never for real data."""

import os

from config.settings.base import *  # noqa: F403
from config.settings.base import BASE_DIR, VAR_DIR
from config.settings.environment import database, flag, sqlite, words

# The demo serves its pages with DEBUG=0, so that errors look as they will.
DEBUG = flag("DEBUG", default=True)
DEMO = True
PAGE_CACHE_SECONDS = 0 if DEBUG else 60
SEARCH_ENGINES = False
VAR_DIR.mkdir(exist_ok=True)
SECRET_KEY = "development-only-not-secret-" + "x" * 40
PERSON_KEYS = ["ZGV2ZWxvcG1lbnQtb25seS1ub3Qtc2VjcmV0LWtleSE="]
ALLOWED_HOSTS = ["*"]
DATABASES = {
    "default": database(os.environ["DATABASE_URL"])
    if os.environ.get("DATABASE_URL")
    else sqlite(VAR_DIR / "demo.sqlite3")
}
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR_DIR / "mail"
MESSAGE_CHANNELS = words("MESSAGE_CHANNELS", "email")
SMS_GATEWAY_URL = os.environ.get("SMS_GATEWAY_URL", "")
WAGTAILADMIN_BASE_URL = "http://127.0.0.1:8000"
STORAGES["staticfiles"] = {  # noqa: F405
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
__all__ = ["BASE_DIR"]
