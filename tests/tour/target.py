"""An address of the tour; known without the house's models."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Target:
    """One address; `page`: a page to be seen in a browser, else only fetched."""

    route: str
    who: str
    url: str
    status: int
    page: bool
    key: bool = False
