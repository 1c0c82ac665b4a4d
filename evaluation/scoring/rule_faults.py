"""What is wrong with the facts of a rule set, fact by fact.

A fault is a sentence of `FAULTS`; what it names stands apart, so that both can be said
in the reader's language.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from evaluation.scoring.rulebook import KINDS, Status, Wanted


@dataclass(frozen=True, slots=True)
class FactFault:
    """What is wrong with a fact, by its name: a sentence of `FAULTS`, and what stands
    in its `%(given)s`."""

    name: str
    fault: str
    given: str = ""


FAULTS = (
    "no rule has this name",
    "status must be fact, assumed or gap",
    "a gap has no value",
    "the source is missing",
    "what is assumed says why",
    "a whole number is wanted",
    "true or false is wanted",
    'a share such as "2/3" is wanted',
    "one of %(given)s is wanted",
    "a list of texts is wanted",
    "an object with names is wanted",
    "exactly these are wanted: %(given)s",
    "this cannot be read: %(given)s",
)
"""Every sentence that a fault may have."""


def fact_faults(facts: Mapping[str, Any]) -> tuple[FactFault, ...]:
    """Everything wrong with the facts of a rule set, in their order."""
    found = ((name, *_fault_of(name, fact)) for name, fact in facts.items())
    return tuple(FactFault(*each) for each in found if each[1])


def _fault_of(name: str, fact: Any) -> tuple[str, str]:
    plain = _plain_fault(name, fact)
    if plain or fact["status"] == Status.GAP:
        return plain, ""
    try:
        KINDS[name](fact.get("value"))
    except Wanted as wanted:
        return wanted.fault, wanted.given
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        return "this cannot be read: %(given)s", str(error) or type(error).__name__
    return "", ""


def _plain_fault(name: str, fact: Any) -> str:
    if name not in KINDS:
        return "no rule has this name"
    if not isinstance(fact, Mapping) or fact.get("status") not in set(Status):
        return "status must be fact, assumed or gap"
    if fact["status"] == Status.GAP:
        return "a gap has no value" if fact.get("value") is not None else ""
    if not fact.get("source"):
        return "the source is missing"
    if fact["status"] == Status.ASSUMED and not fact.get("why"):
        return "what is assumed says why"
    return ""
