"""The demo merchant's payee, and servers that are set otherwise."""

import contextlib
import os

import pytest
from holdfast_server import HoldfastServer
from swedbank_payee import Payee


@pytest.fixture(scope="session")
def payee(server):
    return Payee(server)


@contextlib.contextmanager
def running(folder, **settings):
    """A server with settings of its own; it must end well."""
    names = {f"HOLDFAST_{name.upper()}": value for name, value in settings.items()}
    before = {name: os.environ.get(name) for name in names}
    os.environ.update(names)
    server = HoldfastServer(folder)
    try:
        server.start()
    finally:
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})
    try:
        yield Payee(server.base)
    finally:
        server.stop()


@pytest.fixture(scope="session")
def payee_with_arrays(tmp_path_factory):
    """Lists as the seed has them."""
    with running(tmp_path_factory.mktemp("arrays"), invoice_lists="arrays") as payee:
        yield payee


@pytest.fixture(scope="session")
def payee_without_sums(tmp_path_factory):
    """Nothing has to add up."""
    with running(tmp_path_factory.mktemp("sums"), invoice_sums="unchecked") as payee:
        yield payee
