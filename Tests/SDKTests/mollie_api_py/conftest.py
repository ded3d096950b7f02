"""A shop that uses mollie-api-py as it comes from PyPI."""

from importlib.metadata import version

import httpx
import pytest
import shop
from mollie import ClientSDK, models


class Answers:
    """What the server answered, last first: the SDK shows its callers neither headers nor bodies."""

    def __init__(self):
        self.last = None

    def keep(self, response):
        response.read()
        self.last = response


@pytest.fixture(scope="session")
def answers():
    return Answers()


@pytest.fixture(scope="session")
def client(server, answers):
    assert version("mollie-api-py") == "1.10.20"
    transport = httpx.Client(event_hooks={"response": [answers.keep]}, timeout=10)
    with ClientSDK(server_url=server, security=models.Security(api_key=shop.API_KEY), client=transport) as client:
        yield client
    transport.close()


@pytest.fixture
def authorized(client, payer):
    """Creates a payment and has its payer approve it; returns it as read afterwards."""

    def create(order):
        payment = client.payments.create(payment_request=order)
        payer.approve(payment.id)
        return client.payments.get(payment_id=payment.id)

    return create


@pytest.fixture
def settled(client):
    """Waits until no capture of a payment is pending; returns the payment as read afterwards."""

    def states(payment):
        return [capture.status for capture in client.captures.list(payment_id=payment.id).result.embedded.captures]

    def wait(payment):
        shop.eventually(lambda: states(payment), lambda states: "pending" not in states)
        return client.payments.get(payment_id=payment.id)

    return wait


@pytest.fixture
def refused():
    """Makes a call that must be refused in one of the ways that the SDK knows for it, and compares how."""

    def check(call, status, detail, field=None):
        with pytest.raises(models.ErrorResponse) as caught:
            call()
        problem = caught.value.data
        assert caught.value.status_code == problem.status
        assert (problem.status, problem.detail, problem.field) == (status, detail, field)
        assert problem.links.documentation.type == "text/html"

    return check
