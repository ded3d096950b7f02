"""Every test here has a server of its own, as in `server/`."""

import pytest

from server.client import Merchant
from server.conftest import instance, library, receiver, receivers  # noqa: F401


@pytest.fixture
def merchant(instance):  # noqa: F811
    return Merchant.demo(instance.start().base)
