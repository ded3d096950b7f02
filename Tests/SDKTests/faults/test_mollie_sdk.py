"""The answer that is lost after the commit, as a shop with mollie-api-python meets it."""

import pytest
import shop
from mollie.api.client import Client
from mollie.api.error import RequestError, ResponseError


@pytest.fixture
def client(merchant):
    client = Client(api_endpoint=merchant.base)
    client.set_api_key(merchant.keys["mollie test"])
    return client


@pytest.fixture
def payment(client, merchant):
    return client.payments.get(merchant.authorized(shop.klarna_payment())["id"])


def captured(merchant, payment):
    """What our own API says, once nothing is pending."""
    body = shop.eventually(
        lambda: merchant.own("GET", f"/payments/{payment.id}").json(),
        lambda body: body["pendingCaptures"]["value"] == 0,
    )
    return body["captured"]["value"]


def test_a_retry_with_the_same_key_gets_the_first_answer_and_there_is_one_capture(client, merchant, payment, caplog):
    merchant.fault("loseAnswer", dialect="mollie", operation="capture", nth=1, times=1)
    key = shop.new_key()
    with pytest.raises(RequestError):
        payment.captures.create({"amount": shop.eur("60.00")}, idempotency_key=key)
    [made] = payment.captures.list()

    again = payment.captures.create({"amount": shop.eur("60.00")}, idempotency_key=key)

    assert again.id == made.id
    assert "The 'Idempotent-Replayed' header was set" in caplog.text
    assert len(payment.captures.list()) == 1
    assert captured(merchant, payment) == 60_00


def test_a_retry_with_another_key_is_another_capture_judged_on_what_is_left(merchant, payment):
    merchant.fault("loseAnswer", dialect="mollie", operation="capture")
    with pytest.raises(RequestError):
        payment.captures.create({"amount": shop.eur("60.00")}, idempotency_key=shop.new_key())

    with pytest.raises(ResponseError) as caught:
        payment.captures.create({"amount": shop.eur("60.00")}, idempotency_key=shop.new_key())
    assert (caught.value.status, caught.value.field) == (422, "amount")
    assert captured(merchant, payment) == 60_00

    payment.captures.create({"amount": shop.eur("40.00")}, idempotency_key=shop.new_key())
    assert len(payment.captures.list()) == 2
    assert captured(merchant, payment) == 100_00


def test_the_sdk_shows_a_503_as_the_wires_own(merchant, payment):
    merchant.fault("status:503", operation="capture")
    with pytest.raises(ResponseError) as caught:
        payment.captures.create({"amount": shop.eur("60.00")})
    assert caught.value.status == 503
    assert len(payment.captures.list()) == 0


def test_the_sdk_gives_up_on_an_answer_that_takes_too_long_though_the_capture_is_made(client, merchant, payment):
    client.timeout = (2, 1)
    with pytest.raises(RequestError):
        merchant.fault("delay:PT4S", operation="capture")
        payment.captures.create({"amount": shop.eur("60.00")})
    client.timeout = 10
    assert captured(merchant, payment) == 60_00
