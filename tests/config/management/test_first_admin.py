"""The first account of a new installation."""

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command

from organisations.models import User
from organisations.queries import current_roles

pytestmark = pytest.mark.django_db

PASSWORD = "an empty house in Dengfeng 7"


@pytest.fixture(autouse=True)
def typed(monkeypatch):
    monkeypatch.setattr(
        "config.management.commands.first_admin.getpass", lambda prompt: PASSWORD
    )


def test_it_opens_the_admin_site_and_only_once(client):
    call_command("first_admin", "mai", name="麦管理", verbosity=0)

    user = User.objects.get()
    assert authenticate(username="mai", password=PASSWORD) == user
    assert current_roles(user) == {"system_admin"}
    client.force_login(user)
    assert client.get("/admin/appointment/").status_code == 200
    with pytest.raises(CommandError, match="ask that person"):
        call_command("first_admin", "second", name="第二人")


def test_a_weak_password_makes_no_account(monkeypatch):
    monkeypatch.setattr(
        "config.management.commands.first_admin.getpass", lambda prompt: "12345678"
    )

    with pytest.raises(CommandError):
        call_command("first_admin", "mai", name="麦管理")

    assert User.objects.count() == 0
