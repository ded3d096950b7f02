"""The demo merchant's sale units, and another merchant's."""

import pytest
import requests
from vipps_unit import DIRECT_UNIT, SaleUnit


@pytest.fixture(scope="session")
def unit(server):
    return SaleUnit(server)


@pytest.fixture(scope="session")
def direct_unit(server):
    return SaleUnit(server, DIRECT_UNIT)


@pytest.fixture(scope="session")
def foreign_unit(server):
    """Another merchant's: with credentials of its own."""
    answer = requests.post(
        f"{server}/holdfast/v1/merchants",
        json={"name": "Another shop"},
        headers={"Authorization": "Bearer hf_admin_holdfastdemo0000000000000001"},
        timeout=10,
    )
    keys = {f"{given['dialect']} {given['kind']}": given["secret"] for given in answer.json()["credentials"]}
    client, secret = keys["vipps client id and secret"].split(":")
    assert client == keys["vipps client id"]
    number = keys["vipps sale unit reserve capture"]
    return SaleUnit(server, number, client, secret, keys["vipps subscription key"])
