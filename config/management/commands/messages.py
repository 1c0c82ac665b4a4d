"""Extract, check and compile the Chinese catalogue; needs Babel, no gettext tools."""

from __future__ import annotations

import argparse
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation.template import templatize

FLOORS = ("config", "cms", "evaluation", "matching", "organisations", "records")
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
PLACE = re.compile(r"%\(\w+\)[sd]")
HEADER = "# Simplified Chinese of ThreePlusN. `make messages` keeps it in step.\n#"


class Command(BaseCommand):
    """`messages` extracts and compiles, `--compile` only compiles, `--check` fails when
    the catalogue is behind the sources, empty or fuzzy somewhere."""

    help = "Extract and compile the Chinese catalogue."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--compile", action="store_true")
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        folder = Path(settings.LOCALE_PATHS[0]) / "zh_Hans" / "LC_MESSAGES"
        source = folder / "django.po"
        if options["check"]:
            self.check_catalogue(_read(source))
            return
        if not options["compile"]:
            _write(source, _merged(_read(source), _extracted()))
        with (folder / "django.mo").open("wb") as target:
            write_mo(target, _read(source))

    def check_catalogue(self, catalogue: Catalog) -> None:
        faults = list(_faults(catalogue, _extracted()))
        for fault in faults:
            self.stderr.write(fault)
        if faults:
            raise CommandError(
                f"{len(faults)} faults in the catalogue: run `make messages`, translate."
            )


def _read(path: Path) -> Catalog:
    if not path.exists():
        return Catalog(locale="zh_Hans", domain="django", fuzzy=False)
    with path.open("rb") as source:
        return read_po(source, locale="zh_Hans", domain="django")


def _write(path: Path, catalogue: Catalog) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as target:
        write_po(target, catalogue, width=88, sort_output=True, no_location=True)


def _files() -> Iterator[Path]:
    for floor in FLOORS:
        for path in sorted((settings.BASE_DIR / floor).rglob("*")):
            if (
                path.suffix in {".py", ".html", ".txt"}
                and "migrations" not in path.parts
            ):
                yield path


def _extracted() -> Catalog:
    """Every msgid of the sources, templates through Django's own templatize."""
    found = Catalog(locale="zh_Hans", domain="django")
    for path in _files():
        text = path.read_text(encoding="utf8")
        if path.suffix != ".py":
            # In brackets: what templatize writes is indented as no Python is.
            text = f"({templatize(text, origin=str(path))})"
        stream = io.BytesIO(text.encode())
        options = {"encoding": "utf-8"}
        for _line, message, _comments, context in extract(
            "python", stream, keywords=KEYWORDS, options=options
        ):
            found.add(message, context=context)
    return found


def _merged(old: Catalog, new: Catalog) -> Catalog:
    """The new msgids with their known translations; what is gone, is gone."""
    merged = Catalog(
        locale="zh_Hans",
        domain="django",
        project="ThreePlusN",
        fuzzy=False,
        header_comment=HEADER,
        creation_date=old.creation_date,
        revision_date=old.creation_date,
    )
    for message in new:
        if not message.id:
            continue
        known = old.get(message.id, context=message.context)
        merged.add(
            message.id,
            string=known.string if known else None,
            context=message.context,
            flags=message.flags,
        )
    return merged


def _faults(catalogue: Catalog, sources: Catalog) -> Iterator[str]:
    for message in sources:
        if not message.id:
            continue
        known = catalogue.get(message.id, context=message.context)
        if known is None:
            yield f"missing: {message.id!r}"
        elif known.fuzzy:
            yield f"fuzzy: {message.id!r}"
        elif not known.string or not all(_strings(known.string)):
            yield f"empty: {message.id!r}"
        elif any(True for _ in known.check()) or _lacks_number(known):
            yield f"placeholders differ: {message.id!r}"
    wanted = {(m.id if isinstance(m.id, str) else m.id[0], m.context) for m in sources}
    for message in catalogue:
        key = message.id if isinstance(message.id, str) else message.id[0]
        if key and (key, message.context) not in wanted:
            yield f"no longer used: {key!r}"


def _lacks_number(message: Message) -> bool:
    """Chinese has one plural form: it must say every value that the English many says,
    also where the English one does without ("once")."""
    many = message.id if isinstance(message.id, str) else message.id[-1]
    wanted = set(PLACE.findall(many))
    return any(wanted - set(PLACE.findall(text)) for text in _strings(message.string))


def _strings(value: str | tuple[str, ...] | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else list(value)
