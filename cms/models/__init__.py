"""The nouns of the public site."""

from cms.models.files import SiteDocument, SiteImage, SiteRendition
from cms.models.home import Door, HomePage
from cms.models.notice import NoticeIndexPage, NoticePage
from cms.models.standard import StandardPage

__all__ = [
    "Door",
    "HomePage",
    "NoticeIndexPage",
    "NoticePage",
    "SiteDocument",
    "SiteImage",
    "SiteRendition",
    "StandardPage",
]
