"""Tests: a SQLite *file* (in-memory cannot race), or TEST_DATABASE_URL."""

import os
import tempfile
from pathlib import Path

from config.settings.base import *  # noqa: F403
from config.settings.environment import database, sqlite

_folder = Path(tempfile.mkdtemp(prefix="threeplusn-test-"))
SECRET_KEY = "test-only-" + "x" * 50
PERSON_KEYS = ["dGVzdC1vbmx5LW5vdC1zZWNyZXQta2V5LTMyLWJ5dGU="]
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
_url = os.environ.get("TEST_DATABASE_URL", "")
DATABASES = {"default": database(_url) if _url else sqlite(_folder / "db.sqlite3")}
DATABASES["default"]["CONN_MAX_AGE"] = 0
DATABASES["default"]["TEST"] = {} if _url else {"NAME": _folder / "test.sqlite3"}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
MEDIA_ROOT = _folder / "media"
# A process that a test starts reads the files that the test has kept.
PRIVATE_ROOT = Path(os.environ.get("TEST_PRIVATE_ROOT") or _folder / "private")
INDEX_FILE = _folder / "index" / "capabilities.index"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": MEDIA_ROOT},
    },
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": PRIVATE_ROOT, "base_url": None},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
# Most tests count queries; those of the page cache turn it on.
PAGE_CACHE_SECONDS = 0
SITE_IDENTITY_SECONDS = None
WAGTAILADMIN_BASE_URL = "http://testserver"
