"""A shop that uses mollie-api-python as it comes from PyPI."""

from importlib.metadata import version

import pytest
import shop
from mollie.api.client import Client
from mollie.api.error import ResponseError


@pytest.fixture(scope="session")
def client(server):
    assert version("mollie-api-python") == "4.0.0"
    client = Client(api_endpoint=server)
    client.set_api_key(shop.API_KEY)
    return client


@pytest.fixture
def authorized(client, payer):
    """Creates a payment and has its payer approve it; returns it as read afterwards."""

    def create(order):
        payment = client.payments.create(order)
        payer.approve(payment.id)
        return client.payments.get(payment.id)

    return create


@pytest.fixture
def settled(client):
    """Waits until no capture of a payment is pending; returns the payment as read afterwards."""

    def wait(payment):
        shop.eventually(
            lambda: [capture["status"] for capture in payment.captures.list()], lambda states: "pending" not in states
        )
        return client.payments.get(payment.id)

    return wait


@pytest.fixture
def refused():
    """Makes a call that must be refused, and compares how."""

    def check(call, status, detail, field=None):
        with pytest.raises(ResponseError) as caught:
            call()
        assert (caught.value.status, str(caught.value), caught.value.field) == (status, detail, field)

    return check


@pytest.fixture(scope="session")
def client_with(server):
    """A client with another key or token."""

    def make(credential):
        client = Client(api_endpoint=server)
        if credential.startswith("access_"):
            client.set_access_token(credential)
        else:
            client.set_api_key(credential)
        return client

    return make
