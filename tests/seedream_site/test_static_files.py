"""Style sheets as they are collected: in one piece, without remarks."""

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.files.storage import FileSystemStorage

from seedream_site.static_files import Sheets


def test_sheet_carries_what_it_imports_and_no_remark(tmp_path):
    (tmp_path / "css").mkdir()
    (tmp_path / "css/all.css").write_text('/* Both. */\n@import "./one-a.css";\n')
    (tmp_path / "css/one-a.css").write_text(
        "@layer a {\n  /* why */\n  b { c: d; }\n}\n"
    )

    with Sheets(FileSystemStorage(tmp_path)).open("css/all.css") as sheet:
        text = sheet.read().decode()

    assert text == "@layer a {\nb { c: d; }\n}"


def test_every_sheet_of_ours_is_whole():
    folder = settings.BASE_DIR / "static"
    sheets = Sheets(FileSystemStorage(folder))

    for path in sorted((folder / "css").glob("*.css")):
        with sheets.open(f"css/{path.name}") as sheet:
            text = sheet.read().decode()

        assert "@import" not in text
        assert text.count("{") == text.count("}")
        assert finders.find(f"css/{path.name}")
