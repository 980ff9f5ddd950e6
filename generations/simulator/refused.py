"""A refusal of the API: its status, code and message, in the API's own words.

Source: stored copies of the Ark error page
https://www.volcengine.com/docs/82379/1299023 and published live answers, seen
2026-11-20.
"""

_TYPES = {
    400: "BadRequest",
    401: "Unauthorized",
    403: "Forbidden",
    404: "NotFound",
    413: "RequestEntityTooLarge",
    429: "TooManyRequests",
    500: "InternalServerError",
    503: "ServiceUnavailable",
}


class Refused(Exception):
    """The request is refused with an HTTP status; nothing is billed."""

    def __init__(self, status: int, code: str, message: str, param: str = "") -> None:
        """Keep what the answer will say; `param` is the field at fault."""
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.param = param

    def body(self, request_id: str) -> dict[str, object]:
        """Return the usual error answer, `error` around the fields."""
        return {"error": self.flat_body(request_id)}

    def flat_body(self, request_id: str) -> dict[str, object]:
        """Return the second shape seen live: the fields at the top level."""
        return {
            "code": self.code,
            "message": f"{self.message} Request id: {request_id}",
            "param": self.param,
            "type": _TYPES.get(self.status, ""),
        }


def invalid(param: str, why: str) -> Refused:
    """Return the refusal of a field with a bad value."""
    message = f"The parameter `{param}` specified in the request is not valid: {why}."
    return Refused(400, "InvalidParameter", message, param)


def missing(param: str) -> Refused:
    """Return the refusal of a request without a required field."""
    message = f"The request failed because it is missing `{param}` parameter."
    return Refused(400, "MissingParameter", message, param)


def unauthorized() -> Refused:
    """Return the refusal of an unknown key."""
    return Refused(
        401, "AuthenticationError", "The API key or AK/SK in the request is invalid."
    )


def unknown_model(remote_model: str) -> Refused:
    """Return the refusal of an id that is not sold here."""
    return Refused(
        404,
        "InvalidEndpointOrModel.NotFound",
        f"The model or endpoint {remote_model} does not exist or you do not have "
        "access to it.",
    )


def sensitive(side: str, what: str) -> Refused:
    """Return the content filter's refusal; `side` is `InputText` or the like."""
    message = (
        f"The request failed because the {what} may contain sensitive information."
    )
    return Refused(400, f"{side}SensitiveContentDetected", message)


def internal() -> Refused:
    """Return the answer to a failure inside."""
    return Refused(
        500,
        "InternalServiceError",
        "The service encountered an unexpected internal error.",
    )
