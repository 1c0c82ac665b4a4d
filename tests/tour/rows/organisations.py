"""Providers, registrations, volunteers, plans, incubation, estates, trainings, files."""

from functools import partial

from tests.tour.rows.row import absent, at, page, posted

SECRETARY, OPERATOR = "community_secretary", "centre_operator"
own = partial(at, "organisations.Registration", "applicant__username", args={})
body_of_law = partial(own, state="draft", joining="social_organisation")
handed_in = partial(at, "organisations.Registration", OPERATOR)
volunteer = partial(at, "organisations.Volunteer")
pairing = partial(at, "organisations.Pairing")
post = partial(at, "organisations.ServicePost", SECRETARY)
claim = partial(at, "organisations.PostClaim", SECRETARY)
plan = partial(at, "organisations.CoBuildingPlan")
body = partial(at, "organisations.Incubation")
training = partial(at, "organisations.Training")
DRAWN = "drawn_by__username"
ID = "public_id"


def of_plan(name: str, path: str) -> dict[str, dict[str, str]]:
    return {"args": {ID: ID, name: path}}


UNIT = at(
    "organisations.PlanUnit",
    "provider__appointments__user__username",
    args={ID: "plan__public_id", "unit": "pk"},
    provider__appointments__isnull=False,
)

ORGANISATIONS = {
    "organisations:providers": page("social_worker", key=True),
    "organisations:provider": at(
        "organisations.Provider", "provider_admin", state="active", key=True
    ),
    "organisations:confirm": posted("provider_admin"),
    "organisations:contact": at(
        "organisations.Provider", "provider_admin", state="active"
    ),
    "organisations:capability": at("organisations.Capability", "provider_admin"),
    "organisations:registration": own(state="draft", key=True),
    "organisations:claim": posted("resident"),
    "organisations:check": own(state="draft"),
    "organisations:section": [
        body_of_law(fixed={"section": name})
        for name in ("who", "services", "projects", "contacts", "documents")
    ],
    "organisations:paste": body_of_law(),
    "organisations:remove_contact": posted("resident"),
    "organisations:remove_document": posted("resident"),
    "organisations:own_document": at(
        "organisations.Document",
        "registration__applicant__username",
        args={"pk": "pk"},
    ),
    "organisations:line": own(fixed={"section": "services", "line": 0}),
    "organisations:remove_line": posted("resident"),
    "organisations:review": handed_in(state="submitted", key=True),
    "organisations:approve": handed_in(state="submitted"),
    "organisations:ask_back": handed_in(state="submitted"),
    "organisations:refuse": handed_in(state="submitted"),
    "organisations:ring": handed_in(
        args={ID: ID, "pk": "contacts__pk"}, contacts__isnull=False
    ),
    "organisations:document": handed_in(
        args={ID: ID, "pk": "documents__pk"}, documents__isnull=False
    ),
    "organisations:inquiries": page(OPERATOR),
    "organisations:inquiry": absent(OPERATOR),
    "organisations:keep_draft": posted(),
    "organisations:drop_draft": posted(),
    "organisations:keep_filter": posted(),
    "organisations:drop_filter": posted(),
    "organisations:volunteers": page("social_worker"),
    "organisations:volunteer_new": page("social_worker"),
    "organisations:volunteer_change": page("volunteer", key=True),
    "organisations:volunteer": volunteer("social_worker"),
    "organisations:volunteer_days": posted(),
    "organisations:volunteer_clear": volunteer("social_worker"),
    "organisations:pair": volunteer("social_worker", state="active"),
    "organisations:pairings": page("social_worker"),
    "organisations:pairing_contact": pairing("social_worker"),
    "organisations:pairing_end": pairing("social_worker"),
    "organisations:posts": page("volunteer"),
    "organisations:post_new": page(SECRETARY),
    "organisations:post": post(claims__state="asked"),
    "organisations:post_claim": posted(),
    "organisations:post_write": post(),
    "organisations:post_end": post(),
    "organisations:post_confirm": claim(state="asked"),
    "organisations:post_refuse": claim(state="asked"),
    "organisations:post_leave": claim(state="held"),
    "organisations:plans": page(SECRETARY),
    "organisations:plan_new": page(SECRETARY),
    "organisations:plan": plan(DRAWN),
    "organisations:plan_unit": plan(DRAWN),
    "organisations:plan_need": plan(DRAWN),
    "organisations:plan_project": plan(DRAWN),
    "organisations:plan_send": plan(DRAWN),
    "organisations:plan_resource": UNIT,
    "organisations:plan_confirm": UNIT,
    "organisations:plan_decline": UNIT,
    "organisations:plan_drop_resource": plan(
        DRAWN, **of_plan("line", "units__resources__pk"), units__resources__gt=0
    ),
    "organisations:plan_drop_need": plan(
        DRAWN, **of_plan("line", "needs__pk"), needs__gt=0
    ),
    "organisations:plan_project_begin": plan(
        DRAWN,
        **of_plan("project", "needs__projects__pk"),
        needs__projects__state="planned",
    ),
    "organisations:plan_project_finish": plan(
        DRAWN,
        **of_plan("project", "needs__projects__pk"),
        needs__projects__state="under_way",
    ),
    "organisations:plan_project_later": plan(
        DRAWN,
        **of_plan("project", "needs__projects__pk"),
        needs__projects__state="planned",
    ),
    "organisations:plan_project_drop": plan(
        DRAWN,
        **of_plan("project", "needs__projects__pk"),
        needs__projects__state="planned",
    ),
    "organisations:incubations": page("federation_officer"),
    "organisations:incubation_new": page("resident"),
    "organisations:incubation": body("lead__username", stage="forming"),
    "organisations:incubation_accept": body("federation_officer", stage="idea"),
    "organisations:incubation_mentor": body("federation_officer", stage="forming"),
    "organisations:incubation_record": body("lead__username", stage="forming"),
    "organisations:incubation_ready": body("federation_officer", stage="forming"),
    "organisations:incubation_stop": body("federation_officer", stage="forming"),
    "organisations:incubation_resume": body("federation_officer", stage="stopped"),
    "organisations:incubation_file": body("street_officer", stage="ready"),
    "organisations:incubation_post": body("lead__username", stage="forming"),
    "organisations:incubation_post_end": body(
        "lead__username",
        args={ID: ID, "post": "posts__pk"},
        posts__until__isnull=True,
        posts__isnull=False,
    ),
    "organisations:estates": page(SECRETARY),
    "organisations:estate_guide": page("resident"),
    "organisations:estate_new": page(SECRETARY),
    "organisations:estate": at("organisations.Estate", SECRETARY),
    "organisations:trainings": page("volunteer"),
    "organisations:training_new": page("federation_officer"),
    "organisations:training": training("volunteer"),
    "organisations:training_sign_up": posted(),
    "organisations:training_give_back": posted(),
    "organisations:training_record": training("offered_by__username"),
    "organisations:sheets": page(OPERATOR),
    "organisations:sheet_send": page(OPERATOR, kind="providers", key=True),
    "organisations:sheet_template": page(OPERATOR, kind="providers", ending="xlsx"),
    "organisations:sheet": absent(OPERATOR),
    "organisations:sheet_errors": absent(OPERATOR),
    "organisations:sheet_act": posted(OPERATOR, public_id="NONE", verb="import"),
}
