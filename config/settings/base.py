"""What is the same in development, in tests and in production."""

import os
from datetime import timedelta
from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from config.settings.environment import choice, flag, folder, origin, prefix

BASE_DIR = Path(__file__).resolve().parent.parent.parent
VAR_DIR = BASE_DIR / "var"

DEBUG = False
DEMO = False
# Whether search engines may keep the public pages; never of a demo or a trial.
SEARCH_ENGINES = True

# --- where it lives ----------------------------------------------------------------
# The public half may stand in the open net, the desk in the administration's own.
SITE_ROLE = choice("SITE_ROLE", ("all", "public", "desk"))
# Where the desk stands, for those who join at a public half; without it none join there.
DESK_URL = os.environ.get("DESK_URL", "").rstrip("/")
# A portal may give it a path instead of a name of its own: /social.
PATH_PREFIX = prefix("PATH_PREFIX")
FORCE_SCRIPT_NAME = PATH_PREFIX or None
# While a copy is moved or mended: everything can be read, nothing written.
READ_ONLY = flag("READ_ONLY")
READ_ONLY_REASON = os.environ.get("READ_ONLY_REASON", "")

INSTALLED_APPS = [
    "config",
    "cms",
    "evaluation",
    "matching",
    "organisations",
    "records",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "csp",
    "django_htmx",
    "django_q",
    "ninja",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.typed_table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.forms",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "config.middleware.PolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.page_cache.PageCacheMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "config.middleware.LanguageMiddleware",
    "config.doors.DoorMiddleware",
    "config.middleware.ReaderMiddleware",
    "config.middleware.DraftMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

# A district's own header and footer: a folder that is searched first.
SITE_TEMPLATES = folder("SITE_TEMPLATES")

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": SITE_TEMPLATES,
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.context.site",
            ],
        },
    }
]
FORM_RENDERER = "config.forms.HouseRenderer"

# --- who may come in -------------------------------------------------------------
AUTH_USER_MODEL = "organisations.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk"
ACCOUNT_ADAPTER = "config.accounts.HouseAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "reset_password": "5/h/ip,3/h/key",
    "reset_password_from_key": "10/h/ip",
    "change_password": "5/m/user",
    "reauthenticate": "10/m/user",
}
# Needs raised without an account from one address: many share one.
ASK_RATE_LIMITS = {"ask": "20/h/ip"}
# Sign-ins made at /join/, and what was refused there: it tells which names are taken.
JOIN_RATE_LIMITS = {"join": "30/h/ip"}
# Joining as a volunteer: a team may come together behind one gateway.
VOLUNTEER_RATE_LIMITS = {"join": "60/h/ip"}
# Asking for a case with a wrong number or code: a million codes, so five an hour are
# few; one address may be a whole neighbourhood behind one gateway.
CASE_RATE_LIMITS = {"look_up_failed": "30/h/ip,5/h/key"}
# Letters to the centre, and asking for an answer with a wrong number or code.
CONTACT_RATE_LIMITS = {"contact": "20/h/ip", "look_up_failed": "30/h/ip,5/h/key"}
# Facts reported about a public notice, and asking for one with a wrong number or code.
REPORT_RATE_LIMITS = {"report": "10/h/ip", "look_up_failed": "30/h/ip,5/h/key"}
ALLAUTH_TRUSTED_PROXY_COUNT = 0
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "ThreePlusN"
MFA_ADAPTER = "config.accounts.HouseMFAAdapter"
MFA_ALLOW_UNVERIFIED_EMAIL = True
# Beside the local door any OpenID Connect provider, for accounts that exist: see
# config/accounts.py. All four or none.
OIDC = {
    name: os.environ.get(name, "")
    for name in ("OIDC_NAME", "OIDC_SERVER", "OIDC_CLIENT_ID", "OIDC_SECRET")
}
OIDC_PROVIDER = "portal"
SOCIALACCOUNT_ADAPTER = "config.accounts.HouseSocialAccountAdapter"
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "APPS": [
            {
                "provider_id": OIDC_PROVIDER,
                "name": OIDC["OIDC_NAME"],
                "client_id": OIDC["OIDC_CLIENT_ID"],
                "secret": OIDC["OIDC_SECRET"],
                "settings": {
                    "server_url": OIDC["OIDC_SERVER"],
                    "oauth_pkce_enabled": True,
                },
            }
        ]
        if all(OIDC.values())
        else []
    }
}
# Station computers are shared: a session ends with the browser.
ACCOUNT_SESSION_REMEMBER = False
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_ENGINE = "config.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "config.errors.csrf_failure"
SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = LANGUAGE_COOKIE_PATH = f"{PATH_PREFIX}/"

# --- words, days, hours ----------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
LOCALE_PATHS = [BASE_DIR / "config" / "locale"]
USE_I18N = True
WAGTAIL_I18N_ENABLED = True
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
FORMAT_MODULE_PATH = ["config.formats"]

# --- files -----------------------------------------------------------------------
STATIC_URL = f"{PATH_PREFIX}/static/"
WHITENOISE_STATIC_PREFIX = "/static/"  # the prefix is off the path by then
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "config" / "static"]
MEDIA_URL = f"{PATH_PREFIX}/media/"
MEDIA_ROOT = VAR_DIR / "media"
PRIVATE_ROOT = VAR_DIR / "private"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": PRIVATE_ROOT, "base_url": None},
    },
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024

# --- the register: who says once a year that its entry is right stays on the menu ------
ENTRY_FADES_AFTER = timedelta(days=365)
ENTRY_LEAVES_AFTER = timedelta(days=365 + 60)  # off the menu until it is confirmed

# --- the matcher's index: one file, made of the database, never the truth -----------
INDEX_FILE = VAR_DIR / "index" / "capabilities.index"
LARGE_MENU = 300  # who offer one service, beyond which the best are looked at
SHORTLIST = 300

# --- queue and cache -------------------------------------------------------------
CACHES = {
    # Throttles count here: two web workers must share one count.
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "django_cache",
        # When it is full, Django drops a third: 300 made-up user names would drop
        # the counts of the throttles as well.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
    # The queue's guard writes its state twice a second: never into the database.
    "local": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    # Public pages, in each process its own: what is in a key says when they are old.
    "pages": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pages",
        "OPTIONS": {"MAX_ENTRIES": 500},
    },
    # Sheets and filters of the lists, beside them: whoever asks for a thousand of them
    # drives out others of the kind, and no page that everybody reads.
    "filtered": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "filtered",
        "OPTIONS": {"MAX_ENTRIES": 300},
    },
}
# What depends on the day alone is this old at most; 0 keeps no page.
PAGE_CACHE_SECONDS = 60
# Sheets and filters of public lists; an address with anything else is not kept.
PAGE_CACHE_PARAMETERS = frozenset(
    {"page", "kind", "street", "who", "cost", "day", "grade"}
)
PAGE_CACHE_LONGEST_VALUE = 40
Q_CLUSTER = {
    "name": "threeplusn",
    "orm": "default",
    "workers": 2,
    "timeout": 120,
    "retry": 180,
    "max_attempts": 5,
    "ack_failures": True,
    "catch_up": False,
    "bulk": 1,
    "queue_limit": 8,
    "poll": 0.2,
    "guard_cycle": 1,
    "save_limit": 1000,
    "label": "Queue",
    "cache": "local",
}

# --- what a browser may load: our own files, nothing inline ------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        # The button that leads to the provider is a form.
        "form-action": [SELF, *origin(OIDC["OIDC_SERVER"])],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}
# Wagtail's admin writes inline styles and scripts; it has its own, looser policy.
ADMIN_CONTENT_SECURITY_POLICY = {
    "default-src": [SELF],
    "script-src": [SELF, "'unsafe-inline'"],
    "style-src": [SELF, "'unsafe-inline'"],
    "img-src": [SELF, "data:", "blob:"],
    "font-src": [SELF, "data:"],
    "connect-src": [SELF],
    "frame-src": [SELF],
    "object-src": [NONE],
    "base-uri": [NONE],
    "form-action": [SELF],
    "frame-ancestors": [SELF],
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"

# --- Wagtail: no call to another host ----------------------------------------------
WAGTAIL_SITE_NAME = "ThreePlusN"
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILEMBEDS_FINDERS: list[dict[str, str]] = []
WAGTAILIMAGES_IMAGE_MODEL = "cms.SiteImage"
WAGTAILDOCS_DOCUMENT_MODEL = "cms.SiteDocument"
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_EXTENSIONS = ["pdf", "docx", "xlsx", "pptx", "txt", "csv", "zip"]
WAGTAILADMIN_LOGIN_URL = "account_login"
WAGTAIL_FRONTEND_LOGIN_URL = "account_login"
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_WORKFLOW_ENABLED = True
WAGTAILSEARCH_BACKENDS = MODELSEARCH_BACKENDS = {
    "default": {"BACKEND": "config.search.backend"}
}
WAGTAILADMIN_PERMITTED_LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]

SITE_IDENTITY_SECONDS: int | None = 60  # until a new foot is on every page

# --- ours ---------------------------------------------------------------------------
LEDGER_ALGORITHM = "sha256"
# Channels beside the inbox, which is the record, the first to be tried first; see
# records/channels.
MESSAGE_CHANNELS: list[str] = []
SMS_GATEWAY_URL = SMS_GATEWAY_TOKEN = WECOM_WEBHOOK_URL = ""
SMS_SIGN = "指导中心"  # in front of each text message; short, it counts
DISTRICT_CODE = "440104"
SITE_NAME_ZH = "社会组织指导中心"
EMERGENCY_PHONES = ("110", "119", "120")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}
    },
    "filters": {"tokens": {"()": "config.logs.HideTokens"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["tokens"],
        }
    },
    # Their notes on each task would drown ours.
    "loggers": {
        "django-q": {"level": "WARNING"},
        "django_tasks": {"level": "WARNING"},
        "wagtail": {"level": "WARNING"},
    },
    "root": {"handlers": ["console"], "level": "INFO"},
}
