"""What can go wrong with a paid request, named by what may be done next.

ImageApiError           message for a person; code, status, request_id
├─ NotSent              no request byte left          -> again, by itself
├─ Busy                 429 of the rate kind          -> later, by itself
├─ OutcomeUnknown       it left, no clear answer      -> never by itself
├─ Refused              a clear no, nothing billed    -> show why
│  ├─ BadCredentials
│  ├─ OutOfCredit       also a reached spend cap
│  ├─ ModelUnavailable
│  └─ ContentRejected
└─ BadAnswer            2xx, not what was promised    -> keep the body; as unknown
"""


class ImageApiError(Exception):
    """A request that did not end in pictures.

    `message` is the gateway's own English prose, for support; `code` its error
    code or "" where it gave none; `status` the HTTP status or None; `request_id`
    the gateway's id of the request or "".
    """

    def __init__(
        self,
        message: str,
        *,
        code: str = "",
        status: int | None = None,
        request_id: str = "",
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.status = status
        self.request_id = request_id


class NotSent(ImageApiError):
    """No byte of the request left this machine; safe to try again."""


class Busy(ImageApiError):
    """The gateway did not take the request now; safe to try again later."""

    def __init__(
        self,
        message: str,
        *,
        code: str = "",
        status: int | None = None,
        request_id: str = "",
        retry_after_s: float | None = None,
    ) -> None:
        super().__init__(message, code=code, status=status, request_id=request_id)
        self.retry_after_s = retry_after_s


class OutcomeUnknown(ImageApiError):
    """The request left and may have been billed; only a person may resend it."""


class Refused(ImageApiError):
    """The gateway said no; nothing was made."""


class BadCredentials(Refused):
    """The key or the account behind it was not accepted."""


class OutOfCredit(Refused):
    """The account has no money left or reached its own spending limit."""


class ModelUnavailable(Refused):
    """The image model does not exist there, is retired or not activated."""


class ContentRejected(Refused):
    """The content filter refused the prompt, a reference or the result."""


class BadAnswer(ImageApiError):
    """A success status with an answer that cannot be used; may be billed."""

    def __init__(
        self,
        message: str,
        *,
        body: bytes = b"",
        code: str = "",
        status: int | None = None,
        request_id: str = "",
    ) -> None:
        super().__init__(message, code=code, status=status, request_id=request_id)
        self.body = body
