"""What the messages of a stream mean, and when a stream is complete."""

import json

import pytest

from generations.clients.contract import Picture, Receipt, Refusal
from generations.clients.errors import BadAnswer, ContentRejected, OutcomeUnknown
from generations.clients.sse import SseMessage
from generations.clients.streams import stream_events


def picture(index=None, url="https://example.org/a.png", **more):
    told = {"type": "image_generation.partial_succeeded", "url": url, **more}
    if index is not None:
        told["image_index"] = index
    return told


def failure(index):
    return {
        "type": "image_generation.partial_failed",
        "image_index": index,
        "error": {"code": "OutputImageSensitiveContentDetected", "message": "m"},
    }


def completed(images=1):
    return {
        "type": "image_generation.completed",
        "model": "m1",
        "usage": {"generated_images": images},
    }


def error(code):
    return {"error": {"code": code, "message": "m"}}


def message(told, name=""):
    return SseMessage(
        name, told if isinstance(told, bytes) else json.dumps(told).encode()
    )


def play(*told, expected=4):
    """Run a stream: its events and its error."""
    events = []
    try:
        for event in stream_events(map(message, told), expected=expected):
            events.append(event)
    except (OutcomeUnknown, ContentRejected, BadAnswer) as caught:
        return events, caught
    return events, None


def test_indexes_with_gaps_are_kept():
    events, _ = play(picture(0), failure(1), picture(3), completed(2))

    assert [event.index for event in events[:3]] == [0, 1, 3]
    assert events[3].images_billed == 2


def test_pictures_without_an_index_are_counted():
    events, _ = play(picture(), picture(url="https://example.org/b.png"), completed())

    assert [event.index for event in events[:2]] == [0, 1]


def test_a_gateway_that_always_says_zero_loses_no_picture():
    events, _ = play(picture(0), picture(0, "https://example.org/b.png"), completed(2))

    assert [(event.index, event.url) for event in events[:2]] == [
        (0, "https://example.org/a.png"),
        (1, "https://example.org/b.png"),
    ]


def test_a_picture_told_twice_is_one():
    events, _ = play(picture(0), picture(0), completed())

    assert [type(event) for event in events] == [Picture, Receipt]


def test_the_end_after_completed_is_not_waited_for():
    def messages():
        yield message(picture(0))
        yield message(completed())
        raise AssertionError("read on after the end")

    events = list(stream_events(messages(), expected=4))

    assert [type(event) for event in events] == [Picture, Receipt]


def test_a_picture_that_completed_counts_is_waited_for():
    events, caught = play(picture(0), completed(2), picture(1), completed(2))

    assert caught is None
    assert [type(event) for event in events] == [Picture, Picture, Receipt]


def test_a_break_after_completed_is_its_end():
    def messages():
        yield message(picture(0))
        yield message(completed(2))
        raise OutcomeUnknown("broke")

    events = list(stream_events(messages(), expected=4))

    assert [type(event) for event in events] == [Picture, Receipt]
    assert events[1].images_billed == 2


def test_an_error_that_says_nothing_ends_no_stream():
    blank = {"error": {"code": "", "message": ""}}

    events, caught = play(
        picture(0, **blank), {"type": "ping"} | blank, completed() | blank
    )

    assert caught is None
    assert [type(event) for event in events] == [Picture, Receipt]


def test_all_pictures_and_a_clean_end_are_complete_without_completed():
    events, caught = play(picture(0), failure(1), expected=2)

    assert caught is None
    assert events[-1] == Receipt()


def test_fewer_pictures_and_a_clean_end_leave_the_outcome_unknown():
    events, caught = play(picture(0), expected=2)

    assert [type(event) for event in events] == [Picture]
    assert type(caught) is OutcomeUnknown
    assert "1 of 2" in caught.message


def test_nothing_at_all_leaves_the_outcome_unknown():
    assert type(play()[1]) is OutcomeUnknown


def test_completed_without_a_picture_is_a_bad_answer():
    assert type(play(completed(0))[1]) is BadAnswer


def test_only_refusals_and_completed_are_complete():
    events, caught = play(failure(0), completed(0))

    assert caught is None
    assert [type(event) for event in events] == [Refusal, Receipt]


def test_an_empty_picture_is_told_as_refused_when_others_came():
    events, _ = play(picture(0), picture(1, url=None), completed(2))

    assert (events[1].index, events[1].code) == (1, "EmptyPicture")


def test_only_empty_pictures_are_a_bad_answer():
    events, caught = play(picture(0, url=""), completed(1))

    assert events == []
    assert type(caught) is BadAnswer


def test_a_damaged_picture_is_told_as_refused_when_others_came():
    damaged = SseMessage("image_generation.partial_succeeded", b'{"image_index":1,"b6')
    told = [message(picture(0)), damaged, message(completed(2))]

    events = list(stream_events(told, expected=2))

    assert [type(event) for event in events] == [Picture, Refusal, Receipt]


def test_a_clear_no_before_any_picture_is_a_refusal():
    events, caught = play(error("InputTextSensitiveContentDetected"))

    assert events == []
    assert type(caught) is ContentRejected


@pytest.mark.parametrize(
    "code", ["InternalServiceError", "OutputImageSensitiveContentDetected", ""]
)
def test_any_error_after_a_picture_leaves_the_outcome_unknown(code):
    events, caught = play(picture(0), error(code))

    assert [type(event) for event in events] == [Picture]
    assert type(caught) is OutcomeUnknown
    assert caught.code == code


def test_one_refused_picture_does_not_end_the_stream():
    events, _ = play(failure(0), picture(1), completed())

    assert [type(event) for event in events] == [Refusal, Picture, Receipt]


def test_the_name_of_the_event_wins_over_a_missing_type():
    told = {"url": "https://example.org/a.png", "image_index": 0}
    messages = [message(told, "image_generation.partial_succeeded")]

    events = list(stream_events(messages, expected=1))

    assert isinstance(events[0], Picture)


def test_previews_and_unknown_events_mean_nothing():
    preview = {
        "type": "image_generation.partial_image",
        "partial_image_index": 0,
        "b64_json": "aGVsbG8=",
    }

    events, _ = play(preview, {"type": "ping"}, b"not json", b"[]", picture(0),
                     completed())  # fmt: skip

    assert [type(event) for event in events] == [Picture, Receipt]


def test_a_final_picture_inside_completed_is_taken():
    events, _ = play({**completed(), "b64_json": "aGVsbG8="}, expected=1)

    assert events[0] == Picture(index=0, content=b"hello")
    assert events[1].images_billed == 1


def test_a_blocking_answer_in_one_message_is_taken():
    events, _ = play(
        {"model": "m1", "data": [{"url": "https://example.org/a.png"}]}, expected=1
    )

    assert [type(event) for event in events] == [Picture, Receipt]
