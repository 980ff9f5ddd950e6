"""All addresses: ours, the people's, sign-in by allauth."""

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language

urlpatterns = [
    path("", include("generations.urls")),
    path("", include("teams.urls")),
    path("accounts/", include("allauth.account.urls")),
    path("language/", login_not_required(set_language), name="set_language"),
]

handler400 = "generations.views.problems.show_bad_request"
handler403 = "generations.views.problems.show_forbidden"
handler404 = "generations.views.problems.show_not_found"
handler429 = "generations.views.problems.show_too_many"  # allauth asks for it
handler500 = "generations.views.problems.show_server_error"
