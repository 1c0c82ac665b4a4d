"""The one sign-in door: allauth's, closed to strangers."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest
from django.utils.translation import gettext_noop, ngettext_lazy

from organisations.models import sealed, unsealed

# Django says 你 where an office says 您, and allauth calls our 验证器 认证器: their own
# sentences, put into our catalogue.
THEIR_WORDS = (
    gettext_noop("Authenticator code"),
    gettext_noop(
        "Your password can’t be too similar to your other personal information."
    ),
    ngettext_lazy(
        "Your password must contain at least %(min_length)d character.",
        "Your password must contain at least %(min_length)d characters.",
    ),
    gettext_noop("Your password can’t be a commonly used password."),
    gettext_noop("Your password can’t be entirely numeric."),
)


class HouseAccountAdapter(DefaultAccountAdapter):
    """Accounts are made by the centre; nobody signs up here by themselves."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class HouseMFAAdapter(DefaultMFAAdapter):
    """Two-factor secrets lie encrypted in the database, as a person's data do."""

    def encrypt(self, text: str) -> str:
        return sealed(text)

    def decrypt(self, encrypted_text: str) -> str:
        return unsealed(encrypted_text)
