"""The nouns of the public site."""

from cms.models.files import SiteDocument, SiteImage, SiteRendition
from cms.models.finding import SiteFinding
from cms.models.home import Door, HomePage
from cms.models.identity import Foot, SiteIdentity, site_foot
from cms.models.notice import NoticeIndexPage, NoticePage
from cms.models.standard import StandardPage

__all__ = [
    "Door",
    "Foot",
    "HomePage",
    "NoticeIndexPage",
    "NoticePage",
    "SiteDocument",
    "SiteFinding",
    "SiteIdentity",
    "SiteImage",
    "SiteRendition",
    "StandardPage",
    "site_foot",
]
