"""The demo merchant's sale units, another merchant's, and the client from PyPI on each capture type."""

import pytest
from vipps import VippsEcomApi
from vipps_unit import CLIENT_ID, CLIENT_SECRET, DIRECT_UNIT, RESERVE_UNIT, SUBSCRIPTION_KEY, SaleUnit, admitted


@pytest.fixture(scope="session")
def unit(server):
    return SaleUnit(server)


@pytest.fixture(scope="session")
def direct_unit(server):
    return SaleUnit(server, DIRECT_UNIT)


@pytest.fixture(scope="session")
def foreign_unit(server):
    return admitted(server)


def client(server, number):
    return VippsEcomApi(
        client_id=CLIENT_ID,
        client_secret=CLIENT_SECRET,
        vipps_subscription_key=SUBSCRIPTION_KEY,
        merchant_serial_number=number,
        vipps_server=server,
        callback_prefix="https://example.com/callbacks",
        fall_back="https://example.com/order",
    )


@pytest.fixture(scope="session")
def shop_api(server):
    return client(server, RESERVE_UNIT)


@pytest.fixture(scope="session")
def direct_api(server):
    return client(server, DIRECT_UNIT)
