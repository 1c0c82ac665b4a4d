from django.urls import path

from records.views import job, reach
from records.views.certificate import verify_certificate, verify_entry
from records.views.inbox import inbox, open_message, read_all
from records.views.link import follow_link

WAY = "desk/messages/preferences/<str:channel>/"
urlpatterns = [
    path("i/<str:token>/", follow_link, name="link"),
    path("verify/", verify_entry, name="verify_entry"),
    path("verify/<str:code>/", verify_certificate, name="verify"),
    path("desk/messages/", inbox, name="inbox"),
    path("desk/messages/read/", read_all, name="inbox_read"),
    path("desk/messages/preferences/", reach.preferences, name="preferences"),
    path("desk/messages/preferences/wishes/", reach.keep_wishes, name="wishes"),
    path("desk/messages/preferences/quiet/", reach.keep_quiet, name="quiet_hours"),
    path(f"{WAY}address/", reach.address, name="address"),
    path(f"{WAY}code/", reach.code, name="address_code"),
    path(f"{WAY}drop/", reach.drop, name="address_drop"),
    path("desk/jobs/", job.job_list, name="jobs"),
    path("desk/jobs/start/<str:kind>/", job.start, name="job_start"),
    path("desk/jobs/<str:public_id>/", job.job_page, name="job"),
    path("desk/jobs/<str:public_id>/stop/", job.stop, name="job_stop"),
    path("desk/messages/<int:pk>/", open_message, name="message"),
]
