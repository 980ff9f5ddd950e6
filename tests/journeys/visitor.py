"""A person at the pages of a studio in processes of its own, without a browser."""

import re
import socket

import httpx

WISH = {"offer": "seedream-4.0@custom", "size": "1K", "watermark": "on"}
ORIGINAL = re.compile(r"/files/([0-9a-f-]{36})/original/")


def free_port():
    """Return a port nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


class Visitor(httpx.Client):
    """The owner, who signs in, asks and looks."""

    def __init__(self, port):
        super().__init__(base_url=f"http://127.0.0.1:{port}", trust_env=False)
        self.seen = {}  #: page of a picture: the id of its image

    def is_served(self):
        """Say whether the pages answer by now."""
        try:
            return self.get("/healthz").status_code == 200
        except httpx.TransportError:
            return False

    def sign_in(self):
        page = self.get("/accounts/login/")
        answer = self.post(
            "/accounts/login/",
            data={
                "csrfmiddlewaretoken": value_of("csrfmiddlewaretoken", page),
                "login": "alice@example.com",
                "password": "a long pass phrase",
            },
        )
        assert answer.status_code == 302, answer.text

    def ask(self, mode="text-to-image", **values):
        """Send the form of a mode; text to image of a quiet size unless told."""
        page = self.get(f"/compose/{mode}/")
        tokens = {
            name: value_of(name, page) for name in ("csrfmiddlewaretoken", "token")
        }
        answer = self.post(f"/compose/{mode}/", data={**tokens, **WISH, **values})
        assert answer.status_code == 302, answer.text

    def stored(self):
        """Return the ids of the images in the gallery and in its stacks.

        A picture that was seen once is not looked at again.
        """
        shown = self.get("/").text
        for stack in dict.fromkeys(re.findall(r"stack=([0-9a-f-]{36})", shown)):
            shown += self.get("/", params={"stack": stack}).text
        pages = dict.fromkeys(re.findall(r"/pictures/[0-9a-f-]{36}/", shown))
        for page in pages:
            if page not in self.seen and (
                found := ORIGINAL.search(self.get(page).text)
            ):
                self.seen[page] = found[1]
        return list(dict.fromkeys(self.seen.values()))


def value_of(name, page):
    """Return the value of a hidden field of a page."""
    return re.search(rf'name="{name}" value="([^"]+)"', page.text)[1]
