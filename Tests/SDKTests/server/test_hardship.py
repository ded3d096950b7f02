"""The short forms of `scripts/hardship`."""

import os

import pytest

from server import hardship


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
