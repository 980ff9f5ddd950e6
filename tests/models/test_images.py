"""Pictures stand in one order for everybody in a team, each in its one place."""

import pytest

from generations.models import Generation, Output

pytestmark = pytest.mark.django_db


@pytest.fixture
def gallery(alice, submit):
    """Return the pictures of two clicks, two in each, newest first."""
    for _each in range(2):
        submit(alice, images=2)
    return list(Output.objects.for_team(alice.team).newest_first())


def test_the_newest_click_comes_first_and_a_set_reads_from_its_first(gallery):
    newest, oldest = Generation.objects.order_by("-created_at")

    places = [(output.generation, output.index) for output in gallery]

    assert places == [(newest, 0), (newest, 1), (oldest, 0), (oldest, 1)]


@pytest.mark.parametrize("is_one_moment", [False, True])
def test_each_picture_knows_who_stands_before_and_behind_it(
    alice, gallery, is_one_moment
):
    if is_one_moment:
        Output.objects.update(listed_at=gallery[0].listed_at)
    ours = Output.objects.for_team(alice.team)
    order = list(ours.newest_first())

    for place, output in enumerate(order):
        older = ours.older_than(output.listed_at, output.pk)
        newer = ours.newer_than(output.listed_at, output.pk)

        assert list(older) == order[place + 1 :]
        assert list(newer) == order[:place][::-1]


def test_another_team_sees_none_of_them(charlie, gallery):
    assert len(gallery) == 4
    assert not Output.objects.for_team(charlie.team).exists()


@pytest.mark.parametrize(
    ("request_is", "picture_is", "is_unfinished"),
    [
        ("queued", "promised", True),
        ("claimed", "promised", True),
        ("sent", "promised", True),
        ("unknown", "promised", False),
        ("refused", "promised", False),
        ("unknown", "announced", True),
        ("answered", "stored", False),
        ("answered", "absent", False),
        ("answered", "lost", False),
    ],
)
def test_a_picture_is_waited_for_while_something_may_come_by_itself(
    alice, submit, image, request_is, picture_is, is_unfinished
):
    generation = submit(alice)
    generation.attempts.update(state=request_is)
    generation.outputs.update(state=picture_is, image=image)

    assert Output.objects.unfinished().exists() == is_unfinished


def test_teams_see_their_own_pictures_and_how_they_stand(alice, charlie, submit):
    submit(alice)
    submit(charlie)
    teams = [alice.team_id]

    [shown] = Output.objects.for_teams(teams)
    [stands] = Output.objects.for_faces(teams)

    assert shown == stands
    assert shown.team_id == stands.team_id == alice.team_id
    assert list(Output.objects.for_team(alice.team)) == [shown]
