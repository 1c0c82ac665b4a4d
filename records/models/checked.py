"""Rows that are cleaned with few questions to the database."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from django.core.exceptions import FieldError, ValidationError
from django.db import models, router


class Checked(models.Model):
    """Cleaning a row asks the database once whether all its check constraints hold.

    Django asks once for each, within a savepoint of its own: three statements for every
    constraint of every row that a verb writes. Only a row that is refused is asked
    about as Django does, constraint by constraint, for the sentence of each. Nor is
    asked whether a row is there that this one points at and that was read from there.
    """

    class Meta:
        abstract = True

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        super().clean_fields({*(exclude or ()), *self._read()})

    def _read(self) -> Iterator[str]:
        """Names of the relations whose object is at hand, and saved."""
        for field in self._meta.concrete_fields:
            other = self._state.fields_cache.get(field.name)
            if field.is_relation and other is not None and not other._state.adding:
                yield field.name

    def validate_constraints(self, exclude: Collection[str] | None = None) -> None:
        if not (self._checks_hold(exclude) and self._others_hold(exclude)):
            super().validate_constraints(exclude)

    def _checks_hold(self, exclude: Collection[str] | None) -> bool:
        every = models.Q()
        for _model, constraints in self.get_constraints():
            for each in constraints:
                if isinstance(each, models.CheckConstraint):
                    every &= models.Q(each.condition)
        values = self._get_field_expression_map(meta=self._meta, exclude=exclude)
        try:
            return not every or every.check(values, using=self._written_to())
        except FieldError:  # a field of one of them is left out
            return False

    def _others_hold(self, exclude: Collection[str] | None) -> bool:
        try:
            for model, constraints in self.get_constraints():
                for each in constraints:
                    if not (
                        isinstance(each, models.CheckConstraint) or self._lacks(each)
                    ):
                        each.validate(model, self, exclude, self._written_to())
        except ValidationError:
            return False
        return True

    def _lacks(self, each: models.BaseConstraint) -> bool:
        """Unique among those that have one: this row has none, nobody need be asked."""
        return isinstance(each, models.UniqueConstraint) and any(
            each.condition == ~models.Q((name, "")) and getattr(self, name) == ""
            for name in each.fields
        )

    def _written_to(self) -> str:
        return router.db_for_write(type(self), instance=self)
