"""Creating, reading and listing payments with mollie-api-py."""

import pytest
import shop
from mollie import models


def amount(value, currency="EUR"):
    return models.Amount(currency=currency, value=value)


def test_a_payment_to_be_captured_later_is_created_open_with_nothing_captured(client):
    payment = client.payments.create(payment_request=shop.card_payment(metadata={"order_id": "12345"}))

    assert payment.id.startswith("tr_")
    assert payment.resource == "payment"
    assert payment.status == models.PaymentResponseStatus.OPEN
    assert payment.mode == models.Mode.TEST
    assert payment.amount == amount("10.00")
    assert payment.amount_captured.value == "0.00"
    assert payment.capture_mode == models.CaptureModeResponse.MANUAL
    assert payment.method == models.MethodResponse.CREDITCARD
    assert payment.metadata == {"order_id": "12345"}
    assert payment.is_cancelable is False
    assert payment.expires_at
    assert payment.links.checkout.type == "text/html"
    assert payment.links.captures is None


def test_a_klarna_payment_keeps_its_lines_and_address(client):
    payment = client.payments.create(payment_request=shop.klarna_payment())

    read = client.payments.get(payment_id=payment.id)
    assert read.method == models.MethodResponse.KLARNA
    assert read.lines[0].total_amount == amount("100.00")
    assert read.billing_address.city == "Amsterdam"


def test_a_payment_reads_back_as_it_was_created(client):
    payment = client.payments.create(payment_request=shop.card_payment())

    assert client.payments.get(payment_id=payment.id) == payment


def test_the_payers_approval_authorizes_and_captures_nothing(authorized):
    payment = authorized(shop.card_payment())

    assert payment.status == models.PaymentResponseStatus.AUTHORIZED
    assert payment.authorized_at
    assert payment.capture_before > payment.authorized_at
    assert payment.amount_captured.value == "0.00"
    assert payment.links.checkout is None


def test_links_carry_the_origin_that_the_client_called(client, server):
    payment = client.payments.create(payment_request=shop.card_payment())

    assert payment.links.self_.href == f"{server}/v2/payments/{payment.id}"


def test_pages_follow_one_another_newest_first(client, server):
    created = [client.payments.create(payment_request=shop.card_payment()).id for _ in range(5)]
    newest_first = created[::-1]

    pages = [client.payments.list(limit=2)]
    for _ in range(2):
        pages.append(pages[-1].next())

    found = [payment.id for page in pages for payment in page.result.embedded.payments]
    assert found[:5] == newest_first
    assert [page.result.count for page in pages[:2]] == [2, 2]
    assert pages[0].result.links.previous is None
    assert pages[1].result.links.previous.href.startswith(f"{server}/v2/payments?")
    assert pages[0].result.links.next.href.startswith(f"{server}/v2/payments?")


def test_a_page_may_begin_at_a_payment(client):
    created = [client.payments.create(payment_request=shop.card_payment()).id for _ in range(3)]

    page = client.payments.list(from_=created[1], limit=1)
    assert [payment.id for payment in page.result.embedded.payments] == [created[1]]


def test_the_last_page_has_no_next(client):
    client.payments.create(payment_request=shop.card_payment())
    page = client.payments.list(limit=250)
    while page.result.links.next:
        page = page.next()
    assert page.next() is None


def test_an_unknown_place_to_begin_a_page_is_refused(client, refused):
    refused(lambda: client.payments.list(from_=shop.UNKNOWN_PAYMENT), 400, "Invalid cursor value", "from")


@pytest.mark.parametrize("limit", [0, 251])
def test_a_page_holds_1_to_250_payments(client, refused, limit):
    refused(lambda: client.payments.list(limit=limit), 400, "The limit must be between 1 and 250", "limit")


@pytest.mark.filterwarnings("ignore:.*DEPRECATED:DeprecationWarning")
def test_the_methods_and_the_chargebacks_are_read(client):
    methods = client.methods.list(amount={"currency": "EUR", "value": "10.00"}).embedded.methods
    assert {"ideal", "creditcard"} <= {method.id for method in methods} and "vipps" not in {m.id for m in methods}
    assert client.methods.get(method_id="ideal").maximum_amount.value == "50000.00"

    payment = client.payments.create(payment_request=shop.card_payment())
    assert client.chargebacks.list(payment_id=payment.id).result.embedded.chargebacks == []
    assert client.chargebacks.all().result.count == 0
