"""Payments that capture themselves, and how long the others wait, with mollie-api-python."""

from datetime import datetime, timedelta

import pytest
import shop


@pytest.mark.parametrize("method", ["creditcard", "ideal", "paypal", "banktransfer"])
def test_a_payment_is_captured_at_once_when_nobody_says_otherwise(client, authorized, refused, method):
    payment = authorized(shop.paid_at_once(method=method))

    assert payment.status == "paid"
    assert payment.paid_at
    assert payment.amount_remaining == shop.eur("10.00")
    assert payment.amount_refunded == shop.eur("0.00")
    for absent in ["authorizedAt", "captureBefore", "amountCaptured", "captureMode", "isCancelable", "expiresAt"]:
        assert absent not in payment
    assert not payment.has_captures()
    assert len(payment.captures.list()) == 0
    refused(payment.captures.create, 422, shop.NOT_CAPTURABLE)
    refused(lambda: client.payments.release_authorization(payment.id), 422, shop.NOT_RELEASABLE)


def test_a_payment_whose_capture_at_once_is_refused_has_failed(client, payer, refused):
    order = shop.paid_at_once(method="creditcard")
    payment = client.payments.create(order)
    payer.approve(payment.id, script={"capture": "insufficientFunds"})

    read = client.payments.get(payment.id)
    assert (read.status, read.amount) == ("failed", shop.eur("10.00"))
    for absent in ["authorizedAt", "captureBefore", "paidAt", "isCancelable", "expiresAt", "amountRemaining"]:
        assert absent not in read
    refused(read.captures.create, 422, shop.NOT_CAPTURABLE)
    for _ in range(2):
        refused(lambda: client.payments.release_authorization(payment.id), 422, shop.NOT_RELEASABLE)
    later = client.payments.update(payment.id, {"description": "Later"})
    assert (later.status, later.failed_at) == ("failed", read.failed_at)


def test_a_delayed_capture_that_is_refused_leaves_the_hold(client, payer):
    payment = client.payments.create(shop.paid_at_once(method="creditcard", captureDelay="2 days"))
    payer.approve(payment.id, script={"capture": "insufficientFunds"})

    assert client.payments.get(payment.id).status == "authorized"


def test_captured_at_once_can_be_said(authorized):
    payment = authorized(shop.paid_at_once(method="creditcard", captureMode="automatic"))

    assert (payment.status, payment.capture_mode) == ("paid", "automatic")


@pytest.mark.parametrize("delay", ["1 hour", "1 hours", "168 hours", "1 day", "7 days"])
def test_with_a_delay_the_hold_stands_until_then(client, authorized, delay):
    payment = authorized(shop.paid_at_once(method="creditcard", captureDelay=delay))

    assert payment.status == "authorized"
    assert (payment.capture_mode, payment.capture_delay) == ("automatic", delay)
    assert payment.amount_captured == shop.eur("0.00")
    assert payment.capture_before


def test_a_delayed_capture_may_come_sooner_by_hand(authorized, settled):
    payment = authorized(shop.paid_at_once(method="creditcard", captureDelay="2 days"))
    payment.captures.create({"amount": shop.eur("8.00")})

    payment = settled(payment)
    assert (payment.status, payment.amount_captured) == ("paid", shop.eur("8.00"))


def test_a_delayed_capture_may_be_released(client, authorized):
    payment = authorized(shop.paid_at_once(method="creditcard", captureDelay="2 days"))
    client.payments.release_authorization(payment.id)

    assert client.payments.get(payment.id).status == "canceled"


@pytest.mark.parametrize(
    "delay", ["8 days", "169 hours", "2 weeks", "1day", "1  day", "-1 days", "days", "", "1.5 days"]
)
def test_a_delay_is_hours_or_days_up_to_seven(client, refused, delay):
    order = shop.paid_at_once(method="creditcard", captureDelay=delay)
    refused(lambda: client.payments.create(order), 422, "The capture delay is invalid", "captureDelay")


def test_manual_capture_has_no_delay(client, refused):
    order = shop.card_payment(captureDelay="2 days")
    refused(lambda: client.payments.create(order), 422, "The capture delay is invalid", "captureDelay")


def test_the_capture_mode_is_automatic_or_manual(client, refused):
    order = shop.card_payment(captureMode="later")
    refused(lambda: client.payments.create(order), 422, "The capture mode is invalid", "captureMode")


@pytest.mark.parametrize("method", ["ideal", "paypal", "bancontact", "in3", "banktransfer"])
def test_manual_capture_takes_a_method_that_can(client, refused, method):
    order = {**shop.klarna_payment(), "method": method}
    refused(
        lambda: client.payments.create(order),
        422,
        'The capture mode "manual" is not supported for this payment method',
        "captureMode",
    )


@pytest.mark.parametrize("method", ["riverty", "billink"])
def test_some_methods_are_captured_by_hand_only(client, refused, method):
    order = {**shop.klarna_payment(), "method": method}
    assert client.payments.create(order).capture_mode == "manual"
    del order["captureMode"]
    refused(
        lambda: client.payments.create(order),
        422,
        'The capture mode "automatic" is not supported for this payment method',
        "captureMode",
    )


def test_a_way_without_manual_capture_that_the_payer_chose_is_captured_at_once(client, payer):
    payment = client.payments.create(shop.left_to_the_payer())
    payer.approve(payment.id, "ideal")

    read = client.payments.get(payment.id)
    assert (read.method, read.status) == ("ideal", "paid")


def in_currency(currency, method):
    line = shop.order_line("10.00")
    for name in ["unitPrice", "totalAmount"]:
        line[name] = {"currency": currency, "value": "10.00"}
    return shop.card_payment(
        method=method,
        amount={"currency": currency, "value": "10.00"},
        lines=[line],
        billingAddress={**shop.ADDRESS, "organizationName": "Chairs B.V."},
    )


@pytest.mark.parametrize(
    ("method", "currency", "days"),
    [
        ("creditcard", "EUR", 30),
        ("klarna", "EUR", 28),
        ("billie", "EUR", 28),
        ("riverty", "EUR", 30),
        ("mobilepay", "DKK", 14),
        ("vipps", "NOK", 180),
    ],
)
def test_each_method_has_its_time_to_capture(client, payer, method, currency, days):
    order = in_currency(currency, method)
    order["captureMode"] = "manual"
    payment = client.payments.create(order)
    payer.approve(payment.id)

    read = client.payments.get(payment.id)
    until, since = (datetime.fromisoformat(text) for text in (read.capture_before, read.authorized_at))
    assert until - since == timedelta(days=days)


@pytest.mark.parametrize(
    ("method", "minutes"),
    [("creditcard", 30), ("ideal", 15), ("bancontact", 60), ("mybank", 45), ("paypal", 72 * 60), (None, 15)],
)
def test_each_method_has_its_time_to_pay(client, method, minutes):
    payment = client.payments.create(shop.paid_at_once(method=method))

    until, since = (datetime.fromisoformat(text) for text in (payment.expires_at, payment.created_at))
    assert until - since == timedelta(minutes=minutes)


@pytest.mark.parametrize("method", ["klarna", "billie", "riverty", "vipps", "mobilepay"])
def test_pay_later_and_wallets_take_many_captures(client, payer, method):
    order = in_currency({"vipps": "NOK", "mobilepay": "DKK"}.get(method, "EUR"), method)
    payment = client.payments.create(order)
    payer.approve(payment.id)
    for value in ["1.00", "2.00"]:
        payment.captures.create({"amount": {**order["amount"], "value": value}})

    shop.eventually(
        lambda: [capture["status"] for capture in payment.captures.list()], lambda found: found == ["succeeded"] * 2
    )
    read = client.payments.get(payment.id)
    assert (read.status, read.amount_captured["value"]) == ("authorized", "3.00")
