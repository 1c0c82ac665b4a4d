from django.urls import path

from records.views.certificate import verify_certificate, verify_entry
from records.views.inbox import inbox, open_message, read_all
from records.views.link import follow_link

urlpatterns = [
    path("i/<str:token>/", follow_link, name="link"),
    path("verify/", verify_entry, name="verify_entry"),
    path("verify/<str:code>/", verify_certificate, name="verify"),
    path("desk/messages/", inbox, name="inbox"),
    path("desk/messages/read/", read_all, name="inbox_read"),
    path("desk/messages/<int:pk>/", open_message, name="message"),
]
