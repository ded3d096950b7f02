"""The same request twice, with mollie-api-py."""

import pytest
import shop
from mollie import models


def listed(client, payment):
    return client.captures.list(payment_id=payment.id).result.embedded.captures


@pytest.fixture
def capture(client):
    def create(payment, value, key):
        return client.captures.create(
            payment_id=payment.id, idempotency_key=key, entity_capture={"amount": shop.eur(value)}
        )

    return create


@pytest.fixture
def key_refused():
    """The SDK knows no problem with status 400 for these calls, and hands over the body as text."""

    def check(call):
        with pytest.raises(models.APIError) as caught:
            call()
        assert caught.value.status_code == 400
        assert shop.KEY_USED in caught.value.body
        assert caught.value.headers["content-type"] == "application/hal+json"

    return check


def test_a_repeated_capture_is_answered_alike_and_made_once(client, answers, authorized, settled, capture):
    payment, key = authorized(shop.klarna_payment()), shop.new_key()
    capture(payment, "35.95", key)
    first = answers.last
    settled(payment)

    capture(payment, "35.95", key)
    again = answers.last

    assert "idempotent-replayed" not in first.headers
    assert again.headers["idempotent-replayed"] == "true"
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert len(listed(client, payment)) == 1


def test_a_repeated_create_makes_one_payment(client):
    key = shop.new_key()
    first, again = (client.payments.create(payment_request=shop.card_payment(), idempotency_key=key) for _ in range(2))

    assert again == first


def test_a_repeated_release_is_answered_alike(client, answers, authorized):
    payment, key = authorized(shop.card_payment()), shop.new_key()
    for _ in range(2):
        client.payments.release_authorization(payment_id=payment.id, idempotency_key=key)

    assert answers.last.status_code == 202
    assert answers.last.headers["idempotent-replayed"] == "true"


def test_a_key_with_another_body_is_refused(client, authorized, capture, key_refused):
    payment, key = authorized(shop.klarna_payment()), shop.new_key()
    capture(payment, "35.95", key)

    key_refused(lambda: capture(payment, "35.96", key))
    assert len(listed(client, payment)) == 1


def test_a_key_at_another_endpoint_is_refused(client, authorized, capture, key_refused):
    payment, key = authorized(shop.klarna_payment()), shop.new_key()
    capture(payment, "35.95", key)

    key_refused(lambda: client.payments.create(payment_request=shop.card_payment(), idempotency_key=key))
    key_refused(lambda: client.payments.release_authorization(payment_id=payment.id, idempotency_key=key))


def test_a_key_of_a_capture_means_nothing_when_reading(client, authorized, capture):
    payment, key = authorized(shop.klarna_payment()), shop.new_key()
    capture(payment, "35.95", key)

    assert client.payments.get(payment_id=payment.id, idempotency_key=key).id == payment.id
