"""A person at a browser, over HTTP: signs in, fills the form, clicks."""

import contextlib
import re
import socket
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode, urlsplit

import httpx

PAGE = "/compose/text-to-image/"
OFFER = "seedream-4.0@custom"


class Visitor:
    """Signed in as the owner of the studio."""

    def __init__(self, scene, address):
        self.address = address
        self.browser = httpx.Client(base_url=address, trust_env=False, timeout=30)
        scene.until(self._is_up, "the start of the pages")
        values = {"login": "alice@example.com", "password": "a long pass phrase"}
        answer = self._post("/accounts/login/", values)
        assert answer.status_code == 302, answer.text

    def _is_up(self):
        try:
            return self.browser.get("/healthz").status_code == 200
        except httpx.TransportError:
            return False

    def _post(self, address, values, page=None):
        page = self.browser.get(page or address)
        secret = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
        values = {"csrfmiddlewaretoken": secret[1], **values}
        return self.browser.post(address, data=values)

    def form(self, prompt="a quiet sea"):
        """Open the page and return the filled form, one form token a time."""
        page = self.browser.get(PAGE).text
        named = r'name="{}" value="([^"]+)"'
        return {
            name: re.search(named.format(name), page)[1]
            for name in ("csrfmiddlewaretoken", "token")
        } | {"offer": OFFER, "size": "1K", "watermark": "on", "prompt": prompt}

    def click(self, form):
        """Send a form as one more browser with the same cookies would."""
        with self._another() as browser:
            return browser.post(PAGE, data=form).status_code

    def click_at_once(self, forms):
        with ThreadPoolExecutor(len(forms)) as crowd:
            return list(crowd.map(self.click, forms))

    def _another(self):
        return httpx.Client(
            base_url=self.address,
            cookies=self.browser.cookies,
            trust_env=False,
            timeout=60,
        )

    def click_and_leave(self, form, *, wait_s):
        """Send a form and hang up without reading the answer."""
        parts, body = urlsplit(self.address), urlencode(form).encode()
        cookies = "; ".join(f"{k}={v}" for k, v in self.browser.cookies.items())
        head = (
            f"POST {PAGE} HTTP/1.1\r\nHost: {parts.netloc}\r\nCookie: {cookies}\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        with socket.create_connection((parts.hostname, parts.port)) as line:
            line.sendall(head.encode() + body)
            line.settimeout(wait_s)
            with contextlib.suppress(TimeoutError):
                line.recv(1)

    def decide(self, attempt_id, verb):
        """Press a button of a paid request."""
        address = f"/requests/{attempt_id}/{verb}/"
        return self._post(address, {}, page=PAGE)
