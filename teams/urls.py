"""Addresses of people and teams."""

from django.urls import include, path

from teams.views import invitations, joining, people, setup, teams

#: The team one works in, its people and whom it invites.
TEAM = [
    path("", people.show_team, name="team"),
    path("rename/", teams.rename, name="team-rename"),
    path("leave/", people.leave, name="team-leave"),
    path("people/<int:member_id>/role/", people.change_role, name="team-role"),
    path("people/<int:member_id>/remove/", people.remove, name="team-remove"),
    path("invitations/", invitations.invite, name="team-invite"),
    path("invitations/<uuid:invitation_id>/revoke/", invitations.revoke, name="revoke"),
    path(
        "invitations/<uuid:invitation_id>/restore/", invitations.restore, name="restore"
    ),
]

app_name = "teams"
urlpatterns = [
    path("setup/", setup.found_studio, name="setup"),
    path("setup/<str:code>/", setup.found_studio, name="setup-with-code"),
    path("team/", include(TEAM)),
    path("teams/new/", teams.found, name="team-found"),
    path("teams/<uuid:team_id>/switch/", teams.switch, name="switch"),
    path("join/", joining.join, name="join"),
    path("join/<str:token>/", joining.open_link, name="link"),
]
