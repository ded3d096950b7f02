"""One real server for a run, and its payer."""

import pytest
from holdfast_server import HoldfastServer
from payer import Payer


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """The base address of a server that the run has for itself; it must end well."""
    server = HoldfastServer(tmp_path_factory.mktemp("holdfast"))
    try:
        server.start()
    except RuntimeError as trouble:
        pytest.exit(str(trouble), returncode=3)
    yield server.base
    server.stop()


@pytest.fixture(scope="session")
def payer(server):
    return Payer(server)
