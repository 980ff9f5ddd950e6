"""What `@1` in a prompt names, how it is sent, and how it follows its picture."""

from generations import mentions


def test_a_mention_becomes_image_n_in_an_english_prompt():
    sent = mentions.as_sent("Put the hat of @2 on @1.", references=2)

    assert sent == "Put the hat of image 2 on image 1."


def test_a_mention_becomes_tu_n_in_a_chinese_prompt():
    sent = mentions.as_sent("将@1的服装换为@2的服装", references=2)

    assert sent == "将图1的服装换为图2的服装"


def test_a_mention_without_its_reference_stays_as_typed():
    assert mentions.as_sent("like @3", references=2) == "like @3"


def test_an_address_is_no_mention():
    prompt = "write to me@1and1.com or a@2.org, version @1.5"

    assert mentions.numbers_in(prompt) == []
    assert mentions.as_sent(prompt, references=2) == prompt


def test_mentions_follow_their_pictures_when_the_order_changes():
    places = mentions.places_after(["a", "b", "c"], ["c", "a", "b"])

    assert mentions.renumber("@1 then @2 then @3", places) == "@2 then @3 then @1"


def test_a_removed_picture_leaves_a_question_mark():
    places = mentions.places_after(["a", "b"], ["b"])

    assert mentions.renumber("@1 beside @2", places) == "@? beside @1"


def test_pieces_of_a_prompt_join_to_the_prompt_again():
    prompt = "从@1到 @12, not a@3"

    pieces = mentions.pieces_of(prompt)

    assert "".join(piece.text for piece in pieces) == prompt
    assert [piece.number for piece in pieces if piece.number] == [1, 12]
