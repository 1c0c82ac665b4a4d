"""The one sign-in door: allauth's, closed to strangers."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.base import AuthProcess
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_noop, ngettext_lazy

from config.templatetags.house import home_url
from organisations.domain.identity import link_identity
from organisations.models import User, sealed, unsealed

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

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        return (
            home_url() if settings.SITE_ROLE == "all" else reverse(settings.LOGIN_URL)
        )


class HouseSocialAccountAdapter(DefaultSocialAccountAdapter):
    """Another house vouches for who somebody is; who has an account here, we know.

    An identity signs in the user it is linked to. One that is new is linked where its
    provider has verified an e-mail address that exactly one active user has; nobody
    gets an account here, and nobody links or unlinks herself.
    """

    def is_open_for_signup(
        self, request: HttpRequest, sociallogin: SocialLogin
    ) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        if sociallogin.state.get("process") != AuthProcess.LOGIN:
            raise PermissionDenied
        user = None if sociallogin.is_existing else vouched_for(sociallogin)
        if user is not None:
            account = sociallogin.account
            link_identity(
                user=user, provider=account.provider, identity=account.uid, by=None
            )
            sociallogin.lookup()


def vouched_for(sociallogin: SocialLogin) -> User | None:
    """The one active user with the e-mail address that the provider has verified."""
    verified = [each for each in sociallogin.email_addresses if each.verified is True]
    if len(verified) != 1:
        return None
    found = User.objects.filter(is_active=True, email__iexact=verified[0].email)[:2]
    return found[0] if len(found) == 1 else None


class HouseMFAAdapter(DefaultMFAAdapter):
    """Two-factor secrets lie encrypted in the database, as a person's data do."""

    def encrypt(self, text: str) -> str:
        return sealed(text)

    def decrypt(self, encrypted_text: str) -> str:
        return unsealed(encrypted_text)
