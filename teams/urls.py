"""Addresses of people and teams."""

from django.urls import path

from teams.views import setup

app_name = "teams"
urlpatterns = [
    path("setup/", setup.found_studio, name="setup"),
    path("setup/<str:code>/", setup.found_studio, name="setup-with-code"),
]
