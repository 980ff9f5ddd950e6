"""The image models: what each can be asked for, whoever sells it.

Data only, every entry with its sources; those of other makers stand in
`other_models`. What a gateway takes away stands in `offers`, prices in `prices`.
"""

from datetime import date

from generations.catalogue.other_models import OTHER_MODELS
from generations.catalogue.size_tables import (
    PRO_TIER_1_5K,
    PRO_TIER_1K,
    PRO_TIER_2K,
    TIER_1K,
    TIER_2K,
    TIER_3K,
    TIER_4K,
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

_SEEN = date(2026, 11, 20)
_ARK_API = Fact("https://www.volcengine.com/docs/82379/1541523", _SEEN)
_BYTEPLUS_API = Fact("https://docs.byteplus.com/en/docs/ModelArk/1541523", _SEEN)
_ARK_TUTORIAL = Fact("https://www.volcengine.com/docs/82379/1824121", _SEEN)
_APIYI_VERSIONS = Fact(
    "https://docs.apiyi.com/api-capabilities/seedream-image/historical-versions", _SEEN
)
_LAOZHANG_FLASH = Fact(
    "https://docs.laozhang.ai/en/announcements/seedream-5-0-flash-pro-2026-09", _SEEN
)
_LAOZHANG_5_5 = Fact("https://docs.laozhang.ai/en/api-capabilities/seedream-5-5", _SEEN)
_COMFY_FLASH = Fact(
    "https://docs.comfy.org/development/comfy-router/models/byteplus/"
    "seedream-5-0-flash-260915/code",
    _SEEN,
)
_APIYI_5_5 = Fact(
    "https://docs.apiyi.com/en/api-capabilities/seedream-image/seedream-5-5-pricing",
    _SEEN,
)
_COMFY_ISSUE = Fact("https://github.com/Comfy-Org/ComfyUI/issues/16204", _SEEN)
#: `GET /api/v3/models` of Ark said "Shutdown" on that day.
_ARK_SHUTDOWN = date(2026, 9, 19)

_ALWAYS = frozenset({RequestField.RESPONSE_FORMAT, RequestField.WATERMARK})
_WITH_IMAGE = _ALWAYS | {RequestField.IMAGE}
_WITH_GROUPS = _WITH_IMAGE | {RequestField.SEQUENTIAL, RequestField.STREAM}
_FAMILY_3 = _ALWAYS | {RequestField.SEED, RequestField.GUIDANCE_SCALE}

_ALL_MODES = frozenset(Mode)
_SINGLE_PICTURE = _ALL_MODES - {Mode.SEQUENCE}

_FORMATS = frozenset({"jpeg", "png", "webp", "bmp", "tiff", "gif"})
_REFERENCE = ReferenceRule(formats=_FORMATS)
# Source: the BytePlus page: heic and heif, and 30 MB, belong to 5.0-pro.
_PRO_REFERENCE = ReferenceRule(formats=_FORMATS | {"heic", "heif"})
# 5.5 and 5.0-flash: "as the other Seedream", which is 10 MB on BytePlus.
_PLAIN_REFERENCE = ReferenceRule(formats=_FORMATS, max_bytes=10_000_000)
# Source: gateway document of doubao-seededit-3-0-i2i-250628, seen 2026-11-20
_SEEDEDIT_REFERENCE = ReferenceRule(
    formats=frozenset({"jpeg", "png"}),
    max_bytes=10_000_000,
    min_ratio=1 / 3,
    max_ratio=3.0,
    ratio_is_open=True,
)

# 4,624,220 is 2048 x 2048 x 1.1025, stated for 5.0-pro. Flash and 5.5 share its
# presets and its price step (1536 x 1536 x 1.1025), so the same ends are taken.
_PRO_SIZE = SizeRule(
    tiers={"1K": PRO_TIER_1K, "1.5K": PRO_TIER_1_5K, "2K": PRO_TIER_2K},
    default="2048x2048",
    min_pixels=921_600,
    max_pixels=4_624_220,
)
_SEED = NumberRange(least=-1, most=2_147_483_647, default=-1)

_SEEDREAM_5_0_LITE = ImageModel(
    slug="seedream-5.0-lite",
    label="Seedream 5.0 Lite",
    released=date(2026, 1, 28),
    # "5.0" and "5.0-lite" are one image model; this id is the one Ark lists.
    doubao_id="doubao-seedream-5-0-260128",
    plain_id="seedream-5-0-260128",
    usual_seconds=(19, 40),
    capabilities=Capabilities(
        modes=_ALL_MODES,
        size=SizeRule(
            tiers={"2K": TIER_2K, "3K": TIER_3K, "4K": TIER_4K},
            default="2048x2048",
            min_pixels=3_686_400,
            max_pixels=16_777_216,
        ),
        fields=_WITH_GROUPS | {RequestField.OUTPUT_FORMAT, RequestField.TOOLS},
        max_references=14,
        reference=_REFERENCE,
        max_images=15,
        pictures_by=PicturesBy.SEQUENTIAL,
        output_formats=("jpeg", "png"),
    ),
    facts=(_ARK_API, _ARK_TUTORIAL, _APIYI_VERSIONS),
)

_SEEDREAM_4_5 = ImageModel(
    slug="seedream-4.5",
    label="Seedream 4.5",
    released=date(2025, 11, 28),
    doubao_id="doubao-seedream-4-5-251128",
    plain_id="seedream-4-5-251128",
    usual_seconds=(15, 60),
    capabilities=Capabilities(
        modes=_ALL_MODES,
        size=SizeRule(
            tiers={"2K": TIER_2K, "4K": TIER_4K},
            default="2048x2048",
            min_pixels=3_686_400,
            max_pixels=16_777_216,
        ),
        fields=_WITH_GROUPS,
        # Ark says 14 by now, BytePlus' first text and most sellers 10.
        max_references=10,
        reference=_REFERENCE,
        max_images=15,
        pictures_by=PicturesBy.SEQUENTIAL,
    ),
    facts=(_ARK_API, _BYTEPLUS_API, _APIYI_VERSIONS, _COMFY_ISSUE),
)

_SEEDREAM_4_0 = ImageModel(
    slug="seedream-4.0",
    label="Seedream 4.0",
    released=date(2025, 8, 28),
    doubao_id="doubao-seedream-4-0-250828",
    plain_id="seedream-4-0-250828",
    usual_seconds=(15, 40),
    capabilities=Capabilities(
        modes=_ALL_MODES,
        size=SizeRule(
            tiers={"1K": TIER_1K, "2K": TIER_2K, "4K": TIER_4K},
            default="2048x2048",
            min_pixels=921_600,
            max_pixels=16_777_216,
        ),
        fields=_WITH_GROUPS | {RequestField.OPTIMIZE_PROMPT},
        max_references=10,
        reference=_REFERENCE,
        max_images=15,
        pictures_by=PicturesBy.SEQUENTIAL,
        optimize_modes=("standard", "fast"),
    ),
    facts=(_ARK_API, _BYTEPLUS_API, _APIYI_VERSIONS),
)

# Known: the presets, up to 10 references, png or jpeg, no sequence and no
# stream (their mere presence is HTTP 400 on this family). Not known, so not
# asked for: prompt optimisation. Not in the documents we sell by, so not asked
# for: `background` and the splitting into layers.
_SEEDREAM_5_5 = ImageModel(
    slug="seedream-5.5",
    label="Seedream 5.5",
    released=date(2026, 11, 12),
    doubao_id="doubao-seedream-5-5-261028",
    plain_id="seedream-5-5-261028",
    usual_seconds=(25, 35),
    capabilities=Capabilities(
        modes=_SINGLE_PICTURE,
        size=_PRO_SIZE,
        fields=_WITH_IMAGE | {RequestField.OUTPUT_FORMAT},
        max_references=10,
        reference=_PLAIN_REFERENCE,
        output_formats=("jpeg", "png"),
    ),
    facts=(_LAOZHANG_5_5, _APIYI_5_5),
)

_SEEDREAM_5_0_PRO = ImageModel(
    slug="seedream-5.0-pro",
    label="Seedream 5.0 Pro",
    released=date(2026, 6, 28),
    doubao_id="doubao-seedream-5-0-pro-260628",
    plain_id="seedream-5-0-pro-260628",
    usual_seconds=(74, 130),
    capabilities=Capabilities(
        modes=_SINGLE_PICTURE,
        size=_PRO_SIZE,
        fields=_WITH_IMAGE | {RequestField.OUTPUT_FORMAT, RequestField.OPTIMIZE_PROMPT},
        max_references=10,
        reference=_PRO_REFERENCE,
        output_formats=("jpeg", "png"),
        optimize_modes=("standard", "fast"),
    ),
    facts=(_ARK_API, _APIYI_VERSIONS, _LAOZHANG_FLASH),
)

# Known: the presets, up to 10 references, no sequence and no stream. Whether it
# takes `output_format` was not found, nor an id with the doubao prefix, nor a
# measured waiting time (the one of 4.0 is taken).
_SEEDREAM_5_0_FLASH = ImageModel(
    slug="seedream-5.0-flash",
    label="Seedream 5.0 Flash",
    released=date(2026, 9, 15),
    doubao_id="",
    plain_id="seedream-5-0-flash-260915",
    usual_seconds=(15, 40),
    capabilities=Capabilities(
        modes=_SINGLE_PICTURE,
        size=_PRO_SIZE,
        fields=_WITH_IMAGE,
        max_references=10,
        reference=_PLAIN_REFERENCE,
    ),
    facts=(_LAOZHANG_FLASH, _COMFY_FLASH),
)

_SEEDREAM_3_0 = ImageModel(
    slug="seedream-3.0-t2i",
    label="Seedream 3.0",
    released=date(2025, 4, 15),
    doubao_id="doubao-seedream-3-0-t2i-250415",
    plain_id="seedream-3-0-t2i-250415",
    usual_seconds=(15, 40),  # no figure found: that of 4.0
    retired_upstream=_ARK_SHUTDOWN,
    capabilities=Capabilities(
        modes=frozenset({Mode.TEXT_TO_IMAGE}),
        size=SizeRule(
            tiers={"1K": TIER_1K},
            default="1024x1024",
            min_pixels=262_144,
            max_pixels=4_194_304,
            has_presets=False,
        ),
        fields=_FAMILY_3,
        seed=_SEED,
        guidance=NumberRange(least=1, most=10, default=2.5),
    ),
    facts=(_BYTEPLUS_API,),
)

_SEEDEDIT_3_0 = ImageModel(
    slug="seededit-3.0",
    label="SeedEdit 3.0",
    released=date(2025, 6, 28),
    doubao_id="doubao-seededit-3-0-i2i-250628",
    plain_id="seededit-3-0-i2i-250628",
    usual_seconds=(15, 40),  # no figure found: that of 4.0
    retired_upstream=_ARK_SHUTDOWN,
    capabilities=Capabilities(
        modes=frozenset({Mode.EDIT}),
        size=SizeRule(
            tiers={}, default="adaptive", has_presets=False, is_adaptive=True
        ),
        fields=_FAMILY_3 | {RequestField.IMAGE},
        min_references=1,
        max_references=1,
        reference=_SEEDEDIT_REFERENCE,
        seed=_SEED,
        guidance=NumberRange(least=1, most=10, default=5.5),
    ),
    facts=(_BYTEPLUS_API,),
)

#: Every image model by slug, in our preferred order, the retired ones last.
IMAGE_MODELS: dict[str, ImageModel] = {
    image_model.slug: image_model
    for image_model in (
        _SEEDREAM_5_0_LITE,
        _SEEDREAM_4_5,
        _SEEDREAM_4_0,
        _SEEDREAM_5_5,
        _SEEDREAM_5_0_PRO,
        _SEEDREAM_5_0_FLASH,
        *OTHER_MODELS,
        _SEEDREAM_3_0,
        _SEEDEDIT_3_0,
    )
}
