"""A migrated SQLite file, made once for a set of migrations and copied from then on:
making the tables takes longer than most files of tests."""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import django
from django.apps import apps

ROOT = Path(__file__).resolve().parent.parent
LOADED = (ROOT / "records" / "data" / "workdays.csv",)  # by a migration


def fresh(to: Path) -> Path:
    """A database without rows of its own, migrated, at this path."""
    return Path(shutil.copyfile(template(), to))


def template() -> Path:
    """The file for the migrations as they stand, in a folder of this user's own."""
    folder = Path(tempfile.gettempdir()) / f"threeplusn-migrated-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.stat().st_uid != os.getuid():
        raise PermissionError(f"{folder} belongs to somebody else")
    file = folder / f"{_mark()}.sqlite3"
    if not file.exists():
        with tempfile.TemporaryDirectory(dir=folder) as beside:
            made = Path(beside) / file.name
            _migrate(made)
            made.replace(file)
    return file


def _mark() -> str:
    """Changes with any migration of any app."""
    found = hashlib.sha256()
    for app in apps.get_app_configs():
        for path in sorted(Path(app.path, "migrations").glob("*.py")):
            found.update(f"{app.label}/{path.name}".encode())
            found.update(path.read_bytes())
    for path in LOADED:
        found.update(path.read_bytes())
    return found.hexdigest()[:16]


def _migrate(file: Path) -> None:
    """In a process of its own, which leaves one file without a journal beside it."""
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity", "0"],
        cwd=ROOT,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings.test",
            "TEST_DATABASE_URL": f"sqlite:///{file}",
        },
        check=True,
    )


if __name__ == "__main__":
    django.setup()
    template()
