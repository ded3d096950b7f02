"""Every test here has a server of its own, and a receiver that shops would run."""

import pytest

from server.client import Merchant
from server.conftest import instance, library, receiver, receivers  # noqa: F401
from webhooks.desk import Desk


@pytest.fixture
def merchant(instance):  # noqa: F811
    return Merchant.demo(instance.start().base)


@pytest.fixture
def desk(merchant):
    return Desk(merchant)
