"""The same request twice, with mollie-api-python."""

import shop


def test_a_repeated_capture_is_answered_alike_and_made_once(authorized, settled, caplog):
    payment = authorized(shop.klarna_payment())
    key = shop.new_key()
    first = payment.captures.create({"amount": shop.eur("35.95")}, idempotency_key=key)
    settled(payment)
    assert "Idempotent-Replayed" not in caplog.text

    again = payment.captures.create({"amount": shop.eur("35.95")}, idempotency_key=key)

    assert again == first, "the answer is the first one, though the capture has succeeded since"
    assert "The 'Idempotent-Replayed' header was set" in caplog.text
    assert key in caplog.text
    assert len(payment.captures.list()) == 1


def test_a_repeated_create_makes_one_payment(client):
    key = shop.new_key()
    first = client.payments.create(shop.card_payment(), idempotency_key=key)

    assert client.payments.create(shop.card_payment(), idempotency_key=key) == first
    assert client.payments.list(limit=2)[1].id != first.id


def test_a_key_with_another_body_is_refused(authorized, refused):
    payment = authorized(shop.klarna_payment())
    key = shop.new_key()
    payment.captures.create({"amount": shop.eur("35.95")}, idempotency_key=key)

    refused(lambda: payment.captures.create({"amount": shop.eur("35.96")}, idempotency_key=key), 400, shop.KEY_USED)
    assert len(payment.captures.list()) == 1


def test_a_key_at_another_endpoint_is_refused(client, authorized, refused):
    payment = authorized(shop.klarna_payment())
    key = shop.new_key()
    payment.captures.create({"amount": shop.eur("35.95")}, idempotency_key=key)

    refused(lambda: client.payments.create(shop.card_payment(), idempotency_key=key), 400, shop.KEY_USED)
    refused(lambda: client.payments.release_authorization(payment.id, idempotency_key=key), 400, shop.KEY_USED)


def test_a_key_at_another_payment_is_refused(authorized, refused):
    one, other = authorized(shop.klarna_payment()), authorized(shop.klarna_payment())
    key = shop.new_key()
    one.captures.create({"amount": shop.eur("35.95")}, idempotency_key=key)

    refused(lambda: other.captures.create({"amount": shop.eur("35.95")}, idempotency_key=key), 400, shop.KEY_USED)


def test_the_same_amount_with_another_key_is_another_capture(authorized):
    payment = authorized(shop.klarna_payment())
    for _ in range(2):
        payment.captures.create({"amount": shop.eur("35.95")}, idempotency_key=shop.new_key())

    assert len(payment.captures.list()) == 2


def test_a_repeated_release_is_answered_alike(client, authorized):
    payment = authorized(shop.card_payment())
    key = shop.new_key()

    for _ in range(2):
        assert client.payments.release_authorization(payment.id, idempotency_key=key) == {}
