"""Releasing what is left of a hold with mollie-api-python."""

import shop


def test_a_release_without_a_capture_cancels_the_payment(client, authorized):
    payment = authorized(shop.card_payment())

    assert client.payments.release_authorization(payment.id) == {}

    payment = shop.eventually(lambda: client.payments.get(payment.id), lambda read: read.status != "authorized")
    assert payment.status == "canceled"
    assert payment.canceled_at
    assert payment.amount_captured == shop.eur("0.00")


def test_a_release_after_a_capture_leaves_the_payment_paid(client, authorized, settled):
    payment = authorized(shop.klarna_payment())
    payment.captures.create({"amount": shop.eur("35.95")})
    settled(payment)

    client.payments.release_authorization(payment.id)

    payment = shop.eventually(lambda: client.payments.get(payment.id), lambda read: read.status != "authorized")
    assert payment.status == "paid"
    assert payment.amount_captured == shop.eur("35.95")
    assert payment.amount_remaining == shop.eur("35.95")


def test_nothing_can_be_captured_after_a_release(client, authorized, refused):
    payment = authorized(shop.klarna_payment())
    client.payments.release_authorization(payment.id)

    refused(lambda: payment.captures.create({"amount": shop.eur("1.00")}), 422, shop.NOT_CAPTURABLE)


def test_an_open_payment_has_nothing_to_release(client, refused):
    payment = client.payments.create(shop.card_payment())

    refused(lambda: client.payments.release_authorization(payment.id), 422, shop.NOT_RELEASABLE)


def test_a_released_payment_cannot_be_released_again(client, authorized, refused):
    payment = authorized(shop.card_payment())
    client.payments.release_authorization(payment.id)

    refused(lambda: client.payments.release_authorization(payment.id), 422, shop.NOT_RELEASABLE)
