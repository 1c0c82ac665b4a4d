"""`manage.py build_index`: the matcher's index of everything on the menu, anew."""

from typing import Any

from django.core.management.base import BaseCommand

from matching.snapshot.shelf import build_index


class Command(BaseCommand):
    help = "Build the index that shortlists providers where very many offer a service."

    def handle(self, *args: Any, **options: Any) -> None:
        built = build_index()
        size = built.path.stat().st_size
        self.stdout.write(
            f"{built.size} capabilities, {size} bytes, sha256 {built.digest}"
        )
