"""The static files are collected once, and again when one of them changed."""

from pathlib import Path

from seedream_site.collecting import collect


def test_files_are_collected_again_only_when_one_changed(settings, tmp_path):
    source = tmp_path / "source"
    (source / "css").mkdir(parents=True)
    sheet = source / "css" / "one.css"
    sheet.write_text("a { color: red; }")
    settings.STATICFILES_DIRS = [source]
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "seedream_site.static_files.RememberedStaticFiles"}
    }

    assert collect()
    assert not collect()
    assert len(list(Path(settings.STATIC_ROOT).glob("css/one.*.css"))) == 1

    sheet.write_text("a { color: green; }")
    assert collect()
    assert len(list(Path(settings.STATIC_ROOT).glob("css/one.*.css"))) == 2
