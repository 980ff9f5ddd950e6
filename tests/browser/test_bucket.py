"""Pictures in a bucket, in a real browser: shown and taken home from there alone."""

import hashlib

import pytest
from playwright.sync_api import expect

from tests.browser.studio import Studio
from tests.browser.visitor import ARRIVAL_MS, Watch, ask_for, sign_in, wait_for_picture

pytestmark = pytest.mark.browser


@pytest.fixture
def page(chromium, bucket, tmp_path):
    """A page of a studio whose pictures lie in a bucket; any complaint fails."""
    studio = Studio(tmp_path / "studio", is_founded=True, **bucket.environment())
    context = chromium.new_context(base_url=studio.address)
    opened = context.new_page()
    opened.watch = Watch(context, studio.address)
    sign_in(opened)
    yield opened
    context.close()
    studio.stop()
    assert opened.watch.unexpected == []
    elsewhere = [url for url in opened.watch.strangers if bucket.endpoint not in url]
    assert elsewhere == []


def test_a_picture_is_shown_and_downloaded_from_the_bucket(page, bucket):
    ask_for(page, "A lighthouse in a bucket")
    image = wait_for_picture(page, "A lighthouse in a bucket")
    drawn = "element => element.complete && element.naturalWidth > 0"
    page.wait_for_function(drawn, arg=image.element_handle(), timeout=ARRIVAL_MS)

    page.locator("a", has=image).first.click()
    download = page.get_by_role("link", name="Download original")
    expect(download).to_be_visible()
    with page.expect_download() as started:
        download.click()

    name = started.value.suggested_filename
    came = hashlib.sha256(started.value.path().read_bytes()).hexdigest()
    assert any(came in key for key in bucket.contents())
    assert name.endswith("-a-lighthouse-in-a-bucket.jpg")
    assert any("X-Amz-Signature" in url for url in page.watch.strangers)
