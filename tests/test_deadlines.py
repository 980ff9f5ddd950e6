"""All waiting agrees, over every wish the catalogue allows."""

import re
from pathlib import Path

import pytest
import yaml
from django.conf import settings

from generations import accounts, deadlines
from generations.catalogue import GATEWAYS, offers_of, simulator_gateway
from generations.catalogue.options import fields_for, most_pictures
from generations.catalogue.vocabulary import Mode, RequestField
from generations.clients.ark import patience_for
from generations.clients.contract import ImageRequest
from generations.deadlines import Timeouts
from generations.downloads import DownloadRule

ROOT = Path(__file__).resolve().parents[1]
SELLERS = [*GATEWAYS.values(), simulator_gateway("http://127.0.0.1:9/v1")]
OFFERS = {offer.key: offer for seller in SELLERS for offer in offers_of(seller)}
SERVICES = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))["services"]


def longest_request(offer, mode):
    """Return the wish of a mode that takes the longest, as it would leave."""
    fields = fields_for(offer.capabilities, mode)
    images = most_pictures(offer.capabilities, mode)
    return ImageRequest(
        offer.remote_model,
        "p",
        "2K",
        max_images=images if mode is Mode.SEQUENCE else None,
        n=None if mode is Mode.SEQUENCE else images,
        quality="high" if RequestField.QUALITY in fields else None,
        thinking_mode=True if RequestField.THINKING_MODE in fields else None,
    )


def longest_exchange_s(offer):
    wishes = [longest_request(offer, mode) for mode in offer.capabilities.modes]
    return max(patience_for(wish, Timeouts()).total_s for wish in wishes)


def seconds(text):
    """Read a duration of compose.yaml."""
    found = re.fullmatch(r"(?:(\d+)m)?(?:(\d+)s)?", text)
    return int(found[1] or 0) * 60 + int(found[2] or 0)


def test_no_exchange_of_the_catalogue_is_longer_than_is_said():
    longest = {key: longest_exchange_s(offer) for key, offer in OFFERS.items()}

    assert max(longest.values()) == deadlines.LONGEST_EXCHANGE_S


def test_a_sequence_of_15_has_more_than_its_ten_minutes():
    fifteen = ImageRequest("m", "p", "2K", max_images=15)

    patience = patience_for(fifteen, Timeouts())

    assert patience.total_s > 15 * 40
    assert patience.read_s > 15 * 40  # a blocking answer is silent until it comes


@pytest.mark.parametrize("stream", [True, False])
@pytest.mark.parametrize("key", sorted(OFFERS))
def test_silence_ends_an_exchange_before_its_total_does(key, stream):
    offer = OFFERS[key]

    for mode in offer.capabilities.modes:
        wish = longest_request(offer, mode)
        patience = patience_for(wish, Timeouts())
        streamed = Timeouts().silence_s(1, is_stream=True)

        assert (streamed if stream else patience.read_s) < patience.total_s
        assert patience.connect_s < patience.write_s < patience.read_s


def test_a_stopping_worker_outlives_its_longest_exchange_and_what_follows():
    after_s = deadlines.SETTLE_S + deadlines.DOWNLOAD_TOTAL_S

    assert deadlines.LONGEST_EXCHANGE_S + after_s < deadlines.GRACE_S
    assert settings.STUDIO_GRACE_S == deadlines.GRACE_S


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_compose_kills_no_worker_before_its_grace_is_over(name):
    service = SERVICES[name]
    command = service.get("command") or []

    if "worker" in command:
        grace_s = service["environment"].get("STUDIO_GRACE_S", deadlines.GRACE_S)
        assert seconds(service["stop_grace_period"]) == deadlines.WORKER_STOP_S
        assert float(grace_s) < deadlines.WORKER_STOP_S
    if "web" in command:
        assert seconds(service["stop_grace_period"]) == deadlines.WEB_STOP_S


def test_the_lease_does_not_depend_on_the_length_of_an_exchange():
    missed_beats = 3

    assert deadlines.LEASE_S / 4 * missed_beats < deadlines.LEASE_S
    assert deadlines.LEASE_S > 2 * deadlines.DATABASE_WAIT_S
    assert deadlines.SWEEP_S < deadlines.LEASE_S / 4


def test_a_download_ends_by_the_numbers_of_this_place():
    rule = DownloadRule(("example.org",))

    assert rule.connect_timeout_s < rule.read_timeout_s < rule.total_s
    assert rule.total_s == deadlines.DOWNLOAD_TOTAL_S
    assert rule.max_bytes == deadlines.DOWNLOAD_MAX_BYTES


def test_proxy_and_compose_wait_longer_than_a_page_may_take():
    longest_waits_s = 2 * deadlines.DATABASE_WAIT_S + deadlines.BROKER_WAIT_S

    assert longest_waits_s < deadlines.PAGE_S
    assert deadlines.PAGE_S < deadlines.PROXY_READ_S
    assert deadlines.PAGE_S < deadlines.WEB_STOP_S
    assert deadlines.KEEP_ALIVE_S > 60  # as long as nginx keeps its side


def test_the_proxy_in_the_readme_waits_as_long_as_is_said():
    readme = (ROOT / "README.md").read_text("utf-8")

    assert f"proxy_read_timeout {deadlines.PROXY_READ_S:.0f}s;" in readme
    assert f"client_max_body_size {deadlines.MAX_REQUEST_BYTES // 10**6}m;" in readme


def test_one_setting_shortens_the_waiting_for_a_gateway(settings, gateway):
    settings.STUDIO_PATIENCE = 0.02
    offer = accounts.offers()[0]

    client = accounts.client_for(offer)
    rule = accounts.download_rule(offer.gateway)

    assert client.timeouts == Timeouts().scaled(0.02)
    assert client.timeouts.total_s(1) == pytest.approx(390 * 0.02)
    assert rule.total_s == pytest.approx(deadlines.DOWNLOAD_TOTAL_S * 0.02)
