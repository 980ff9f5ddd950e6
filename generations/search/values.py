"""Values as people type them after an operator -> numbers, sizes, spans of time.

Pure but for the studio's time zone.
"""

import re
import unicodedata
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils import timezone

#: Years whose moments are places (`models.listing`).
YEARS = range(1970, 2100)
_SIGNS = {"≥": ">=", "≤": "<=", "＞": ">", "＜": "<", "=>": ">=", "=<": "<="}
_SIGN = re.compile(r"(>=|<=|=>|=<|[><=≥≤＞＜])?\s*(.*)", re.DOTALL)
_NUMBER = re.compile(r"\d{1,9}(?:\.\d{1,6})?", re.ASCII)
_DATE = re.compile(
    r"(\d{4})(?:[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?|月)?|年)?", re.ASCII
)

#: What the Chinese pages call a value, and how the operators know it.
_IN_CHINESE = {
    "文生图": "text-to-image",
    "图片编辑": "edit",
    "编辑": "edit",
    "多图融合": "fusion",
    "融合": "fusion",
    "组图": "sequence",
    "留用": "pick",
    "排除": "reject",
    "收藏": "favourite",
    "我的收藏": "favourite",
    "我的": "mine",
    "已评分": "rated",
    "未评分": "unrated",
    "评论": "comments",
    "方形": "square",
    "竖幅": "portrait",
    "横幅": "landscape",
    "免费": "free",
    "未知": "unknown",
    "无": "none",
    "任意": "any",
} | {
    name + ending: colour
    for name, colour in zip(
        "红黄绿蓝紫", ("red", "yellow", "green", "blue", "purple"), strict=True
    )
    for ending in ("", "色")
}


class NotUnderstood(Exception):
    """A value that means nothing here; the hint says so in words."""


def plain(value: str) -> str:
    """Return a value as the operators know it: in usual widths, by its English name."""
    usual = unicodedata.normalize("NFKC", value)
    return _IN_CHINESE.get(usual, usual)


def signed(text: str) -> list[tuple[str, str]]:
    """Return the comparisons of a value: ">4", "4+", "2..4" -> signs and numbers.

    Raises:
        NotUnderstood: it has neither sign nor number.
    """
    first, dots, last = text.partition("..")
    if dots:
        ends = [(">=", first.strip()), ("<=", last.strip())]
        given = [end for end in ends if end[1]]
        if not given:
            raise NotUnderstood
        return given
    if text.endswith("+"):
        return [(">=", text[:-1].strip())]
    found = _SIGN.fullmatch(text)
    if found is None:
        raise NotUnderstood
    sign = found[1] or "="
    return [(_SIGNS.get(sign, sign), found[2].strip())]


def number(text: str) -> Decimal:
    """Return a plain number of at most nine digits before its point.

    Raises:
        NotUnderstood: it is none.
    """
    if not _NUMBER.fullmatch(text):
        raise NotUnderstood
    return Decimal(text)


def period(text: str) -> tuple[datetime, datetime]:
    """Return the begin and the end of a year, month or day in the studio's time zone.

    Raises:
        NotUnderstood: there is no such day.
    """
    first, last = _days(text.casefold())
    if first.year not in YEARS:
        raise NotUnderstood
    zone = timezone.get_default_timezone()
    begin, end = (datetime(d.year, d.month, d.day, tzinfo=zone) for d in (first, last))
    return begin, end


def _days(text: str) -> tuple[date, date]:
    """Return the first day of a span, and the day after its last."""
    named = {"today": 0, "yesterday": 1, "今天": 0, "昨天": 1}
    if text in named:
        today = timezone.localdate(timezone=timezone.get_default_timezone())
        first = today - timedelta(days=named[text])
        return first, first + timedelta(days=1)
    found = _DATE.fullmatch(text)
    if found is None:
        raise NotUnderstood
    year, month, day = (int(part) if part else None for part in found.groups())
    try:
        first = date(year or 0, month or 1, day or 1)
        if day:
            return first, first + timedelta(days=1)
        if month:
            return first, (first + timedelta(days=31)).replace(day=1)
        return first, date(first.year + 1, 1, 1)
    except (ValueError, OverflowError):
        raise NotUnderstood from None
