"""Every contradiction of the documents is decided, once, with its source."""

from datetime import date

import pytest

from generations.catalogue.decisions import DECISIONS


@pytest.mark.parametrize("decision", DECISIONS, ids=lambda each: each.topic)
def test_a_decision_says_what_differs_what_we_do_and_why(decision):
    assert decision.topic
    assert decision.documents.endswith((".", "…", "”."))
    assert decision.choice.endswith(".")
    assert decision.source
    assert decision.seen == date(2026, 11, 20)


def test_no_topic_is_decided_twice():
    topics = [decision.topic for decision in DECISIONS]

    assert len(set(topics)) == len(topics) >= 24
