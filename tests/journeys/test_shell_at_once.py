"""`./studio generate` among other processes, and as a machine reads it."""

import json

import pytest

from tests.journeys.conftest import Studio


@pytest.fixture
def fresh(tmp_path):
    """A studio whose folder nobody has prepared."""
    studio = Studio(tmp_path / "fresh")
    yield studio
    studio.end()
    print(studio.log())


def wish(studio, *words):
    wanted = ("--prompt", "a quiet sea", "--offer", "seedream-4.0@simulator")
    return studio.command("generate", *wanted, "--size", "1K", "--json", *words)


def test_two_at_once_on_an_empty_folder_both_get_their_picture(fresh):
    started = [wish(fresh, "--wait", "--timeout", "60") for _ in range(2)]

    ended = [process.communicate(timeout=120)[0] for process in started]

    assert [json.loads(text)["state"] for text in ended] == ["done", "done"]
    assert [process.returncode for process in started] == [0, 0]
    assert fresh.rows("SELECT count(*) FROM teams_team") == [(1,)]


@pytest.mark.parametrize(
    "words",
    [
        ("--max-images", "many"),
        ("--mode", "opera"),
        ("--max-images", "0"),
        ("--nonsense",),
        (b"--seed=\xff",),
    ],
)
def test_wrong_words_are_one_object_for_a_machine(make_studio, words):
    studio = make_studio()

    process = wish(studio, *words)
    text, _ = process.communicate(timeout=60)

    report = json.loads(text)
    assert (process.returncode, report["state"]) == (2, "invalid")
    assert report["error"]["message"]
    assert studio.rows("SELECT count(*) FROM generations_generation") == [(0,)]


def test_a_studio_that_cannot_work_is_one_object_too(make_studio):
    studio = make_studio()
    (studio.folder / "studio.sqlite3").write_bytes(b"this is no database" * 99)

    process = wish(studio, "--wait")
    text, _ = process.communicate(timeout=60)

    report = json.loads(text)
    assert (process.returncode, report["state"]) == (1, "invalid")
    assert "not a database" in report["error"]["message"]


def test_a_studio_starts_while_a_request_of_the_shell_is_running(
    make_studio, make_gateway, keys, until
):
    gateway = make_gateway(latency_s=6.0)
    studio = make_studio(**keys(gateway))
    code, report = studio.generate("--wait", "--timeout", "3")
    assert (code, report["state"]) == (1, "unfinished")

    studio.run()

    until(lambda: studio.states() == (["answered"], ["stored"]), "storing")
    assert len(gateway.ledger.requests()) == 1


def test_a_second_studio_on_the_folder_is_refused(make_studio):
    studio = make_studio()
    studio.run()

    second = studio.command("run", "--port", "0")

    assert second.wait(timeout=60) == 1
    assert "Another studio runs on" in studio.log()
