"""Every payload of tests/payloads, and what a caller must get from it."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from generations.clients.contract import Picture, Receipt, Refusal
from generations.clients.errors import (
    BadAnswer,
    BadCredentials,
    ContentRejected,
    ImageApiError,
    OutcomeUnknown,
    OutOfCredit,
    Refused,
)

JPEG_START = b"\xff\xd8\xff\xe0\x00\x10JFIF"
PNG_START = b"\x89PNG\r\n\x1a\n"
ENDS_AT = datetime(2025, 12, 9, 20, 24, 37, tzinfo=UTC)
FILTERED = "OutputImageSensitiveContentDetected"
CN = "https://ark-content-generation-v2-cn-beijing.tos-cn-beijing.volces.com"
AP = (
    "https://ark-content-generation-v2-ap-southeast-1.tos-ap-southeast-1.bytepluses.com"
)


def signed(address, region="cn-beijing"):
    return (
        f"{address}?X-Tos-Algorithm=TOS4-HMAC-SHA256"
        f"&X-Tos-Credential=AKLTexample%2F20251208%2F{region}%2Ftos%2Frequest"
        "&X-Tos-Date=20251208T202437Z&X-Tos-Expires=86400"
        f"&X-Tos-Signature={'3b4f5c6d' * 8}&X-Tos-SignedHeaders=host"
    )


def usage(images, tokens, **more):
    return {
        "generated_images": images,
        "output_tokens": tokens,
        "total_tokens": tokens,
        **more,
    }


@dataclass(frozen=True)
class Case:
    """One payload and what a caller must get from it."""

    name: str
    events: list = field(default_factory=list)
    error: type[ImageApiError] | None = None
    code: str = ""
    status: int = 200
    expected_images: int = 1


FIRST_OF_SEQUENCE = signed(f"{CN}/doubao-seedream-4-0/021765225451_0.jpeg")

CASES = [
    Case(
        "ark/mixed.json",
        [
            Picture(
                index=0,
                url=signed(f"{CN}/doubao-seedream-5-0/021765225451_0.jpeg"),
                width_px=2048,
                height_px=2048,
                expires_at=ENDS_AT,
            ),
            Refusal(
                1,
                FILTERED,
                "The request failed because the output image may contain "
                "sensitive information.",
            ),
            Receipt(
                request_id="021",
                remote_model="doubao-seedream-5-0-260128",
                images_billed=1,
                usage=usage(1, 16384, tool_usage={"web_search": 1}),
            ),
        ],
        expected_images=2,
    ),
    Case(
        "ark/watermarked.json",
        [
            Picture(
                index=0,
                url=signed(f"{CN}/doubao-seedream-4-0/021765225451.jpeg")
                + "&x-tos-process=image%2Fwatermark%2Cimage_"
                "YXNzZXRzL3dhdGVybWFyay5wbmc",
                width_px=2848,
                height_px=1600,
                expires_at=ENDS_AT,
            ),
            Receipt("021", "doubao-seedream-4-0-250828", 1, usage(1, 17800)),
        ],
    ),
    Case(
        "ark/b64.json",
        [
            Picture(index=0, content=JPEG_START, width_px=2048, height_px=2048),
            Receipt("021", "doubao-seedream-5-0-260128", 1, usage(1, 16384)),
        ],
    ),
    Case(
        "ark/all_refused.json",
        [
            Refusal(0, FILTERED, "The first."),
            Refusal(1, "", "internal error"),
            Receipt("021", "doubao-seedream-4-5-251128", 0, usage(0, 0)),
        ],
    ),
    Case("ark/error_in_success.json", error=ContentRejected, code=FILTERED),
    Case(
        "ark/internal_error_in_success.json",
        error=OutcomeUnknown,
        code="InternalServiceError",
    ),
    Case(
        "ark/authentication_error.json",
        error=BadCredentials,
        code="AuthenticationError",
        status=401,
    ),
    Case(
        "ark/sequence.sse",
        [
            Picture(0, FIRST_OF_SEQUENCE, b"", 1760, 2368, ENDS_AT),
            Refusal(1, FILTERED, "The output image may contain sensitive information."),
            Picture(
                2,
                signed(f"{CN}/doubao-seedream-4-0/021765225451_2.jpeg"),
                b"",
                2720,
                1536,
                ENDS_AT,
            ),
            Receipt("021", "doubao-seedream-4-0-250828", 2, usage(2, 32600)),
        ],
        expected_images=4,
    ),
    Case(
        "ark/single_without_completed.sse",
        [
            Picture(index=0, content=JPEG_START, width_px=2048, height_px=2048),
            Receipt("021", "doubao-seedream-5-0-260128"),
        ],
    ),
    Case(
        "ark/error_first.sse",
        error=ContentRejected,
        code="InputTextSensitiveContentDetected",
    ),
    Case(
        "ark/internal_error_after_picture.sse",
        [Picture(0, FIRST_OF_SEQUENCE, b"", 2048, 2048, ENDS_AT)],
        error=OutcomeUnknown,
        code="InternalServiceError",
        expected_images=3,
    ),
    Case(
        "byteplus/size_too_small.json",
        error=Refused,
        code="InvalidParameter",
        status=400,
    ),
    Case(
        "byteplus/sequence_with_previews.sse",
        [
            Picture(
                0,
                signed(f"{AP}/seedream-4-5/021765225451_0.jpeg", "ap-southeast-1"),
                b"",
                3104,
                1312,
                ENDS_AT,
            ),
            Receipt("021", "seedream-4-5-251128", 1, usage(1, 15907)),
        ],
        expected_images=3,
    ),
    Case(
        "apiyi/edit.json",
        [
            Picture(0, f"{AP}/.../image.png", b"", 2048, 2048),
            Receipt("021", "seedream-5-0-260128", 1, usage(1, 6240)),
        ],
    ),
    Case(
        "apiyi/sequence.json",
        [
            Picture(0, f"{AP}/seedream-5-0/.../scene-1.png", b"", 2048, 2048),
            Picture(1, "https://...scene-2.png", b"", 2048, 2048),
            Receipt("021", "seedream-5-0-260128", 2, usage(2, 12480)),
        ],
        expected_images=2,
    ),
    Case("apiyi/timed_out.html", error=OutcomeUnknown, status=524),
    Case("apiyi/timed_out.html", error=BadAnswer),
    Case("cometapi/placeholders.json", error=BadAnswer),
    Case(
        "cometapi/insufficient_quota.json",
        error=OutOfCredit,
        code="insufficient_quota",
        status=429,
    ),
    Case(
        "xmsmartlink/fusion.json",
        [
            Picture(0, "https://example"),
            Receipt("021", "doubao-seedream-5-0-260128", 1, usage(1, 17800)),
        ],
    ),
    Case(
        "xmsmartlink/with_metadata.json",
        [
            Picture(index=0, content=PNG_START),
            Receipt("021"),
        ],
    ),
    Case(
        "apifox/seededit.json",
        [
            Picture(
                0,
                "https://ime.lqjmauqqw.org/O8e0UlcHYzQyIiSwniXP6UgQt4v42c5G-ept86400.jpeg",
            ),
            Receipt("021", "doubao-seededit-3-0-i2i-250628", 1, usage(1, 3772)),
        ],
    ),
    Case(
        "apifox/dalle_leftover.json",
        [
            Picture(
                0,
                "https://dalleproduse.blob.core.windows.net/private/images/"
                "6b0ee3bd-fe24-46c7-8ab8-85be87b00eaf/generated_00.png"
                "?se=2025-06-14T13%3A01%3A13Z"
                "&sig=9pLM1cLo1Af6FKRZc2AZSVxfSQBBBIyzfg0cOiT7C%2B0%3D"
                "&ske=2025-06-13T23%3A43%3A31Z"
                "&skoid=09ba021e-c417-441c-b203-c81e5dcd7b7f"
                "&sks=b&skt=2025-06-06T23%3A43%3A31Z"
                "&sktid=33e01921-4d64-4f8c-a055-5bdaffd5e33d"
                "&skv=2020-10-02&sp=r&spr=https&sr=b&sv=2020-10-02",
            ),
            Receipt("021"),
        ],
    ),
    Case("apifox/bad_gateway.html", error=OutcomeUnknown, status=502),
    Case("apifox/bad_gateway.html", error=Refused, status=404),
]
