"""The README's commands exist and are the ones the gate runs."""

import re
from pathlib import Path

from django.core.management import get_commands

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("**/*.md"))]


def texts() -> str:
    return "\n".join(path.read_text(encoding="utf8") for path in DOCUMENTS)


def test_make_targets_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.M))
    named = set(re.findall(r"(?:^|`)make ([a-z-]+)", texts(), re.M))
    assert named - targets == set()
    assert {"demo", "test"} <= named


def test_manage_commands_exist() -> None:
    named = set(re.findall(r"manage\.py ([a-z_]+)", texts()))
    assert named - set(get_commands()) == set()


def test_the_gate_runs_the_readmes_test_command() -> None:
    gate = (ROOT / ".ci" / "run").read_text()
    assert "\nmake check\n" in gate
    assert "\nmake test\n" in gate


def test_links_between_documents_lead_somewhere() -> None:
    broken = [
        f"{path.name}: {target}"
        for path in DOCUMENTS
        for target in re.findall(r"\]\(([^)#:]+)\)", path.read_text(encoding="utf8"))
        if not (path.parent / target).exists()
    ]
    assert broken == []


def test_the_runbook_names_what_production_reads() -> None:
    settings = ROOT / "config" / "settings"
    text = "".join((settings / f"{n}.py").read_text() for n in ("base", "production"))
    readers = r"required|flag|words|choice|prefix|folder|environ\.get"
    read = set(re.findall(rf'(?:{readers})\("(\w+)"', text))
    read |= set(re.findall(r'"(OIDC_[A-Z_]+)"', text)) - {"OIDC_PROVIDER"}
    runbook = (ROOT / "docs" / "runbook.md").read_text(encoding="utf8")
    assert read - set(re.findall(r"\| `(\w+)` \|", runbook)) == set()
    assert len(read) > 8


def test_what_a_district_supplies_goes_where_the_list_says() -> None:
    """Files that are named exist; variables that are named are read."""
    text = (ROOT / "docs" / "go-live.md").read_text(encoding="utf8")
    files = re.findall(r"`([\w/]+\.(?:json|csv))`", text)
    assert len(files) >= 4
    assert [name for name in files if not (ROOT / name).exists()] == []
    runbook = (ROOT / "docs" / "runbook.md").read_text(encoding="utf8")
    named = set(re.findall(r"`([A-Z]+_[A-Z_]+)`", text)) - {"LEDGER_ALGORITHM"}
    assert named - set(re.findall(r"\| `(\w+)` \|", runbook)) == set()
    assert len(named) > 10
