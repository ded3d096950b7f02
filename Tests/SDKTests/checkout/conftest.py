"""The payer at the checkout, in a browser without JavaScript."""

import pytest
from browser import Browser


@pytest.fixture
def browser():
    return Browser()


@pytest.fixture
def checkout(created):
    """Creates a payment and returns the address of its checkout and its path."""

    def create(order, **more):
        payment = created(order, **more)
        link = payment["_links"]["checkout"]
        assert link["type"] == "text/html"
        return link["href"], f"/v2/payments/{payment['id']}"

    return create
