"""Rule sets come in as data: every fact read once, nothing changed once loaded."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from evaluation.enums.rule_names import RULE_FAULTS, RULE_NAMES
from evaluation.models import RuleSet
from evaluation.scoring.rule_faults import fact_faults
from evaluation.scoring.rulebook import completed
from matching.domain.faults import refuse
from organisations.models import User
from records.domain.ledger import append

TEXTS = ("key", "version", "name", "source")
FIELDS = {*TEXTS, "name_en", "in_force_from", "in_force_until", "based_on", "facts"}


@transaction.atomic
def load_rule_set(
    *, data: Mapping[str, Any], place: str, chain: str, by: User | None = None
) -> bool:
    """Take in one version of one instrument; whether it is new.

    `place` is where it stands in its file, for what is refused. A set that is
    `based_on` others ([key, version] each, loaded before) takes from them what it
    does not state itself. Raises ValidationError `misread`, naming the place, for what
    cannot be read, and `rule_set_changed` where this version was loaded with another
    content: a new version is loaded beside it.
    """
    rule_set = _read(data, place)
    known = RuleSet.objects.filter(key=rule_set.key, version=rule_set.version).first()
    if known is not None:
        _refuse_change(known, rule_set)
        return False
    rule_set.full_clean()
    rule_set.save()
    append(
        chain=chain,
        action="evaluation.load_rule_set",
        actor=by,
        subject=f"rule_set:{rule_set.public_id}",
        facts={
            "key": rule_set.key,
            "version": rule_set.version,
            "digest": rule_set.digest,
        },
    )
    return True


def _refuse_change(known: RuleSet, given: RuleSet) -> None:
    if known.digest != given.digest:
        raise refuse(
            "rule_set_changed",
            _(
                "%(key)s %(version)s was loaded before with other rules. Give the new "
                "rules a version of their own."
            ),
            key=given.key,
            version=given.version,
        )


def misread(place: str, fault: str) -> ValidationError:
    """A file that cannot be taken in, and where in it the fault lies."""
    return refuse(
        "misread",
        _("%(place)s cannot be taken in: %(fault)s"),
        place=place,
        fault=fault,
    )


def digest_of(content: Mapping[str, Any]) -> str:
    """The same for the same content, whatever the order of its names."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def check_names(
    data: Any, place: str, texts: Iterable[str], known: Iterable[str]
) -> None:
    """Refuse what is no object, lacks a text or holds a name that nobody reads."""
    if not isinstance(data, Mapping):
        raise misread(place, _("an object with names is wanted"))
    for name in texts:
        if not isinstance(data.get(name), str) or not data[name].strip():
            raise misread(named_in(place, name), _("a text is wanted"))
    for name in sorted(set(data) - set(known)):
        raise misread(named_in(place, name), _("nothing has this name"))


def named_in(place: str, name: str) -> str:
    """A part of a file by the name that it has there."""
    return _("%(place)s, “%(name)s”") % {"place": place, "name": name}


def _rule_in(place: str, name: str) -> str:
    """A rule by its name in the file and in words."""
    if name not in RULE_NAMES:
        return named_in(place, name)
    words = {"place": place, "name": name, "words": RULE_NAMES[name]}
    return _("%(place)s, rule “%(words)s” (%(name)s)") % words


def _read(data: Any, place: str) -> RuleSet:
    check_names(data, place, TEXTS, FIELDS)
    facts = _facts(data, place)
    fields = {name: data[name] for name in TEXTS}
    fields["name_en"] = data.get("name_en") or ""
    fields["in_force_from"] = _day(data, place, "in_force_from")
    if data.get("in_force_until") is not None:
        fields["in_force_until"] = _day(data, place, "in_force_until")
    return RuleSet(**fields, facts=facts, digest=digest_of({**fields, "facts": facts}))


def _facts(data: Mapping[str, Any], place: str) -> dict[str, Any]:
    stated = data.get("facts")
    if not isinstance(stated, Mapping):
        raise misread(named_in(place, "facts"), _("an object with names is wanted"))
    for wrong in fact_faults(stated):
        fault = str(RULE_FAULTS[wrong.fault]) % {"given": wrong.given}
        raise misread(_rule_in(place, wrong.name), fault)
    bases = [
        _base(named, _("%(place)s, base %(number)d") % {"place": place, "number": n})
        for n, named in enumerate(data.get("based_on", []), start=1)
    ]
    return dict(completed(stated, *bases))


def _base(named: Any, place: str) -> dict[str, Any]:
    if not isinstance(named, list) or len(named) != 2:
        raise misread(place, _("an instrument and its version are wanted"))
    base = RuleSet.objects.filter(key=named[0], version=named[1]).first()
    if base is None:
        raise misread(place, _("this version is not loaded"))
    facts: dict[str, Any] = base.facts
    return facts


def _day(data: Mapping[str, Any], place: str, name: str) -> date:
    try:
        return date.fromisoformat(data[name])
    except (KeyError, TypeError, ValueError) as error:
        raise misread(
            named_in(place, name), _("a day such as 2026-03-01 is wanted")
        ) from (error)
