"""An operator at work in the admin site."""

import pytest

from organisations.domain.account import appoint
from organisations.enums import Role
from tests.factories.organisations import TerritoryFactory, UserFactory


@pytest.fixture
def operator(client):
    user = UserFactory()
    appoint(
        user=user,
        role=Role.CENTRE_OPERATOR,
        territory=TerritoryFactory(district=True),
        by=None,
    )
    client.force_login(user)
    return user
