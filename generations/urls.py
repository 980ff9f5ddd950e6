"""Addresses of pictures and the forms that make them."""

from django.urls import path

from generations.views import (
    changes,
    compose,
    files,
    gallery,
    health,
    offers,
    pictures,
    references,
)

app_name = "generations"
urlpatterns = [
    path("", gallery.gallery, name="gallery"),
    path("changes/", changes.changes, name="changes"),
    path("compose/<str:mode>/", compose.compose, name="compose"),
    path("compose/<str:mode>/redraw/", compose.redraw, name="redraw"),
    path("models/", offers.offers, name="models"),
    path("pictures/<uuid:output_id>/", pictures.picture, name="picture"),
    path("files/<uuid:image_id>/original/", files.original, name="original"),
    path("files/<uuid:image_id>/<int:size>/", files.thumbnail, name="thumbnail"),
    path("references/<str:token>/", references.show_reference, name="reference"),
    path("healthz", health.show_health, name="health"),
]
