"""Whose account an identity of the OpenID Connect provider signs in."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from organisations.domain.identity import link_identity, unlink_identities
from organisations.models import User


class Command(BaseCommand):
    help = "Link an identity of the OpenID Connect provider to an account, or unlink."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("identity", nargs="?", help="the provider's `sub`")
        parser.add_argument("--unlink", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(username=options["username"]).first()
        if user is None:
            raise CommandError(f"There is no account {options['username']}.")
        provider = settings.OIDC_PROVIDER
        if options["unlink"]:
            gone = unlink_identities(user=user, provider=provider, by=None)
            self.stdout.write(f"{gone} unlinked from {user.username}.")
            return
        if not options["identity"]:
            raise CommandError("Name the identity: the provider's `sub`.")
        identity = options["identity"]
        try:
            link_identity(user=user, provider=provider, identity=identity, by=None)
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from error
        self.stdout.write(f"{identity} signs in {user.username}.")
