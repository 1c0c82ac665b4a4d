"""The nouns of the public site."""

from cms.models.case import CaseIndexPage, CasePage
from cms.models.check import CheckTask
from cms.models.contact import ContactPage
from cms.models.files import SiteDocument, SiteImage, SiteRendition
from cms.models.finding import SiteFinding
from cms.models.guide import GuideIndexPage, GuidePage
from cms.models.home import Door, HomePage
from cms.models.identity import Foot, SiteIdentity, site_foot
from cms.models.notice import NoticeIndexPage, NoticePage
from cms.models.policy import PolicyIndexPage, PolicyPage
from cms.models.standard import StandardPage

__all__ = [
    "CaseIndexPage",
    "CasePage",
    "CheckTask",
    "ContactPage",
    "Door",
    "Foot",
    "GuideIndexPage",
    "GuidePage",
    "HomePage",
    "NoticeIndexPage",
    "NoticePage",
    "PolicyIndexPage",
    "PolicyPage",
    "SiteDocument",
    "SiteFinding",
    "SiteIdentity",
    "SiteImage",
    "SiteRendition",
    "StandardPage",
    "site_foot",
]
