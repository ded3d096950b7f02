"""Automatic capture, order lines, embeds, metadata and other fields with mollie-api-py."""

from datetime import datetime, timedelta

import pytest
import shop
from mollie import models


def test_a_payment_is_captured_at_once_when_nobody_says_otherwise(client, authorized):
    payment = authorized(shop.paid_at_once())

    assert payment.status == models.PaymentResponseStatus.PAID
    assert payment.paid_at
    assert payment.amount_captured is None
    assert client.captures.list(payment_id=payment.id).result.count == 0


def test_with_a_delay_the_hold_stands_until_then(authorized):
    payment = authorized(shop.paid_at_once(method="creditcard", captureDelay="2 days"))

    assert payment.status == models.PaymentResponseStatus.AUTHORIZED
    assert (payment.capture_mode, payment.capture_delay) == ("automatic", "2 days")


@pytest.mark.parametrize("delay", ["8 days", "169 hours", "soon"])
def test_a_delay_is_hours_or_days_up_to_seven(client, refused, delay):
    order = shop.paid_at_once(method="creditcard", captureDelay=delay)
    refused(
        lambda: client.payments.create(payment_request=order), 422, "The capture delay is invalid", "captureDelay"
    )


def test_manual_capture_takes_a_method_that_can(client, refused):
    order = shop.card_payment(method="ideal")
    refused(
        lambda: client.payments.create(payment_request=order),
        422,
        'The capture mode "manual" is not supported for this payment method',
        "captureMode",
    )


@pytest.mark.parametrize(("order", "days"), [(shop.card_payment(), 30), (shop.klarna_payment(), 28)])
def test_each_method_has_its_time_to_capture(authorized, order, days):
    payment = authorized(order)

    until, since = (datetime.fromisoformat(text) for text in (payment.capture_before, payment.authorized_at))
    assert until - since == timedelta(days=days)


@pytest.mark.parametrize(
    ("line", "detail", "field"),
    [
        (
            {"vatAmount": shop.eur("1.50"), "vatRate": "21.00"},
            "VAT amount is off. Expected VAT amount to be €1.74 (21.00% over €10.00), got €1.50",
            "vatAmount",
        ),
        ({"quantity": 2}, "Total amount is off. Expected total amount to be €20.00, got €10.00", "totalAmount"),
        ({"vatAmount": shop.eur("1.74")}, "The 'vatRate' field is missing", "vatRate"),
    ],
)
def test_a_line_is_refused(client, refused, line, detail, field):
    order = shop.card_payment(lines=[shop.order_line(**line)])
    refused(
        lambda: client.payments.create(payment_request=order),
        422,
        f"Order line 1 is invalid. {detail}",
        f"lines.0.{field}",
    )


def test_lines_add_up_to_the_amount(client, refused):
    order = shop.card_payment("9.00", lines=[shop.order_line("10.00")])
    refused(
        lambda: client.payments.create(payment_request=order),
        422,
        "The amount of the payment does not match the total amount of the order lines. Expected €10.00, got €9.00",
        "lines",
    )


@pytest.mark.parametrize("metadata", ["a text", 12345.5, {"a": {"b": [1, None]}}, ["a", "b"], {}], ids=repr)
def test_metadata_is_returned_exactly(client, metadata):
    payment = client.payments.create(payment_request=shop.card_payment(metadata=metadata))

    assert payment.metadata == metadata
    assert client.payments.get(payment_id=payment.id).metadata == metadata


def test_a_payment_carries_its_captures_and_refunds(client, answers, authorized, settled):
    payment = authorized(shop.klarna_payment())
    client.captures.create(payment_id=payment.id, entity_capture={"amount": shop.eur("35.95")})
    settled(payment)
    client.refunds.create(payment_id=payment.id, refund_request={"amount": shop.eur("5.95"), "description": "x"})

    # The SDK asks for them, and has no member to show them by.
    client.payments.get(payment_id=payment.id, embed="captures,refunds")
    embedded = answers.last.json()["_embedded"]
    assert {name: [one["amount"]["value"] for one in embedded[name]] for name in embedded} == {
        "captures": ["35.95"],
        "refunds": ["5.95"],
    }


def test_a_failed_card_says_why(client, payer):
    payment = client.payments.create(payment_request=shop.card_payment())
    payer.decline(payment.id)

    read = client.payments.get(payment_id=payment.id)
    assert read.status == models.PaymentResponseStatus.FAILED
    assert read.failed_at
    assert read.details.failure_reason == models.PaymentDetailsFailureReasonResponse.CARD_DECLINED


def test_a_payer_who_never_answers_lets_the_payment_expire(client, payer):
    payment = client.payments.create(payment_request=shop.card_payment())
    payer.abandon(payment.id)

    read = client.payments.get(payment_id=payment.id)
    assert read.status == models.PaymentResponseStatus.EXPIRED
    assert read.expired_at


@pytest.mark.parametrize(
    ("change", "detail", "field"),
    [
        ({"redirect_url": None}, "The 'redirectUrl' field is missing", "redirectUrl"),
        ({"redirect_url": "nowhere"}, "The redirect URL is invalid", "redirectUrl"),
        ({"cancel_url": "nowhere"}, "The cancel URL is invalid", "cancelUrl"),
        ({"webhook_url": "nowhere"}, "The webhook URL is invalid", "webhookUrl"),
        ({"metadata": "x" * 1023}, "The metadata storage is currently limited to 1024 bytes.", "metadata"),
        ({"amount": shop.eur("10000.01")}, "The amount is higher than the maximum", "amount"),
        ({"amount": shop.eur("0.00")}, "The amount is lower than the minimum", "amount"),
        ({"testmode": True}, 'Non-existent body parameter "testmode" for this API call.', "testmode"),
        ({"profile_id": "pfl_x"}, 'Non-existent body parameter "profileId" for this API call.', "profileId"),
    ],
)
def test_a_payment_is_refused(client, refused, change, detail, field):
    order = {name: value for name, value in shop.card_payment().items() if name != "redirectUrl"}
    order = {"redirect_url": "https://shop.example/", **order, **change}
    refused(lambda: client.payments.create(payment_request=order), 422, detail, field)


def test_pages_forwards_miss_and_double_nothing(client, authorized):
    payment = authorized(shop.klarna_payment())
    made = [
        client.captures.create(payment_id=payment.id, entity_capture={"amount": shop.eur("1.00")}).id for _ in range(7)
    ]
    for limit in [1, 2, 3, 7, 250]:
        page, found = client.captures.list(payment_id=payment.id, limit=limit), []
        while page is not None:
            found += [capture.id for capture in page.result.embedded.captures]
            page = page.next()
        assert found == made[::-1]
