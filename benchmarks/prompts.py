"""Prompts as a team writes them: half Chinese, with common and with rare words.

Pure functions of a random source; the same seed gives the same prompts.
"""

import random
from itertools import accumulate, product


def _listed(text: str) -> list[str]:
    return [word.strip() for word in text.replace("\n", " ").split(",") if word.strip()]


SUBJECTS = _listed(
    """
    a cat, a fox, a lighthouse, a harbour, an old town, a mountain lake,
    a ceramic vase, a perfume bottle, a running shoe, a portrait of a woman,
    a portrait of an old man, a street market, a paper boat, a tea set,
    a wooden chair, a bicycle, a red umbrella, a city at night, a desert road,
    a forest path, a bowl of ramen, a robot, an astronaut, a whale, a hummingbird,
    a greenhouse, a train station, a café table, a violin
    """
)
STYLES = _listed(
    """
    soft morning light, film grain, watercolour, oil painting, cinematic,
    studio light, macro, isometric, flat illustration, 35mm, golden hour,
    long exposure, high contrast, muted colours, pastel palette, volumetric fog,
    shallow depth of field, minimal, ukiyo-e, art deco, low poly, product photo,
    editorial, wide angle, hyperrealistic
    """
)
MORE = _listed(
    """
    in the rain, on a white background, with reflections, under a starry sky,
    by the sea, in winter, with a brand logo, surrounded by flowers, seen from above,
    at dawn, with light through the window, in front of a brick wall,
    floating in the air
    """
)
HAN_SUBJECTS = _listed(
    """
    一只猫, 一只橘猫, 小狗, 夜晚的城市, 古镇的小巷, 山间湖泊, 海边的灯塔,
    一位年轻女子, 老人肖像, 一碗拉面, 陶瓷花瓶, 香水瓶, 运动鞋产品图, 樱花树下,
    水墨山水, 机器人, 宇航员, 鲸鱼, 玻璃温室, 火车站, 咖啡馆, 红色雨伞, 纸船, 茶具,
    竹林, 雪山, 熊猫, 龙, 凤凰, 荷花
    """
)
HAN_STYLES = _listed(
    """
    电影感, 柔和的晨光, 水彩画, 油画风格, 胶片颗粒, 工作室灯光, 微距摄影, 扁平插画,
    国风, 赛博朋克, 高对比度, 莫兰迪色系, 浅景深, 极简, 浮世绘, 等距视角, 产品摄影,
    广角, 超写实, 黄金时刻, 长曝光, 体积雾, 低多边形, 复古海报
    """
)
HAN_MORE = _listed(
    """
    下着雨, 白色背景, 倒影清晰, 星空之下, 冬天的傍晚, 四周开满鲜花, 俯视角度,
    窗边的光, 砖墙前, 悬浮在空中, 画面干净, 留白, 构图居中, 细节丰富, 氛围宁静
    """
)
#: Characters of names and other rare things.
_RARE_HAN = (
    "鲲鹏麒麟饕餮貔貅玳瑁琥珀翡翠鹦鹉蜻蜓骆驼枇杷葡萄琵琶箜篌敦煌龟兹莫高窟翎羽霁霭"
)
_SYLLABLES = _listed(
    """
    ka, lo, mi, ra, ven, tor, zu, shi, bel, dor, fen, gri, hal, jor, kel
    """
)
_RARE = ["".join(parts) for parts in product(_SYLLABLES, repeat=3)]
#: Rarer towards the end, about as words of a language are.
_WEIGHTS = list(accumulate(1 / (rank + 8) for rank in range(len(_RARE))))


def write_prompt(source: random.Random) -> str:
    """Return one prompt; half are Chinese, a tenth of those with a word of English."""
    if source.random() < 0.5:
        return _english(source)
    return _chinese(source)


def _english(source: random.Random) -> str:
    parts = [_pick(SUBJECTS, source), *source.sample(MORE, source.randint(0, 2))]
    parts += source.sample(STYLES, source.randint(1, 4))
    if source.random() < 0.4:
        parts.append(source.choices(_RARE, cum_weights=_WEIGHTS)[0])
    return ", ".join(parts)


def _chinese(source: random.Random) -> str:
    parts = [
        _pick(HAN_SUBJECTS, source),
        *source.sample(HAN_MORE, source.randint(0, 2)),
    ]
    parts += source.sample(HAN_STYLES, source.randint(1, 4))
    if source.random() < 0.1:
        parts.append("".join(source.sample(_RARE_HAN, source.randint(2, 4))))
    if source.random() < 0.1:
        parts.append(_pick(STYLES, source))
    return "，".join(parts)


def _pick(words: list[str], source: random.Random) -> str:
    """Return a word; the first ones come more often."""
    return words[int(source.random() ** 2 * len(words))]
