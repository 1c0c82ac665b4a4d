"""The house stands as docs/architecture.md says: floors, rooms, sizes, promises."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from importlinter.cli import lint_imports

from records.domain.ledger import registered_actions

ROOT = Path(__file__).resolve().parent.parent
FLOORS = ["records", "organisations", "matching", "evaluation", "cms", "config"]
PURE = [
    "evaluation.scoring",
    "matching.engine",
    "matching.sheets",
    "organisations.sheets",
    "records.chain",
    "records.pictures.cells",
    "records.pictures.drawing",
    "records.sheets",
]
WRITELESS = ("views", "forms", "tasks", "rules", "queries", "wagtail_hooks", "desk")
FILE_WALL = 400
FUNCTION_WALL = 50


def sources(*folders: str) -> Iterator[Path]:
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_imports_keep_to_floors_and_rooms() -> None:
    assert lint_imports(config_filename=str(ROOT / "pyproject.toml")) == 0


def test_foreign_keys_point_down() -> None:
    user = apps.get_model(settings.AUTH_USER_MODEL)
    upward = [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for model in apps.get_models()
        if model._meta.app_label in FLOORS
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created and field.related_model
        if field.related_model is not user
        if field.related_model._meta.app_label in FLOORS
        if FLOORS.index(field.related_model._meta.app_label)
        > FLOORS.index(model._meta.app_label)
    ]
    assert upward == []


@pytest.mark.parametrize("module", PURE)
def test_pure_rooms_import_no_django(module: str) -> None:
    code = f"import sys, {module}; sys.exit(any(m.split('.')[0] == 'django' for m in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT).returncode == 0


def test_no_file_over_the_wall() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in sources(*FLOORS, "tests")
        if (lines := len(path.read_text(encoding="utf8").splitlines())) > FILE_WALL
    }
    assert long == {}


def test_no_page_or_style_over_the_wall() -> None:
    long = [
        str(path.relative_to(ROOT))
        for folder in FLOORS
        for path in sorted((ROOT / folder).rglob("*"))
        if path.suffix in {".css", ".html"}
        if len(path.read_text(encoding="utf8").splitlines()) > FILE_WALL
    ]
    assert long == []


def test_no_function_over_the_wall() -> None:
    long = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path in sources(*FLOORS, "tests")
        for node in functions(path)
        if (node.end_lineno or 0) - node.lineno + 1 > FUNCTION_WALL
    ]
    assert long == []


def test_every_ledger_action_is_registered() -> None:
    literal = re.compile(r'action="(\w+\.\w+)"')
    short = re.compile(r'\brecord\(\s*[\w.]+,\s*"(\w+)"', re.S)
    used = set()
    for path in sources(*FLOORS):
        text = path.read_text(encoding="utf8")
        used |= set(literal.findall(text))
        if path.parts[-3:-1] == ("matching", "domain"):
            used |= {f"matching.{name}" for name in short.findall(text)}
    assert used - registered_actions() == set()
    assert len(used) > 20


def test_views_never_fetch_from_a_bare_model_class() -> None:
    bare = re.compile(r"get_object_or_404\(\s*[A-Z]\w*\s*,")
    found = [
        str(path.relative_to(ROOT))
        for path in sources(*FLOORS)
        if bare.search(path.read_text(encoding="utf8"))
    ]
    assert found == []


def test_views_and_forms_never_write() -> None:
    writes = re.compile(
        r"\.(save|create|bulk_create|(update|get)_or_create|bulk_update)\("
        r"|objects\b.*\.(update|delete)\("
    )
    found = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in sources(*FLOORS)
        if {*WRITELESS} & {path.parent.name, path.stem}
        for line in path.read_text(encoding="utf8").splitlines()
        if writes.search(line)
    ]
    assert found == []


def test_translations_go_by_names_that_are_extracted() -> None:
    """Under another name a sentence stays English: the catalogue never hears of it."""
    renamed = re.compile(r"import n?p?gettext(_lazy)? as (?!_$)", re.MULTILINE)
    assert [
        str(path.relative_to(ROOT))
        for path in sources(*FLOORS)
        if renamed.search(path.read_text(encoding="utf8"))
    ] == []


def test_templates_hold_no_inline_style_or_script() -> None:
    inline = re.compile(
        r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\bsrc=)(?![^>]*application/ld\+json)"
    )
    found = [
        str(path.relative_to(ROOT))
        for folder in FLOORS
        for path in sorted((ROOT / folder).rglob("*.html"))
        if inline.search(path.read_text(encoding="utf8"))
    ]
    assert found == []


def test_nothing_in_the_tree_names_this_workplace() -> None:
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\n")
    forbidden = re.compile(r"pypi\.[o]rg|python[h]osted|registry\.npm[j]s|/work/[m]ain")
    found = [
        name
        for name in tracked
        if name and (ROOT / name).is_file()
        if Path(name).suffix
        in {".py", ".txt", ".in", ".md", ".toml", ".html", ".json", ""}
        if forbidden.search((ROOT / name).read_text(encoding="utf8", errors="ignore"))
    ]
    assert found == []
