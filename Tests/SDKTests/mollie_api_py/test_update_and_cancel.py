"""Updating and canceling payments with mollie-api-py."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import shop
from mollie import models


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("description", "Order #12346"),
        ("redirect_url", "https://shop.example/other/"),
        ("cancel_url", "https://shop.example/no/"),
        ("webhook_url", "https://shop.example/webhook"),
        ("metadata", {"order_id": "12346"}),
        ("locale", "nl_NL"),
        ("restrict_payment_methods_to_country", "NL"),
    ],
)
def test_it_can_be_updated(client, name, value):
    payment = client.payments.create(payment_request=shop.card_payment())

    updated = client.payments.update(payment_id=payment.id, request_body={name: value})

    assert getattr(updated, name) == value
    assert client.payments.get(payment_id=payment.id) == updated


def test_addresses_can_be_updated(client):
    payment = client.payments.create(payment_request=shop.card_payment())
    body = {"billing_address": shop.ADDRESS, "shipping_address": shop.ADDRESS}

    updated = client.payments.update(payment_id=payment.id, request_body=body)
    assert updated.billing_address.city == updated.shipping_address.city == "Amsterdam"


def test_null_takes_metadata_away(client):
    payment = client.payments.create(payment_request=shop.card_payment(metadata="mine"))

    assert client.payments.update(payment_id=payment.id, request_body={"metadata": None}).metadata is None


def test_a_method_can_be_given_once(client, refused):
    payment = client.payments.create(payment_request=shop.left_to_the_payer())
    assert payment.method is None

    updated = client.payments.update(payment_id=payment.id, request_body={"method": "creditcard"})
    assert updated.method == models.MethodResponse.CREDITCARD
    refused(
        lambda: client.payments.update(payment_id=payment.id, request_body={"method": "ideal"}),
        422,
        "The method cannot be updated, it was given on creation",
        "method",
    )


def test_of_a_final_payment_only_three_things_can_be_updated(client, authorized, refused):
    payment = authorized(shop.paid_at_once())

    body = {"description": "Later", "metadata": [], "webhook_url": "https://shop.example/w"}
    assert client.payments.update(payment_id=payment.id, request_body=body).description == "Later"
    refused(
        lambda: client.payments.update(payment_id=payment.id, request_body={"redirect_url": "https://shop.example/"}),
        422,
        "The redirect URL cannot be updated when the payment is finalized",
        "redirectUrl",
    )


def test_an_update_of_an_unknown_payment_is_not_found(client, refused):
    body = {"description": "x"}
    refused(
        lambda: client.payments.update(payment_id=shop.UNKNOWN_PAYMENT, request_body=body), 404, shop.NO_SUCH_PAYMENT
    )


def test_concurrent_updates_all_take_place(client):
    payment = client.payments.create(payment_request=shop.card_payment())
    fields = [
        ("cancel_url", "https://shop.example/no/"),
        ("webhook_url", "https://shop.example/webhook"),
        ("locale", "nl_NL"),
        ("metadata", {"order_id": "7"}),
        ("description", "All of it"),
    ]

    with ThreadPoolExecutor(len(fields)) as pool:
        list(pool.map(lambda field: client.payments.update(payment_id=payment.id, request_body=dict([field])), fields))

    read = client.payments.get(payment_id=payment.id)
    assert [(name, getattr(read, name)) for name, _ in fields] == fields


def test_an_open_bank_transfer_can_be_canceled(client):
    payment = client.payments.create(payment_request=shop.bank_transfer())
    assert payment.is_cancelable is True

    canceled = client.payments.cancel(payment_id=payment.id)

    assert canceled.status == models.PaymentResponseStatus.CANCELED
    assert canceled.canceled_at
    assert not canceled.is_cancelable
    assert canceled.links.checkout is None


@pytest.mark.parametrize("method", ["creditcard", "ideal"])
def test_other_payments_cannot_be_canceled(client, authorized, refused, method):
    payment = client.payments.create(payment_request=shop.paid_at_once(method=method))
    refused(lambda: client.payments.cancel(payment_id=payment.id), 422, shop.NOT_CANCELABLE)

    payment = authorized(shop.paid_at_once(method=method))
    refused(lambda: client.payments.cancel(payment_id=payment.id), 422, shop.NOT_CANCELABLE)


def test_an_authorized_payment_is_released_not_canceled(client, authorized, refused):
    payment = authorized(shop.card_payment())

    refused(lambda: client.payments.cancel(payment_id=payment.id), 422, shop.NOT_CANCELABLE)


def test_an_unknown_payment_cannot_be_canceled(client, refused):
    refused(lambda: client.payments.cancel(payment_id=shop.UNKNOWN_PAYMENT), 404, shop.NO_SUCH_PAYMENT)
