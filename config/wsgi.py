"""The door for gunicorn."""

import gc
import os
from importlib import import_module

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")
application = get_wsgi_application()
# Everything is loaded now, and stays: 300,000 objects that each full collection would
# walk again, which took a third of a second in the middle of somebody's page.
import_module("config.urls")
gc.collect()
gc.freeze()
