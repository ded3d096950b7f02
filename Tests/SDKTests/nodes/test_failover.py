"""All troubles at once, in half a minute; `scripts/failover` takes its time."""

import pathlib
import subprocess
import sys

import pytest

from nodes import database

PROJECT = pathlib.Path(__file__).resolve().parents[3]


@pytest.mark.skipif(database.programs() is None, reason="PostgreSQL is missing")
def test_nothing_is_lost_and_nothing_doubled_when_nodes_and_the_primary_die():
    done = subprocess.run(
        [sys.executable, "-B", PROJECT / "scripts/failover", "--short"], capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "wrong" in done.stdout
