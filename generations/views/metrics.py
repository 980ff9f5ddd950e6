"""The studio's figures for Prometheus, to who has the token and to nobody else."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from prometheus_client import CollectorRegistry
from prometheus_client.exposition import choose_encoder

from generations.metrics import Rows


def has_token(request: HttpRequest) -> bool:
    """Say whether the request brings `STUDIO_METRICS_TOKEN`; unset, nobody does."""
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    token = settings.STUDIO_METRICS_TOKEN
    is_bearer = bool(token) and scheme.lower() == "bearer"
    return is_bearer and constant_time_compare(given.strip(), token)


@login_not_required
def show_metrics(request: HttpRequest) -> HttpResponse:
    """Answer with all figures, counted from the rows now.

    Raises:
        Http404: the token is not the one of the settings.
    """
    if not has_token(request):
        raise Http404("no figures here")
    registry = CollectorRegistry(auto_describe=False)
    registry.register(Rows())
    encode, content_type = choose_encoder(request.headers.get("Accept", ""))
    return HttpResponse(encode(registry), content_type=content_type)
