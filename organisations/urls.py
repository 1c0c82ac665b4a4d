"""The addresses of this floor, below /desk/, and the public way in."""

from django.urls import path, re_path

from organisations.views import (
    admission,
    enclosure,
    joining,
    lines,
    provider,
    registration,
    sheet,
    volunteer,
)
from organisations.views.section import SectionPage

app_name = "organisations"
OWN, HANDED_IN = "registration/", "registrations/<str:public_id>/"
LINE = "registration/<str:section>/<int:line>/"


def section(names: str, view: object) -> object:
    """The page of a section; all of them go by one name."""
    return re_path(rf"^registration/(?P<section>{names})/$", view, name="section")


urlpatterns = [
    path("providers/", provider.index, name="providers"),
    path("provider/<str:public_id>/", provider.show, name="provider"),
    path("provider/<str:public_id>/confirm/", provider.confirm, name="confirm"),
    path("capability/<str:public_id>/", provider.change, name="capability"),
    path(OWN, registration.task_list, name="registration"),
    path(f"{OWN}claim/", registration.claim, name="claim"),
    path(f"{OWN}check/", registration.Check.as_view(), name="check"),
    section("who|membership", SectionPage.as_view()),
    section("services|projects", lines.lines),
    section("contacts", enclosure.Contacts.as_view()),
    section("documents", enclosure.Documents.as_view()),
    path(f"{OWN}projects/paste/", lines.paste, name="paste"),
    path(
        f"{OWN}contacts/<int:pk>/remove/",
        enclosure.remove_contact,
        name="remove_contact",
    ),
    path(
        f"{OWN}documents/<int:pk>/remove/",
        enclosure.remove_document,
        name="remove_document",
    ),
    path(f"{OWN}documents/<int:pk>/", enclosure.own_document, name="own_document"),
    path(LINE, SectionPage.as_view(), name="line"),
    path(f"{LINE}remove/", lines.remove, name="remove_line"),
    path(HANDED_IN, admission.review, name="review"),
    path(f"{HANDED_IN}approve/", admission.Approve.as_view(), name="approve"),
    path(f"{HANDED_IN}return/", admission.AskBack.as_view(), name="ask_back"),
    path(f"{HANDED_IN}refuse/", admission.Refuse.as_view(), name="refuse"),
    path(f"{HANDED_IN}contacts/<int:pk>/", admission.Ring.as_view(), name="ring"),
    path(f"{HANDED_IN}documents/<int:pk>/", admission.document, name="document"),
    path("volunteers/", volunteer.index, name="volunteers"),
    path("volunteers/new/", volunteer.join_for, name="volunteer_new"),
    path("volunteer/change/", volunteer.change, name="volunteer_change"),
    path("volunteers/<str:public_id>/", volunteer.show, name="volunteer"),
    path(
        "volunteers/<str:public_id>/days/",
        volunteer.confirm_days,
        name="volunteer_days",
    ),
    path("volunteers/<str:public_id>/paper/", volunteer.clear, name="volunteer_clear"),
    path("sheets/", sheet.index, name="sheets"),
    path("sheets/<slug:kind>/", sheet.send, name="sheet_send"),
    re_path(
        r"^sheets/(?P<kind>[a-z]+)/template\.(?P<ending>xlsx|csv)$",
        sheet.template,
        name="sheet_template",
    ),
    path("sheet/<str:public_id>/", sheet.show, name="sheet"),
    path("sheet/<str:public_id>/errors/", sheet.errors, name="sheet_errors"),
    re_path(
        r"^sheet/(?P<public_id>\w+)/(?P<verb>import|discard|undo)/$",
        sheet.act,
        name="sheet_act",
    ),
]
# In both languages of the public site: `/join/`, `/en/join/`.
joining_urls = [
    path("join/", joining.choose, name="choose"),
    path("join/overseas/", joining.overseas, name="overseas"),
    path("join/<str:joining>/", joining.Begin.as_view(), name="begin"),
]
# In both languages of the public site: `/join/volunteer/`, `/en/join/volunteer/`.
volunteering = [path("join/volunteer/", volunteer.join, name="volunteer")]
