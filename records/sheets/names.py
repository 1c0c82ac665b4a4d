"""Known names in a text: of places, of organisations."""

from __future__ import annotations

from collections.abc import Iterable


class NameFinder:
    """Whose names a text holds; of two that overlap, the longer one counts."""

    def __init__(self, names: Iterable[tuple[str, str]]) -> None:
        """`names`: pairs of a name and the key of what bears it."""
        self._keys: dict[str, set[str]] = {}
        self._starts: dict[str, list[str]] = {}
        for name, key in names:
            if len(name) < 2:
                continue
            if name not in self._keys:
                self._starts.setdefault(name[:2], []).append(name)
            self._keys.setdefault(name, set()).add(key)
        for starting in self._starts.values():
            starting.sort(key=len, reverse=True)

    def keys_in(self, text: str) -> set[str]:
        """The keys of all who are named, of each that shares a name."""
        found: set[str] = set()
        place = 0
        while place < len(text) - 1:
            starting = self._starts.get(text[place : place + 2], ())
            name = next((n for n in starting if text.startswith(n, place)), None)
            if name is None:
                place += 1
                continue
            found |= self._keys[name]
            place += len(name)
        return found
