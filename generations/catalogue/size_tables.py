"""The recommended sizes of each preset, as literals of (width, height).

Data only: which image model offers which table stands in `image_models`. Knows
neither gateways nor the wire.
"""

from generations.catalogue.vocabulary import Pixels

Tier = dict[str, Pixels]
"""The sizes of one preset by ratio, "3:2" being wider than tall."""

# Source: https://www.volcengine.com/docs/82379/1541523 (and its BytePlus twin
# https://docs.byteplus.com/en/docs/ModelArk/1541523), stored copies, seen
# 2026-11-20. A widely copied gateway document prints 4:3, 3:4, 3:2 and 2:3 of
# the 1K table with width and height swapped; here the official order stands.

TIER_1K: Tier = {
    "1:1": (1024, 1024),
    "4:3": (1152, 864),
    "3:4": (864, 1152),
    "16:9": (1280, 720),
    "9:16": (720, 1280),
    "3:2": (1248, 832),
    "2:3": (832, 1248),
    "21:9": (1512, 648),
}
TIER_2K: Tier = {
    "1:1": (2048, 2048),
    "4:3": (2304, 1728),
    "3:4": (1728, 2304),
    "16:9": (2848, 1600),
    "9:16": (1600, 2848),
    "3:2": (2496, 1664),
    "2:3": (1664, 2496),
    "21:9": (3136, 1344),
}
TIER_3K: Tier = {
    "1:1": (3072, 3072),
    "4:3": (3456, 2592),
    "3:4": (2592, 3456),
    "16:9": (4096, 2304),
    "9:16": (2304, 4096),
    "3:2": (3744, 2496),
    "2:3": (2496, 3744),
    "21:9": (4704, 2016),
}
TIER_4K: Tier = {
    "1:1": (4096, 4096),
    "4:3": (4704, 3520),
    "3:4": (3520, 4704),
    "16:9": (5504, 3040),
    "9:16": (3040, 5504),
    "3:2": (4992, 3328),
    "2:3": (3328, 4992),
    "21:9": (6240, 2656),
}

# The 5.0-pro rows of the same page.
PRO_TIER_1K: Tier = {
    "1:1": (1024, 1024),
    "4:3": (1152, 864),
    "3:4": (864, 1152),
    "16:9": (1424, 800),
    "9:16": (800, 1424),
    "3:2": (1248, 832),
    "2:3": (832, 1248),
    "21:9": (1568, 672),
}
# Measured: no 1.5K row was found. These are computed: exact ratios, sides
# divisible by 16, near 1536 x 1536 and below the price step at 2,601,123 pixels.
PRO_TIER_1_5K: Tier = {
    "1:1": (1536, 1536),
    "4:3": (1792, 1344),
    "3:4": (1344, 1792),
    "16:9": (2048, 1152),
    "9:16": (1152, 2048),
    "3:2": (1872, 1248),
    "2:3": (1248, 1872),
    "21:9": (2352, 1008),
}
PRO_TIER_2K: Tier = {
    "1:1": (2048, 2048),
    "4:3": (2368, 1776),
    "3:4": (1776, 2368),
    "16:9": (2816, 1584),
    "9:16": (1584, 2816),
    "3:2": (2496, 1664),
    "2:3": (1664, 2496),
    "21:9": (3136, 1344),
}

# Measured: Wan 2.7 is told as "1K", "2K" and "4K" squares and ranges of pixels, no
# table of ratios was found. These are computed: near the square of the tier and
# below its pixels, sides divisible by 16.
WAN_TIER_1K: Tier = {
    "1:1": (1024, 1024),
    "4:3": (1152, 864),
    "3:4": (864, 1152),
    "16:9": (1280, 720),
    "9:16": (720, 1280),
    "3:2": (1248, 832),
    "2:3": (832, 1248),
    "21:9": (1568, 672),
}
WAN_TIER_2K: Tier = {
    "1:1": (2048, 2048),
    "4:3": (2304, 1728),
    "3:4": (1728, 2304),
    "16:9": (2560, 1440),
    "9:16": (1440, 2560),
    "3:2": (2496, 1664),
    "2:3": (1664, 2496),
    "21:9": (3024, 1296),
}
WAN_TIER_4K: Tier = {
    "1:1": (4096, 4096),
    "4:3": (4608, 3456),
    "3:4": (3456, 4608),
    "16:9": (5376, 3024),
    "9:16": (3024, 5376),
    "3:2": (4992, 3328),
    "2:3": (3328, 4992),
    "21:9": (6048, 2592),
}

# The sizes of GPT Image. Source: document of POST
# vip.xmsmartlink.com/v1/images/generations (1K) and
# https://docs.comfy.org/built-in-nodes/OpenAIGPTImage1 (wider ones, gpt-image-2),
# seen 2026-11-20. The other ratios are computed: sides divisible by 16, at most
# 3840 px and 8,294,400 pixels.
GPT_TIER_1K: Tier = {
    "1:1": (1024, 1024),
    "3:2": (1536, 1024),
    "2:3": (1024, 1536),
}
GPT_TIER_2K: Tier = {
    "1:1": (2048, 2048),
    "4:3": (2304, 1728),
    "3:4": (1728, 2304),
    "16:9": (2048, 1152),
    "9:16": (1152, 2048),
    "3:2": (2496, 1664),
    "2:3": (1664, 2496),
}
GPT_TIER_4K: Tier = {
    "1:1": (2880, 2880),
    "4:3": (3264, 2448),
    "3:4": (2448, 3264),
    "16:9": (3840, 2160),
    "9:16": (2160, 3840),
    "3:2": (3504, 2336),
    "2:3": (2336, 3504),
}

#: What SeedEdit 3.0 draws for "adaptive": the first row whose ratio is nearest
#: to that of the reference. Order is part of the rule.
#: Source: https://docs.byteplus.com/en/docs/ModelArk/1541523, seen 2026-11-20
ADAPTIVE_SIZES: tuple[Pixels, ...] = (
    *((512, 1536), (544, 1536), (576, 1536), (608, 1536), (640, 1536)),
    *((640, 1376), (672, 1312), (704, 1280), (736, 1312), (768, 1280)),
    *((768, 1216), (800, 1216), (832, 1248), (832, 1184), (832, 1152)),
    *((864, 1152), (896, 1152), (896, 1088), (928, 1088), (960, 1088)),
    *((992, 1088), (1024, 1088), (1024, 1056), (1024, 1024), (1056, 992)),
    *((1088, 992), (1120, 960), (1152, 928), (1152, 896), (1152, 864)),
    *((1184, 832), (1216, 832), (1248, 832), (1248, 800), (1248, 768)),
    *((1280, 768), (1280, 736), (1280, 704), (1312, 736), (1312, 704)),
    *((1312, 672), (1344, 672), (1376, 672), (1408, 672), (1408, 640)),
    *((1440, 640), (1472, 640), (1504, 640), (1536, 640), (1536, 608)),
    *((1536, 576), (1536, 544), (1536, 512)),
)
