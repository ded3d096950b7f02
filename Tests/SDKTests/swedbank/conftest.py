"""The demo merchant's payee, and servers that are set otherwise."""

import pytest
from swedbank_payee import Payee, running


@pytest.fixture(scope="session")
def payee(server):
    return Payee(server)


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
