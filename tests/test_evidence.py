"""`make evidence` runs each test that can go further, and no other."""

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WIDENS = {"sized", "sweep", "seeds"}
ROOMS = (
    "tests/cms/views",
    "tests/config",
    "tests/e2e",
    "tests/evaluation/domain",
    "tests/evaluation/scoring",
    "tests/evaluation/views",
    "tests/matching/domain",
    "tests/matching/engine",
    "tests/records",
    "tests/records/pictures",
    "tests/records/sheets",
)


def widened(path: Path) -> set[str]:
    """Tests of a file that are marked, or that the whole file marks."""
    tree = ast.parse(path.read_text(encoding="utf8"))
    whole = "pytestmark = pytest.mark.evidence" in ast.unparse(tree)
    return {
        f"{path.relative_to(ROOT)}::{name}"
        for name, node in _tests(tree)
        if whole or any(_widens(each) for each in node.decorator_list)
    }


def _tests(tree: ast.Module) -> Iterator[tuple[str, ast.FunctionDef]]:
    """Tests by the name that pytest gives them, those of a class as well."""
    for node in tree.body:
        inside = node.body if isinstance(node, ast.ClassDef) else [node]
        for each in inside:
            if isinstance(each, ast.FunctionDef) and each.name.startswith("test_"):
                of = "" if each is node else f"{node.name}::"
                yield f"{of}{each.name}", each


def _widens(decorator: ast.expr) -> bool:
    text = ast.unparse(decorator)
    return text == "pytest.mark.evidence" or text.split("(")[0] in WIDENS


def users() -> list[Path]:
    """Files of tests that name what widens a test."""
    return [
        path
        for path in sorted((ROOT / "tests").rglob("test_*.py"))
        if "\nfrom tests.evidence import" in path.read_text(encoding="utf8")
    ]


def test_a_file_that_widens_has_tests_that_are_marked() -> None:
    assert [path.name for path in users() if not widened(path)] == []
    rooms = {str(path.parent.relative_to(ROOT)) for path in users()}
    assert rooms == set(ROOMS)


def test_the_mark_selects_them() -> None:
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q"]
    done = subprocess.run(
        [*command, "-m", "evidence", *ROOMS],
        cwd=ROOT,
        env={**os.environ, "EVIDENCE": "0"},
        capture_output=True,
        encoding="utf8",
    )
    found = {line.split("[")[0] for line in done.stdout.splitlines() if "::" in line}
    assert found == set().union(*(widened(path) for path in users()))
    assert len(found) > 30
