"""The demo merchant's sale units, and another merchant's."""

import pytest
from vipps_unit import DIRECT_UNIT, SaleUnit, admitted


@pytest.fixture(scope="session")
def unit(server):
    return SaleUnit(server)


@pytest.fixture(scope="session")
def direct_unit(server):
    return SaleUnit(server, DIRECT_UNIT)


@pytest.fixture(scope="session")
def foreign_unit(server):
    return admitted(server)
