"""Health, as a load balancer asks for it."""

import pathlib
import shutil
import tempfile

import pytest
import requests
import shop

from nodes import database
from nodes.node import Node
from server.conftest import instance, library  # noqa: F401


def ask(port, path):
    answer = requests.get(f"http://127.0.0.1:{port}{path}", timeout=10)
    return answer.status_code, answer.json()


def test_a_server_alone_is_alive_and_ready(instance):  # noqa: F811
    base = instance.start().base
    port = int(base.rsplit(":", 1)[1])
    for path in ("/health", "/health/live", "/health/ready"):
        assert ask(port, path) == (200, {"status": "ok"})


@pytest.mark.skipif(database.programs() is None, reason="PostgreSQL is missing")
def test_a_node_that_cannot_reach_its_database_is_alive_and_not_ready():
    # Where PostgreSQL's own user may go, too.
    folder = pathlib.Path(tempfile.mkdtemp(prefix="holdfast-ready."))
    folder.chmod(0o755)
    (folder / "key").write_bytes(bytes(range(32)))
    (folder / "key").chmod(0o600)
    pair = database.Pair(folder)
    node = Node("node", folder, pair.address)
    try:
        pair.start()
        node.begin()
        node.wait()
        assert ask(node.port, "/health/ready") == (200, {"status": "ok"})
        pair.primary.kill()
        shop.eventually(lambda: ask(node.port, "/health/ready"), lambda said: said == (503, {"status": "unready"}), 20)
        assert ask(node.port, "/health/live") == (200, {"status": "ok"})
        pair.fail_over()
        shop.eventually(lambda: ask(node.port, "/health/ready"), lambda said: said == (200, {"status": "ok"}), 30)
        assert node.stop() == 0
    finally:
        node.kill()
        pair.stop()
        shutil.rmtree(folder, ignore_errors=True)
