"""Every test here has a server of its own, which must end well."""

import os

import pytest

from server import preload
from server.process import BINARY, Instance
from server.receiver import Receiver
from server.sweeping import two_merchants


@pytest.fixture(scope="session")
def library(tmp_path_factory):
    return preload.build(tmp_path_factory.mktemp("preload"))


@pytest.fixture
def instance(tmp_path, library):
    """A data directory and key file; the server is started by the test, and ended here if the test did not."""
    if not os.access(BINARY, os.X_OK):
        pytest.exit(f"there is no server at {BINARY}; build it, or name it in HOLDFAST_BINARY", returncode=3)
    instance = Instance(tmp_path, library)
    yield instance
    if instance.is_running:
        instance.stop()
    else:
        assert not instance.was_started, f"the server ended by itself:\n{instance.said()}"


@pytest.fixture(scope="module")
def world(tmp_path_factory, library):
    """For a module: a server, a merchant that has one of everything, and a stranger to it."""
    with two_merchants(tmp_path_factory.mktemp("sweep"), library) as world:
        yield world


@pytest.fixture
def receivers():
    """Makes receivers of webhooks: receivers(), or receivers(host, port)."""
    made = []

    def make(*place):
        made.append(Receiver(*place))
        return made[-1]

    yield make
    for receiver in made:
        receiver.close()


@pytest.fixture
def receiver(receivers):
    return receivers()
