"""A provider's past projects: what matching reads."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from organisations.domain.change import apply
from organisations.models import PastProject, Provider, ServiceType, User
from records.domain.ledger import append

FIELDS = frozenset({"title", "title_en", "text", "text_en", "year"})


@transaction.atomic
def add_project(
    *,
    provider: Provider,
    title: str,
    text: str,
    year: int,
    title_en: str = "",
    text_en: str = "",
    service_types: Iterable[ServiceType] = (),
    by: User | None,
) -> PastProject:
    """Add a project in the provider's own words, failures included."""
    project = PastProject(
        provider=provider,
        title=title,
        text=text,
        year=year,
        title_en=title_en,
        text_en=text_en,
    )
    project.full_clean()
    project.save()
    project.service_types.set(service_types)
    _tell("organisations.add_project", project, by, [])
    return project


@transaction.atomic
def edit_project(
    *,
    project: PastProject,
    service_types: Iterable[ServiceType] | None = None,
    by: User | None,
    **changes: Any,
) -> PastProject:
    """Change a project; an edit that changes nothing leaves no trace."""
    row = PastProject.objects.select_for_update().get(pk=project.pk)
    changed = apply(row, changes, FIELDS)
    if service_types is not None:
        chosen = {each.pk for each in service_types}
        if chosen != set(row.service_types.values_list("pk", flat=True)):
            row.service_types.set(chosen)
            changed.append("service_types")
    if changed:
        row.full_clean()
        row.save()
        _tell("organisations.edit_project", row, by, changed)
    return row


@transaction.atomic
def remove_project(*, project: PastProject, by: User | None) -> None:
    """Take a project off the provider's page."""
    row = PastProject.objects.select_for_update().get(pk=project.pk)
    PastProject.objects.filter(pk=row.pk).delete()
    _tell("organisations.remove_project", row, by, [])


def _tell(
    action: str, project: PastProject, by: User | None, changed: list[str]
) -> None:
    append(
        chain=project.provider.chain,
        action=action,
        actor=by,
        subject=project.provider.subject,
        facts={"project": project.pk, "changed": changed},
    )
