"""Every endpoint and every kind of error, byte for byte but for names and times."""

import pathlib

import golden
import pytest

STORIES = pathlib.Path(__file__).parent / "goldens"


@pytest.mark.parametrize(
    "story", ["direct.txt", "norway.txt", "finland.txt", "abort.txt", "input_errors.txt", "state_errors.txt", "failures.txt"]
)
def test_a_story_is_told_as_it_is_written(payee, story):
    golden.play(payee, STORIES / story)


def test_lists_have_the_shape_of_the_seed_where_that_is_wanted(payee_with_arrays):
    golden.play(payee_with_arrays, STORIES / "seed_lists.txt")
