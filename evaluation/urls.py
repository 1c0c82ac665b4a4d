"""The addresses of this floor, below `/desk/evaluation/`."""

from django.urls import path

from evaluation.views import award, committee, decision, round, ruling

app_name = "evaluation"

urlpatterns = [
    path("rounds/", round.round_list, name="rounds"),
]
TIE, ITEM = "ties/<str:public_id>/", "items/<str:public_id>/"
MEETING, AWARD = "meetings/<str:public_id>/", "grades/<str:public_id>/"
COMMITTEE, FACTS = "committees/<str:public_id>/", "facts/<str:public_id>/"
DECIDED = "cases/<str:public_id>/"

urlpatterns += [
    path("ties/", ruling.tie_list, name="ties"),
    path("ties/declare/", ruling.DeclareTie.as_view(), name="declare_tie"),
    path(f"{TIE}lift/", ruling.LiftTie.as_view(), name="lift_tie"),
    path(
        "challenges/<str:public_id>/rule/",
        ruling.RuleOnChallenge.as_view(),
        name="rule_on_challenge",
    ),
    path(FACTS, ruling.report_page, name="facts"),
    path(f"{FACTS}verify/", ruling.TakeUpReport.as_view(), name="take_up_facts"),
    path(f"{FACTS}rule/", ruling.RuleOnReport.as_view(), name="rule_on_facts"),
    path("committees/", committee.committee_list, name="committees"),
    path(COMMITTEE, committee.committee_page, name="committee"),
    path(f"{COMMITTEE}call/", committee.CallMeeting.as_view(), name="call_meeting"),
    path(MEETING, committee.meeting_page, name="meeting"),
    path(f"{MEETING}open/", committee.OpenMeeting.as_view(), name="open_meeting"),
    path(f"{MEETING}arrival/", committee.Arrival.as_view(), name="arrival"),
    path(f"{MEETING}close/", committee.CloseMeeting.as_view(), name="close_meeting"),
    path(ITEM, committee.item_page, name="item"),
    path(f"{ITEM}points/", committee.CorrectPoints.as_view(), name="correct_points"),
    path(f"{ITEM}look/", committee.Look.as_view(), name="look"),
    path(f"{ITEM}open/", committee.OpenVote.as_view(), name="open_vote"),
    path(f"{ITEM}ballot/", committee.CastBallot.as_view(), name="cast_ballot"),
    path(f"{ITEM}count/", committee.CloseVote.as_view(), name="close_vote"),
    path(f"{DECIDED}decision/", decision.decision_page, name="decision"),
    path(f"{DECIDED}challenge/", decision.Challenge.as_view(), name="challenge"),
    path(f"{DECIDED}publish/", decision.Publish.as_view(), name="publish_notice"),
    path(f"{DECIDED}review/", decision.AskReview.as_view(), name="ask_review"),
    path(
        f"{DECIDED}review/panel/",
        decision.FormReviewPanel.as_view(),
        name="review_panel",
    ),
    path(f"{DECIDED}review/score/", decision.ScoreAgain.as_view(), name="score_again"),
    path(f"{DECIDED}review/sign/", decision.FinishLook.as_view(), name="finish_look"),
    path(f"{DECIDED}review/serve/", decision.Serve.as_view(), name="serve_decision"),
    path(f"{DECIDED}confirm/", decision.Confirm.as_view(), name="confirm_result"),
    path("grades/", award.award_list, name="awards"),
    path("grades/draw/", award.Draw.as_view(), name="draw_tracking"),
    path(AWARD, award.award_page, name="award"),
    path(f"{AWARD}verify/", award.Verify.as_view(), name="verify_award"),
    path(f"{AWARD}plaque/<str:deed>/", award.Plaque.as_view(), name="plaque"),
    path(
        "follow-ups/<str:public_id>/close/",
        award.CloseFollowUp.as_view(),
        name="close_follow_up",
    ),
]
