"""The short forms of `scripts/hardship`."""

import os

import pytest

from server import hardship


@pytest.mark.sqlite
def test_a_disk_that_fills_up_costs_nothing_that_was_acknowledged(instance):
    if os.geteuid() != 0:
        pytest.skip("only root mounts a file system")
    with hardship.small_disk(instance.data, 16) as disk:
        if disk is None:
            pytest.skip("nobody may mount a file system here")
        hardship.full_disk(instance)
        instance.stop()


def test_three_kills_under_load_lose_nothing_and_every_capture_is_told(instance, receiver):
    figures = hardship.kills(instance, receiver, 3)
    assert figures["acknowledged"] > 10


def test_three_times_what_the_server_can_carry_is_refused_in_the_wires_words_and_what_was_accepted_is_right(instance):
    figures = hardship.overload(instance, 6, connections=4_000)
    assert figures["refused"] > 10, figures
    assert figures["accepted"] > 100, figures
