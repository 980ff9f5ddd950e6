"""The whole table of error codes, and the statuses without a code."""

import json
from datetime import UTC, datetime

import pytest

from generations.clients.complaints import Complaint
from generations.clients.errors import (
    BadCredentials,
    Busy,
    ContentRejected,
    ModelUnavailable,
    OutcomeUnknown,
    OutOfCredit,
    Refused,
)
from generations.clients.headers import request_id_of, retry_after_s
from generations.clients.refusals import error_in_success, error_of

TABLE = [
    (400, "MissingParameter", Refused),
    (400, "MissingParameter.prompt", Refused),
    (400, "InvalidParameter", Refused),
    (400, "InvalidParameter.size", Refused),
    (400, "InvalidParameter.UnsupportedParameter", Refused),
    (400, "InvalidImageURL.EmptyURL", Refused),
    (400, "InvalidImageURL.InvalidFormat", Refused),
    (400, "InputTextSensitiveContentDetected", ContentRejected),
    (400, "InputTextSensitiveContentDetected.PolicyViolation", ContentRejected),
    (400, "InputImageSensitiveContentDetected", ContentRejected),
    (400, "InputImageSensitiveContentDetected.PolicyViolation", ContentRejected),
    (400, "InputImageSensitiveContentDetected.PrivacyInformation", ContentRejected),
    (400, "OutputImageSensitiveContentDetected", ContentRejected),
    (400, "OutputImageSensitiveContentDetected.DeepFake", ContentRejected),
    (400, "SensitiveContentDetected", ContentRejected),
    (400, "SensitiveContentDetected.SevereViolation", ContentRejected),
    (400, "SensitiveContentDetected.Violence", ContentRejected),
    (400, "InputTextRiskDetection", ContentRejected),
    (400, "InputImageRiskDetection", ContentRejected),
    (400, "OutputImageRiskDetection", ContentRejected),
    (400, "ContentSecurityDetectionError", ContentRejected),
    (400, "InvalidEndpoint.ClosedEndpoint", ModelUnavailable),
    (401, "AuthenticationError", BadCredentials),
    (401, "InvalidAccountStatus", BadCredentials),
    (403, "AccountOverdueError", OutOfCredit),
    (403, "OperationDenied.ServiceOverdue", OutOfCredit),
    (403, "AccessDenied", BadCredentials),
    (403, "OperationDenied.PermissionDenied", BadCredentials),
    (403, "OperationDenied.ServiceNotOpen", ModelUnavailable),
    (404, "InvalidEndpointOrModel.NotFound", ModelUnavailable),
    (404, "ModelNotOpen", ModelUnavailable),
    (404, "InvalidEndpointOrModel.ModelIDAccessDisabled", ModelUnavailable),
    (404, "UnsupportedModel", ModelUnavailable),
    (413, "RequestTooLarge", Refused),
    (413, "RequestBodyTooLarge", Refused),
    (429, "ModelAccountIpmRateLimitExceeded", Busy),
    (429, "RateLimitExceeded.EndpointRPMExceeded", Busy),
    (429, "RateLimitExceeded.EndpointTPMExceeded", Busy),
    (429, "ModelAccountRpmRateLimitExceeded", Busy),
    (429, "ModelAccountTpmRateLimitExceeded", Busy),
    (429, "APIAccountRpmRateLimitExceeded", Busy),
    (429, "AccountRateLimitExceeded", Busy),
    (429, "ServerOverloaded", Busy),
    (429, "RequestBurstTooFast", Busy),
    (429, "InflightBatchsizeExceeded", Busy),
    (429, "SetLimitExceeded", OutOfCredit),
    (429, "QuotaExceeded", OutOfCredit),
    (429, "insufficient_quota", OutOfCredit),
    (499, "RequestCanceled", OutcomeUnknown),
    (500, "InternalServiceError", OutcomeUnknown),
    # what gateways make of it
    (403, "insufficient_user_quota", OutOfCredit),
    (403, "content_policy_violation", ContentRejected),
    (403, "InputTextSensitiveContentDetected", ContentRejected),
    (409, "OutputImageSensitiveContentDetected", ContentRejected),
    (429, "sensitive_words_detected", ContentRejected),
    (401, "invalid_api_key", BadCredentials),
    (404, "model_not_found", ModelUnavailable),
    (503, "model_not_found", OutcomeUnknown),
    (500, "InputTextSensitiveContentDetected", OutcomeUnknown),
    (400, "anything_new", Refused),
    (403, "anything_new", Refused),
    (422, "anything_new", Refused),
    (429, "anything_new", Busy),
    # a status that a relay made of a request that went on
    (400, "InternalServiceError", OutcomeUnknown),
    (429, "InternalServiceError", OutcomeUnknown),
    (429, "internal_server_error", OutcomeUnknown),
    (429, "do_request_failed", OutcomeUnknown),
    (400, "read_response_body_failed", OutcomeUnknown),
    (422, "bad_response_body", OutcomeUnknown),
    (404, "upstream_timeout", OutcomeUnknown),
    (429, "RequestCanceled", OutcomeUnknown),
    (400, "InvalidParameter.Timeout", Refused),
]


@pytest.mark.parametrize(("status", "code", "kind"), TABLE)
def test_each_code_has_its_error(status, code, kind):
    body = json.dumps({"error": {"code": code, "message": "no", "type": ""}}).encode()

    error = error_of(status, {"X-Request-Id": "021"}, body)

    assert type(error) is kind
    assert (error.code, error.message) == (code, "no")
    assert (error.status, error.request_id) == (status, "021")


@pytest.mark.parametrize("body", [b"", b"<html><h1>no</h1></html>", b"no", b"\xff{"])
@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (302, OutcomeUnknown),
        (307, OutcomeUnknown),
        (400, Refused),
        (401, BadCredentials),
        (402, OutOfCredit),
        (403, Refused),
        (404, Refused),
        (405, Refused),
        (408, OutcomeUnknown),
        (409, OutcomeUnknown),
        (413, Refused),
        (424, OutcomeUnknown),
        (425, OutcomeUnknown),
        (429, Busy),
        (460, OutcomeUnknown),
        (499, OutcomeUnknown),
        (500, OutcomeUnknown),
        (502, OutcomeUnknown),
        (524, OutcomeUnknown),
        (999, OutcomeUnknown),
    ],
)
def test_a_status_without_a_code_has_its_error(status, kind, body):
    error = error_of(status, {}, body)

    assert type(error) is kind
    assert error.code == ""
    assert error.message


@pytest.mark.parametrize(
    ("body", "code", "message"),
    [
        ({"error": {"code": "A.B", "message": "m", "param": ""}}, "A.B", "m"),
        ({"code": "A.B", "message": "m", "param": "", "type": ""}, "A.B", "m"),
        ({"error": "m"}, "", "m"),
        ({"error": "m", "code": "A.B"}, "A.B", "m"),
        ({"detail": "m"}, "", "m"),
        ({"error": {"message": "m", "code": None, "type": "a_b"}}, "a_b", "m"),
        ({"error": {"message": "m", "code": "", "type": "Not Found"}}, "", "m"),
        ({"error": {"message": "m", "code": 1113}}, "1113", "m"),
        ({"error": {"message": "a\0b\ud800c", "code": ["x"]}}, "", "a�b�c"),
    ],
)
def test_every_shape_of_an_error_is_read(body, code, message):
    error = error_of(400, {}, json.dumps(body).encode())

    assert (error.code, error.message) == (code, message)


def test_a_page_is_told_by_its_title(payload):
    error = error_of(524, {}, payload("apiyi/timed_out.html"))

    assert error.message == "api.apiyi.com | 524: A timeout occurred"


def test_an_error_nested_to_hurt_is_told_by_its_status():
    error = error_of(400, {}, b'{"error":' * 100_000)

    assert type(error) is Refused


def test_a_long_message_is_shortened():
    body = json.dumps({"error": {"message": "x" * 1_000_000}}).encode()

    assert len(error_of(400, {}, body).message) == 2_000


@pytest.mark.parametrize(
    "message",
    [
        "The model `x` does not exist",
        "model x not found",
        "No such model",
        "模型 x 不存在",
    ],
)
def test_a_404_sentence_about_the_model_makes_it_unavailable(message):
    body = json.dumps({"error": {"message": message, "code": None}}).encode()

    assert type(error_of(404, {}, body)) is ModelUnavailable


def test_a_404_about_the_address_does_not_blame_the_model():
    body = json.dumps({"detail": "Not Found"}).encode()

    assert type(error_of(404, {}, body)) is Refused


def test_a_403_sentence_about_the_key_blames_the_key():
    body = json.dumps({"error": {"message": "This token has no access"}}).encode()

    assert type(error_of(403, {}, body)) is BadCredentials


def test_a_filter_code_inside_the_prose_is_found():
    body = json.dumps(
        {
            "error": {
                "code": "bad_response",
                "message": "upstream: InputTextSensitiveContentDetected",
            }
        }
    ).encode()

    assert type(error_of(400, {}, body)) is ContentRejected


def test_the_quota_of_a_gateway_is_read_from_the_type(payload):
    error = error_of(429, {}, payload("cometapi/insufficient_quota.json"))

    assert type(error) is OutOfCredit
    assert error.request_id == "20261120183000123456789"


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("InputTextSensitiveContentDetected", ContentRejected),
        ("SetLimitExceeded", OutOfCredit),
        ("AuthenticationError", BadCredentials),
        ("ModelNotOpen", ModelUnavailable),
        ("InvalidParameter.size", Refused),
        ("ServerOverloaded", OutcomeUnknown),
        ("InternalServiceError", OutcomeUnknown),
        ("", OutcomeUnknown),
    ],
)
def test_an_error_under_a_success_status_is_only_believed_when_clear(code, kind):
    error = error_in_success(Complaint(code, "m"), status=200, request_id="r")

    assert type(error) is kind
    assert (error.status, error.request_id) == (200, "r")


@pytest.mark.parametrize(
    ("headers", "message", "expected"),
    [
        ({"X-Request-Id": "021a"}, "Request id: other-one", "021a"),
        ({"x-oneapi-request-id": "2026"}, "", "2026"),
        ({"X-Tt-Logid": "log"}, "bad key. Request id: 0217652afe", "0217652afe"),
        ({"X-Tt-Logid": "log"}, "bad key", "log"),
        ({}, "failed (request id: 20261120abc)", "20261120abc"),
        ({}, "", ""),
    ],
)
def test_the_request_id_is_found(headers, message, expected):
    assert request_id_of(headers, message) == expected


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "7"}, 7.0),
        ({"retry-after": " 1.5 "}, 1.5),
        ({"Retry-After": "Fri, 20 Nov 2026 12:00:30 GMT"}, 30.0),
        ({"Retry-After": "Fri, 20 Nov 2026 11:00:00 GMT"}, 0.0),
        (
            {
                "Retry-After": "Fri, 20 Nov 2026 15:00:10 GMT",
                "Date": "Fri, 20 Nov 2026 15:00:00 GMT",
            },
            10.0,
        ),
        ({"Retry-After": "soon"}, None),
        ({"Retry-After": "-3"}, None),
        ({"Retry-After": "inf"}, None),
        ({}, None),
    ],
)
def test_retry_after_is_read_as_seconds_or_date(headers, seconds):
    now = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)

    assert retry_after_s(headers, now=now) == seconds


def test_busy_carries_its_waiting_time():
    error = error_of(429, {"Retry-After": "3"}, b"")

    assert isinstance(error, Busy)
    assert error.retry_after_s == 3.0
