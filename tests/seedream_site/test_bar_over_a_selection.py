"""The bar over a selection is dressed before a picture's own sheets are fetched."""

import re

from django.conf import settings

#: In the head of every page of a person signed in.
ALWAYS = ("base", "layout", "button", "field", "badge", "toast")


def classes_in(sheet):
    return set(re.findall(r"\.([a-z][\w-]*)", sheet.read_text()))


def test_the_bar_needs_no_sheet_that_comes_later():
    css, templates = (settings.BASE_DIR / name for name in ("static/css", "templates"))
    inside = re.findall(
        r'@import "\./([a-z-]+)\.css"', (css / "inside.css").read_text()
    )
    sheets = {path.stem: classes_in(path) for path in css.glob("*.css")}
    early = set().union(*(sheets.get(name, set()) for name in (*inside, *ALWAYS)))
    late = set().union(*sheets.values()) - early

    worn = {
        name
        for bar in (templates / "generations").glob("_bulk_*.html")
        for names in re.findall(r'class="([^"]*)"', bar.read_text())
        for name in re.sub(r"{.*?}+", " ", names).split()
    }

    assert len(worn) > 10
    assert worn & late == set()
