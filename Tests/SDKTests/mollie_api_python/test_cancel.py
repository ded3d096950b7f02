"""Canceling payments with mollie-api-python."""

import pytest
import shop


def test_an_open_bank_transfer_can_be_canceled(client):
    payment = client.payments.create(shop.bank_transfer())
    assert payment.is_cancelable is True

    canceled = client.payments.delete(payment.id)

    assert canceled.id == payment.id
    assert canceled.status == "canceled"
    assert canceled.canceled_at
    for absent in ["isCancelable", "expiresAt"]:
        assert absent not in canceled
    assert canceled.checkout_url is None
    assert client.payments.get(payment.id) == canceled


def test_a_bank_transfer_chosen_later_can_be_canceled(client):
    order = shop.left_to_the_payer()
    del order["captureMode"]
    payment = client.payments.create(order)
    assert client.payments.update(payment.id, {"method": "banktransfer"}).is_cancelable is True

    assert client.payments.delete(payment.id).status == "canceled"


def test_a_canceled_payment_cannot_be_canceled_again(client, refused):
    payment = client.payments.create(shop.bank_transfer())
    client.payments.delete(payment.id)

    refused(lambda: client.payments.delete(payment.id), 422, shop.NOT_CANCELABLE)


def test_a_paid_bank_transfer_cannot_be_canceled(client, authorized, refused):
    payment = authorized(shop.bank_transfer())
    assert payment.status == "paid"

    refused(lambda: client.payments.delete(payment.id), 422, shop.NOT_CANCELABLE)


@pytest.mark.parametrize("method", ["creditcard", "ideal", "paypal", None])
def test_other_open_payments_cannot_be_canceled(client, refused, method):
    payment = client.payments.create(shop.paid_at_once(method=method))
    assert payment.is_cancelable is False

    refused(lambda: client.payments.delete(payment.id), 422, shop.NOT_CANCELABLE)
    assert client.payments.get(payment.id).status == "open"


def test_an_authorized_payment_is_released_not_canceled(client, authorized, refused):
    payment = authorized(shop.card_payment())
    assert payment.is_cancelable is False

    refused(lambda: client.payments.delete(payment.id), 422, shop.NOT_CANCELABLE)
    assert client.payments.get(payment.id).status == "authorized"


def test_an_unknown_payment_cannot_be_canceled(client, refused):
    refused(lambda: client.payments.delete(shop.UNKNOWN_PAYMENT), 404, shop.NO_SUCH_PAYMENT)
