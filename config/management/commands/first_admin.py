"""The first account of a new installation; all others are made by it in `/admin/`."""

from getpass import getpass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from organisations.domain.account import appoint, create_account
from organisations.enums import Role
from organisations.models import Appointment


class Command(BaseCommand):
    """Refused where a system administrator holds office: nobody appoints herself."""

    help = "Create the first system administrator of a new installation."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--name", required=True, help="as shown to others")
        parser.add_argument("--email", default="")

    def handle(self, *args: Any, **options: Any) -> None:
        if Appointment.objects.current().filter(role=Role.SYSTEM_ADMIN).exists():
            raise CommandError("There is a system administrator: ask that person.")
        account = {name: options[name] for name in ("username", "name", "email")}
        password = getpass("Password: ")
        if not password:
            raise CommandError("An account without a password could not sign in.")
        try:
            with transaction.atomic():
                user = create_account(**account, password=password, by=None)
                appoint(user=user, role=Role.SYSTEM_ADMIN, by=None)
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from error
        self.stdout.write(f"{user.username} may sign in and turn on two factors.")
