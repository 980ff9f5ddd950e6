"""Who is named in a comment, and whether they know."""

from generations.models import Comment, Mention
from teams.models import Member, User
from teams.roles import Role
from tests.views.conftest import HTMX
from tests.views.test_comments import page_of, say, text_of


def test_mention_is_heard_until_the_picture_is_looked_at(
    as_alice, as_bob, bob, make_stored
):
    output = make_stored()

    answer = text_of(say(as_alice, output, "What do you think, @bob?"))
    before = text_of(as_bob.get("/mentions/"))
    as_bob.get(page_of(output))
    after = text_of(as_bob.get("/mentions/"))

    assert '<b class="comment__call">@bob</b>' in answer
    assert "1 new mention" in before
    assert f'href="{page_of(output)}#comment-' in before
    assert "1 new mention" not in after
    assert "What do you think" in after


def test_page_fetched_ahead_has_shown_a_mention_to_nobody(
    as_bob, bob, alice, make_stored
):
    output = make_stored()
    line = output.listing
    Comment.objects.say("@bob", under=line, person=alice.user, called=[bob.user_id])

    as_bob.get(page_of(output), headers={"Sec-Purpose": "prefetch"})
    as_bob.head(page_of(output))

    assert Mention.objects.get().seen_at is None


def test_all_mentions_are_seen_in_one_press(as_bob, bob, alice, make_stored):
    line = make_stored().listing
    for _time in range(2):
        Comment.objects.say("@bob", under=line, person=alice.user, called=[bob.user_id])

    as_bob.post("/mentions/seen/")

    assert not Mention.objects.filter(seen_at=None).exists()


def test_who_is_not_of_the_team_is_not_called(as_alice, charlie, make_stored):
    answer = text_of(say(as_alice, make_stored(), "@charlie @charlie@example.com"))

    assert "comment__call" not in answer
    assert not Mention.objects.exists()


def test_nobody_calls_himself(as_alice, make_stored):
    say(as_alice, make_stored(), "@alice remember")

    assert not Mention.objects.exists()


def test_rewording_calls_anew_and_forgets_who_is_not_named(as_alice, bob, make_stored):
    vera = User.objects.create_user("vera@example.com", "a long pass phrase")
    Member.objects.create(user=vera, team=bob.team, role=Role.VIEWER)
    say(as_alice, make_stored(), "@bob")
    said = Comment.objects.get()

    as_alice.post(f"/comments/{said.pk}/edit/", {"text": "@vera"}, headers=HTMX)

    assert [each.person for each in said.mentions.all()] == [vera]


def test_mention_in_a_comment_taken_back_is_not_heard(
    as_alice, as_bob, bob, make_stored
):
    say(as_alice, make_stored(), "@bob forget it")
    as_alice.post(f"/comments/{Comment.objects.get().pk}/remove/", headers=HTMX)

    page = text_of(as_bob.get("/mentions/"))

    assert "forget it" not in page
    assert "new mention" not in page


def test_people_who_can_be_named_are_those_of_the_team(as_alice, bob, charlie):
    people = text_of(as_alice.get("/mentions/people/"))

    assert 'data-name="bob"' in people
    assert "charlie" not in people
    assert "alice" not in people


def test_charlie_hears_and_sees_nothing_of_a_team(
    as_charlie, charlie, alice, make_stored
):
    line = make_stored().listing
    ids = [charlie.user_id]  # as if charlie had been of the team once
    Comment.objects.say("@charlie", under=line, person=alice.user, called=ids)

    page = text_of(as_charlie.get("/mentions/"))
    as_charlie.post("/mentions/seen/")

    assert "new mention" not in page
    assert "#comment-" not in page
    assert Mention.objects.get().seen_at is None
    assert "alice" not in text_of(as_charlie.get("/mentions/people/"))
