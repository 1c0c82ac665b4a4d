"""Every factory, and every trait, makes a row that its model accepts."""

import inspect

import pytest
from factory.django import DjangoModelFactory

from matching import models
from tests.factories import delivery, matching, purchase, response

FACTORIES = {
    each._meta.model: each
    for module in (matching, delivery, purchase, response)
    for each in vars(module).values()
    if inspect.isclass(each)
    and issubclass(each, DjangoModelFactory)
    and each.__module__ == module.__name__
}
TRAITS = [
    (factory, trait)
    for factory in FACTORIES.values()
    for trait in ["", *factory._meta.parameters]
]


def test_one_factory_per_model():
    assert {model.__name__ for model in FACTORIES} == set(models.__all__)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("factory", "trait"), TRAITS, ids=[f"{f.__name__}-{t}" for f, t in TRAITS]
)
def test_trait_makes_a_row_the_model_accepts(factory, trait):
    row = factory(**({trait: True} if trait else {}))
    row.full_clean()
    assert type(row).objects.filter(pk=row.pk).exists()
