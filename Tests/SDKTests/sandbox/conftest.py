"""A server of a test's own, with two merchants on it; it must end well, with clean books."""

import os

import pytest

from sandbox.merchant import admitted, demo
from server import preload
from server.process import BINARY, Instance
from server.receiver import Receiver


@pytest.fixture(scope="session")
def library(tmp_path_factory):
    return preload.build(tmp_path_factory.mktemp("preload"))


@pytest.fixture
def instance(tmp_path, library):
    if not os.access(BINARY, os.X_OK):
        pytest.exit(f"there is no server at {BINARY}; build it, or name it in HOLDFAST_BINARY", returncode=3)
    instance = Instance(tmp_path, library)
    instance.start()
    yield instance
    instance.audit()
    if instance.is_running:
        instance.stop()


@pytest.fixture
def merchant(instance):
    return demo(instance)


@pytest.fixture
def other(instance):
    return admitted(instance)


@pytest.fixture
def receiver():
    receiver = Receiver()
    yield receiver
    receiver.close()
