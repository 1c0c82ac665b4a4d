"""The addresses of this floor, below /desk/."""

from django.urls import path

from organisations.views import provider

app_name = "organisations"
urlpatterns = [
    path("providers/", provider.index, name="providers"),
    path("provider/<str:public_id>/", provider.show, name="provider"),
    path("capability/<str:public_id>/", provider.change, name="capability"),
]
