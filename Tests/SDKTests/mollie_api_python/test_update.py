"""Updating payments with mollie-api-python."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import shop
from mollie.api.error import ResponseError

OTHER_ADDRESS = {**shop.ADDRESS, "city": "Utrecht"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("description", "Order #12346"),
        ("redirectUrl", "https://shop.example/other/"),
        ("cancelUrl", "https://shop.example/no/"),
        ("webhookUrl", "https://shop.example/webhook"),
        ("metadata", {"order_id": "12346"}),
        ("locale", "nl_NL"),
        ("restrictPaymentMethodsToCountry", "NL"),
        ("billingAddress", OTHER_ADDRESS),
        ("shippingAddress", OTHER_ADDRESS),
    ],
)
def test_it_can_be_updated(client, name, value):
    payment = client.payments.create(shop.card_payment())

    updated = client.payments.update(payment.id, {name: value})

    assert updated[name] == value
    assert client.payments.get(payment.id) == updated
    assert {**updated, name: None} == {**payment, name: None}, "nothing else changes"


@pytest.mark.parametrize("name", ["dueDate", "issuer", "billingEmail"])
def test_what_no_answer_shows_is_taken(client, name):
    payment = client.payments.create(shop.card_payment())

    assert client.payments.update(payment.id, {name: "2030-01-01"}) == payment


def test_a_method_can_be_given_once(client, refused):
    payment = client.payments.create(shop.left_to_the_payer())
    assert payment.method is None

    assert client.payments.update(payment.id, {"method": "creditcard"}).method == "creditcard"
    refused(
        lambda: client.payments.update(payment.id, {"method": "vipps"}),
        422,
        "The method cannot be updated, it was given on creation",
        "method",
    )


def test_a_method_given_later_must_suit_the_payment(client, refused):
    payment = client.payments.create(shop.left_to_the_payer())

    for method, detail, field in [
        ("ideal", 'The capture mode "manual" is not supported for this payment method', "captureMode"),
        ("vipps", "The amount contains an invalid currency", "amount.currency"),
        ("klarna", "The 'lines' field is missing", "lines"),
        ("cash", "The payment method is not enabled in your website profile", "method"),
    ]:
        refused(lambda: client.payments.update(payment.id, {"method": method}), 422, detail, field)
    assert client.payments.get(payment.id) == payment


def test_the_method_that_the_payer_chose_cannot_be_updated(client, authorized, refused):
    payment = authorized(shop.left_to_the_payer())
    assert payment.method == "creditcard"

    refused(
        lambda: client.payments.update(payment.id, {"method": "ideal"}),
        422,
        "The method cannot be updated, it was given on creation",
        "method",
    )
    assert client.payments.get(payment.id).method == "creditcard"


@pytest.mark.parametrize("name", ["cancelUrl", "webhookUrl", "locale", "metadata"])
def test_null_takes_away_what_may_be_missing(client, name):
    order = shop.card_payment(
        cancelUrl="https://shop.example/no/",
        webhookUrl="https://shop.example/webhook",
        locale="nl_NL",
        metadata="mine",
    )
    payment = client.payments.create(order)

    assert client.payments.update(payment.id, {name: None}).get(name) is None
    assert client.payments.get(payment.id).get(name) is None


@pytest.mark.parametrize(
    ("body", "detail", "field"),
    [
        (
            {"amount": shop.eur("9.00")},
            'Non-existent body parameter "amount.currency" for this API call.',
            "amount.currency",
        ),
        ({"captureMode": "manual"}, 'Non-existent body parameter "captureMode" for this API call.', "captureMode"),
        (
            {"descripton": "x"},
            'Non-existent body parameter "descripton" for this API call. Did you mean: "description"?',
            "descripton",
        ),
        ({"redirectUrl": "nowhere"}, "The redirect URL is invalid", "redirectUrl"),
        ({"cancelUrl": "nowhere"}, "The cancel URL is invalid", "cancelUrl"),
        ({"webhookUrl": "nowhere"}, "The webhook URL is invalid", "webhookUrl"),
        ({"locale": "xx_XX"}, "The locale is invalid", "locale"),
        ({"metadata": "x" * 1023}, "The metadata storage is currently limited to 1024 bytes.", "metadata"),
        ({"billingAddress": "here"}, "The 'billingAddress' field should be an object", "billingAddress"),
        (
            {"billingAddress": {"town": "here"}},
            'Non-existent body parameter "billingAddress.town" for this API call.',
            "billingAddress.town",
        ),
        ({"description": 5}, "The 'description' field should be a string", "description"),
    ],
)
def test_an_update_is_refused(client, refused, body, detail, field):
    payment = client.payments.create(shop.card_payment())

    refused(lambda: client.payments.update(payment.id, body), 422, detail, field)
    assert client.payments.get(payment.id) == payment


@pytest.mark.parametrize("status", ["paid", "canceled", "expired", "failed"])
def test_of_a_final_payment_only_three_things_can_be_updated(client, payer, refused, status):
    payment = client.payments.create(shop.card_payment() if status == "canceled" else shop.paid_at_once())
    {"paid": payer.approve, "canceled": payer.approve, "expired": payer.abandon, "failed": payer.decline}[status](
        payment.id
    )
    if status == "canceled":
        client.payments.release_authorization(payment.id)
    assert client.payments.get(payment.id).status == status

    for name, value in [("description", "Later"), ("webhookUrl", "https://shop.example/w"), ("metadata", [1])]:
        assert client.payments.update(payment.id, {name: value})[name] == value
    refused(
        lambda: client.payments.update(payment.id, {"redirectUrl": "https://shop.example/other/"}),
        422,
        "The redirect URL cannot be updated when the payment is finalized",
        "redirectUrl",
    )
    for name, value in [
        ("cancelUrl", "https://shop.example/"),
        ("locale", "nl_NL"),
        ("method", "creditcard"),
        ("dueDate", "2030-01-01"),
        ("issuer", "ideal_INGBNL2A"),
        ("billingEmail", "a@shop.example"),
        ("billingAddress", OTHER_ADDRESS),
        ("shippingAddress", OTHER_ADDRESS),
        ("restrictPaymentMethodsToCountry", "NL"),
    ]:
        for change in [value, None]:
            with pytest.raises(ResponseError) as caught:
                client.payments.update(payment.id, {name: change})
            assert (caught.value.status, caught.value.field) == (422, name)


def test_an_update_of_an_unknown_payment_is_not_found(client, refused):
    refused(
        lambda: client.payments.update(shop.UNKNOWN_PAYMENT, {"description": "x"}), 404, shop.NO_SUCH_PAYMENT
    )


def test_a_key_means_nothing_to_an_update(client):
    payment, key = client.payments.create(shop.card_payment()), shop.new_key()

    for description in ["One", "Two"]:
        updated = client.payments.update(payment.id, {"description": description}, idempotency_key=key)
        assert updated.description == description


def test_concurrent_updates_all_take_place(client):
    payment = client.payments.create(shop.card_payment())
    fields = [
        ("cancelUrl", "https://shop.example/no/"),
        ("webhookUrl", "https://shop.example/webhook"),
        ("locale", "nl_NL"),
        ("metadata", {"order_id": 7}),
        ("description", "All of it"),
        ("restrictPaymentMethodsToCountry", "NL"),
    ] * 4

    with ThreadPoolExecutor(len(fields)) as pool:
        list(pool.map(lambda field: client.payments.update(payment.id, dict([field])), fields))

    read = client.payments.get(payment.id)
    assert {name: read[name] for name, _ in fields} == dict(fields)
