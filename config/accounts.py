"""The one sign-in door: allauth's, closed to strangers."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest

from organisations.models import sealed, unsealed


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
