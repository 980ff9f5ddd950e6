"""Rights on a data folder: one process has them, and death gives them back."""

import pytest

from generations.solo import Solo


def test_one_has_the_right_until_it_is_given_back(tmp_path):
    first, second = Solo(tmp_path), Solo(tmp_path)

    assert first.take()
    assert not second.take()
    first.give_back()
    assert second.take()
    second.give_back()


def test_different_rights_do_not_exclude_each_other(tmp_path):
    workers, studio = Solo(tmp_path), Solo(tmp_path, "studio")

    assert workers.take()
    assert studio.take()
    workers.give_back()
    studio.give_back()


def test_looking_whether_a_right_is_taken_does_not_take_it(tmp_path):
    first, second = Solo(tmp_path, "studio"), Solo(tmp_path, "studio")
    assert not second.is_taken()

    assert first.take()
    assert second.is_taken()
    first.give_back()


def test_a_folder_that_cannot_be_written_is_not_called_taken(tmp_path):
    with pytest.raises(PermissionError, match="cannot be written"):
        Solo(tmp_path / "not there").take()
