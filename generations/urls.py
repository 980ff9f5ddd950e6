"""Addresses of pictures and the forms that make them."""

from django.urls import include, path

from generations.views import (
    archive,
    bill,
    budgets,
    changes,
    collections,
    comments,
    compose,
    decisions,
    files,
    gallery,
    gateways,
    health,
    metrics,
    offers,
    overview,
    payments,
    pictures,
    queue,
    references,
    steps,
)

#: What can be done to one gateway.
GATEWAY = [
    path("key/", gateways.save_key, name="gateway-key"),
    path("key/remove/", gateways.remove_key, name="gateway-remove"),
    path("key/check/", gateways.check_key, name="gateway-check"),
    path("limits/", gateways.save_limits, name="gateway-limits"),
    path("pause/", gateways.pause, name="gateway-pause"),
    path("resume/", gateways.resume, name="gateway-resume"),
]

#: What can be done to one comment.
COMMENT = [
    path("edit/", comments.edit_comment, name="comment-edit"),
    path("remove/", comments.remove_comment, name="comment-remove"),
    path("restore/", comments.restore_comment, name="comment-restore"),
]

#: What is done to pictures of the library, many at once.
LIBRARY = [
    path("steps/", steps.step, name="step"),
    path("steps/<uuid:step_id>/", steps.progress, name="step-progress"),
    path("steps/<uuid:step_id>/undo/", steps.undo, name="step-undo"),
    path("archive/", archive.archive, name="archive"),
]

#: What can be done to collections, and to one of them.
COLLECTIONS = [
    path("", collections.collections, name="collections"),
    path("add/", collections.add, name="collection-add"),
    path("<int:collection_id>/edit/", collections.edit, name="collection-edit"),
    path("<int:collection_id>/change/", collections.change, name="collection-change"),
    path("<int:collection_id>/cover/", collections.set_cover, name="collection-cover"),
    path("<int:collection_id>/order/", collections.order, name="collection-order"),
    path("<int:collection_id>/remove/", collections.remove, name="collection-remove"),
]

app_name = "generations"
urlpatterns = [
    path("", gallery.gallery, name="gallery"),
    path("mine/", gallery.mine, name="mine"),
    path("favourites/", gallery.favourites, name="favourites"),
    path("trash/", gallery.trash, name="trash"),
    path("collections/<int:collection_id>/", gallery.collection, name="collection"),
    path("months/", overview.months, name="months"),
    path("count/", overview.count, name="count"),
    path("search-help/", overview.search_help, name="search-help"),
    path("queue/", queue.queue, name="queue"),
    path("changes/", changes.changes, name="changes"),
    path("library/", include(LIBRARY)),
    path("collections/", include(COLLECTIONS)),
    path("compose/<str:mode>/", compose.compose, name="compose"),
    path("compose/<str:mode>/redraw/", compose.redraw, name="redraw"),
    path("settings/gateways/", gateways.gateways, name="gateways"),
    path("settings/gateways/<slug:slug>/", include(GATEWAY)),
    path("payments/", payments.payments, name="payments"),
    path("payments/bill.csv", bill.bill, name="bill"),
    path("payments/kept/<uuid:output_id>/", bill.kept_bytes, name="kept-bytes"),
    path("payments/budgets/", budgets.budgets, name="budgets"),
    path("payments/budgets/set/", budgets.set_budget, name="budget-set"),
    path(
        "payments/budgets/<int:budget_id>/remove/",
        budgets.remove_budget,
        name="budget-remove",
    ),
    path("models/", offers.offers, name="models"),
    path("pictures/<uuid:output_id>/", pictures.picture, name="picture"),
    path("pictures/<uuid:output_id>/fetch/", decisions.fetch_again, name="fetch-again"),
    path(
        "pictures/<uuid:output_id>/comments/", comments.add_comment, name="comment-add"
    ),
    path("comments/<int:comment_id>/", include(COMMENT)),
    path("mentions/", comments.list_mentions, name="mentions"),
    path("mentions/seen/", comments.see_mentions, name="mentions-seen"),
    path("mentions/people/", comments.list_people, name="mentions-people"),
    path("requests/retry/", decisions.retry_all, name="retry-all"),
    path("requests/<uuid:attempt_id>/", decisions.show_question, name="question"),
    path(
        "requests/<uuid:attempt_id>/<slug:verb>/",
        decisions.decide_request,
        name="decide",
    ),
    path("files/<uuid:image_id>/original/", files.original, name="original"),
    path("files/<uuid:image_id>/<int:size>/", files.thumbnail, name="thumbnail"),
    path("thumbs/<path:address>", files.signed_thumbnail, name="thumb"),
    path("references/<str:token>/", references.show_reference, name="reference"),
    path("healthz", health.show_health, name="health"),
    path("readyz", health.show_readiness, name="readiness"),
    path("metrics", metrics.show_metrics, name="metrics"),
]
