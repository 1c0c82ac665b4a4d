"""`check --deploy` under the production settings, with values made up on the spot."""

import os
import secrets
import subprocess
import sys

from cryptography.fernet import Fernet

PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "config.settings.production",
    "SECRET_KEY": secrets.token_urlsafe(60),
    "PERSON_KEYS": Fernet.generate_key().decode(),
    "ALLOWED_HOSTS": "centre.example",
    "SITE_URL": "https://centre.example",
    "DEFAULT_FROM_EMAIL": "centre@centre.example",
    "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
}

if __name__ == "__main__":
    command = [
        sys.executable,
        "manage.py",
        "check",
        "--deploy",
        "--fail-level",
        "WARNING",
    ]
    sys.exit(subprocess.run(command, env={**os.environ, **PRODUCTION}).returncode)
