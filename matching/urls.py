"""The addresses of this floor, below `/desk/`."""

from django.urls import path

from matching.views import (
    assessment,
    course,
    engagement,
    need,
    pack,
    person,
    session,
    swap,
    team,
)

app_name = "matching"
NEED, LINE = "needs/<str:public_id>/", "lines/<str:public_id>/"
ASKED, TIME = "invitations/<str:public_id>/", "sessions/<str:public_id>/"

urlpatterns = [
    path("needs/", need.need_list, name="need_list"),
    path("needs/raise/", need.Raise.as_view(), name="raise"),
    path(NEED, need.need_page, name="need"),
    path(f"{NEED}received/", need.received, name="received"),
    path(f"{NEED}accept/", course.AcceptDraft.as_view(), name="accept_draft"),
    path(f"{NEED}assess/", assessment.Assess.as_view(), name="assess"),
    path(f"{NEED}return/", course.Return.as_view(), name="return"),
    path(f"{NEED}answer/", course.Answer.as_view(), name="answer"),
    path(f"{NEED}refer/", course.Refer.as_view(), name="refer"),
    path(f"{NEED}refuse/", course.Refuse.as_view(), name="refuse"),
    path(f"{NEED}merge/", course.Merge.as_view(), name="merge"),
    path(f"{NEED}withdraw/", course.Withdraw.as_view(), name="withdraw"),
    path(f"{NEED}pause/", course.Pause.as_view(), name="pause"),
    path(f"{NEED}resume/", course.Resume.as_view(), name="resume"),
    path(f"{NEED}close/", course.Close.as_view(), name="close"),
    path(f"{NEED}rating-link/", course.FeedbackLink.as_view(), name="feedback_link"),
    path(f"{NEED}contact/", person.Reveal.as_view(), name="reveal"),
    path(f"{NEED}confirm/", pack.Confirm.as_view(), name="confirm"),
    path(f"{NEED}word/", pack.PersonWord.as_view(), name="person_word"),
    path(
        f"{NEED}confirmation-link/",
        pack.ConfirmationLink.as_view(),
        name="confirmation_link",
    ),
    path(f"{NEED}unmet/", pack.LeaveUnmet.as_view(), name="unmet"),
    path(f"{LINE}swap/", swap.Swap.as_view(), name="swap"),
    path(f"{LINE}own-agency/", pack.OwnAgency.as_view(), name="own_agency"),
    path("teams/", team.team_list, name="teams"),
    path("teams/<str:code>/", team.team_page, name="team"),
    path("teams/<str:code>/adopt/", team.adopt, name="team_adopt"),
    path("teams/<str:code>/seat/", team.seat, name="team_seat"),
    path("teams/<str:code>/resident/", team.resident, name="team_resident"),
    path("seats/<int:pk>/leave/", team.leave, name="seat_leave"),
    path("invitations/", engagement.engagement_list, name="engagement_list"),
    path(ASKED, engagement.engagement_page, name="engagement"),
    path(f"{ASKED}accept/", engagement.Accept.as_view(), name="accept"),
    path(f"{ASKED}decline/", engagement.Decline.as_view(), name="decline"),
    path(f"{ASKED}session/", engagement.Schedule.as_view(), name="schedule"),
    path(f"{ASKED}call-off/", engagement.CallOff.as_view(), name="call_off"),
    path(f"{TIME}delivery/", session.Deliver.as_view(), name="deliver"),
    path(f"{TIME}no-show/", session.NoShow.as_view(), name="no_show"),
    path(f"{TIME}confirm/", session.SecondKey.as_view(), name="second_key"),
    path(f"{TIME}link/", session.KeyLink.as_view(), name="key_link"),
]
