"""Creating, reading and listing payments with mollie-api-python."""

import re

import pytest
import shop


def test_a_payment_to_be_captured_later_is_created_open_with_nothing_captured(client, server):
    payment = client.payments.create(shop.card_payment(metadata={"order_id": "12345"}))

    assert payment.id.startswith("tr_")
    assert payment.is_open()
    assert payment.mode == "test"
    assert payment.amount == shop.eur("10.00")
    assert payment.amount_captured == shop.eur("0.00")
    assert payment.capture_mode == "manual"
    assert payment.method == "creditcard"
    assert payment.metadata == {"order_id": "12345"}
    assert payment.sequence_type == "oneoff"
    assert payment.redirect_url == "https://shop.example/order/12345/"
    assert payment.checkout_url.startswith(f"{server}/")
    assert payment.expires_at
    assert payment.is_cancelable is False
    assert not payment.has_captures()


def test_a_klarna_payment_keeps_its_lines_and_address(client):
    payment = client.payments.create(shop.klarna_payment())

    read = client.payments.get(payment.id)
    assert read.method == "klarna"
    assert read.lines[0]["totalAmount"] == shop.eur("100.00")
    assert read.billing_address["city"] == "Amsterdam"


def test_a_payment_reads_back_as_it_was_created(client):
    payment = client.payments.create(shop.card_payment())

    assert client.payments.get(payment.id) == payment


def test_the_payers_approval_authorizes_and_captures_nothing(authorized):
    payment = authorized(shop.card_payment())

    assert payment.is_authorized()
    assert payment.authorized_at
    assert payment.capture_before > payment.authorized_at
    assert payment.amount_captured == shop.eur("0.00")
    assert payment.checkout_url is None
    assert payment.expires_at is None
    assert payment.is_cancelable is False


def test_what_a_card_tells_of_its_payer(client, authorized):
    payment = authorized(shop.card_payment())

    assert re.fullmatch(r"tkn_[1-9A-HJ-NP-Za-km-z]{10}", payment.details["cardToken"])
    assert {**payment.details, "cardToken": None} == {
        "cardToken": None,
        "cardNumber": "4444",
        "cardHolder": "T. TEST",
        "cardAudience": "consumer",
        "cardLabel": "Mastercard",
        "cardCountryCode": "NL",
        "cardSecurity": "3dsecure",
        "feeRegion": "other",
    }
    assert client.payments.get(payment.id).details == payment.details
    assert authorized(shop.card_payment()).details["cardToken"] != payment.details["cardToken"]


def test_what_ideal_tells_of_its_payer(client, authorized):
    assert "details" not in client.payments.create(shop.paid_at_once(method="ideal"))
    details = authorized(shop.paid_at_once(method="ideal")).details

    assert (details["consumerName"], details["consumerBic"]) == ("T. TEST", "RABONL2U")
    account = details["consumerAccount"]
    digits = "".join(str(int(letter, 36)) for letter in account[4:] + account[:4])
    assert len(account) == 18 and int(digits) % 97 == 1, "an IBAN of the Netherlands"


def test_the_list_begins_with_the_newest_payment(client):
    older, newer = (client.payments.create(shop.card_payment()) for _ in range(2))

    newest = client.payments.list(limit=2)
    assert [payment.id for payment in newest] == [newer.id, older.id]
    assert len(newest) == 2


def test_pages_follow_one_another_both_ways(client):
    created = [client.payments.create(shop.card_payment()).id for _ in range(5)]
    newest_first = created[::-1]

    first = client.payments.list(limit=2)
    second = first.get_next()
    third = second.get_next()

    assert [payment.id for payment in first] == newest_first[:2]
    assert [payment.id for payment in second] == newest_first[2:4]
    assert third[0].id == newest_first[4]
    assert not first.has_previous()
    assert [payment.id for payment in second.get_previous()] == newest_first[:2]


def test_a_page_may_begin_at_a_payment(client):
    created = [client.payments.create(shop.card_payment()).id for _ in range(3)]

    page = client.payments.list(**{"from": created[1], "limit": 1})
    assert [payment.id for payment in page] == [created[1]]


def test_the_last_page_has_no_next(client):
    client.payments.create(shop.card_payment())
    page = client.payments.list(limit=250)
    while page.has_next():
        page = page.get_next()
    assert page.get_next() is None


def test_an_unknown_place_to_begin_a_page_is_refused(client, refused):
    refused(lambda: client.payments.list(**{"from": shop.UNKNOWN_PAYMENT}), 400, "Invalid cursor value", "from")


@pytest.mark.parametrize("limit", [0, 251])
def test_a_page_holds_1_to_250_payments(client, refused, limit):
    refused(lambda: client.payments.list(limit=limit), 400, "The limit must be between 1 and 250", "limit")


def test_currencies_have_the_decimals_that_they_have(client):
    order = shop.card_payment(amount={"currency": "JPY", "value": "500"})

    assert client.payments.create(order).amount == {"currency": "JPY", "value": "500"}
