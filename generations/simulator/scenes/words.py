"""Which words of a prompt, English or Chinese, choose the scene and the light."""

import re
from collections.abc import Callable
from random import Random

from generations.simulator.scenes import (
    cat,
    growth,
    land,
    paper,
    space,
    table,
    town,
    water,
)
from generations.simulator.scenes.canvas import Canvas

Scene = Callable[[Canvas], None]

#: First match wins: the more particular words stand first.
_SCENES: tuple[tuple[str, Scene], ...] = (
    ("cat cats kitten 猫", cat.paint_cat),
    ("lighthouse 灯塔", water.paint_lighthouse),
    ("boat boats sail sailing ship yacht 船 帆", water.paint_boat),
    (
        "bottle perfume cosmetic cosmetics product packaging 瓶 香水 产品 护肤",
        table.paint_bottle,
    ),
    (
        "vase bowl fruit fruits apple orange kitchen table still-life tea cup "
        "静物 水果 花瓶 茶 苹果",
        table.paint_still_life,
    ),
    (
        "flower flowers rose roses tulip peony lotus blossom bouquet garden 花 莲 牡丹",
        growth.paint_flowers,
    ),
    ("forest woods pine pines jungle woodland 森林 林", growth.paint_forest),
    ("tree trees oak maple 树 枫", growth.paint_tree),
    (
        "planet orbit space galaxy saturn cosmos universe stars "
        "星球 宇宙 太空 行星 星空",
        space.paint_planet,
    ),
    (
        "city skyline street tokyo shanghai skyscraper downtown building "
        "buildings neon 城 街 都市 楼",
        town.paint_city,
    ),
    (
        "arch arches architecture door gate temple courtyard corridor 拱 建筑 门 庭",
        town.paint_arches,
    ),
    ("dune dunes desert sand sahara 沙", land.paint_dunes),
    (
        "sea ocean beach coast wave waves lake harbour harbor water river "
        "海 湖 江 河 浪",
        water.paint_sea,
    ),
    ("paper papercut paper-cut collage origami 剪纸 纸", paper.paint_paper_hills),
    (
        "mountain mountains ridge ridges peak peaks alps hill hills valley 山 峰 岭 谷",
        land.paint_ridges,
    ),
    ("bokeh lights festival christmas lantern 灯 节", space.paint_lights),
    (
        "abstract texture pattern fabric hair silk wallpaper 抽象 纹理 图案",
        space.paint_strands,
    ),
)

_ANY: tuple[Scene, ...] = (
    land.paint_ridges,
    land.paint_dunes,
    water.paint_sea,
    paper.paint_paper_hills,
    town.paint_arches,
    space.paint_planet,
    space.paint_strands,
    table.paint_still_life,
    growth.paint_forest,
)

#: First match wins. The palettes that suit a light.
_LIGHTS: tuple[tuple[str, str], ...] = (
    (
        "night midnight moon moonlight dark stars starry neon 夜 月 星 黑",
        "night noir violet-night teal-night",
    ),
    ("snow snowy winter ice frost cold 雪 冬 冰", "winter silver mist"),
    ("sunset dusk evening twilight 夕 晚霞 黄昏 暮", "ember plum rose gold"),
    ("dawn sunrise morning 晨 日出 黎明 朝", "dawn rose gold mist"),
    ("autumn fall october maple 秋 枫", "autumn gold ember"),
    ("spring green fresh meadow 春 绿 草", "green mist coral"),
    ("fog foggy mist misty rain cloudy grey gray 雾 雨 阴", "mist silver winter"),
    ("noon summer sunny 夏 午 阳光", "sea-blue sand red-noon coral"),
    ("blue 蓝", "sea-blue winter night"),
    ("red crimson 红", "red-noon ember coral"),
    ("pink 粉", "rose plum"),
    ("gold golden yellow amber 金 黄", "gold sand autumn"),
    ("purple violet 紫", "plum violet-night"),
)

_SUITING: dict[Scene, str] = {
    town.paint_city: "violet-night night ember teal-night plum",
    cat.paint_cat: "night plum violet-night ember teal-night",
    town.paint_arches: "coral sand rose gold sea-blue",
    water.paint_lighthouse: "plum night dawn ember teal-night",
    water.paint_sea: "ember rose silver sea-blue dawn",
    water.paint_boat: "dawn sea-blue gold ember rose",
    land.paint_dunes: "red-noon sand gold coral ember",
    land.paint_ridges: "dawn plum gold mist sea-blue",
    paper.paint_paper_hills: "coral ember sea-blue green plum",
    growth.paint_forest: "mist green dawn autumn teal-night",
    growth.paint_tree: "autumn gold ember green",
    growth.paint_flowers: "coral rose green sand plum",
    space.paint_planet: "ember violet-night sea-blue gold coral",
    space.paint_strands: "ember coral sea-blue sand violet-night green",
    space.paint_lights: "violet-night teal-night ember night",
    table.paint_still_life: "sand coral sea-blue mist gold",
    table.paint_bottle: "plum gold rose sea-blue ember",
}

_SNOW = "snow snowy snowfall blizzard 雪"


def has_word(prompt: str, words: str) -> bool:
    """Tell whether any of the words is in the prompt (Chinese: as a part)."""
    text = prompt.lower()
    found = set(re.findall(r"[a-z]+(?:-[a-z]+)?", text))
    found |= {part for word in found for part in word.split("-")}
    return any(
        word in found if word.isascii() else word in text for word in words.split()
    )


def scene_for(prompt: str, chance: Random) -> Scene:
    """Return the scene a prompt asks for, or some scene."""
    for words, scene in _SCENES:
        if has_word(prompt, words):
            return scene
    return chance.choice(_ANY)


def palette_for(prompt: str, scene: Scene, chance: Random) -> str:
    """Return the name of a palette that suits the words, else the scene."""
    for words, names in _LIGHTS:
        if has_word(prompt, words):
            return chance.choice(names.split())
    return chance.choice(_SUITING[scene].split())


def wants_snow(prompt: str) -> bool:
    """Tell whether snow shall fall."""
    return has_word(prompt, _SNOW)
