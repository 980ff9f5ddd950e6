"""Sheets and modules as they are collected: in one piece, without remarks."""

import re

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.files.storage import FileSystemStorage

from seedream_site.static_files import Pieces


def test_sheet_carries_what_it_imports_and_no_remark(tmp_path):
    (tmp_path / "css").mkdir()
    (tmp_path / "css/all.css").write_text('/* Both. */\n@import "./one-a.css";\n')
    (tmp_path / "css/one-a.css").write_text(
        "@layer a {\n  /* why */\n  b { c: d; }\n}\n"
    )

    with Pieces(FileSystemStorage(tmp_path)).open("css/all.css") as sheet:
        text = sheet.read().decode()

    assert text == "@layer a {\nb { c: d; }\n}"


def test_every_sheet_of_ours_is_whole():
    folder = settings.BASE_DIR / "static"
    sheets = Pieces(FileSystemStorage(folder))

    for path in sorted((folder / "css").glob("*.css")):
        with sheets.open(f"css/{path.name}") as sheet:
            text = sheet.read().decode()

        assert "@import" not in text
        assert text.count("{") == text.count("}")
        assert finders.find(f"css/{path.name}")


def test_module_carries_what_it_imports_for_its_effects(tmp_path):
    (tmp_path / "js").mkdir()
    (tmp_path / "js/all.js").write_text('// Both.\nimport "./one.js";\n')
    (tmp_path / "js/one.js").write_text(
        "// why\nconst a = 1; // here\n  // so\nb(a);\n"
    )

    with Pieces(FileSystemStorage(tmp_path)).open("js/all.js") as module:
        text = module.read().decode()

    assert text.split() == ["{", "const", "a", "=", "1;", "//", "here", "b(a);", "}"]


def test_module_carries_once_what_gives_names_to_several(tmp_path):
    (tmp_path / "js").mkdir()
    (tmp_path / "js/all.js").write_text('import "./one.js";\nimport "./two.js";\n')
    (tmp_path / "js/one.js").write_text('import { a } from "./given.js";\nf(a);\n')
    (tmp_path / "js/two.js").write_text('import { a, b } from "./given.js";\ng(b);\n')
    (tmp_path / "js/given.js").write_text(
        "const own = 1;\nexport const a = own;\nexport function b() {}\n"
    )

    with Pieces(FileSystemStorage(tmp_path)).open("js/all.js") as module:
        text = module.read().decode()

    given, rest = text.split("})();\n")
    assert given.startswith("const { a, b } = (() => {\nconst own = 1;\nconst a = own;")
    assert given.endswith("return { a, b };\n")
    assert rest == "{\nf(a);\n}\n{\ng(b);\n}"


def test_every_module_of_ours_is_whole():
    folder = settings.BASE_DIR / "static"
    modules = Pieces(FileSystemStorage(folder))

    for path in sorted((folder / "js").glob("*.js")):
        with modules.open(f"js/{path.name}") as module:
            text = module.read().decode()

        assert not re.search(r"^(import|export) ", text, re.MULTILINE)
        assert text.count("{") == text.count("}")
