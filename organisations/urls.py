"""The addresses of this floor, below /desk/."""

from django.urls import path, re_path

from organisations.views import provider, sheet

app_name = "organisations"
urlpatterns = [
    path("providers/", provider.index, name="providers"),
    path("provider/<str:public_id>/", provider.show, name="provider"),
    path("capability/<str:public_id>/", provider.change, name="capability"),
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
