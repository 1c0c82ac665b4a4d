"""Posts of public benefit (设岗定责): where a claim stands, why not, what is told."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from organisations.enums.register import Gate


class ClaimState(TextChoices):
    """Of one person and one post, from the claim to its end."""

    ASKED = "asked", _("Waits for the community's word")
    HELD = "held", _("Holds the post")
    REFUSED = "refused", _("Claim not accepted")
    LEFT = "left", _("Place given back")
    ENDED = "ended", _("The post has ended")


# A place is taken by these.
LIVE_CLAIMS = (ClaimState.ASKED, ClaimState.HELD)
# Into homes goes pairing, to cases the social worker; neither is a post.
NEVER_A_POST = frozenset({Gate.P2, Gate.CASE})
UNFIT = {
    "resting": _("You asked not to be asked for now. Say first that you are back."),
    "home": _("This post is for people who live in its community."),
    "skill": _("Say first, in your skills, that you can help with this."),
    "minor": _("Among children only grown-ups hold a post."),
}
POST_MESSAGES = {
    "organisations.post_held": _(
        "You hold the post “%(title)s” in %(place)s until %(day)s. Thank you."
    ),
    "organisations.post_beside": _(
        "You go along with somebody under 18 at the post “%(title)s” in %(place)s "
        "until %(day)s. Thank you."
    ),
    "organisations.post_refused": _(
        "The community could not accept your claim of the post “%(title)s”. Its page "
        "says why."
    ),
    "organisations.post_taken_back": _(
        "The community gave your place at the post “%(title)s” back. Its page says why."
    ),
    "organisations.post_alone": _(
        "Nobody goes along with you at the post “%(title)s” any more. Wait until the "
        "community has named another grown-up."
    ),
    "organisations.post_ended": _(
        "The post “%(title)s” in %(place)s has ended. Thank you."
    ),
}
