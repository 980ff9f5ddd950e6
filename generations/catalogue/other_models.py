"""The image models of other makers that one gateway's document names.

Data only, every entry with its sources. What the gateway's document leaves open is
taken from the maker's pages and marked as such.
"""

from datetime import date

from generations.catalogue.size_tables import (
    GPT_TIER_1K,
    GPT_TIER_2K,
    GPT_TIER_4K,
    WAN_TIER_1K,
    WAN_TIER_2K,
    WAN_TIER_4K,
)
from generations.catalogue.vocabulary import (
    Capabilities,
    Fact,
    ImageModel,
    Mode,
    NumberRange,
    PicturesBy,
    ReferenceRule,
    RequestField,
    SizeRule,
)
from generations.catalogue.words import gettext_noop

_SEEN = date(2026, 11, 20)
_GATEWAY = Fact("Document of POST vip.xmsmartlink.com/v1/images/generations", _SEEN)
_WAN = Fact("https://www.alibabacloud.com/help/en/document_detail/3026980.html", _SEEN)
# A relay with the same fields: n, pixels, thinking only for text to image.
_WAN_RELAY = Fact(
    "https://13108701256.mintlify.app/guides/model-api/alibaba/wan2.7-image", _SEEN
)
_WAN_LIMITS = Fact(
    "https://gccai.heqingsong.uk/en/api-reference/images/wan2.7-image/generation",
    _SEEN,
)
_WAN_PIXELS = Fact("https://docs.empiriolabs.ai/models/wan2-7-image", _SEEN)
_OPENAI = Fact(
    "https://developers.openai.com/api/reference/resources/images/methods/generate",
    _SEEN,
)
_GPT_SIZES = Fact("https://docs.comfy.org/built-in-nodes/OpenAIGPTImage1", _SEEN)
_GPT_1_5 = Fact("https://runware.ai/docs/models/openai-gpt-image-1-5", _SEEN)
_APIYI_TIMES = Fact(
    "https://docs.apiyi.com/en/api-capabilities/image-api-best-practices", _SEEN
)

_N_AND_SEQUENTIAL = frozenset(
    {
        RequestField.N,
        RequestField.ENABLE_SEQUENTIAL,
        RequestField.THINKING_MODE,
        RequestField.RESPONSE_FORMAT,
        RequestField.WATERMARK,
    }
)
_GPT_FIELDS = frozenset(
    {
        RequestField.N,
        RequestField.QUALITY,
        RequestField.BACKGROUND,
        RequestField.OUTPUT_FORMAT,
        RequestField.OUTPUT_COMPRESSION,
        RequestField.RESPONSE_FORMAT,
    }
)
_NO_FIGURE = (15, 60)  # no measured waiting time was found: that of 4.5

# Source: the relays above: JPEG, PNG, WEBP, BMP; sides of 240 to 8000 px; ratio
# 1:8 to 8:1; 20 MB. 8,000,000 pixels keep the long side of 8:1 at 8000 px.
_WAN_REFERENCE = ReferenceRule(
    formats=frozenset({"jpeg", "png", "webp", "bmp"}),
    max_bytes=20_000_000,
    max_pixels=8_000_000,
    min_side_px=240,
    min_ratio=1 / 8,
    max_ratio=8.0,
)
_WAN_SIZE = SizeRule(
    tiers={"1K": WAN_TIER_1K, "2K": WAN_TIER_2K},
    default="2K",
    min_pixels=589_824,  # 768 x 768
    max_pixels=4_194_304,
    min_ratio=1 / 8,
    max_ratio=8.0,
)
_WAN_PRO_SIZE = SizeRule(
    tiers={"1K": WAN_TIER_1K, "2K": WAN_TIER_2K, "4K": WAN_TIER_4K},
    default="2K",
    min_pixels=589_824,
    max_pixels=16_777_216,
    min_ratio=1 / 8,
    max_ratio=8.0,
)


def _wan(slug: str, label: str, *, is_pro: bool) -> ImageModel:
    """Return one of the two Wan 2.7; pro has 4K, and only from text alone."""
    narrower = {
        mode: _WAN_SIZE for mode in (Mode.EDIT, Mode.FUSION, Mode.SEQUENCE) if is_pro
    }
    return ImageModel(
        slug=slug,
        label=label,
        maker="Alibaba",
        released=date(2026, 4, 1),
        doubao_id=slug,
        plain_id=slug,
        usual_seconds=_NO_FIGURE,
        capabilities=Capabilities(
            modes=frozenset(Mode),
            size=_WAN_PRO_SIZE if is_pro else _WAN_SIZE,
            narrower_sizes=narrower,
            fields=_N_AND_SEQUENTIAL | {RequestField.IMAGE},
            max_references=9,
            reference=_WAN_REFERENCE,
            pictures_by=PicturesBy.N_WITH_SEQUENTIAL,
            max_images=12,
            max_variations=4,
            max_together=21,  # no limit of the sum is told
            only_format="png",
            thinks_by_default=True,
        ),
        facts=(_GATEWAY, _WAN, _WAN_RELAY, _WAN_LIMITS, _WAN_PIXELS),
    )


_WAN_2_7 = _wan("wan2.7-image", "Wan 2.7", is_pro=False)
_WAN_2_7_PRO = _wan("wan2.7-image-pro", "Wan 2.7 Pro", is_pro=True)

# The gateway's document speaks of "Qwen" without an id. Its sizes and the two
# fields are taken at its word; counts are those of Wan, references are not asked.
_QWEN_IMAGE = ImageModel(
    slug="qwen-image",
    label="Qwen-Image",
    maker="Alibaba",
    released=None,
    doubao_id="qwen-image",
    plain_id="qwen-image",
    usual_seconds=_NO_FIGURE,
    unverified=gettext_noop(
        "The document names neither an id nor sizes in pixels: the id, the number of"
        " pictures and whether it takes references are not confirmed."
    ),
    capabilities=Capabilities(
        modes=frozenset({Mode.TEXT_TO_IMAGE, Mode.SEQUENCE}),
        size=SizeRule(
            tiers={"1K": WAN_TIER_1K, "2K": WAN_TIER_2K, "4K": WAN_TIER_4K},
            default="2K",
            max_pixels=16_777_216,
            has_pixels=False,
        ),
        fields=_N_AND_SEQUENTIAL,
        pictures_by=PicturesBy.N_WITH_SEQUENTIAL,
        max_images=12,
        max_variations=4,
        max_together=12,
        only_format="png",
        thinks_by_default=True,
    ),
    facts=(_GATEWAY,),
)

_GPT_IMAGE_1_5 = ImageModel(
    slug="gpt-image-1.5",
    label="GPT Image 1.5",
    maker="OpenAI",
    released=date(2025, 12, 16),
    doubao_id="gpt-image-1.5",
    plain_id="gpt-image-1.5",
    usual_seconds=_NO_FIGURE,
    capabilities=Capabilities(
        modes=frozenset({Mode.TEXT_TO_IMAGE}),
        size=SizeRule(
            tiers={"1K": GPT_TIER_1K},
            default="1024x1024",
            min_pixels=1_048_576,
            max_pixels=1_572_864,
            min_ratio=2 / 3,
            max_ratio=1.5,
            has_presets=False,
            has_auto=True,
            is_listed_only=True,
        ),
        fields=_GPT_FIELDS,
        pictures_by=PicturesBy.N,
        max_variations=10,
        output_formats=("png", "jpeg"),
        response_formats=("b64_json",),
        qualities=("auto", "high", "medium", "low"),
        backgrounds=("auto", "transparent", "opaque"),
        compression=NumberRange(least=0, most=100, default=100),
    ),
    facts=(_GATEWAY, _OPENAI, _GPT_1_5),
)

_GPT_IMAGE_2 = ImageModel(
    slug="gpt-image-2",
    label="GPT Image 2",
    maker="OpenAI",
    released=date(2026, 4, 21),
    doubao_id="gpt-image-2",
    plain_id="gpt-image-2",
    usual_seconds=(30, 300),  # up to five minutes at high quality
    capabilities=Capabilities(
        modes=frozenset({Mode.TEXT_TO_IMAGE}),
        size=SizeRule(
            tiers={"1K": GPT_TIER_1K, "2K": GPT_TIER_2K, "4K": GPT_TIER_4K},
            default="1024x1024",
            min_pixels=655_360,
            max_pixels=8_294_400,
            min_ratio=1 / 3,
            max_ratio=3.0,
            has_presets=False,
            has_auto=True,
            multiple_of=16,
            max_side_px=3840,
        ),
        fields=_GPT_FIELDS,
        pictures_by=PicturesBy.N,
        max_variations=10,
        output_formats=("png", "jpeg"),
        response_formats=("b64_json",),
        qualities=("auto", "high", "medium", "low"),
        backgrounds=("auto", "opaque"),  # no transparent one, say three relays
        compression=NumberRange(least=0, most=100, default=100),
    ),
    facts=(_GATEWAY, _OPENAI, _GPT_SIZES, _APIYI_TIMES),
)

#: In our preferred order.
OTHER_MODELS = (_WAN_2_7, _WAN_2_7_PRO, _QWEN_IMAGE, _GPT_IMAGE_1_5, _GPT_IMAGE_2)
