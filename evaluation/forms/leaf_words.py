"""How a leaf is scored, in one line: `20=own branch; 10=joint`, `0.8=10; 1=20`, `3=5+1`.

| kind | line |
|---|---|
| levels | points=name=name in English; ... |
| ratio_bands | at least=points; ... |
| count_cap | the first so many=points+points for each further |
| judged, share, deduction | the step, half a point where nothing is said |
| veto | the code of what it strikes, `*` the sheet; nothing: the node it stands in |

`@hours` at the end names the delivery record that comes in by itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from evaluation.enums import LeafKind
from organisations.models.spoken import spoken

WIDE = str.maketrans("；＝＋＠＊", ";=+@*")
STEPPED = {LeafKind.JUDGED, LeafKind.SHARE, LeafKind.DEDUCTION}
LEVEL = ("points", "name", "name_en")
BOUND = ("at_least", "points")


def written(kind: str, settings: Mapping[str, Any]) -> str:
    """The line that `understood` reads as these settings."""
    line = _WRITERS.get(kind, _written_step)(settings)
    record = settings.get("record")
    return f"{line} @{record}".strip() if record else line


def in_words(kind: str, settings: Mapping[str, Any]) -> str:
    """How a leaf is scored, for who reads the sheet."""
    if kind == LeafKind.LEVELS:
        named = (
            f"{each['points']} {spoken(each.get('name', ''), each.get('name_en', ''))}"
            for each in settings["levels"]
        )
        return _("; ").join(map(str.strip, named))
    if kind == LeafKind.RATIO_BANDS:
        bounds = (f"≥{b['at_least']}: {b['points']}" for b in settings["bounds"])
        return _("; ").join(bounds)
    if kind == LeafKind.COUNT_CAP:
        return _("%(least)s earn %(first)s, each further one %(each)s") % settings
    return ""


def understood(kind: str, line: str) -> dict[str, Any]:
    """Settings of a leaf. Raises ValueError with a sentence for a line that does not
    fit its kind."""
    text, _at, record = line.translate(WIDE).partition("@")
    settings = _READERS.get(kind, _read_nothing)(text.strip())
    return {**settings, "record": record.strip()} if record.strip() else settings


def _written_step(settings: Mapping[str, Any]) -> str:
    return str(settings.get("step", ""))


def _written_veto(settings: Mapping[str, Any]) -> str:
    return "*" if settings.get("strikes") == "" else str(settings.get("strikes") or "")


def _written_count(settings: Mapping[str, Any]) -> str:
    return f"{settings['least']}={settings['first']}+{settings['each']}"


def _written_parts(name: str, keys: tuple[str, ...]) -> Callable[..., str]:
    def write(settings: Mapping[str, Any]) -> str:
        parts = (
            "=".join(str(part[key]) for key in keys if part.get(key))
            for part in settings[name]
        )
        return "; ".join(parts)

    return write


_WRITERS: dict[str, Callable[[Mapping[str, Any]], str]] = {
    LeafKind.LEVELS: _written_parts("levels", LEVEL),
    LeafKind.RATIO_BANDS: _written_parts("bounds", BOUND),
    LeafKind.COUNT_CAP: _written_count,
    LeafKind.VETO: _written_veto,
}


def _read_nothing(text: str) -> dict[str, Any]:
    if text:
        raise ValueError(_("Leave “how it is scored” empty for this kind."))
    return {}


def _read_step(text: str) -> dict[str, Any]:
    return {"step": text} if text else {}


def _read_veto(text: str) -> dict[str, Any]:
    return {"strikes": text.strip("*")} if text else {}


def _read_count(text: str) -> dict[str, Any]:
    found = re.fullmatch(r"(\d+)\s*=\s*([\d.]+)\s*\+\s*([\d.]+)", text)
    if found is None:
        raise ValueError(_("Write for example 3=5+1: three earn 5, each further 1."))
    return {"least": int(found[1]), "first": found[2], "each": found[3]}


def _read_parts(name: str, keys: tuple[str, ...], example: str) -> Callable[..., Any]:
    def read(text: str) -> dict[str, Any]:
        parts = [
            [bit.strip() for bit in part.split("=")]
            for part in text.split(";")
            if part.strip()
        ]
        if not parts or any(not 2 <= len(part) <= len(keys) for part in parts):
            raise ValueError(_("Write for example %(line)s") % {"line": example})
        return {name: [dict(zip(keys, part, strict=False)) for part in parts]}

    return read


_READERS: dict[str, Callable[[str], dict[str, Any]]] = {
    LeafKind.LEVELS: _read_parts("levels", LEVEL, "10=优秀; 6=良好; 3=一般"),
    LeafKind.RATIO_BANDS: _read_parts("bounds", BOUND, "0.8=10; 1=20"),
    LeafKind.COUNT_CAP: _read_count,
    LeafKind.VETO: _read_veto,
    **dict.fromkeys(STEPPED, _read_step),
}
