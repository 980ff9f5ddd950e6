"""Whom a comment calls by @name."""

import pytest

from generations.calling import Person, called_in, pieces_of

MARA = Person(1, "Mara Adler", "mara@example.com")
AL = Person(2, "Al", "al.pacino@example.com")
LI = Person(3, "李伟", "liwei@example.com")
SECOND_MARA = Person(4, "Mara Adler", "m.adler@example.com")
EVERYBODY = [MARA, AL, LI]


@pytest.mark.parametrize(
    ("text", "called"),
    [
        ("@Mara Adler look", [1]),
        ("@mara adler, look", [1]),
        ("@MaraAdler look", [1]),
        ("@mara look", [1]),
        ("(@al)", [2]),
        ("@al.pacino: look", [2]),
        ("请@李伟看一下", [3]),
        ("@李伟@mara", [3, 1]),
        ("@liwei and @al and @liwei", [3, 2]),
        ("@alice is nobody here", []),
        ("write to mara@example.com", []),
        ("@@mara", []),
        ("@", []),
        ("@1 is a reference", []),
    ],
)
def test_whom_a_text_calls(text, called):
    assert called_in(text, EVERYBODY) == called


def test_everybody_of_one_name_is_called():
    assert called_in("@Mara Adler", [MARA, SECOND_MARA]) == [1, 4]


def test_pieces_are_the_whole_text_in_order():
    text = "Look, @Mara Adler and @nobody: <b>"

    pieces = pieces_of(text, EVERYBODY)

    assert "".join(piece.text for piece in pieces) == text
    assert [piece.text for piece in pieces if piece.called] == ["@Mara Adler"]


def test_nobody_is_called_where_nobody_is_known():
    assert [piece.text for piece in pieces_of("@mara", [])] == ["@mara"]


def test_ten_thousand_signs_are_read_in_no_time():
    people = [Person(n, f"Name {n} of a team", f"n{n}@example.com") for n in range(300)]

    assert called_in("@name " * 2000, people) == []
