"""The addresses of this floor, below /desk/."""

from django.urls import path

from organisations.views import provider, volunteer

app_name = "organisations"
urlpatterns = [
    path("providers/", provider.index, name="providers"),
    path("provider/<str:public_id>/", provider.show, name="provider"),
    path("capability/<str:public_id>/", provider.change, name="capability"),
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
]
# In both languages of the public site: `/join/volunteer/`, `/en/join/volunteer/`.
volunteering = [path("join/volunteer/", volunteer.join, name="volunteer")]
