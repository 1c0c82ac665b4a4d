"""The addresses of this floor, below /desk/, and the public way in."""

from django.urls import path, re_path

from organisations.views import (
    admission,
    cobuilding,
    draft,
    enclosure,
    estate,
    incubation,
    inquiry,
    joining,
    lines,
    pairing,
    plan_project,
    provider,
    registration,
    saved_filter,
    service_post,
    sheet,
    training,
    volunteer,
)
from organisations.views.section import SectionPage

app_name = "organisations"
PLAN = "co-building/<str:public_id>/"
POST, CLAIM = "posts/<str:public_id>/", "post-claims/<str:public_id>/"
PAIRING = "pairings/<str:public_id>/"
BODY = "incubation/<str:public_id>/"
TRAINING = "trainings/<str:public_id>/"
OWN, HANDED_IN = "registration/", "registrations/<str:public_id>/"
LINE = "registration/<str:section>/<int:line>/"


def section(names: str, view: object) -> object:
    """The page of a section; all of them go by one name."""
    return re_path(rf"^registration/(?P<section>{names})/$", view, name="section")


urlpatterns = [
    path("filters/keep/", saved_filter.keep, name="keep_filter"),
    path("filters/<int:pk>/drop/", saved_filter.drop, name="drop_filter"),
    path("drafts/keep/", draft.keep, name="keep_draft"),
    path("drafts/drop/", draft.drop, name="drop_draft"),
    path("providers/", provider.index, name="providers"),
    path("provider/<str:public_id>/", provider.show, name="provider"),
    path("provider/<str:public_id>/confirm/", provider.confirm, name="confirm"),
    path("provider/<str:public_id>/contact/", provider.contact, name="contact"),
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
    path("volunteers/<str:public_id>/pair/", pairing.Pair.as_view(), name="pair"),
    path("pairings/", pairing.index, name="pairings"),
    path(f"{PAIRING}contact/", pairing.Contact.as_view(), name="pairing_contact"),
    path(f"{PAIRING}end/", pairing.End.as_view(), name="pairing_end"),
    path("posts/", service_post.index, name="posts"),
    path("posts/new/", service_post.SetUp.as_view(), name="post_new"),
    path(POST, service_post.show, name="post"),
    path(f"{POST}claim/", service_post.claim, name="post_claim"),
    path(f"{POST}write/", service_post.WriteDown.as_view(), name="post_write"),
    path(f"{POST}end/", service_post.Close.as_view(), name="post_end"),
    path(f"{CLAIM}confirm/", service_post.Confirm.as_view(), name="post_confirm"),
    path(f"{CLAIM}refuse/", service_post.Refuse.as_view(), name="post_refuse"),
    path(f"{CLAIM}leave/", service_post.Leave.as_view(), name="post_leave"),
    path("co-building/", cobuilding.index, name="plans"),
    path("co-building/new/", cobuilding.Draw.as_view(), name="plan_new"),
    path(PLAN, cobuilding.show, name="plan"),
    path(f"{PLAN}unit/", cobuilding.AskUnit.as_view(), name="plan_unit"),
    path(f"{PLAN}need/", cobuilding.ListNeed.as_view(), name="plan_need"),
    path(f"{PLAN}project/", cobuilding.Agree.as_view(), name="plan_project"),
    path(f"{PLAN}send/", cobuilding.Send.as_view(), name="plan_send"),
    *(
        path(f"{PLAN}unit/<int:unit>/{verb}/", view.as_view(), name=f"plan_{verb}")
        for verb, view in (
            ("resource", cobuilding.ListResource),
            ("confirm", cobuilding.Confirm),
            ("decline", cobuilding.Decline),
        )
    ),
    path(
        f"{PLAN}resource/<int:line>/drop/",
        cobuilding.DropResource.as_view(),
        name="plan_drop_resource",
    ),
    path(
        f"{PLAN}need/<int:line>/drop/",
        cobuilding.DropNeed.as_view(),
        name="plan_drop_need",
    ),
    *(
        path(
            f"{PLAN}project/<int:project>/{verb}/",
            view.as_view(),
            name=f"plan_project_{verb}",
        )
        for verb, view in (
            ("begin", plan_project.Begin),
            ("finish", plan_project.Finish),
            ("later", plan_project.PutOff),
            ("drop", plan_project.Drop),
        )
    ),
    path("incubation/", incubation.board, name="incubations"),
    path("incubation/new/", incubation.Propose.as_view(), name="incubation_new"),
    path(BODY, incubation.show, name="incubation"),
    *(
        path(f"{BODY}{verb}/", view.as_view(), name=f"incubation_{verb}")
        for verb, view in (
            ("accept", incubation.Accept),
            ("mentor", incubation.NameMentor),
            ("record", incubation.Record),
            ("ready", incubation.MakeReady),
            ("stop", incubation.Stop),
            ("resume", incubation.Resume),
            ("file", incubation.File),
            ("post", incubation.HoldPost),
        )
    ),
    path(
        f"{BODY}post/<int:post>/end/",
        incubation.EndPost.as_view(),
        name="incubation_post_end",
    ),
    path("inquiries/", inquiry.index, name="inquiries"),
    path("inquiries/<str:public_id>/", inquiry.Answer.as_view(), name="inquiry"),
    path("estates/", estate.board, name="estates"),
    path("estates/guide/", estate.guide, name="estate_guide"),
    path("estates/new/", estate.Enter.as_view(), name="estate_new"),
    path("estates/<str:public_id>/", estate.Change.as_view(), name="estate"),
    path("trainings/", training.index, name="trainings"),
    path("trainings/new/", training.Offer.as_view(), name="training_new"),
    path(TRAINING, training.show, name="training"),
    path(f"{TRAINING}sign-up/", training.sign_up, name="training_sign_up"),
    path(f"{TRAINING}give-back/", training.give_back, name="training_give_back"),
    path(f"{TRAINING}record/", training.Record.as_view(), name="training_record"),
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
