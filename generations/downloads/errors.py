"""What can go wrong with a download, named by what may be done next.

DownloadFailed          a message without address or signature; status
├─ AddressRefused       nothing was fetched and never will be -> alarm
├─ Gone                 4xx: expired, mangled or removed      -> lost, in the end
├─ Interrupted          time-out, reset, 429, 5xx, truncated  -> again, later
└─ TooLarge             more bytes than the rule allows       -> do not repeat
"""


class DownloadFailed(Exception):
    """A picture that did not arrive.

    The message names the host at most: a signed URL is a secret and never part
    of it. `status` is the HTTP status, None where there was no answer.
    """

    def __init__(self, message: str, *, status: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.status = status


class AddressRefused(DownloadFailed):
    """The URL, its host, its address or its redirect is not one we may follow."""


class Gone(DownloadFailed):
    """The server answered that this picture is not to be had at this URL."""


class Interrupted(DownloadFailed):
    """The picture may still be there; the same download may work later."""


class TooLarge(DownloadFailed):
    """The picture is larger than the rule allows."""
