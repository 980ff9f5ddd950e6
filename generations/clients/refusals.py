"""From a failed HTTP answer to the error that says what may be done next.

Owns the tables of error codes; decides by status and code, never by prose
where a code is given. Reads no socket.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus

from generations.clients.complaints import Complaint, read_complaint
from generations.clients.errors import (
    BadCredentials,
    Busy,
    ContentRejected,
    ImageApiError,
    ModelUnavailable,
    OutcomeUnknown,
    OutOfCredit,
    Refused,
)
from generations.clients.headers import request_id_of, retry_after_s

# Source: seedream-api.md section 7.1 (Ark error codes, docs/82379/1299023) and
# the usual codes of OpenAI-style gateways, seen 2026-11-20.
_CONTENT = re.compile(
    r"sensitive|risk_?detection|content_?security|content_?policy|content_?filter"
    r"|moderation|policy_?violation|data_?inspection",
    re.IGNORECASE,
)
_CREDIT = re.compile(
    r"overdue|set_?limit_?exceeded|quota_?exceeded|exceeded_current_quota"
    r"|insufficient_?(user_?)?(quota|balance|credits?|funds)|quota_not_enough"
    r"|token_quota|billing|arrear|payment_?required",
    re.IGNORECASE,
)
_MODEL = re.compile(
    r"^invalid_?endpoint|unsupported_?model|model_?not_?(open|found|exists?)"
    r"|model_?id_?access_?disabled|service_?not_?open|no_such_model|^invalid_?model",
    re.IGNORECASE,
)
_CREDENTIALS = re.compile(
    r"authentication|unauthori[sz]ed|invalid_?api_?key|invalid_?token|access_?denied"
    r"|permission|forbidden|invalid_?account_?status|operation_?denied",
    re.IGNORECASE,
)
_REQUEST = re.compile(
    r"^missing_?parameter|^invalid_?parameter|^invalid_?image|^invalid_?request"
    r"|^bad_?request$|^request_?(body_?)?too_?large|unsupported_?parameter",
    re.IGNORECASE,
)
#: Codes of a request that went on and broke there, whatever 4xx a relay made of it:
#: resent after such a 429, it would be paid twice.
_WENT_ON = re.compile(
    r"^internal_?(service_?|server_?)?error$|^server_?error$|^request_?cancell?ed$"
    r"|^do_request_failed$|^read_response_body_failed$|^(bad|empty)_response(_body)?$"
    r"|time_?(d_?)?out|^bad_?gateway$",
    re.IGNORECASE,
)
_CONTENT_IN_PROSE = re.compile(
    r"\b(?:Input|Output)(?:Text|Image)(?:SensitiveContentDetected|RiskDetection)"
)
_MODEL_IN_PROSE = re.compile(
    r"\bmodel\b.{0,200}\b(not found|(does|do) not exist|not exist)|no such model"
    r"|unknown model|模型.{0,200}不存在",
    re.IGNORECASE | re.DOTALL,
)
_KEY_IN_PROSE = re.compile(
    r"api[ _-]?key|\btoken\b|permission|令牌|密钥", re.IGNORECASE
)

#: 4xx statuses that gateways and proxies also give to a request that went on.
_UNCLEAR_4XX = frozenset({408, 409, 424, 425, 460, 499})


def error_of(
    status: int,
    headers: Mapping[str, str],
    body: bytes,
    *,
    now: datetime | None = None,
) -> ImageApiError:
    """Name what happened by a status outside 2xx; the error is returned.

    `now` is aware and only used to read a Retry-After given as a date.
    """
    complaint = read_complaint(body)
    kind = _kind_of(status, complaint)
    code = complaint.code
    message = complaint.message or _phrase(status)
    request_id = request_id_of(headers, complaint.message)
    if kind is Busy:
        return Busy(
            message,
            code=code,
            status=status,
            request_id=request_id,
            retry_after_s=retry_after_s(headers, now=now),
        )
    return kind(message, code=code, status=status, request_id=request_id)


def error_in_success(
    complaint: Complaint, *, status: int, request_id: str
) -> ImageApiError:
    """Name an error told under a success status, where no picture came.

    A code of the 4xx kind is a clear no. Everything else may be billed, an
    overload too: nothing proves that the request was not taken.
    """
    kind = _refusal_by_code(complaint) or OutcomeUnknown
    return kind(
        complaint.message or "The gateway reported an error without words",
        code=complaint.code,
        status=status,
        request_id=request_id or request_id_of({}, complaint.message),
    )


def _kind_of(status: int, complaint: Complaint) -> type[ImageApiError]:
    if not 400 <= status < 500:
        return OutcomeUnknown
    by_code = _refusal_by_code(complaint)
    if by_code is ContentRejected:
        return ContentRejected
    went_on = by_code is None and _WENT_ON.search(complaint.code)
    if status in _UNCLEAR_4XX or went_on:
        return OutcomeUnknown
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return OutOfCredit if by_code is OutOfCredit else Busy
    if status == HTTPStatus.UNAUTHORIZED and by_code is not OutOfCredit:
        return BadCredentials
    if status == HTTPStatus.PAYMENT_REQUIRED:
        return OutOfCredit
    if by_code is None or by_code is Refused:
        return _refusal_by_prose(status, complaint)
    return by_code


def _refusal_by_code(complaint: Complaint) -> type[Refused] | None:
    """Give the kind of a code that is a clear no, None for any other."""
    code = complaint.code
    if _CONTENT.search(code) or _CONTENT_IN_PROSE.search(complaint.message):
        return ContentRejected
    if _CREDIT.search(code):
        return OutOfCredit
    if _MODEL.search(code):
        return ModelUnavailable
    if _CREDENTIALS.search(code):
        return BadCredentials
    return Refused if _REQUEST.search(code) else None


def _refusal_by_prose(status: int, complaint: Complaint) -> type[Refused]:
    """Read the sentence of a JSON error whose code says nothing."""
    if not complaint.is_structured:
        return Refused
    if status == HTTPStatus.NOT_FOUND and _MODEL_IN_PROSE.search(complaint.message):
        return ModelUnavailable
    if status == HTTPStatus.FORBIDDEN and _KEY_IN_PROSE.search(complaint.message):
        return BadCredentials
    return Refused


def _phrase(status: int) -> str:
    if 300 <= status < 400:
        return f"HTTP {status}: the gateway redirected the request; not followed"
    try:
        return f"HTTP {status} {HTTPStatus(status).phrase}"
    except ValueError:  # statuses of proxies, such as 524
        return f"HTTP {status}"
