"""Who pays a line: every line and every invitation names its source."""

from __future__ import annotations

from collections.abc import Sequence

from organisations.enums import NEVER_PRICED, Funding, ProviderKind
from organisations.models import Capability


def source_of(capability: Capability, sources: Sequence[str]) -> str:
    """The source that pays the line: the first of the need's that the provider takes.

    A line free of charge names what carries it. A priced one has none where no source
    is shared, or where its provider may never carry a price: it is no line, its units
    are a gap (rule no_funding).
    """
    common = [source for source in sources if source in capability.funding]
    if capability.price:
        barred = capability.provider.form in NEVER_PRICED
        return "" if barred else next(iter(common), "")
    team = capability.provider.kind == ProviderKind.VOLUNTEER_TEAM
    own = Funding.VOLUNTEER if team else Funding.OWN_RESOURCES
    return next(iter([*common, *capability.funding]), str(own))


def is_payable(capability: Capability, sources: Sequence[str]) -> bool:
    return not capability.price or bool(source_of(capability, sources))
