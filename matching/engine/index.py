"""The capabilities of a district, in the order in which needs ask for them."""

from matching.engine.filters import (
    Facts,
    blocking,
    merged,
    shared_windows,
    units_affordable,
    units_free,
)

__all__ = [
    "Facts",
    "blocking",
    "merged",
    "shared_windows",
    "units_affordable",
    "units_free",
]
