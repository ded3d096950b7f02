"""Releasing what is left of a hold with mollie-api-py."""

import shop
from mollie import models


def released(client, payment):
    client.payments.release_authorization(payment_id=payment.id)
    return shop.eventually(
        lambda: client.payments.get(payment_id=payment.id), lambda read: read.status.value != "authorized"
    )


def test_a_release_is_accepted_with_an_empty_object(client, answers, authorized):
    payment = authorized(shop.card_payment())

    client.payments.release_authorization(payment_id=payment.id)

    assert answers.last.status_code == 202
    assert answers.last.text == "{}"


def test_a_release_without_a_capture_cancels_the_payment(client, authorized):
    payment = released(client, authorized(shop.card_payment()))

    assert payment.status == models.PaymentResponseStatus.CANCELED
    assert payment.canceled_at


def test_a_release_after_a_capture_leaves_the_payment_paid(client, authorized, settled):
    payment = authorized(shop.klarna_payment())
    client.captures.create(payment_id=payment.id, entity_capture={"amount": shop.eur("35.95")})
    settled(payment)

    payment = released(client, payment)
    assert payment.status == models.PaymentResponseStatus.PAID
    assert payment.amount_captured.value == "35.95"


def test_an_open_payment_has_nothing_to_release(client, refused):
    payment = client.payments.create(payment_request=shop.card_payment())

    refused(lambda: client.payments.release_authorization(payment_id=payment.id), 422, shop.NOT_RELEASABLE)
