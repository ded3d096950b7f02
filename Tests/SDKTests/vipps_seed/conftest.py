"""The demo merchant's sale units on the run's server; and a server with a clock, for what takes days."""

import pytest
from server.conftest import instance, library, receiver, receivers  # noqa: F401
from vipps_time.conftest import Clock, clock  # noqa: F401
from vipps_unit import DIRECT_UNIT, SaleUnit


@pytest.fixture(scope="session")
def unit(server):
    return SaleUnit(server)


@pytest.fixture(scope="session")
def direct_unit(server):
    return SaleUnit(server, DIRECT_UNIT)


@pytest.fixture
def timed_unit(clock, instance):  # noqa: F811
    """A unit on the server whose clock can jump."""
    unit = SaleUnit(instance.base)
    clock.units.append(unit)
    return unit


@pytest.fixture
def timed_payer(clock, instance):  # noqa: F811
    from payer import Payer

    return Payer(instance.base)
