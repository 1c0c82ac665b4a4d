"""Rows whose check constraints are asked about in one question."""

from __future__ import annotations

from collections.abc import Collection

from django.core.exceptions import FieldError, ValidationError
from django.db import models, router


class Checked(models.Model):
    """Cleaning a row asks the database once whether all its check constraints hold.

    Django asks once for each, within a savepoint of its own: three statements for every
    constraint of every row that a verb writes. Only a row that is refused is asked
    about as Django does, constraint by constraint, for the sentence of each.
    """

    class Meta:
        abstract = True

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
                    if not isinstance(each, models.CheckConstraint):
                        each.validate(model, self, exclude, self._written_to())
        except ValidationError:
            return False
        return True

    def _written_to(self) -> str:
        return router.db_for_write(type(self), instance=self)
