"""What people say under a picture: said, reworded, taken back, and by whom."""

import pytest

from generations.models import Comment, Listing
from teams.models import Member, User
from teams.roles import Role
from tests.views.conftest import HTMX, signed_in


def text_of(response):
    return response.content.decode()


def page_of(output):
    return f"/pictures/{output.pk}/"


def say(client, output, text, *, headers=HTMX):
    return client.post(f"{page_of(output)}comments/", {"text": text}, headers=headers)


def count_of(output):
    return Listing.objects.get(output=output).comments


@pytest.fixture
def vera(alice):
    user = User.objects.create_user("vera@example.com", "a long pass phrase")
    return Member.objects.create(user=user, team=alice.team, role=Role.VIEWER)


@pytest.fixture
def said(alice, make_stored):
    """A comment of alice."""
    line = make_stored().listing
    return Comment.objects.say("As it was", under=line, person=alice.user, called=[])


def test_comment_stands_under_the_picture_and_is_counted(as_alice, make_stored):
    output = make_stored()

    answer = text_of(say(as_alice, output, "Softer at the label"))

    assert "Softer at the label" in answer
    assert 'id="comments"' in answer
    assert "<html" not in answer
    assert "Softer at the label" in text_of(as_alice.get(page_of(output)))
    assert count_of(output) == 1


def test_comment_without_script_leads_back_to_the_picture(as_alice, make_stored):
    output = make_stored()

    response = as_alice.post(f"{page_of(output)}comments/?in=mine", {"text": "Yes"})

    assert response.status_code == 302
    assert response["Location"] == f"{page_of(output)}?in=mine#comments"
    assert Comment.objects.get().text == "Yes"


def test_viewer_comments(vera, make_stored):
    output = make_stored()

    response = say(signed_in(vera), output, "I may look and speak")

    assert response.status_code == 200
    assert Comment.objects.get().person == vera.user


def test_script_is_text_and_lines_and_links_stay(as_alice, make_stored):
    output = make_stored()
    text = '<script>alert(1)</script>\r\nhttps://example.com/?a=1&b="\r\njavascript:alert(2)'

    answer = text_of(say(as_alice, output, text))

    assert "&lt;script&gt;alert(1)&lt;/script&gt;\n" in answer
    assert "<script>alert" not in answer
    assert '<a href="https://example.com/?a=1&amp;b=" rel="nofollow">' in answer
    assert 'href="javascript' not in answer


def test_comment_of_ten_thousand_characters_is_kept_on_the_form(as_alice, make_stored):
    output, text = make_stored(), "x" * 10_000

    answer = text_of(say(as_alice, output, text))
    page = text_of(as_alice.post(f"{page_of(output)}comments/", {"text": text}))

    for shown in (answer, page):
        assert "A comment can have 4000 characters; this one has 10000." in shown
        assert text in shown
    assert "<html" in page
    assert Comment.objects.count() == count_of(output) == 0


@pytest.mark.parametrize("text", ["", "  \r\n ", "\0", "a\0b"])
def test_nothing_and_null_characters_are_refused(as_alice, make_stored, text):
    output = make_stored()

    answer = text_of(say(as_alice, output, text))

    assert 'aria-invalid="true"' in answer
    assert Comment.objects.count() == 0


def test_as_many_characters_as_allowed_count_line_ends_once(as_alice, make_stored):
    text = "\r\n".join(["x" * 9] * (Comment.LONGEST // 10))

    say(as_alice, make_stored(), text)

    assert Comment.objects.get().text == text.replace("\r\n", "\n")


def test_author_rewords_a_comment(as_alice, said):
    response = as_alice.post(
        f"/comments/{said.pk}/edit/", {"text": "As it is"}, headers=HTMX
    )

    assert "As it is" in text_of(response)
    assert "changed" in text_of(response)
    said.refresh_from_db()
    assert said.text == "As it is"


def test_rewording_that_is_too_long_is_kept_in_its_field(as_alice, said):
    text = "y" * 5000

    response = as_alice.post(f"/comments/{said.pk}/edit/", {"text": text})

    assert text in text_of(response)
    assert 'class="comment__edit" open' in text_of(response)
    said.refresh_from_db()
    assert said.text == "As it was"


def test_colleague_neither_rewords_nor_takes_back(as_bob, said):
    edit = as_bob.post(f"/comments/{said.pk}/edit/", {"text": "Mine now"})
    remove = as_bob.post(f"/comments/{said.pk}/remove/")
    page = text_of(as_bob.get(page_of(said.listing.output)))

    assert (edit.status_code, remove.status_code) == (403, 403)
    assert f"/comments/{said.pk}/" not in page
    said.refresh_from_db()
    assert (said.text, said.removed_at) == ("As it was", None)


def test_comment_is_taken_back_and_back_again(as_alice, said):
    output = said.listing.output
    Listing.objects.filter(output=output).update(comments=1)

    taken = text_of(as_alice.post(f"/comments/{said.pk}/remove/", headers=HTMX))
    after = count_of(output)
    gone = Comment.objects.get(pk=said.pk)
    back = text_of(as_alice.post(f"/comments/{said.pk}/restore/", headers=HTMX))

    assert "taken back" in taken
    assert "As it was" not in taken
    assert f"/comments/{said.pk}/restore/" in taken
    assert (gone.text, after) == ("", 0)
    assert "As it was" in back
    assert count_of(output) == 1


def test_undo_without_script_is_offered_on_the_page(as_alice, said):
    page = text_of(as_alice.post(f"/comments/{said.pk}/remove/", follow=True))

    assert f'action="/comments/{said.pk}/restore/"' in page


def test_comment_taken_back_twice_is_counted_once(as_alice, said):
    for _press in range(2):
        as_alice.post(f"/comments/{said.pk}/remove/", headers=HTMX)

    assert count_of(said.listing.output) == 0


def test_admin_takes_back_what_a_colleague_said_who_cannot_undo_it(
    as_alice, as_bob, bob, make_stored
):
    line = make_stored().listing
    said = Comment.objects.say("Rude", under=line, person=bob.user, called=[])

    as_alice.post(f"/comments/{said.pk}/remove/", headers=HTMX)
    undo = as_bob.post(f"/comments/{said.pk}/restore/", headers=HTMX)

    said.refresh_from_db()
    assert said.removed_at is not None
    assert undo.status_code == 409


def test_charlie_finds_no_comment_and_says_nothing(as_charlie, said):
    output = said.listing.output

    answers = [
        say(as_charlie, output, "Hello"),
        as_charlie.post(f"/comments/{said.pk}/edit/", {"text": "x"}),
        as_charlie.post(f"/comments/{said.pk}/remove/"),
        as_charlie.post(f"/comments/{said.pk}/restore/"),
    ]

    assert [answer.status_code for answer in answers] == [404] * 4
    assert not any(b"As it was" in answer.content for answer in answers)
    assert Comment.objects.get() == said


def test_comment_of_an_unthinkable_number_is_not_found(as_alice, db):
    response = as_alice.post(f"/comments/{10**30}/remove/")

    assert response.status_code == 404


@pytest.mark.parametrize("way", ["edit", "remove", "restore"])
def test_comments_are_changed_by_post_alone(as_alice, said, way):
    assert as_alice.get(f"/comments/{said.pk}/{way}/").status_code == 405


def test_person_who_is_gone_leaves_the_words(as_alice, bob, make_stored):
    output = make_stored()
    Comment.objects.say("I go", under=output.listing, person=bob.user, called=[])
    bob.user.delete()

    page = text_of(as_alice.get(page_of(output)))

    assert "I go" in page
    assert "Somebody who left" in page
